"""Preventives and life events, and which comparisons they touch."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.rules.circumstances import Circumstance, CircumstanceKind, circumstance_faults, touched
from app.rules.diary import Diary
from app.rules.treatment_report import treatment_report

from .diaries import AT_ROUND_END, BEFORE, INJECTED, LAST_28, ROUND_END, as_of, four_weeks, treated

DAY = timedelta(days=1)
DIARY = treated(four_weeks(20), four_weeks(10))


def began(day: date, name: str = "Topiramate") -> Circumstance:
    return Circumstance(UUID(int=1), CircumstanceKind.PREVENTIVE, name, "50 mg", day, None)


def found(*circumstances: Circumstance, diary: Diary = DIARY) -> list[tuple[int, str, bool]]:
    told = touched(treatment_report(diary, AT_ROUND_END), circumstances)
    return [(one.round_number, one.circumstance.name, one.in_baseline) for one in told]


@pytest.mark.parametrize("day", [LAST_28, LAST_28 + 13 * DAY, ROUND_END - DAY])
def test_what_began_in_the_last_28_days_touches_the_round(day: date) -> None:
    assert found(began(day)) == [(1, "Topiramate", False)]


@pytest.mark.parametrize("day", [BEFORE, INJECTED - DAY])
def test_what_began_in_the_baseline_touches_every_round(day: date) -> None:
    assert found(began(day)) == [(1, "Topiramate", True)]


@pytest.mark.parametrize("day", [BEFORE - DAY, INJECTED, LAST_28 - DAY, ROUND_END])
def test_what_began_outside_both_touches_nothing(day: date) -> None:
    assert found(began(day)) == []


def test_a_round_without_last_28_days_has_nothing_to_touch() -> None:
    report = treatment_report(DIARY, as_of(INJECTED + DAY))

    assert touched(report, [began(INJECTED)]) == []


def test_what_begins_after_the_day_asked_is_left_out() -> None:
    report = treatment_report(DIARY, as_of(LAST_28 + DAY))

    assert touched(report, [began(LAST_28 + 2 * DAY)]) == []


def test_without_a_counted_baseline_only_the_last_28_days_are_touched() -> None:
    diary = treated("", four_weeks(10), headache_days_per_30=20)

    assert found(began(BEFORE), began(LAST_28, "Move"), diary=diary) == [(1, "Move", False)]


def test_one_may_end_on_its_first_day_and_not_before() -> None:
    assert circumstance_faults(INJECTED, INJECTED) == circumstance_faults(INJECTED, None) == []
    assert [fault.field for fault in circumstance_faults(INJECTED, INJECTED - DAY)] == ["ended_on"]
