"""Days with acute medication per calendar month against the limits of ICHD-3 8.2."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from app.rules.counted_days import PeriodCounts
from app.rules.counting import Counts, Sufficiency
from app.rules.entry import DrugClass
from app.rules.measures import OVERUSE_CLASSES, Measure

LIMIT_DAYS = {
    DrugClass.TRIPTAN: 10,
    DrugClass.ERGOT: 10,
    DrugClass.OPIOID: 10,
    DrugClass.COMBINATION_ANALGESIC: 10,
    DrugClass.SIMPLE_ANALGESIC: 15,
}
MULTIPLE = "multiple"
MULTIPLE_LIMIT_DAYS = 10
MULTIPLE_CLASSES = 2
SUSTAINED_HEADACHE_DAYS = 15


class OveruseLevel(StrEnum):
    """Whether a limit was met by the days counted, or only by days scaled up to a complete month."""

    REACHED = "reached"
    POSSIBLE = "possible"


class MedicationOveruse(NamedTuple):
    """One class, or `multiple`, whose limit was met in a month; `sustained` over three months in a row."""

    drug_class: str
    days: int
    limit: int
    level: OveruseLevel
    sustained: bool


def medication_overuse(
    three_months: Sequence[PeriodCounts], headline: Measure, *, complete: bool
) -> tuple[MedicationOveruse, ...]:
    """List the classes that met their limit in the last of three months, by name; empty when none did.

    `complete`: whether that month has ended. `multiple`, days with any of the classes in a month with at
    least two of them, is said only when no single class is `reached`.
    """
    met: list[MedicationOveruse] = []
    for name, counts, limit in _limited(three_months[-1]):
        level = _level(counts, limit, complete=complete)
        if level:
            sustained = _sustained(name, three_months, headline)
            met.append(MedicationOveruse(name, counts.yes, limit, level, sustained))
    single = any(one.level is OveruseLevel.REACHED and one.drug_class != MULTIPLE for one in met)
    return tuple(sorted(one for one in met if not (single and one.drug_class == MULTIPLE)))


def _limited(month: PeriodCounts) -> list[tuple[str, Counts, int]]:
    """Give each class with its days and its limit, and `multiple` in a month with two classes or more."""
    *each, any_of_them = month.classes
    limited: list[tuple[str, Counts, int]] = [
        (drug_class.value, counts, LIMIT_DAYS[drug_class])
        for drug_class, counts in zip(OVERUSE_CLASSES, each, strict=True)
    ]
    if sum(counts.yes > 0 for counts in each) >= MULTIPLE_CLASSES:
        limited.append((MULTIPLE, any_of_them, MULTIPLE_LIMIT_DAYS))
    return limited


def _level(counts: Counts, limit: int, *, complete: bool) -> OveruseLevel | None:
    if counts.yes >= limit:
        return OveruseLevel.REACHED
    scaled = complete and counts.sufficiency is Sufficiency.VALID and counts.prorated_reaches(limit)
    return OveruseLevel.POSSIBLE if scaled else None


def _sustained(name: str, months: Sequence[PeriodCounts], headline: Measure) -> bool:
    """Whether the class met its limit in each month, each with at least 15 headache days counted."""
    return all(
        month.of(headline).yes >= SUSTAINED_HEADACHE_DAYS
        and any(one == name and counts.yes >= limit for one, counts, limit in _limited(month))
        for month in months
    )
