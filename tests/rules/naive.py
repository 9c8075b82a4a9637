"""The same figures straight from the sentences: day by day, by trying out what was not said, in Fractions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from app.rules.entry import DrugClass, Entry, Intensity, Medication
from app.rules.measures import Measure

SPECIFIC = {"triptan", "ergot", "gepant", "ditan"}
FEATURES = (
    "unilateral",
    "pulsating",
    "worse_with_activity",
    "nausea",
    "vomiting",
    "photophobia",
    "phonophobia",
)
A_TRIPTAN = (Medication("any", DrugClass.TRIPTAN),)
COULD_BE = {
    "peak_intensity": (Intensity.MILD, Intensity.SEVERE),
    "duration_minutes": (1, 1440),
    "acute_medications": ((), A_TRIPTAN),
} | dict.fromkeys(FEATURES, (False, True))


class Figures(NamedTuple):
    """Rate, lowest and highest per 28 days."""

    rate: Fraction
    lowest: Fraction
    highest: Fraction


def completions(entry: Entry) -> Iterator[Entry]:
    """Everything that a headache day can have been, whatever was not said."""
    open_fields = [name for name in COULD_BE if getattr(entry, name) is None]
    for chosen in product(*(COULD_BE[name] for name in open_fields)):
        said: dict[str, Any] = dict(zip(open_fields, chosen, strict=True))
        yield replace(entry, **said)


def characteristics(entry: Entry) -> int:
    """How many of C, D and long are there, when everything was said."""
    typical = [entry.unilateral, entry.pulsating, entry.worse_with_activity, entry.peak_intensity != "mild"]
    accompanied = entry.nausea or entry.vomiting or (entry.photophobia and entry.phonophobia)
    return sum([typical.count(True) >= 2, bool(accompanied), (entry.duration_minutes or 0) >= 30])


def is_migraine(entry: Entry, needed: int) -> bool:
    specific = any(taken.drug_class in SPECIFIC for taken in entry.acute_medications or ())
    return specific or characteristics(entry) >= needed


@cache
def migraine(entry: Entry, needed: int) -> bool | None:
    if entry.aura or not entry.headache:
        return entry.aura
    found = {is_migraine(whole, needed) for whole in completions(entry)}
    return found.pop() if len(found) == 1 else None


def _headache_with(known: Callable[[Entry], bool | None]) -> Callable[[Entry], bool | None]:
    return lambda entry: known(entry) if entry.headache else False


def _said(name: str, meets: Callable[[object], bool]) -> Callable[[Entry], bool | None]:
    return _headache_with(lambda entry: None if getattr(entry, name) is None else meets(getattr(entry, name)))


QUESTIONS: Mapping[Measure, Callable[[Entry], bool | None]] = {
    Measure.HEADACHE: lambda entry: entry.headache,
    Measure.HEADACHE_4H: _said(
        "duration_minutes", lambda minutes: isinstance(minutes, int) and minutes >= 240
    ),
    Measure.MODERATE_SEVERE: _said("peak_intensity", lambda peak: peak in {"moderate", "severe"}),
    Measure.SEVERE: _said("peak_intensity", lambda peak: peak == "severe"),
    Measure.HEADACHE_FREE: lambda entry: not entry.headache,
    Measure.MIGRAINE: lambda entry: migraine(entry, 2),
    Measure.DEFINITE_MIGRAINE: lambda entry: migraine(entry, 3),
    Measure.ACUTE_MEDICATION: lambda entry: (
        None if entry.acute_medications is None else entry.acute_medications != ()
    ),
} | {
    measure: _said(measure.value.removeprefix("symptom:"), bool)
    for measure in Measure
    if measure.value.startswith("symptom:")
}


def counted(entries: Mapping[date, Entry], measure: Measure, start: date, end: date) -> tuple[int, int, int]:
    """Yes, no and all days of the period [start, end), asked one by one."""
    length = (end - start).days
    asked = [entries.get(start + timedelta(days=position)) for position in range(length)]
    answers = [None if entry is None else QUESTIONS[measure](entry) for entry in asked]
    return answers.count(True), answers.count(False), length


def figures(yes: int, no: int, length: int) -> Figures | None:
    """28*Y/K, 28*Y/N and 28*(Y+U)/N, when half of the days or more are known."""
    known, unknown = yes + no, length - yes - no
    if known == 0 or Fraction(known, length) < Fraction(14, 28):
        return None
    return Figures(
        28 * Fraction(yes, known), 28 * Fraction(yes, length), 28 * Fraction(yes + unknown, length)
    )


def reductions(before: Figures, after: Figures) -> Figures | None:
    """100*(b - e)/b with its bounds; None when b is zero."""
    if before.rate == 0:
        return None
    return Figures(
        100 * (before.rate - after.rate) / before.rate,
        100 * (before.lowest - after.highest) / before.lowest,
        100 * (before.highest - after.lowest) / before.highest,
    )
