"""How many values a document gets on one day."""

from datetime import date, timedelta

from app.rules.limits import Limits, Tally, one_more_value

TODAY = date(2026, 11, 20)


def test_the_first_value_ever_is_the_first_of_today() -> None:
    assert one_more_value(None, TODAY, 2) == Tally(TODAY, 1)


def test_the_last_that_is_let_through_is_counted_and_the_next_is_none() -> None:
    assert one_more_value(Tally(TODAY, 1), TODAY, 2) == Tally(TODAY, 2)
    assert one_more_value(Tally(TODAY, 2), TODAY, 2) is None


def test_another_day_begins_anew_also_when_a_clock_was_put_back() -> None:
    for other in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        assert one_more_value(Tally(TODAY, 2), other, 2) == Tally(other, 1)


def test_a_megabyte_is_a_million_bytes() -> None:
    assert Limits(account_megabytes=3).account_bytes == 3_000_000
