"""Phones with one thing changed, each of which the front end's own tests must notice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.devices import FRONTEND, NODE
from tests.faults.sizes import size

PATCHES = Path(__file__).parent / "changed_phones"
NOTICED_BY = {
    "phone_sends_before_it_has_heard": "only hears",
    "an_acknowledged_edit_goes_before_it_is_told": "stays until the cursor has passed it",
    "an_answer_rewrites_the_base": "A says free and B moderate",
    "next_edit_takes_the_revision_told_last": "A says free and B moderate",
    "phone_writes_without_strict_durability": "strict durability",
    "what_is_heard_slips_under_what_waits": "A says free and B moderate",
}
TRIED = list(NOTICED_BY)[: size(1, len(NOTICED_BY))]
LEFT_OUT = shutil.ignore_patterns("node_modules", "build", ".svelte-kit")
WITHIN_S = 300


def copied(folder: Path) -> Path:
    """The front end's sources in this folder, with the packages and words of the real one."""
    shutil.copytree(FRONTEND, folder / "frontend", ignore=LEFT_OUT)
    (folder / "frontend" / "node_modules").symlink_to(FRONTEND / "node_modules")
    for shared in ("messages", "tests"):
        (folder / shared).symlink_to(FRONTEND.parent / shared)
    return folder / "frontend"


def run_in(frontend: Path) -> "subprocess.CompletedProcess[str]":
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


@pytest.mark.parametrize("mutant", TRIED)
def test_a_phone_with_one_thing_changed_is_noticed(tmp_path: Path, mutant: str) -> None:
    frontend = copied(tmp_path)
    subprocess.run(["git", "apply", str(PATCHES / f"{mutant}.patch")], cwd=tmp_path, check=True)

    run = run_in(frontend)

    failed = [line for line in run.stderr.splitlines() if "FAIL" in line]
    assert any(NOTICED_BY[mutant] in line for line in failed), run.stdout + run.stderr


def test_the_phone_as_it_is_passes(tmp_path: Path) -> None:
    run = run_in(copied(tmp_path))

    assert run.returncode == 0, run.stdout + run.stderr
    assert {patch.stem for patch in PATCHES.glob("*.patch")} == set(NOTICED_BY)
    assert len(NOTICED_BY) == 6


@pytest.mark.parametrize("mutant", list(NOTICED_BY))
def test_each_change_can_still_be_made(mutant: str) -> None:
    patch = str(PATCHES / f"{mutant}.patch")
    subprocess.run(["git", "apply", "--check", patch], cwd=FRONTEND.parent, check=True)
