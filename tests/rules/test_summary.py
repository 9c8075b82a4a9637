"""One line of the clinician's list: what it says, and that it says the same as the report."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from app.interop.report_document import report_document
from app.interop.summary_document import summary_document
from app.rules.baseline import BaselineKind
from app.rules.checks import Check
from app.rules.diary import Asked, Diary
from app.rules.entry import DrugClass, Entry, Medication
from app.rules.injection_rounds import GapQuestion
from app.rules.percent_reduction import NotGiven, PercentReduction, Reason
from app.rules.periods import Month
from app.rules.summary import DaysNeeded, Summary, summary
from app.rules.treatment_report import treatment_report
from app.rules.verdict import Verdict

from .diaries import (
    AT_ROUND_END,
    BEFORE,
    INJECTED,
    LAST_28,
    ROUND_END,
    as_of,
    days,
    four_weeks,
    one_round,
    treated,
)
from .strategies import FIRST, LENGTH, diaries, lawful

DAY = timedelta(days=1)
TRIPTAN = Entry(headache=True, acute_medications=(Medication("x", DrugClass.TRIPTAN),))


def test_an_empty_diary_has_a_summary_without_anything() -> None:
    one = summary(Diary(), AT_ROUND_END)

    assert (one.last_injected_on, one.next_due_on, one.round_number, one.week) == (None,) * 4
    assert (one.judged, one.overuse, one.gap_questions, one.days_needed) == (None, (), (), None)
    assert (one.baseline_kind, one.before) == (BaselineKind.NONE, Reason.NO_BASELINE)
    assert (one.logged_of_28, one.symptoms_unsaid, one.entries) == (0, 0, 0)
    assert one.now.rates is None


def test_a_running_round_has_its_week_and_its_due_date() -> None:
    one = summary(treated(), as_of(INJECTED + 15 * DAY))

    assert (one.last_injected_on, one.round_number, one.week) == (INJECTED, 1, 3)
    assert one.next_due_on == ROUND_END
    assert one.judged is None


def test_the_last_session_is_the_top_up() -> None:
    top_up = INJECTED + 10 * DAY

    assert summary(treated(injections=[INJECTED, top_up]), AT_ROUND_END).last_injected_on == top_up


def test_the_last_round_that_ended_is_judged() -> None:
    one = summary(treated(four_weeks(20), four_weeks(10), injections=[INJECTED, ROUND_END]), AT_ROUND_END)

    assert one.judged is not None
    assert (one.round_number, one.judged.number) == (2, 1)
    assert one.judged.verdict.verdict is Verdict.BENCHMARK_MET
    assert isinstance(one.judged.reduction, PercentReduction)
    assert one.judged.wear_off is Check.CANNOT_TELL


def test_a_round_that_was_too_short_has_no_reduction() -> None:
    second = INJECTED + 40 * DAY
    one = summary(treated(four_weeks(20), injections=[INJECTED, second]), as_of(second))

    assert one.judged is not None
    assert one.judged.reduction == NotGiven(Reason.PERIOD_MISSING)


def test_a_low_response_after_two_rounds_is_told() -> None:
    second_end = ROUND_END + 84 * DAY
    later = days(second_end - 28 * DAY, four_weeks(19))
    diary = Diary(days(BEFORE, four_weeks(20)) | later, [INJECTED, ROUND_END])

    assert summary(diary, as_of(second_end)).below_after_two_rounds is Check.YES
    assert summary(diary, as_of(second_end - DAY)).below_after_two_rounds is Check.NOT_YET


def test_now_is_the_last_28_days_and_what_was_logged_of_them() -> None:
    one = summary(treated("", four_weeks(9, unlogged=5)), as_of(ROUND_END - DAY))

    assert (one.now.yes, one.now.at_most, one.logged_of_28) == (9, 14, 23)


def test_a_limit_that_was_reached_stands_with_its_latest_month() -> None:
    march, april = INJECTED.replace(month=3, day=1), INJECTED.replace(month=4, day=1)
    diary = Diary({first + n * DAY: TRIPTAN for first in (march, april) for n in range(10)})

    (both,) = summary(diary, as_of(april + 20 * DAY)).overuse
    (before,) = summary(diary, as_of(april + 5 * DAY)).overuse

    assert (both.month, both.overuse.days, both.overuse.limit) == (Month(2026, 4), 10, 10)
    assert before.month == Month(2026, 3)
    assert summary(diary, as_of(april + 70 * DAY)).overuse == ()


def test_a_limit_that_was_only_possibly_reached_is_not_told() -> None:
    april = INJECTED.replace(month=4, day=1)
    diary = Diary(days(april, "t" * 9 + "f" * 16))

    assert summary(diary, as_of(april + 40 * DAY)).overuse == ()


def test_a_gap_between_rounds_is_asked_about() -> None:
    diary = Diary(injections=[INJECTED, INJECTED + 168 * DAY])

    assert summary(diary, as_of(INJECTED + 170 * DAY)).gap_questions == (GapQuestion(1, 168),)


def test_headache_days_of_which_too_little_was_said_are_counted_for_twelve_weeks() -> None:
    diary = Diary(days(ROUND_END - 84 * DAY, "hh.n"))

    assert summary(diary, as_of(ROUND_END)).symptoms_unsaid == 1  # the first lies one day too far back
    assert summary(diary, as_of(ROUND_END - DAY)).symptoms_unsaid == 2


@pytest.mark.parametrize(
    ("last_28", "needed"),
    [
        (four_weeks(3, unlogged=11), DaysNeeded(3, ROUND_END - DAY)),
        (four_weeks(3, unlogged=8), None),
    ],
)
def test_days_that_a_verdict_still_needs_are_told_with_their_last(
    last_28: str, needed: DaysNeeded | None
) -> None:
    assert summary(treated(four_weeks(20), last_28), as_of(ROUND_END - DAY)).days_needed == needed


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (LAST_28 - DAY, False),
        (LAST_28, False),
        (ROUND_END - 12 * DAY, False),
        (ROUND_END - 11 * DAY, True),
        (ROUND_END - DAY, True),
        (ROUND_END, False),
    ],
)
def test_days_are_asked_for_in_the_last_ten_days_of_a_round(day: date, asked: bool) -> None:
    assert (summary(one_round(four_weeks(20)), as_of(day)).days_needed is not None) is asked


@lawful
@given(diaries(injected=True))
def test_the_document_says_what_the_report_says(diary: Diary) -> None:
    asked = Asked(FIRST + (LENGTH + 30) * DAY)
    told, report = summary_document(summary(diary, asked)), report_document(treatment_report(diary, asked))

    last = [one for one in report["rounds"] if one["status"] == "complete"][-1:]
    said = ("number", "verdict", "certain", "wear_off")
    judged = told["judged"] and {name: told["judged"][name] for name in said}
    assert (told["next_due_on"], told["entries"]) == (report["next_due_on"], report["entries"]["total"])
    for one in last:
        figures = one["periods"]["last_28"]
        reduction = figures["reductions"]["headache"] if figures else {}
        assert judged == {
            "number": one["number"],
            "verdict": one["verdict"]["verdict"],
            "certain": one["verdict"]["certain"],
            "wear_off": one["wear_off"],
        }
        for name in ("percent", "at_least", "at_most"):
            assert told["judged"][name] == reduction.get(name)
    assert (judged is None) == (last == [])


def test_a_document_without_figures_has_nulls() -> None:
    told = summary_document(summary(Diary(), AT_ROUND_END))

    assert (told["before_per_28"], told["judged"], told["now"]["per_28"], told["days_needed"]) == (None,) * 4


def test_a_document_has_the_figures_of_its_summary() -> None:
    one: Summary = summary(
        treated(four_weeks(20), four_weeks(3, unlogged=11), injections=[INJECTED, ROUND_END]), AT_ROUND_END
    )
    told = summary_document(one)

    assert told["before_per_28"] == 20.0
    assert told["gap_questions"] == []
    assert told["judged"]["percent"] is not None
