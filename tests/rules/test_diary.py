"""What is said about a treatment, what is asked, and when an entry is late."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from app.errors import FieldFault
from app.rules.diary import Asked, HeadacheDay, is_late, treatment_faults
from app.rules.measures import Measure

DAY = date(2026, 3, 28)


def test_an_entry_made_two_days_after_its_day_is_not_late() -> None:
    assert not is_late(DAY, datetime(2026, 3, 30, 23, 59, tzinfo=UTC), ZoneInfo("UTC"))


def test_an_entry_made_on_the_third_day_after_its_day_is_late() -> None:
    assert is_late(DAY, datetime(2026, 3, 31, 0, 0, tzinfo=UTC), ZoneInfo("UTC"))


def test_an_entry_made_before_its_day_is_not_late() -> None:
    assert not is_late(DAY, datetime(2026, 3, 27, 12, 0, tzinfo=UTC), ZoneInfo("UTC"))


def test_the_date_in_the_patients_own_zone_decides_whether_an_entry_is_late() -> None:
    made_at = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)
    assert is_late(DAY, made_at, ZoneInfo("Europe/Berlin"))
    assert not is_late(DAY, made_at, ZoneInfo("America/New_York"))


def test_the_hour_lost_to_summer_time_makes_no_entry_late() -> None:
    made_at = datetime(2026, 3, 30, 21, 59, tzinfo=UTC)
    assert not is_late(DAY, made_at, ZoneInfo("Europe/Berlin"))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^first_made_at must know its zone$"):
        is_late(DAY, datetime(2026, 3, 31, 0, 0), ZoneInfo("UTC"))  # noqa: DTZ001


@pytest.mark.parametrize("days", [None, 0, 30, Decimal("22.5"), Fraction(45, 2)])
def test_a_typical_month_has_none_to_thirty_headache_days(days: int | Decimal | Fraction | None) -> None:
    assert treatment_faults(days, 0, 12) == []


@pytest.mark.parametrize("days", [-1, 31, Decimal("30.1")])
def test_a_typical_month_has_no_more_than_thirty_headache_days(days: int | Decimal) -> None:
    fault = FieldFault("headache_days_per_30", "must be between 0 and 30 days", "out_of_range")
    assert treatment_faults(days, 0, 12) == [fault]


@pytest.mark.parametrize(("rounds", "weeks"), [(0, 12), (60, 26)])
def test_earlier_rounds_and_the_interval_have_room(rounds: int, weeks: int) -> None:
    assert treatment_faults(None, rounds, weeks) == []


@pytest.mark.parametrize(("rounds", "weeks"), [(-1, 11), (61, 27)])
def test_earlier_rounds_and_the_interval_have_limits(rounds: int, weeks: int) -> None:
    assert treatment_faults(None, rounds, weeks) == [
        FieldFault("earlier_rounds", "must be between 0 and 60 rounds", "out_of_range"),
        FieldFault("interval_weeks", "must be between 12 and 26 weeks", "out_of_range"),
    ]


def test_a_report_asks_for_any_headache_and_for_50_and_30_percent_unless_told() -> None:
    asked = Asked(DAY)
    assert (asked.headline, asked.benchmark, asked.continuation) == (Measure.HEADACHE, 50, 30)


def test_the_trials_headache_day_has_four_hours() -> None:
    assert Asked(DAY, HeadacheDay.FOUR_HOURS).headline is Measure.HEADACHE_4H
