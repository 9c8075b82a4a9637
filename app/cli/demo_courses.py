"""Synthetic courses of treatment for `headache-diary demo`: made up, and told as made up."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Values = dict[str, Any]
BLOCK = 28
_FEATURES = (
    "unilateral",
    "pulsating",
    "worse_with_activity",
    "nausea",
    "vomiting",
    "photophobia",
    "phonophobia",
    "osmophobia",
)


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to one synthetic patient.

    `before` and `blocks`: headache days per 28 days before the first session and in each four-week block
    after it. `apart`: days between sessions, the last number the days since the last one. `unlogged`: days of
    28 that are not logged, in all blocks or, by their number from the end (0 = the last), in some.
    """

    shows: str
    before: int
    blocks: tuple[int, ...]
    apart: tuple[int, ...]
    unlogged: int = 1
    unlogged_in: tuple[tuple[int, int], ...] = ()
    before_days: int = 35
    triptan_days: int = 4
    says_symptoms: bool = True
    earlier_rounds: int = 0
    reported: float | None = None
    top_up: bool = False
    conflict: bool = False
    circumstances: tuple[tuple[str, str, str | None, int], ...] = ()
    objection: str | None = None

    def sessions(self, today: date) -> list[date]:
        """The days of the sessions, oldest first."""
        days, found = 0, []
        for between in reversed(self.apart):
            days += between
            found.append(today - timedelta(days=days))
        found.reverse()
        return [*found, found[-1] + timedelta(days=10)] if self.top_up else found

    def entries(self, today: date, seed: int) -> Iterator[tuple[date, Values]]:
        """What is logged up to yesterday, day by day."""
        chance = random.Random(seed)  # noqa: S311  the same course each time
        first = today - timedelta(days=sum(self.apart))
        start, number = first - timedelta(days=self.before_days), 0
        blocks_in_all = -(-sum(self.apart) // BLOCK)
        while start < today:
            is_before = start < first
            length = min(BLOCK, (first - start).days) if is_before else BLOCK
            rate = self.before if is_before else self.blocks[min(number, len(self.blocks) - 1)]
            from_end = blocks_in_all - 1 - number
            missing = 0 if is_before else dict(self.unlogged_in).get(from_end, self.unlogged)
            yield from self._block(chance, (start, min(length, (today - start).days)), rate, missing)
            number += 0 if is_before else 1
            start += timedelta(days=length)

    def _block(
        self, chance: random.Random, span: tuple[date, int], rate: int, missing: int
    ) -> Iterator[tuple[date, Values]]:
        start, length = span
        days = list(range(length))
        chance.shuffle(days)
        aching = set(days[: round(rate * length / BLOCK)])
        silent = set(chance.sample(range(length), min(length, round(missing * length / BLOCK))))
        with_triptan = set(sorted(aching)[: round(self.triptan_days * length / BLOCK)])
        for day in sorted(set(range(length)) - silent):
            at = start + timedelta(days=day)
            yield at, self._day(chance, day in aching, day in with_triptan)

    def _day(self, chance: random.Random, aches: bool, triptan: bool) -> Values:
        taken = [_TRIPTAN] if triptan else []
        if not aches:
            return {"headache": False, "acute_medications": taken}
        said = {name: chance.random() < 0.5 for name in _FEATURES} if self.says_symptoms else {}
        return {
            "headache": True,
            "peak_intensity": chance.choice(("mild", "moderate", "moderate", "severe")),
            "duration_minutes": chance.choice((120, 240, 360, 480)) if self.says_symptoms else None,
            "acute_medications": taken if self.says_symptoms or triptan else None,
            **said,
        }


_TRIPTAN: Values = {"name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1, "relief": "partial"}

COURSES = (
    Course("the benchmark is reached", 22, (12, 9, 9, 9, 8, 8), (84, 77)),
    Course("probably reached: days are missing", 20, (12, 10, 9, 9, 9, 9), (84, 70), unlogged=6),
    Course("between 30 and 50 %", 21, (15, 14, 13, 14, 13, 13), (84, 79), unlogged=0),
    Course(
        "below 30 % after two rounds",
        20,
        (18, 17, 18, 18, 17, 17),
        (84, 84, 3),
        unlogged=0,
        circumstances=(("life_event", "New job, night shifts", None, 120),),
    ),
    Course("more headache days than before", 15, (16, 17, 18, 17, 17, 18), (84, 60)),
    Course(
        "too few days for a figure", 20, (12, 10, 9, 9, 9, 9), (84, 40), unlogged=4, unlogged_in=((2, 19),)
    ),
    Course("too few days for a verdict", 20, (12, 10, 9, 9, 9), (84, 30), unlogged=2, unlogged_in=((2, 12),)),
    Course("the first round is running", 22, (17, 14), (60,)),
    Course("3 more days needed", 22, (15, 12, 11), (80,), unlogged_in=((0, 12),)),
    Course("no baseline: joined in mid-treatment", 0, (12, 11, 11, 10), (84, 50), before_days=0),
    Course("reported baseline", 0, (12, 11, 11, 10), (84, 50), before_days=0, earlier_rounds=1, reported=19),
    Course(
        "wear-off, and a preventive that began inside the days compared",
        22,
        (9, 7, 13, 9, 7, 12),
        (84, 75),
        unlogged=0,
        circumstances=(("preventive", "Topiramate", "50 mg", 90),),
    ),
    Course("triptan limit reached", 21, (14, 12, 12, 12, 12), (84, 66), triptan_days=13),
    Course("a top-up", 21, (13, 10, 9, 9), (84, 40), top_up=True, objection="The top-up was a week later."),
    Course("a late round: overdue", 20, (12, 10, 9, 10, 12, 13), (84, 132)),
    Course("a session may be missing", 21, (12, 11, 10, 12, 14, 12, 10), (168, 30)),
    Course("two devices say different things", 20, (12, 9, 9, 9), (84, 30), conflict=True),
    Course("symptoms not said", 20, (12, 9, 9, 9), (84, 30), says_symptoms=False),
    Course("a gap in the diary", 21, (12, 10, 9, 9, 9), (84, 40), unlogged_in=((2, 28), (3, 20))),
    Course("no session yet", 18, (18,), (0,), before_days=90),
)
