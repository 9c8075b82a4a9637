"""What a count is worth: rates per 28 days with their bounds, and sufficiency."""

from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple


class Sufficiency(StrEnum):
    """Whether enough days are known for a rate; `reported` is a baseline that was typed, not counted."""

    VALID = "valid"
    PROVISIONAL = "provisional"
    INSUFFICIENT = "insufficient"
    REPORTED = "reported"


class Ratio(NamedTuple):
    """An exact number: a numerator over a positive denominator, not reduced.

    Thousands are made for one report, most of them only to be printed; a Fraction costs ten times as much.
    """

    numerator: int
    denominator: int

    @property
    def exact(self) -> Fraction:
        """Itself as a Fraction, to calculate on."""
        return Fraction(self.numerator, self.denominator)

    def reaches(self, level: int | Fraction) -> bool:
        """Whether it is at least `level`; the level itself counts."""
        return self.numerator * level.denominator >= level.numerator * self.denominator


class Rates(NamedTuple):
    """Days per 28 days: as counted among the known days, and the lowest and highest they can have been."""

    rate: Ratio
    lowest: Ratio
    highest: Ratio


class Counts(NamedTuple):
    """One measure in one period: the days that answered yes, those that answered no, and all days."""

    yes: int
    no: int
    days: int

    @property
    def known(self) -> int:
        """Days that answered yes or no."""
        return self.yes + self.no

    @property
    def at_most(self) -> int:
        """How many days it can have been: yes and unknown together."""
        return self.days - self.no

    @property
    def sufficiency(self) -> Sufficiency:
        """`valid` from 20 known days of 28 (PREEMPT), `provisional` from 14 of 28 (CHARM), or in proportion.

        A period without a known day, an empty one too, is `insufficient`.
        """
        if not self.known:
            return Sufficiency.INSUFFICIENT
        if 7 * self.known >= 5 * self.days:
            return Sufficiency.VALID
        return Sufficiency.PROVISIONAL if 2 * self.known >= self.days else Sufficiency.INSUFFICIENT

    @property
    def rates(self) -> Rates | None:
        """Days per 28 days with their bounds; None when insufficient."""
        return _rates(self)

    @property
    def valid_rates(self) -> Rates | None:
        """Rates that a judgement may rest on: None unless enough days are known."""
        return self.rates if self.sufficiency is Sufficiency.VALID else None

    def prorated_reaches(self, days: int) -> bool:
        """Whether yes days, scaled from the known days up to all days, are at least so many."""
        return self.yes * self.days >= days * self.known


# The same few counts occur again and again, in every diary: these tables hold numbers, nothing of a person.
counts_of = lru_cache(maxsize=16384)(Counts)


@lru_cache(maxsize=16384)
def _rates(counts: Counts) -> Rates | None:
    if counts.sufficiency is Sufficiency.INSUFFICIENT:
        return None
    yes, days = 28 * counts.yes, counts.days
    return Rates(Ratio(yes, counts.known), Ratio(yes, days), Ratio(28 * counts.at_most, days))
