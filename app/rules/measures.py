"""The measures: one question to one day, answered yes, no or unknown.

Each question depends on a few values with three or four possibilities, so the caches below are complete
tables of a few hundred rows, whoever's diary is asked; no text of a diary is ever kept in them.
"""

from enum import StrEnum
from functools import cache, lru_cache

from app.rules.answers import Answer, any_of, at_least, both, either
from app.rules.entry import DrugClass, Entry, Intensity

LONG_MINUTES = 30
TRIAL_MINUTES = 240
SPECIFIC = frozenset({DrugClass.TRIPTAN, DrugClass.ERGOT, DrugClass.GEPANT, DrugClass.DITAN})
OVERUSE_CLASSES = (
    DrugClass.TRIPTAN,
    DrugClass.ERGOT,
    DrugClass.OPIOID,
    DrugClass.COMBINATION_ANALGESIC,
    DrugClass.SIMPLE_ANALGESIC,
)
"""The classes with a limit of days per month (ICHD-3 8.2)."""


class Measure(StrEnum):
    """A question to a day, by its name on the wire; `measure_answers` answers in this order."""

    HEADACHE = "headache"
    HEADACHE_4H = "headache_4h"
    MODERATE_SEVERE = "moderate_severe"
    SEVERE = "severe"
    HEADACHE_FREE = "headache_free"
    MIGRAINE = "migraine"
    DEFINITE_MIGRAINE = "definite_migraine"
    ACUTE_MEDICATION = "acute_medication"
    NAUSEA = "symptom:nausea"
    VOMITING = "symptom:vomiting"
    PHOTOPHOBIA = "symptom:photophobia"
    PHONOPHOBIA = "symptom:phonophobia"
    OSMOPHOBIA = "symptom:osmophobia"


def measure_answers(entry: Entry) -> tuple[Answer, ...]:
    """Answer every measure for a logged day; an unlogged day has no entry and answers unknown to all."""
    headache = entry.headache
    acute, specific = _medication(classes_taken(entry))
    typical = _typical(entry.unilateral, entry.pulsating, entry.peak_intensity, entry.worse_with_activity)
    accompanied = _accompanied(entry.nausea, entry.vomiting, entry.photophobia, entry.phonophobia)
    long = _lasted(entry.duration_minutes, LONG_MINUTES)
    return (
        *_pain(headache, entry.peak_intensity, _lasted(entry.duration_minutes, TRIAL_MINUTES)),
        *_migraine(entry.aura, headache, specific, (typical, accompanied, long)),
        acute,
        *_symptoms(
            headache,
            (entry.nausea, entry.vomiting, entry.photophobia, entry.phonophobia, entry.osmophobia),
        ),
    )


def classes_taken(entry: Entry) -> tuple[DrugClass, ...] | None:
    """List the classes of the day's medications, one for each; None when medication was not said."""
    taken = entry.acute_medications
    return None if taken is None else tuple([medication.drug_class for medication in taken])


@lru_cache(maxsize=1024)
def class_answers(taken: tuple[DrugClass, ...] | None) -> tuple[Answer, ...]:
    """Answer `class:<drug_class>` for each of OVERUSE_CLASSES, and last whether any of them was taken."""
    if taken is None:
        return (None,) * (len(OVERUSE_CLASSES) + 1)
    each = [drug_class in taken for drug_class in OVERUSE_CLASSES]
    return (*each, any_of(*each))


def _lasted(minutes: int | None, at_least_minutes: int) -> Answer:
    return None if minutes is None else minutes >= at_least_minutes


@cache
def _pain(headache: bool, peak: Intensity | None, four_hours: Answer) -> tuple[Answer, ...]:
    """Answer `headache`, `headache_4h` (PREEMPT), `moderate_severe`, `severe` and `headache_free`."""
    severe = None if peak is None else peak is Intensity.SEVERE
    return (
        headache,
        both(headache, four_hours),
        both(headache, _at_least_moderate(peak)),
        both(headache, severe),
        not headache,
    )


def _at_least_moderate(peak: Intensity | None) -> Answer:
    return None if peak is None else peak is not Intensity.MILD


@cache
def _typical(unilateral: Answer, pulsating: Answer, peak: Intensity | None, worse: Answer) -> Answer:
    """Answer criterion C of ICHD-3 1.1: two of the four characteristics of the pain."""
    return at_least(2, unilateral, pulsating, _at_least_moderate(peak), worse)


@cache
def _accompanied(nausea: Answer, vomiting: Answer, photophobia: Answer, phonophobia: Answer) -> Answer:
    """Answer criterion D of ICHD-3 1.1: nausea or vomiting, or shunning both light and sound."""
    return any_of(nausea, vomiting, both(photophobia, phonophobia))


@cache
def _migraine(
    aura: bool, headache: bool, specific: Answer, criteria: tuple[Answer, ...]
) -> tuple[Answer, Answer]:
    """Answer `migraine` (with probable migraine: ICHD-3 1.5, PREEMPT) and `definite_migraine`.

    `criteria` are C, D and the duration of at least 30 minutes; 30 minutes and any specific drug follow the
    Leiden e-diary study (van Casteren 2021).
    """
    probable = either(specific, at_least(2, *criteria))
    definite = either(specific, at_least(3, *criteria))
    return either(aura, both(headache, probable)), either(aura, both(headache, definite))


@lru_cache(maxsize=1024)
def _medication(taken: tuple[DrugClass, ...] | None) -> tuple[Answer, Answer]:
    """Answer `acute_medication`, and whether a drug specific for migraine was taken, relieving or not."""
    return (None, None) if taken is None else (bool(taken), not SPECIFIC.isdisjoint(taken))


@cache
def _symptoms(headache: bool, symptoms: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Answer the five `symptom:` measures: a headache with that symptom."""
    return tuple(both(headache, symptom) for symptom in symptoms)
