"""Phones with one thing changed, each of which the front end's own tests must notice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.devices import FRONTEND, NODE
from tests.faults.sizes import size

MUTANTS = sorted((Path(__file__).parent / "mutants").glob("*.patch"))
TRIED = MUTANTS[: size(1, len(MUTANTS))]
LEFT_OUT = shutil.ignore_patterns("node_modules", "build", ".svelte-kit")
WITHIN_S = 300


def copied(folder: Path) -> Path:
    """The front end's sources in this folder, with the packages and words of the real one."""
    shutil.copytree(FRONTEND, folder / "frontend", ignore=LEFT_OUT)
    (folder / "frontend" / "node_modules").symlink_to(FRONTEND / "node_modules")
    for shared in ("messages", "tests"):
        (folder / shared).symlink_to(FRONTEND.parent / shared)
    return folder / "frontend"


def tested(frontend: Path) -> "subprocess.CompletedProcess[str]":
    """The tests of the store and of the exchange."""
    command = [str(NODE), "node_modules/vitest/vitest.mjs", "run", "tests/store", "tests/sync"]
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    return subprocess.run(
        command,
        cwd=frontend,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )


@pytest.mark.parametrize("mutant", TRIED, ids=lambda mutant: mutant.stem)
def test_a_phone_with_one_thing_changed_is_noticed(tmp_path: Path, mutant: Path) -> None:
    frontend = copied(tmp_path)
    subprocess.run(["git", "apply", str(mutant)], cwd=tmp_path, check=True)

    run = tested(frontend)

    assert "FAIL" in run.stdout, run.stdout + run.stderr
    assert "Tests" in run.stdout
    assert "passed" in run.stdout, "nothing ran"


def test_the_phone_as_it_is_passes(tmp_path: Path) -> None:
    run = tested(copied(tmp_path))

    assert run.returncode == 0, run.stdout + run.stderr
    assert len(MUTANTS) == 6
