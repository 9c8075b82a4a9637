"""A diary's days, each asked every measure once, and their counts in any period."""

import struct
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

from app.rules.answers import Answer
from app.rules.counting import Counts
from app.rules.entry import Entry, Relief
from app.rules.measures import OVERUSE_CLASSES, Measure, class_answers, classes_taken, measure_answers
from app.rules.periods import Period

RELIEFS: tuple[Relief | None, ...] = (Relief.FULL, Relief.PARTIAL, Relief.NONE, None)

_QUESTIONS = len(Measure) + len(OVERUSE_CLASSES) + 1
# One day is one integer of 32-bit lanes: a yes for each question, a no for each, a number for each relief.
# A sum of such integers adds all lanes at once and never carries: ten years are counted in milliseconds.
_LANES = struct.Struct(f"<{2 * _QUESTIONS + len(RELIEFS)}I")
_POSITIONS = {measure: position for position, measure in enumerate(Measure)}


class PeriodCounts(NamedTuple):
    """What was said in a period: days, logged days, each measure, each class with a limit, and relief.

    `classes`: in the order of OVERUSE_CLASSES, and last the days on which any of them was taken.
    `relief`: medications (not doses) by full, partial and no relief, and those of which it was not said.
    """

    days: int
    logged_days: int
    measures: Mapping[Measure, Counts]
    classes: tuple[Counts, ...]
    relief: tuple[int, ...]


class CountedDays:
    """The logged days up to and including `as_of`, ready to be counted in any period.

    Costs one look at each logged day, then two searches and one subtraction for each period.
    """

    def __init__(self, entries: Mapping[date, Entry], as_of: date) -> None:
        self.logged = sorted([day for day in entries if day <= as_of])
        self._sums = list(accumulate([_day_lanes(entries[day]) for day in self.logged], initial=0))

    def within(self, period: Period) -> PeriodCounts:
        """Count everything in a period; days before the first entry or after the last are unlogged days."""
        lanes = self._lanes_within(period)
        days = period.days
        counts = list(map(Counts, lanes, lanes[_QUESTIONS:], repeat(days, _QUESTIONS)))
        return PeriodCounts(
            days=days,
            logged_days=counts[0].known,
            measures=dict(zip(Measure, counts, strict=False)),
            classes=tuple(counts[len(Measure) :]),
            relief=lanes[2 * _QUESTIONS :],
        )

    def count(self, measure: Measure, period: Period) -> Counts:
        """Count one measure in a period."""
        lanes, position = self._lanes_within(period), _POSITIONS[measure]
        return Counts(lanes[position], lanes[_QUESTIONS + position], period.days)

    def _lanes_within(self, period: Period) -> tuple[int, ...]:
        before = self._sums[bisect_left(self.logged, period.start)]
        after = self._sums[bisect_left(self.logged, period.end)]
        return _LANES.unpack((after - before).to_bytes(_LANES.size, "little"))


def _day_lanes(entry: Entry) -> int:
    taken = entry.acute_medications
    reliefs = _reliefs(tuple([medication.relief for medication in taken])) if taken else (0,) * len(RELIEFS)
    return _packed(measure_answers(entry), class_answers(classes_taken(entry)), reliefs)


@lru_cache(maxsize=1024)
def _reliefs(said: tuple[Relief | None, ...]) -> tuple[int, ...]:
    return tuple(said.count(relief) for relief in RELIEFS)


@lru_cache(maxsize=16384)
def _packed(measures: tuple[Answer, ...], classes: tuple[Answer, ...], reliefs: tuple[int, ...]) -> int:
    answers = measures + classes
    yes = [answer is True for answer in answers]
    no = [answer is False for answer in answers]
    return int.from_bytes(_LANES.pack(*yes, *no, *reliefs), "little")
