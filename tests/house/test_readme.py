"""What the README tells people to type works, and prints what it says."""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests.databases import migrated_database
from tests.served import Served, serve

from .curl import addresses
from .tree import ROOT, texts

EXAMPLES = ROOT / "docs/examples"


def blocks(kind: str) -> list[str]:
    """The README's pieces of code of one kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", texts()["README.md"], re.MULTILINE | re.DOTALL)


def commands(name: str) -> list[str]:
    """The README's lines that run this command of the diary, without what stands before it."""
    start = f".venv/bin/headache-diary {name}"
    lines = [line for block in blocks("shell") for line in block.splitlines() if start in line]
    return [line[line.index(start) :] for line in lines]


@dataclass(frozen=True)
class Typed:
    """What the lines for curl printed, and the report that they left."""

    printed: str
    report: Any


@pytest.fixture(scope="module")
def typed(kind: str, tmp_path_factory: pytest.TempPathFactory) -> list[Typed]:
    """A newcomer types the README's lines for curl on a new server, and then once more."""
    folder = tmp_path_factory.mktemp("newcomer")
    with serve(migrated_database(kind, folder), folder) as served:
        return [_typed(folder, served) for _ in range(2)]


def _typed(folder: Path, served: Served) -> Typed:
    (folder / "report.json").unlink(missing_ok=True)
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
    return Typed(run.stdout, json.loads((folder / "report.json").read_bytes()))


def test_the_readme_is_short() -> None:
    readme = texts()["README.md"]
    assert readme.count("\n") <= 200
    assert len(readme.encode()) <= 12_000


def test_the_lines_for_curl_leave_the_report_of_the_examples(typed: list[Typed]) -> None:
    example = json.loads((EXAMPLES / "report.json").read_bytes())
    assert [once.report for once in typed] == [example] * 2


def test_the_lines_for_curl_print_the_headline_of_the_readme(typed: list[Typed]) -> None:
    (headline,) = blocks("console")
    assert all(once.printed.endswith(headline) for once in typed)


def test_every_line_for_curl_is_answered_with_success(typed: list[Typed]) -> None:
    for once in typed:
        assert set(re.findall(r"^(?:\d{3} )+$", once.printed, re.MULTILINE)) == {"201 " * 109}


def test_the_report_from_a_file_is_the_one_of_the_examples() -> None:
    (line,) = commands("report")
    run = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *shlex.split(line)[1:]],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    printed = (EXAMPLES / "report.txt").read_text("utf-8").splitlines()
    assert [line.rstrip() for line in run.stdout.rstrip("\n").splitlines()] == printed


def test_addresses_are_spread_as_curl_does() -> None:
    assert addresses("a/[08-10]/{x,y}") == [f"a/{day}/{one}" for day in ("08", "09", "10") for one in "xy"]


def test_the_operators_lines_make_a_clinic_and_a_clinician(tmp_path: Path) -> None:
    told = {"DIARY_DATA_DIR": str(tmp_path / "data")}

    lines = commands("clinic add") + commands("clinician add")
    results = [CliRunner().invoke(app, shlex.split(line)[1:], env=told) for line in lines]

    assert [one.exit_code for one in results] == [0, 0]
    assert "http://localhost:8000/enrol/#" in results[1].stdout


def test_the_demo_fills_a_folder_of_its_own_that_the_server_then_opens(tmp_path: Path) -> None:
    (line,) = commands("demo")
    (block,) = [block for block in blocks("shell") if line in block]

    result = CliRunner().invoke(
        app, shlex.split(line)[1:], env={"DIARY_DATA_DIR": str(tmp_path / "demo-data")}
    )

    assert [one.split()[2] for one in block.splitlines()] == ["demo", "serve"]
    assert {one.split()[0] for one in block.splitlines()} == {"DIARY_DATA_DIR=demo-data"}
    assert (result.exit_code, (tmp_path / "demo-data/diary.sqlite3").exists()) == (0, True)
