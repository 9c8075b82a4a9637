"""Injection dates, the rounds they make, and the periods of a round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import NamedTuple

from app.rules.periods import FOUR_WEEKS, Period, four_weeks_until

TOP_UP_DAYS = 14
ROUND = timedelta(days=84)
ONSET = timedelta(days=14)
GAP_DAYS = range(150, 187)


class PeriodName(StrEnum):
    """The periods of a round, in the order in which they are shown."""

    WEEKS_1_4 = "weeks_1_4"
    WEEKS_5_8 = "weeks_5_8"
    WEEKS_9_12 = "weeks_9_12"
    LAST_28 = "last_28"
    WHOLE_ROUND = "whole_round"
    AFTER_ONSET = "after_onset"
    BEFORE_ROUND = "before_round"
    BEYOND_12_WEEKS = "beyond_12_weeks"


BLOCKS = (PeriodName.WEEKS_1_4, PeriodName.WEEKS_5_8, PeriodName.WEEKS_9_12)
"""The three four-week blocks that tile a whole round."""


class RoundPeriod(NamedTuple):
    """A period of a round, to its full end; `cut`: a four-week block that the next round shortens."""

    period: Period
    cut: bool


class GapQuestion(NamedTuple):
    """Two rounds so far apart that a session between them may not have been recorded (150 to 186 days)."""

    after_round: int
    days: int


@dataclass(frozen=True, slots=True)
class InjectionRound:
    """One injection round: its number with the earlier ones, its sessions, and the start of the next."""

    number: int
    sessions: tuple[date, ...]
    next_on: date | None

    @property
    def injected_on(self) -> date:
        """Date of its first session, on which it starts."""
        return self.sessions[0]

    @property
    def end(self) -> date:
        """Where it ends, exclusive: 84 days after its start, or at the next round when that comes first."""
        full = self.injected_on + ROUND
        return full if self.next_on is None else min(full, self.next_on)

    def complete(self, as_of: date) -> bool:
        """Whether it has ended by then."""
        return self.end <= as_of

    def periods(self, as_of: date) -> Mapping[PeriodName, RoundPeriod | None]:
        """Give its eight periods; None for one that does not exist or starts after `as_of`."""
        start, end = self.injected_on, self.end
        tomorrow = as_of + timedelta(days=1)
        last_28 = four_weeks_until(end) if end - start >= 2 * FOUR_WEEKS else None
        named = {
            PeriodName.LAST_28: last_28,
            PeriodName.WHOLE_ROUND: Period(start, end),
            PeriodName.AFTER_ONSET: Period(start + ONSET, end),
            PeriodName.BEFORE_ROUND: four_weeks_until(start),
            PeriodName.BEYOND_12_WEEKS: Period(start + ROUND, self.next_on or tomorrow),
        }
        begun = {
            name: RoundPeriod(period, cut=False) if period and _has_begun(period, as_of) else None
            for name, period in named.items()
        }
        return self._blocks(as_of) | begun

    def _blocks(self, as_of: date) -> dict[PeriodName, RoundPeriod | None]:
        blocks: dict[PeriodName, RoundPeriod | None] = {}
        for position, name in enumerate(BLOCKS):
            start = self.injected_on + position * FOUR_WEEKS
            period = Period(start, min(start + FOUR_WEEKS, self.end))
            cut = period.days < FOUR_WEEKS.days
            blocks[name] = RoundPeriod(period, cut) if _has_begun(period, as_of) else None
        return blocks


def injection_rounds(injections: Iterable[date], as_of: date, earlier_rounds: int) -> list[InjectionRound]:
    """Group the sessions up to and including `as_of` into rounds, oldest first; none without a session.

    A session within 14 days of its round's first session belongs to that round (a top-up).
    """
    starts: list[list[date]] = []
    for day in sorted({day for day in injections if day <= as_of}):
        if starts and (day - starts[-1][0]).days <= TOP_UP_DAYS:
            starts[-1].append(day)
        else:
            starts.append([day])
    return [
        InjectionRound(earlier_rounds + position, tuple(sessions), following[0] if following else None)
        for position, (sessions, following) in enumerate(zip_longest(starts, starts[1:]), start=1)
    ]


def next_due_on(rounds: Sequence[InjectionRound], interval_weeks: int) -> date | None:
    """Date on which the next round is due, counted from the start of the last one; None without rounds."""
    return rounds[-1].injected_on + timedelta(weeks=interval_weeks) if rounds else None


def gap_questions(rounds: Sequence[InjectionRound]) -> list[GapQuestion]:
    """Ask, where two rounds start 150 to 186 days apart, whether a session between them was not recorded."""
    gaps = [(one.number, (other.injected_on - one.injected_on).days) for one, other in pairwise(rounds)]
    return [GapQuestion(number, days) for number, days in gaps if days in GAP_DAYS]


def _has_begun(period: Period, as_of: date) -> bool:
    return period.days > 0 and period.start <= as_of
