"""Figures per calendar month: counts, range and medication overuse."""

from app.rules.diary import Asked, Diary
from app.rules.periods import Month


class CalendarMonth:
    """One calendar month's figures."""


def calendar_months(
    diary: Diary, asked: Asked, first: Month | None = None, last: Month | None = None
) -> list[CalendarMonth]:
    """Every calendar month from the first entry's to that of `as_of`, or from `first` to `last`."""
    raise NotImplementedError
