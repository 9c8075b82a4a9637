"""The README's lines do what the README prints."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests.databases import migrated_database
from tests.served import Served, serve

from .curl import addresses
from .tree import ROOT, texts


def blocks(kind: str) -> list[str]:
    """The README's pieces of code of one kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", texts()["README.md"], re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def told(kind: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the README's lines for curl print when a newcomer types them, on a new server."""
    folder = tmp_path_factory.mktemp("newcomer")
    with serve(migrated_database(kind, folder), folder) as served:
        return _typed(folder, served)


def _typed(folder: Path, served: Served) -> str:
    curl = folder / "curl"
    curl.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/tests/house/curl.py" "$@"\n', "utf-8")
    curl.chmod(0o755)
    path = os.pathsep.join((str(folder), str(Path(sys.executable).parent), os.environ["PATH"]))
    lines = "".join(blocks("sh")).replace("http://localhost:8000", served.url)
    run = subprocess.run(
        ["/bin/sh", "-eu", "-c", lines],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_lines_for_curl_print_the_report_of_the_readme(told: str) -> None:
    (printed,) = blocks("json")
    assert json.loads(told[told.index("\n{\n") :]) == json.loads(printed)


def test_the_lines_for_curl_print_the_headline_of_the_readme(told: str) -> None:
    (headline,) = blocks("console")
    assert headline in told


def test_every_line_for_curl_is_answered_with_success(told: str) -> None:
    assert set(re.findall(r"^(?:\d{3} )+$", told, re.MULTILINE)) == {"201 " * 109}


def test_the_report_from_a_file_is_the_one_of_the_readme() -> None:
    command, printed = blocks("text")[0].split("\n", 1)
    words = command.removeprefix("$ .venv/bin/headache-diary ").split()
    run = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *words],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.rstrip() for line in run.stdout.splitlines()] == printed.splitlines()


def test_addresses_are_spread_as_curl_does() -> None:
    assert addresses("a/[08-10]/{x,y}") == [f"a/{day}/{one}" for day in ("08", "09", "10") for one in "xy"]


def test_the_operators_lines_make_a_clinic_and_a_clinician(tmp_path: Path) -> None:
    (lines,) = blocks("shell")
    told = {"DIARY_DATA_DIR": str(tmp_path / "data")}

    results = [CliRunner().invoke(app, shlex.split(line)[1:], env=told) for line in lines.splitlines()]

    assert [one.exit_code for one in results] == [0, 0]
    assert "http://localhost:8000/enrol/#" in results[1].stdout
