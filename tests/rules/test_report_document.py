"""The document that programs read: rounding, and the shape where something is missing."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interop.report_document import months_document, report_document, rounded
from app.rules.calendar_months import calendar_months
from app.rules.counting import Ratio
from app.rules.diary import Asked, Diary
from app.rules.measures import Measure
from app.rules.treatment_report import treatment_report

from .diaries import AT_ROUND_END, BEFORE, INJECTED, ROUND_END, days, four_weeks, row, treated
from .strategies import lawful


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(1000, 21), 47.6),
        (Fraction(2985, 100), 29.9),
        (Fraction(2995, 100), 30.0),
        (Fraction(25, 100), 0.3),
        (Fraction(-25, 100), -0.3),
        (Fraction(-1, 20), -0.1),
        (Fraction(1, 20), 0.1),
        (Fraction(499, 10000), 0.0),
        (Fraction(-499, 10000), 0.0),
        (Fraction(0), 0.0),
        (Fraction(100), 100.0),
        (Fraction(-25), -25.0),
    ],
)
def test_figures_are_rounded_to_one_decimal_with_halves_away_from_zero(exact: Fraction, shown: float) -> None:
    assert rounded(exact) == shown
    assert rounded(Ratio(7 * exact.numerator, 7 * exact.denominator)) == shown


def test_a_small_negative_number_is_zero_without_a_sign() -> None:
    assert str(rounded(Fraction(-1, 100))) == "0.0"


def test_what_is_not_given_stays_null() -> None:
    assert rounded(None) is None


@lawful
@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4))
def test_rounding_moves_a_figure_by_half_a_tenth_at_most(numerator: int, denominator: int) -> None:
    shown = rounded(Ratio(numerator, denominator))
    assert shown is not None
    assert abs(Fraction(str(shown)) - Fraction(numerator, denominator)) <= Fraction(1, 20)


def test_a_figure_that_rounds_to_50_is_still_judged_by_what_it_is() -> None:
    almost = Asked(ROUND_END, benchmark=Fraction(50001, 1000))
    document = report_document(treatment_report(treated(four_weeks(20), four_weeks(10)), almost))
    assert document["benchmark"] == 50.0
    assert document["rounds"][0]["periods"]["last_28"]["reductions"]["headache"]["percent"] == 50.0
    assert document["rounds"][0]["verdict"]["verdict"] == "partial"


def test_an_empty_diary_has_no_months_and_an_empty_report() -> None:
    assert months_document(calendar_months(Diary(), AT_ROUND_END)) == []
    document = report_document(treatment_report(Diary(), AT_ROUND_END))
    assert document["baseline"] == {
        "kind": "none",
        "start": None,
        "end": None,
        "days": None,
        "logged_days": None,
        "measures": {},
        "warnings": [],
    }
    assert (document["rounds"], document["next_due_on"], document["gap_questions"]) == ([], None, [])


def test_late_and_imported_entries_are_said_where_they_are_known() -> None:
    diary = Diary(days(BEFORE, "hh"), late={BEFORE}, imported=set())
    document = report_document(treatment_report(diary, AT_ROUND_END))
    assert document["entries"] == {"total": 2, "late": 1, "imported": 0}


def test_a_document_is_made_of_what_json_knows() -> None:
    gap = INJECTED + timedelta(days=168)
    diary = treated(four_weeks(20), row(10, 15, 3), injections=[INJECTED, gap])
    document = report_document(treatment_report(diary, Asked(date(2027, 1, 1))))
    months = months_document(calendar_months(diary, Asked(date(2027, 1, 1))))
    assert json.loads(json.dumps([document, months])) == [document, months]
    assert document["gap_questions"] == [{"after_round": 1, "days": 168}]


def test_every_measure_stands_in_every_period_under_its_own_name() -> None:
    document = report_document(treatment_report(treated(four_weeks(20), four_weeks(10)), AT_ROUND_END))
    period = document["rounds"][0]["periods"]["whole_round"]
    names = [measure.value for measure in Measure]
    assert list(period["measures"]) == names
    assert list(period["reductions"]) == names
    assert len(names) == 13
