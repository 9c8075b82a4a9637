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
FOLDER = Path(__file__).parent / "changed_servers"
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "data", "__pycache__", ".hypothesis", ".*_cache"
)
SEEN_BY = "Seen by: "


@dataclass(frozen=True)
class Mutant:
    """A patch: above it stands what it breaks, and which tests see it."""

    file: Path

    @property
    def seen_by(self) -> list[str]:
        """The command that must fail."""
        (line,) = [line for line in self.file.read_text().splitlines() if line.startswith(SEEN_BY)]
        tests = line.removeprefix(SEEN_BY).split()
        return [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-n", "0", *tests]

    def apply(self, tree: Path, *options: str) -> None:
        """Make the mistake."""
        subprocess.run(["git", "apply", *options, str(self.file)], cwd=tree, check=True, capture_output=True)


MUTANTS = [Mutant(file) for file in sorted(FOLDER.glob("*.patch"))]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    tree = tmp_path_factory.mktemp("mutants") / "project"
    shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
    return tree


def is_seen(mutant: Mutant, tree: Path) -> bool:
    """Whether the test fails with the mistake, and passes without it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    statuses = []
    for options in ((), ("--reverse",)):
        mutant.apply(tree, *options)
        ran = subprocess.run(
            mutant.seen_by,
            cwd=tree,
            env=environment | {"PYTHONPATH": str(tree)},
            check=False,
            capture_output=True,
        )
        statuses.append(ran.returncode)
    return statuses == [1, 0]


def test_each_mistake_is_seen_by_its_test(tree: Path, tell: Tell) -> None:
    some = MUTANTS[: size(1, len(MUTANTS))]

    unseen = [mutant.file.name for mutant in some if not is_seen(mutant, tree)]

    tell(f"{len(some)} of {len(MUTANTS)} mutants, {len(unseen)} unseen")
    assert (unseen, len(MUTANTS) == 5) == ([], True)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.file.stem)
def test_each_mistake_can_still_be_made(mutant: Mutant) -> None:
    mutant.apply(ROOT, "--check")
