"""The report as a table for spreadsheets."""

import csv

import pytest

from app.interop.report_csv import csv_lines
from tests.interop.reports import NAMES, document


def rows(*documents: dict[str, object]) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(csv_lines(documents)).splitlines()))


def test_a_round_is_a_row_with_its_headline_figures() -> None:
    (row,) = rows(document("missing_days_make_it_probable", "17"))
    figures = (
        "patient",
        "round",
        "baseline_kind",
        "baseline_per_28",
        "last_28_logged_days",
        "percent_reduction",
    )
    assert [row[name] for name in figures] == ["17", "1", "diary", "20.0", "24", "53.3"]
    judged = ("percent_at_least", "percent_at_most", "change_per_28", "verdict", "certain")
    assert [row[name] for name in judged] == ["40.0", "60.0", "-10.7", "benchmark_met", "false"]


def test_a_figure_that_is_not_given_is_empty_with_its_reason() -> None:
    (row,) = rows(document("too_few_days_after"))
    assert (row["percent_reduction"], row["not_given"]) == ("", "period_insufficient")


def test_a_patient_without_a_round_still_has_a_row() -> None:
    (row,) = rows(document("leap_february_in_progress", "17"))
    assert (row["patient"], row["round"], row["as_of"]) == ("17", "", "2028-02-20")


@pytest.mark.parametrize("name", NAMES)
def test_every_golden_report_has_a_row_a_round(name: str) -> None:
    told = document(name)
    assert len(rows(told)) == max(1, len(told["treatment_report"]["rounds"]))


@pytest.mark.parametrize("patient", ["=1+1", "+1", "-1", "@sum(a1)"])
def test_a_patient_who_looks_like_a_formula_stays_text(patient: str) -> None:
    (row,) = rows(document("leap_february_in_progress", patient))
    assert row["patient"].startswith("'")


def test_a_patient_with_a_comma_or_a_line_end_stays_one_cell() -> None:
    (comma, line_end) = rows(*(document("leap_february_in_progress", name) for name in ("Doe, J", "a\r=b")))
    assert (comma["patient"], line_end["patient"]) == ("Doe, J", "a\\r=b")
