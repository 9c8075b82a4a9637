"""The files that the front end's build made, held ready with all that an answer says about them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.api.content_policy import NOTHING, content_policy

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_ENCODINGS = {"br": ".br", "gzip": ".gz", "identity": ""}  # the best first
_NEVER_CHANGES = "_app/immutable/"
_WORKER = "service-worker.js"  # as a page: what it may do is said by the whole policy


@dataclass(frozen=True, slots=True)
class Held:
    """One file, plain and as it was compressed at build."""

    bodies: dict[str, bytes]
    headers: dict[str, str]
    tag: str  # of its content; empty where nobody asks again

    @property
    def is_page(self) -> bool:
        """Whether people open it, as against what a page asks for."""
        return self.headers["Content-Type"].startswith("text/html")

    def encoding_for(self, accepted: str) -> str:
        """The best encoding that an Accept-Encoding header takes."""
        taken = {name for name, weight in map(_weighed, accepted.lower().split(",")) if weight}
        return next(name for name in self.bodies if name in taken or name == "identity")


class Site:
    """All files by address; none when the front end was not built."""

    def __init__(self, build: Path) -> None:
        folder, hashes = build / "site", build / "pages.json"
        scripts = json.loads(hashes.read_text("utf-8")) if hashes.is_file() else {}
        plain = [file for file in folder.rglob("*") if file.is_file() and file.suffix in _TYPES]
        paths = {file.relative_to(folder).as_posix(): file for file in plain}
        self._files = {path: _held(path, file, scripts.get(path, ())) for path, file in paths.items()}

    def at(self, path: str) -> Held | None:
        """The file of an address; a folder's page at the address with a slash at its end."""
        return self._files.get(f"{path}index.html" if path == "" or path.endswith("/") else path)


def _held(path: str, file: Path, scripts: list[str]) -> Held:
    bodies = {
        name: whole.read_bytes()
        for name, suffix in _ENCODINGS.items()
        if (whole := file.with_name(file.name + suffix)).is_file()
    }
    lasts = path.startswith(_NEVER_CHANGES)
    headers = {
        "Content-Type": _TYPES[file.suffix],
        "Cache-Control": "public, max-age=31536000, immutable" if lasts else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if scripts:
        headers["Content-Security-Policy"] = content_policy(scripts)
    elif file.suffix != ".html" and path != _WORKER:
        headers["Content-Security-Policy"] = NOTHING
    tag = "" if lasts else sha256(bodies["identity"] + repr(scripts).encode()).hexdigest()[:16]
    return Held(bodies, headers, tag)


def _weighed(coding: str) -> tuple[str, bool]:
    name, _, weight = coding.strip().partition(";")
    return name.strip(), weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
