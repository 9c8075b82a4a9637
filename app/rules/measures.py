"""The measures: one question to one day, answered yes, no or unknown.

Each question depends on a few values with three or four possibilities, so the caches below are complete
tables of a few hundred rows, whoever's diary is asked; no text of a diary is ever kept in them.
"""

from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from app.rules.answers import Answer, any_of, at_least, both
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
_PEAKS: dict[Intensity | None, tuple[Answer, Answer]] = {
    None: (None, None),
    Intensity.MILD: (False, False),
    Intensity.MODERATE: (True, False),
    Intensity.SEVERE: (True, True),
}
"""By peak intensity of a headache: moderate or severe; severe."""


class Measure(StrEnum):
    """A question to a day, by its name on the wire; `day_answers` answers in this order."""

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


class MedicationAnswers(NamedTuple):
    """What a day's medications answer: any at all, a drug specific for migraine, each class with a limit.

    `classes`: in the order of OVERUSE_CLASSES, and last whether any of them was taken.
    """

    acute: Answer
    specific: Answer
    classes: tuple[Answer, ...]


def is_of_the_trials(entry: Entry) -> bool:
    """Whether a headache is known to have lasted at least four hours: the trials' headache day (PREEMPT)."""
    return entry.duration_minutes is not None and entry.duration_minutes >= TRIAL_MINUTES


def day_answers(entry: Entry) -> tuple[Answer, ...]:
    """Answer, for a logged day, every Measure in its order, then `MedicationAnswers.classes`.

    An unlogged day has no entry and answers unknown to all.
    """
    taken = entry.acute_medications
    medication = medication_answers(None if taken is None else tuple([one.drug_class for one in taken]))
    if not entry.headache:
        return _headache_free(entry.aura, medication)
    peak, minutes = entry.peak_intensity, entry.duration_minutes
    moderate_severe, severe = _PEAKS[peak]
    symptoms = (entry.nausea, entry.vomiting, entry.photophobia, entry.phonophobia, entry.osmophobia)
    criteria = (
        _typical(entry.unilateral, entry.pulsating, moderate_severe, entry.worse_with_activity),
        _accompanied(symptoms),
        None if minutes is None else minutes >= LONG_MINUTES,
    )
    four_hours = None if minutes is None else is_of_the_trials(entry)
    migraine = _migraine(entry.aura, medication.specific, criteria)
    pain = (True, four_hours, moderate_severe, severe, False)
    return (*pain, *migraine, medication.acute, *symptoms, *medication.classes)


@lru_cache(maxsize=1024)
def medication_answers(taken: tuple[DrugClass, ...] | None) -> MedicationAnswers:
    """Answer for the classes of a day's medications; None = not said: unknown, `()` = none taken: no."""
    if taken is None:
        return MedicationAnswers(None, None, (None,) * (len(OVERUSE_CLASSES) + 1))
    classes = [drug_class in taken for drug_class in OVERUSE_CLASSES]
    return MedicationAnswers(bool(taken), not SPECIFIC.isdisjoint(taken), (*classes, any(classes)))


@cache
def _headache_free(aura: bool, medication: MedicationAnswers) -> tuple[Answer, ...]:
    """Answer for a headache-free day: no to every question about a headache; aura alone is a migraine day."""
    pain = (False, False, False, False, True)
    no_symptoms = (False,) * 5
    return (*pain, aura, aura, medication.acute, *no_symptoms, *medication.classes)


@cache
def _typical(unilateral: Answer, pulsating: Answer, moderate_severe: Answer, worse: Answer) -> Answer:
    """Answer criterion C of ICHD-3 1.1: two of the four characteristics of the pain."""
    return at_least(2, unilateral, pulsating, moderate_severe, worse)


@cache
def _accompanied(symptoms: tuple[Answer, ...]) -> Answer:
    """Answer criterion D of ICHD-3 1.1: nausea or vomiting, or shunning both light and sound."""
    nausea, vomiting, photophobia, phonophobia, _ = symptoms
    return any_of(nausea, vomiting, both(photophobia, phonophobia))


@cache
def _migraine(aura: bool, specific: Answer, criteria: tuple[Answer, ...]) -> tuple[Answer, Answer]:
    """Answer `migraine` (with probable migraine: ICHD-3 1.5, PREEMPT) and `definite_migraine`.

    Of a day with headache. `criteria` are C, D and the duration of at least 30 minutes; 30 minutes and any
    specific drug, relieving or not, follow the Leiden e-diary study (van Casteren 2021).
    """
    return any_of(aura, specific, at_least(2, *criteria)), any_of(aura, specific, at_least(3, *criteria))
