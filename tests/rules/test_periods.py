"""Half-open periods, calendar months and 28-day windows."""

from datetime import date, timedelta

import pytest

from app.rules.periods import Month, Period, four_weeks_until, months_between

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def test_a_period_ends_before_its_end_day() -> None:
    assert MARCH.days == 31


def test_a_period_that_ends_before_it_starts_has_no_day() -> None:
    assert Period(MARCH.end, MARCH.start).days == 0


@pytest.mark.parametrize(("as_of", "days"), [("2026-03-01", 1), ("2026-03-30", 30), ("2026-03-31", 31)])
def test_a_running_period_covers_the_days_up_to_and_including_today(as_of: str, days: int) -> None:
    assert MARCH.up_to(date.fromisoformat(as_of)).days == days


def test_a_period_that_has_ended_stays_as_it_is() -> None:
    assert MARCH.up_to(date(2026, 4, 1)) == MARCH
    assert MARCH.up_to(date(2026, 9, 1)) == MARCH


def test_a_period_is_in_progress_until_its_end_day_has_come() -> None:
    assert MARCH.in_progress(date(2026, 3, 31))
    assert not MARCH.in_progress(date(2026, 4, 1))


@pytest.mark.parametrize(
    ("year", "number", "days"),
    [(2026, 2, 28), (2028, 2, 29), (2100, 2, 28), (2000, 2, 29), (2026, 4, 30), (2026, 12, 31)],
)
def test_a_calendar_month_has_its_own_number_of_days(year: int, number: int, days: int) -> None:
    assert Month(year, number).period.days == days


def test_december_is_followed_by_january_of_the_next_year() -> None:
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2026, 12).period == Period(date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("moved", "month"),
    [(0, (2026, 1)), (-1, (2025, 12)), (-13, (2024, 12)), (11, (2026, 12)), (12, (2027, 1))],
)
def test_months_move_across_years(moved: int, month: tuple[int, int]) -> None:
    assert Month(2026, 1).shifted(moved) == Month(*month)


def test_a_day_lies_in_its_month() -> None:
    assert Month.of(date(2026, 3, 31)) == Month(2026, 3)
    assert Month.of(date(2026, 3, 31)).first_day == date(2026, 3, 1)


def test_a_month_is_written_with_four_and_two_digits() -> None:
    assert str(Month(2026, 3)) == "2026-03"
    assert str(Month(987, 11)) == "0987-11"


def test_months_between_two_months_include_both() -> None:
    found = [str(month) for month in months_between(Month(2025, 11), Month(2026, 2))]
    assert found == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_there_are_no_months_from_a_later_one_to_an_earlier_one() -> None:
    assert list(months_between(Month(2026, 2), Month(2026, 1))) == []


def test_four_weeks_end_the_day_before() -> None:
    assert four_weeks_until(date(2026, 3, 1)) == Period(date(2026, 2, 1), date(2026, 3, 1))


def test_the_night_of_summer_time_moves_no_day() -> None:
    assert Period(date(2026, 3, 28), date(2026, 3, 31)).days == 3
    assert date(2026, 3, 28) + timedelta(days=1) == date(2026, 3, 29)
