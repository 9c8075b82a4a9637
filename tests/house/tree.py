"""What the checks look at: the files of the project."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".ico", ".woff2", ".pdf", ".gz", ".br", ".zip", ".sqlite3", ".pgdump"}


@cache
def files() -> tuple[str, ...]:
    """Paths of all files under version control; where git is missing, of all that nothing ignores."""
    return tuple(sorted(path for path in _listed() if (ROOT / path).is_file()))


def texts(*folders: str, suffix: str = "") -> dict[str, str]:
    """The text files below these folders (all, when none is named), by path."""
    chosen = [
        path for path in files() if not folders or path.startswith(tuple(f"{name}/" for name in folders))
    ]
    return {
        path: (ROOT / path).read_text("utf-8")
        for path in chosen
        if path.endswith(suffix) and Path(path).suffix not in BINARY
    }


def _listed() -> list[str]:
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        run = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        return [path for path in run.stdout.split("\0") if path]
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()} | {".git"}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [path.as_posix() for path in paths if not ignored & {*path.parts, *map(str, path.parents)}]
