"""Figures per calendar month."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given

from app.rules.calendar_months import CalendarMonth, calendar_months
from app.rules.counting import Counts
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.measures import Measure
from app.rules.periods import Month

from .diaries import days, row
from .strategies import FIRST, LENGTH, days_of_diaries, diaries, lawful

MARCH = date(2026, 3, 1)
MARCH_ENDED = date(2026, 4, 1)


def march(
    letters: str, as_of: date = MARCH_ENDED, headache_day: HeadacheDay = HeadacheDay.ANY
) -> CalendarMonth:
    return calendar_months(Diary(days(MARCH, letters)), Asked(as_of, headache_day))[0]


def month(name: str) -> Month | None:
    return Month.of(date.fromisoformat(f"{name}-01")) if name else None


def listed(entry_on: date | None, as_of: str, first: str = "", last: str = "") -> list[str]:
    diary = Diary(days(entry_on, "h") if entry_on else {})
    found = calendar_months(diary, Asked(date.fromisoformat(as_of)), month(first), month(last))
    return [str(one.month) for one in found]


NEW_YEARS_EVE = date(2025, 12, 31)


def test_months_go_from_the_first_entry_to_today_with_the_empty_ones_between() -> None:
    assert listed(NEW_YEARS_EVE, "2026-02-01") == ["2025-12", "2026-01", "2026-02"]


def test_without_an_entry_there_is_no_month() -> None:
    assert listed(None, "2026-02-01") == []
    assert listed(NEW_YEARS_EVE, "2025-12-30") == []


def test_an_entry_of_today_is_there() -> None:
    assert listed(NEW_YEARS_EVE, "2025-12-31") == ["2025-12"]


def test_the_months_asked_for_are_given_with_or_without_entries() -> None:
    assert listed(NEW_YEARS_EVE, "2026-02-01", first="2025-10", last="2025-11") == ["2025-10", "2025-11"]
    assert listed(NEW_YEARS_EVE, "2026-02-01", first="2026-01") == ["2026-01", "2026-02"]
    assert listed(NEW_YEARS_EVE, "2026-02-01", last="2026-01") == ["2025-12", "2026-01"]
    assert listed(None, "2026-02-01", first="2026-02") == ["2026-02"]


def test_no_month_after_that_of_today_is_given() -> None:
    assert listed(NEW_YEARS_EVE, "2026-02-01", first="2026-01", last="2026-09") == ["2026-01", "2026-02"]


def test_no_month_is_given_when_they_are_asked_for_the_wrong_way_round() -> None:
    assert listed(NEW_YEARS_EVE, "2026-02-01", first="2026-02", last="2026-01") == []


def test_a_month_counts_its_own_days_alone() -> None:
    entries = days(MARCH - timedelta(days=2), "hh" + "." * 31 + "hh")
    found = calendar_months(Diary(entries), Asked(date(2026, 6, 1)))[1]
    assert found.counts.of(Measure.HEADACHE) == Counts(yes=0, no=31, days=31)
    assert found.counts.logged_days == 31


def test_the_running_month_covers_the_days_up_to_and_including_today() -> None:
    found = march("h" * 31, date(2026, 3, 20))
    assert (found.in_progress, found.counts.days) == (True, 20)
    assert found.counts.of(Measure.HEADACHE) == Counts(20, 0, 20)


def test_a_month_is_in_progress_on_its_last_day_and_complete_on_the_next() -> None:
    assert march("h", date(2026, 3, 31)).in_progress
    assert not march("h", MARCH_ENDED).in_progress


@pytest.mark.parametrize(
    ("as_of", "days_so_far"), [("2028-02-20", 20), ("2028-02-29", 29), ("2028-03-01", 29)]
)
def test_february_of_a_leap_year_has_29_days(as_of: str, days_so_far: int) -> None:
    diary = Diary(days(date(2028, 2, 1), "h"))
    assert calendar_months(diary, Asked(date.fromisoformat(as_of)))[0].counts.days == days_so_far


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        (row(15, 16), "chronic"),
        (row(15, 0, 16), "chronic"),
        (row(14, 17), "episodic"),
        (row(5, 17, 9), "episodic"),
        (row(0, 17, 14), "episodic"),
        (row(0, 16, 15), "unknown"),
        (row(14, 13, 4), "probably_chronic"),
        (row(14, 16, 1), "probably_episodic"),
        (row(12, 12, 7), "probably_chronic"),
        (row(11, 13, 7), "probably_episodic"),
        (row(12, 10, 9), "unknown"),
        (row(14, 0, 17), "unknown"),
        ("?" * 30 + "h", "unknown"),
    ],
)
def test_fifteen_headache_days_make_a_month_chronic(letters: str, said: str) -> None:
    assert march(letters).range == said


def test_a_scaled_month_of_exactly_15_days_is_probably_chronic() -> None:
    april = date(2026, 4, 1)
    diary = Diary(days(april, row(12, 12)))
    assert calendar_months(diary, Asked(date(2026, 5, 1)))[0].range == "probably_chronic"


def test_a_running_month_has_no_range_unless_it_is_already_chronic() -> None:
    assert march(row(15), date(2026, 3, 15)).range == "chronic"
    assert march(row(14), date(2026, 3, 14)).range is None
    assert march(row(0, 30), date(2026, 3, 31)).range is None


def test_the_range_reads_the_headache_day_of_the_report() -> None:
    letters = "L" * 14 + "s" * 17
    assert march(letters).range == "chronic"
    assert march(letters, headache_day=HeadacheDay.FOUR_HOURS).range == "episodic"


def test_every_measure_keeps_its_own_count_whatever_the_headache_day_is() -> None:
    four_hours = march("L" * 14 + "s" * 17, headache_day=HeadacheDay.FOUR_HOURS)
    assert four_hours.counts.of(Measure.HEADACHE).yes == 31
    assert four_hours.counts.of(Measure.HEADACHE_4H).yes == 14


@lawful
@given(diaries(), days_of_diaries)
def test_the_months_tile_the_diary(diary: Diary, as_of: date) -> None:
    found = calendar_months(diary, Asked(as_of))
    assert sum(one.counts.logged_days for one in found) == len([day for day in diary.entries if day <= as_of])
    assert [one.month for one in found[1:]] == [one.month.next() for one in found[:-1]]
    assert [one.in_progress for one in found[:-1]] == [False] * len(found[:-1])


@lawful
@given(diaries(), days_of_diaries)
def test_a_day_nobody_logged_never_lowers_what_a_month_may_be_at_most(diary: Diary, removed: date) -> None:
    asked = Asked(FIRST + timedelta(days=LENGTH + 40))
    less = {day: entry for day, entry in diary.entries.items() if day != removed}
    first = Month.of(FIRST)
    pairs = zip(calendar_months(diary, asked, first), calendar_months(Diary(less), asked, first), strict=True)
    for (more, fewer), measure in product(pairs, Measure):
        assert fewer.counts.of(measure).at_most >= more.counts.of(measure).at_most
        assert fewer.counts.of(measure).yes <= more.counts.of(measure).yes
