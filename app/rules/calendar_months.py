"""Figures per calendar month: counts, range and medication overuse."""

from enum import StrEnum
from typing import NamedTuple

from app.rules.counted_days import CountedDays, PeriodCounts
from app.rules.counting import Counts, Sufficiency
from app.rules.diary import Asked, Diary
from app.rules.medication_overuse import MedicationOveruse, medication_overuse
from app.rules.periods import Month, months_between

CHRONIC_DAYS = 15


class Range(StrEnum):
    """Range of a month by its headache days (ICHD-3 1.3: 15 days)."""

    CHRONIC = "chronic"
    EPISODIC = "episodic"
    PROBABLY_CHRONIC = "probably_chronic"
    PROBABLY_EPISODIC = "probably_episodic"
    UNKNOWN = "unknown"


class CalendarMonth(NamedTuple):
    """One calendar month; while in progress its counts cover the days up to and including `as_of`."""

    month: Month
    in_progress: bool
    counts: PeriodCounts
    range: Range | None
    medication_overuse: tuple[MedicationOveruse, ...]


def calendar_months(
    diary: Diary,
    asked: Asked,
    first: Month | None = None,
    last: Month | None = None,
    counted: CountedDays | None = None,
) -> list[CalendarMonth]:
    """Give every calendar month from the first entry's to that of `as_of`, or from `first` to `last`.

    Months without entries between them are there too; months after that of `as_of` never. None at all without
    an entry, unless `first` is given. `counted`: as in `treatment_report`.
    """
    counted = counted or CountedDays(diary.entries, asked.as_of)
    running = Month.of(asked.as_of)
    if first is None:
        if not counted.logged:
            return []
        first = Month.of(counted.logged[0])
    listed = list(months_between(first, min(last or running, running)))
    counts = [
        counted.within(month.period.up_to(asked.as_of))
        for month in [first.shifted(-2), first.shifted(-1), *listed]
    ]
    return [
        _calendar_month(month, counts[position : position + 3], asked)
        for position, month in enumerate(listed)
    ]


def _calendar_month(month: Month, three_months: list[PeriodCounts], asked: Asked) -> CalendarMonth:
    """Figures of a month, counted last after the two months before it."""
    counts = three_months[-1]
    in_progress = month.period.in_progress(asked.as_of)
    return CalendarMonth(
        month=month,
        in_progress=in_progress,
        counts=counts,
        range=_range(counts.of(asked.headline), in_progress=in_progress),
        medication_overuse=medication_overuse(three_months, asked.headline, complete=not in_progress),
    )


def _range(headache: Counts, *, in_progress: bool) -> Range | None:
    """Tell the range; a month in progress has none unless it is already chronic."""
    if headache.yes >= CHRONIC_DAYS:
        return Range.CHRONIC
    if in_progress:
        return None
    if headache.at_most < CHRONIC_DAYS:
        return Range.EPISODIC
    if headache.sufficiency is not Sufficiency.VALID:
        return Range.UNKNOWN
    return Range.PROBABLY_CHRONIC if headache.prorated_reaches(CHRONIC_DAYS) else Range.PROBABLY_EPISODIC
