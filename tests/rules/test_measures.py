"""What one day answers to each measure."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from app.rules.answers import Answer
from app.rules.entry import DrugClass, Entry, Intensity
from app.rules.measures import OVERUSE_CLASSES, Measure, day_answers

from . import naive, strategies
from .diaries import took
from .strategies import lawful

FREE = Entry(headache=False)
HEADACHE = Entry(headache=True)
TYPICAL = Entry(headache=True, unilateral=True, pulsating=True)
ATYPICAL = Entry(
    True, Intensity.MILD, 29, False, False, False, False, False, False, False, False, acute_medications=()
)


def answer(entry: Entry, measure: Measure) -> Answer:
    return dict(zip(Measure, day_answers(entry), strict=False))[measure]


def class_answer(entry: Entry, drug_class: DrugClass) -> Answer:
    return day_answers(entry)[len(Measure) + OVERUSE_CLASSES.index(drug_class)]


def test_a_headache_day_is_no_headache_free_day() -> None:
    assert answer(HEADACHE, Measure.HEADACHE) is True
    assert answer(HEADACHE, Measure.HEADACHE_FREE) is False


def test_a_headache_free_day_is_no_headache_day() -> None:
    assert answer(FREE, Measure.HEADACHE) is False
    assert answer(FREE, Measure.HEADACHE_FREE) is True


@pytest.mark.parametrize(("minutes", "counts"), [(239, False), (240, True), (1, False), (None, None)])
def test_the_trials_headache_day_lasts_four_hours(minutes: int | None, counts: Answer) -> None:
    assert answer(Entry(True, duration_minutes=minutes), Measure.HEADACHE_4H) is counts


@pytest.mark.parametrize(
    ("peak", "moderate_severe", "severe"),
    [
        (None, None, None),
        (Intensity.MILD, False, False),
        (Intensity.MODERATE, True, False),
        (Intensity.SEVERE, True, True),
    ],
)
def test_intensity_is_the_peak_of_the_day(
    peak: Intensity | None, moderate_severe: Answer, severe: Answer
) -> None:
    entry = Entry(True, peak_intensity=peak)
    assert answer(entry, Measure.MODERATE_SEVERE) is moderate_severe
    assert answer(entry, Measure.SEVERE) is severe


@pytest.mark.parametrize(
    "measure",
    [measure for measure in Measure if measure not in {Measure.HEADACHE_FREE, Measure.ACUTE_MEDICATION}],
)
def test_a_headache_free_day_says_no_to_every_question_about_a_headache(measure: Measure) -> None:
    assert answer(FREE, measure) is False


def test_aura_alone_is_a_migraine_day() -> None:
    for entry in (Entry(False, aura=True), replace(ATYPICAL, aura=True)):
        assert answer(entry, Measure.MIGRAINE) is True
        assert answer(entry, Measure.DEFINITE_MIGRAINE) is True


@pytest.mark.parametrize("drug", [DrugClass.TRIPTAN, DrugClass.ERGOT, DrugClass.GEPANT, DrugClass.DITAN])
def test_a_headache_treated_with_a_specific_drug_is_migraine_whatever_the_relief(drug: DrugClass) -> None:
    treated = replace(ATYPICAL, acute_medications=took(DrugClass.OTHER, drug).acute_medications)
    assert answer(treated, Measure.MIGRAINE) is True
    assert answer(treated, Measure.DEFINITE_MIGRAINE) is True


@pytest.mark.parametrize(
    "drug",
    [DrugClass.OPIOID, DrugClass.COMBINATION_ANALGESIC, DrugClass.SIMPLE_ANALGESIC, DrugClass.OTHER],
)
def test_other_drugs_make_no_migraine(drug: DrugClass) -> None:
    treated = replace(ATYPICAL, acute_medications=took(drug).acute_medications)
    assert answer(treated, Measure.MIGRAINE) is False


def test_a_specific_drug_without_a_headache_is_no_migraine() -> None:
    entry = took(DrugClass.TRIPTAN, headache=False)
    assert answer(entry, Measure.MIGRAINE) is False
    assert answer(entry, Measure.ACUTE_MEDICATION) is True


def test_silence_about_medication_leaves_migraine_open() -> None:
    silent = replace(ATYPICAL, acute_medications=None)
    assert answer(silent, Measure.MIGRAINE) is None
    assert answer(ATYPICAL, Measure.MIGRAINE) is False


@pytest.mark.parametrize(("minutes", "counts"), [(29, False), (30, True), (None, None)])
def test_two_characteristics_and_thirty_minutes_are_probable_migraine(
    minutes: int | None, counts: Answer
) -> None:
    entry = replace(ATYPICAL, unilateral=True, pulsating=True, duration_minutes=minutes)
    assert answer(entry, Measure.MIGRAINE) is counts
    assert answer(entry, Measure.DEFINITE_MIGRAINE) is False


def test_definite_migraine_needs_pain_accompaniment_and_duration() -> None:
    entry = replace(ATYPICAL, unilateral=True, pulsating=True, duration_minutes=30, nausea=True)
    assert answer(entry, Measure.DEFINITE_MIGRAINE) is True
    assert answer(replace(entry, duration_minutes=29), Measure.DEFINITE_MIGRAINE) is False
    assert answer(replace(entry, duration_minutes=None), Measure.DEFINITE_MIGRAINE) is None


@pytest.mark.parametrize(
    "said",
    [
        {"unilateral": True, "pulsating": True},
        {"unilateral": True, "worse_with_activity": True},
        {"unilateral": True, "peak_intensity": Intensity.MODERATE},
        {"pulsating": True, "peak_intensity": Intensity.SEVERE},
        {"worse_with_activity": True, "peak_intensity": Intensity.SEVERE},
    ],
)
def test_two_of_four_characteristics_make_the_pain_typical(said: dict[str, Any]) -> None:
    entry = replace(ATYPICAL, duration_minutes=30, **said)
    assert answer(entry, Measure.MIGRAINE) is True


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"nausea": True}, True),
        ({"vomiting": True}, True),
        ({"photophobia": True, "phonophobia": True}, True),
        ({"photophobia": True}, False),
        ({"phonophobia": True}, False),
        ({"osmophobia": True}, False),
        ({"photophobia": True, "phonophobia": None}, None),
    ],
)
def test_nausea_or_vomiting_or_shunning_light_and_sound_accompany_migraine(
    said: dict[str, Any], counts: Answer
) -> None:
    entry = replace(ATYPICAL, duration_minutes=30, **said)
    assert answer(entry, Measure.MIGRAINE) is counts


@pytest.mark.parametrize("headache", [True, False])
def test_silence_about_medication_is_not_none_taken(headache: bool) -> None:
    assert answer(Entry(headache), Measure.ACUTE_MEDICATION) is None
    assert answer(Entry(headache, acute_medications=()), Measure.ACUTE_MEDICATION) is False
    assert answer(took(DrugClass.OTHER, headache=headache), Measure.ACUTE_MEDICATION) is True


@pytest.mark.parametrize("name", ["nausea", "vomiting", "photophobia", "phonophobia", "osmophobia"])
@pytest.mark.parametrize("said", [True, False, None])
def test_a_symptom_is_what_was_said_of_it(name: str, said: Answer) -> None:
    only: dict[str, Any] = {name: said}
    entry = Entry(headache=True, **only)
    others = [measure for measure in Measure if measure.value.startswith("symptom:")]
    assert {measure: answer(entry, measure) for measure in others} == {
        measure: said if measure == f"symptom:{name}" else None for measure in others
    }


@pytest.mark.parametrize("drug_class", OVERUSE_CLASSES)
def test_a_class_is_taken_not_taken_or_not_said(drug_class: DrugClass) -> None:
    assert class_answer(took(DrugClass.GEPANT, drug_class), drug_class) is True
    assert class_answer(took(DrugClass.GEPANT), drug_class) is False
    assert class_answer(Entry(False, acute_medications=()), drug_class) is False
    assert class_answer(HEADACHE, drug_class) is None


def test_any_class_with_a_limit_is_asked_last() -> None:
    last = [day_answers(entry)[-1] for entry in (took(DrugClass.OPIOID), took(DrugClass.GEPANT), FREE)]
    assert last == [True, False, None]


@lawful
@given(strategies.entry)
def test_every_answer_is_what_trying_out_the_unsaid_gives(entry: Entry) -> None:
    found = dict(zip(Measure, day_answers(entry), strict=False))
    assert found == {measure: naive.QUESTIONS[measure](entry) for measure in Measure}
