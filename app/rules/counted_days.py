"""A diary's days, each asked every measure once, and their counts in any period."""

import struct
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

from app.rules.answers import Answer
from app.rules.counting import Counts, counts_of
from app.rules.entry import Entry, Relief
from app.rules.measures import OVERUSE_CLASSES, Measure, day_answers
from app.rules.periods import Period

RELIEFS: tuple[Relief | None, ...] = (Relief.FULL, Relief.PARTIAL, Relief.NONE, None)

LANE_BITS = 32
_QUESTIONS = len(Measure) + len(OVERUSE_CLASSES) + 1
# One day is one integer of 32-bit lanes: a yes for each question, a no for each, a number for each relief.
# A sum of such integers adds all lanes at once and never carries: ten years are counted in milliseconds.
_LANES = struct.Struct(f"<{2 * _QUESTIONS + len(RELIEFS)}I")
_ANSWER_LANES = [
    {True: 1 << LANE_BITS * position, False: 1 << LANE_BITS * (_QUESTIONS + position), None: 0}
    for position in range(_QUESTIONS)
]
_RELIEF_LANES = {
    relief: 1 << LANE_BITS * position for position, relief in enumerate(RELIEFS, start=2 * _QUESTIONS)
}
_POSITIONS = {measure: position for position, measure in enumerate(Measure)}


class PeriodCounts(NamedTuple):
    """What was said in a period of so many days; `lanes` are the sums of its days, read by name below."""

    days: int
    lanes: tuple[int, ...]

    @property
    def logged_days(self) -> int:
        """Days with an entry."""
        return self.of(Measure.HEADACHE).known

    def of(self, measure: Measure) -> Counts:
        """Count one measure."""
        position = _POSITIONS[measure]
        return counts_of(self.lanes[position], self.lanes[_QUESTIONS + position], self.days)

    @property
    def measures(self) -> list[Counts]:
        """Counts of every measure, in the order of Measure."""
        return list(map(counts_of, self.lanes, self.lanes[_QUESTIONS:], repeat(self.days, len(Measure))))

    @property
    def classes(self) -> list[Counts]:
        """Counts of each of OVERUSE_CLASSES, and last of the days on which any of them was taken."""
        first = len(Measure)
        yes, no = self.lanes[first:], self.lanes[_QUESTIONS + first :]
        return list(map(counts_of, yes, no, repeat(self.days, _QUESTIONS - first)))

    @property
    def relief(self) -> tuple[int, ...]:
        """Medications (not doses) by their relief, in the order of RELIEFS."""
        return self.lanes[2 * _QUESTIONS :]


class CountedDays:
    """The logged days up to and including `as_of`, ready to be counted in any period.

    Costs one look at each different entry and one addition for each logged day, then two searches and one
    subtraction for each period.
    """

    def __init__(self, entries: Mapping[date, Entry], as_of: date) -> None:
        self.logged = sorted([day for day in entries if day <= as_of])
        said = [entries[day] for day in self.logged]
        different = {
            id(entry): entry for entry in said
        }  # days of which the same was said may share one entry
        lanes = {key: _day_lanes(entry) for key, entry in different.items()}
        self._sums = list(accumulate([lanes[id(entry)] for entry in said], initial=0))

    def within(self, period: Period) -> PeriodCounts:
        """Count everything in a period; days before the first entry or after the last are unlogged days."""
        before = self._sums[bisect_left(self.logged, period.start)]
        after = self._sums[bisect_left(self.logged, period.end)]
        lanes = _LANES.unpack((after - before).to_bytes(_LANES.size, "little"))
        return PeriodCounts(period.days, lanes)


def _day_lanes(entry: Entry) -> int:
    taken = entry.acute_medications
    reliefs = _relief_lanes(tuple([medication.relief for medication in taken])) if taken else 0
    return _answer_lanes(day_answers(entry)) + reliefs


@lru_cache(maxsize=16384)
def _answer_lanes(answers: tuple[Answer, ...]) -> int:
    return sum([lanes[answer] for lanes, answer in zip(_ANSWER_LANES, answers, strict=True)])


@lru_cache(maxsize=1024)
def _relief_lanes(said: tuple[Relief | None, ...]) -> int:
    return sum([_RELIEF_LANES[relief] for relief in said])
