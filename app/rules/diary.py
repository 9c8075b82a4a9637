"""What a report is made from: one person's diary, and what is asked of it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.errors import FieldFault
from app.rules.entry import Entry
from app.rules.measures import Measure

LATE_AFTER_DAYS = 2
MAX_EARLIER_ROUNDS = 60
HEADACHE_DAYS_OF_A_TYPICAL_MONTH = 30


class HeadacheDay(StrEnum):
    """Which day counts as a headache day: one with any headache, or one with at least four hours of it."""

    ANY = "any"
    FOUR_HOURS = "4h"


@dataclass(frozen=True, slots=True)
class Diary:
    """One person's diary as plain values.

    `entries`: the logged days; every other day is unlogged. `injections`: the dates of the sessions, in any
    order. `headache_days_per_30`: headache days in a typical 30-day month before the very first treatment,
    0-30, typed by patient or clinician; None = not typed. `earlier_rounds`: rounds before the first recorded
    one, 0-60. `interval_weeks`: weeks from one round to the next, 12-26, for the due date only.
    `late` and `imported`: which logged days were first made late (see `is_late`) or came from an import;
    None = cannot be known, as with a file.
    """

    entries: Mapping[date, Entry] = field(default_factory=dict)
    injections: Sequence[date] = ()
    headache_days_per_30: int | Decimal | Fraction | None = None
    earlier_rounds: int = 0
    interval_weeks: int = 12
    late: Set[date] | None = None
    imported: Set[date] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a diary: as of which day, with which headache day and which two levels in percent.

    Entries and injections after `as_of` are ignored. Benchmark 50 and continuation level 30 are the usual
    ones: a level is reached by a reduction equal to it.
    """

    as_of: date
    headache_day: HeadacheDay = HeadacheDay.ANY
    benchmark: int | Fraction = 50
    continuation: int | Fraction = 30

    @property
    def headline(self) -> Measure:
        """Measure that stands for the headache day, wherever headache days are counted."""
        return Measure.HEADACHE if self.headache_day is HeadacheDay.ANY else Measure.HEADACHE_4H


def is_late(day: date, first_made_at: datetime, time_zone: tzinfo) -> bool:
    """Whether an entry was first made more than two days after its day, by the date in the patient's zone.

    `first_made_at` must know its own zone. An entry made before its day has ended is not late.
    """
    if first_made_at.tzinfo is None:
        raise ValueError("first_made_at must know its zone")
    return (first_made_at.astimezone(time_zone).date() - day).days > LATE_AFTER_DAYS


def treatment_faults(
    headache_days_per_30: int | Decimal | Fraction | None, earlier_rounds: int, interval_weeks: int
) -> list[FieldFault]:
    """Everything that cannot be said about a treatment; empty when it is sound."""
    faults: list[FieldFault] = []
    days = headache_days_per_30
    if days is not None and not 0 <= days <= HEADACHE_DAYS_OF_A_TYPICAL_MONTH:
        faults.append(FieldFault("headache_days_per_30", "must be between 0 and 30 days", "out_of_range"))
    if not 0 <= earlier_rounds <= MAX_EARLIER_ROUNDS:
        faults.append(FieldFault("earlier_rounds", "must be between 0 and 60 rounds", "out_of_range"))
    if not 12 <= interval_weeks <= 26:
        faults.append(FieldFault("interval_weeks", "must be between 12 and 26 weeks", "out_of_range"))
    return faults
