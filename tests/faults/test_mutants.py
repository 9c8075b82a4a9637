"""Mistakes that were once possible to make unnoticed, as patches: a test sees each of them."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.conftest import Tell
from tests.faults.sizes import size

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "mutants"
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "data", "__pycache__", ".hypothesis", ".*_cache"
)
SEEN_BY = "Seen by: "


@dataclass(frozen=True)
class Mutant:
    """A patch: above it stands what it breaks and which test sees it (`pytest ...`, `vitest ...`)."""

    file: Path

    @property
    def seen_by(self) -> list[str]:
        """The command that must fail."""
        (line,) = [line for line in self.file.read_text().splitlines() if line.startswith(SEEN_BY)]
        runner, *arguments = line.removeprefix(SEEN_BY).split()
        if runner == "pytest":
            return [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments]
        assert runner == "vitest", line
        return ["node_modules/.bin/vitest", "run", *arguments]

    @property
    def is_of_the_front_end(self) -> bool:
        """Whether vitest sees it."""
        return "vitest" in self.seen_by[0]

    def apply(self, tree: Path, *options: str) -> None:
        """Make the mistake."""
        subprocess.run(["git", "apply", *options, str(self.file)], cwd=tree, check=True, capture_output=True)


MUTANTS = [Mutant(file) for file in sorted(FOLDER.glob("*.patch"))]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    tree = tmp_path_factory.mktemp("mutants") / "project"
    shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
    modules = ROOT / "frontend/node_modules"
    if modules.exists():
        (tree / "frontend/node_modules").symlink_to(modules)
    return tree


def is_seen(mutant: Mutant, tree: Path) -> bool:
    """Whether the test fails with the mistake, and passes without it."""
    where = tree / "frontend" if mutant.is_of_the_front_end else tree
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    statuses = []
    for options in ((), ("--reverse",)):
        mutant.apply(tree, *options)
        ran = subprocess.run(
            mutant.seen_by,
            cwd=where,
            env=environment | {"PATH": path, "PYTHONPATH": str(tree)},
            check=False,
            capture_output=True,
        )
        statuses.append(ran.returncode)
    return statuses == [1, 0]


def test_each_mistake_is_seen_by_its_test(tree: Path, tell: Tell) -> None:
    some = MUTANTS[: size(2, len(MUTANTS))]

    unseen = [mutant.file.name for mutant in some if not is_seen(mutant, tree)]

    tell(f"{len(some)} of {len(MUTANTS)} mutants, {len(unseen)} unseen")
    assert (unseen, len(MUTANTS) >= 8) == ([], True)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.file.stem)
def test_each_mistake_can_still_be_made(mutant: Mutant) -> None:
    mutant.apply(ROOT, "--check")
