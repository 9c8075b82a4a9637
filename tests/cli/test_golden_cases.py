"""The golden diaries, written as CSV and reported by the command: every figure as in tests/cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests.interop.written import days_as_csv, table

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_command_reports_a_golden_diary_with_every_figure_exact(path: Path, tmp_path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    days, injections = tmp_path / "days.csv", tmp_path / "injections.csv"
    days.write_bytes(days_as_csv(case["entries"]))
    injections.write_text(table([["injected_on"], *([day] for day in case["injections"])]))
    run = CliRunner().invoke(app, ["report", str(days), "--injections", str(injections), *options(case)])
    assert run.exit_code == 0
    assert json.loads(run.stdout) == expected(case)


def options(case: dict[str, Any]) -> list[str]:
    said = {
        "--as-of": case["as_of"],
        "--headache-day": case["headache_day"],
        "--headache-days-per-30": case["headache_days_per_30"],
        "--earlier-rounds": case["earlier_rounds"],
        "--format": "json",
    }
    return [part for name, value in said.items() if value is not None for part in (name, str(value))]


def expected(case: dict[str, Any]) -> dict[str, Any]:
    """The case's own answer; what a file cannot say is null."""
    answer: dict[str, Any] = case["expected"]
    answer["treatment_report"]["entries"] |= {"late": None, "imported": None}
    return answer
