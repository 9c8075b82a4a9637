"""Whole diaries with their whole reports: every figure, exactly as written in tests/cases."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.interop.report_document import months_document, report_document
from app.rules.calendar_months import calendar_months
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief
from app.rules.treatment_report import treatment_report

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_figure_of_a_golden_diary_is_exact(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    diary, asked = _diary(case), _asked(case)
    months = months_document(calendar_months(diary, asked))
    report = dict(report_document(treatment_report(diary, asked)))
    entries = report.pop("entries")
    assert months == case["expected"]["months"]
    assert entries == {"late": None, "imported": None} | case["expected"]["treatment_report"].pop("entries")
    assert report == case["expected"]["treatment_report"]


def test_all_golden_diaries_are_there() -> None:
    assert len(CASES) == 37


def _diary(case: dict[str, Any]) -> Diary:
    typed = case["headache_days_per_30"]
    return Diary(
        entries={date.fromisoformat(day): _entry(said) for day, said in case["entries"].items()},
        injections=[date.fromisoformat(day) for day in case["injections"]],
        headache_days_per_30=None if typed is None else Fraction(str(typed)),
        earlier_rounds=case["earlier_rounds"],
    )


def _asked(case: dict[str, Any]) -> Asked:
    return Asked(date.fromisoformat(case["as_of"]), HeadacheDay(case["headache_day"]))


def _entry(said: dict[str, Any]) -> Entry:
    fields = dict(said)
    if fields.get("peak_intensity"):
        fields["peak_intensity"] = Intensity(fields["peak_intensity"])
    if fields.get("acute_medications") is not None:
        fields["acute_medications"] = tuple(_medication(taken) for taken in fields["acute_medications"])
    return Entry(**fields)


def _medication(said: dict[str, Any]) -> Medication:
    relief = said.get("relief")
    return Medication(said["name"], DrugClass(said["drug_class"]), said["doses"], relief and Relief(relief))
