"""Half-open periods of days, calendar months and windows of 28 days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple, Self

FOUR_WEEKS = timedelta(days=28)


class Period(NamedTuple):
    """The days from `start` up to, but not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days; 0 when it is empty."""
        return max(0, (self.end - self.start).days)

    def up_to(self, as_of: date) -> "Period":
        """Cut it after `as_of`; the same when it has ended by then."""
        return Period(self.start, min(self.end, as_of + timedelta(days=1)))

    def in_progress(self, as_of: date) -> bool:
        """Whether its end lies after `as_of`, as with injection rounds."""
        return self.end > as_of


class Month(NamedTuple):
    """One calendar month; sorts by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Find the calendar month that a day lies in."""
        return cls(day.year, day.month)

    @property
    def period(self) -> Period:
        """Its days, first to last."""
        return Period(date(self.year, self.number, 1), self.next().first_day)

    @property
    def first_day(self) -> date:
        """The first of the month."""
        return date(self.year, self.number, 1)

    def next(self) -> "Month":
        """Next month."""
        return self.shifted(1)

    def shifted(self, months: int) -> "Month":
        """Move so many months on, or back when negative."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from the first to the last, both included; none when they are the wrong way round."""
    month = first
    while month <= last:
        yield month
        month = month.next()


def four_weeks_until(end: date) -> Period:
    """Twenty-eight days, the last of them the day before `end`."""
    return Period(end - FOUR_WEEKS, end)
