"""What one day of a diary may hold."""

from typing import Any

import pytest

from app.errors import FieldFault
from app.rules.entry import OF_A_HEADACHE, DrugClass, Entry, Intensity, Medication, entry_faults

ABSENT = "must be absent on a headache-free day"


def test_a_headache_day_with_everything_said_is_sound() -> None:
    taken = (Medication("a", DrugClass.TRIPTAN, id="1"), Medication("b", DrugClass.ERGOT, doses=2, id="2"))
    features = dict.fromkeys(OF_A_HEADACHE[2:], True)
    said: dict[str, Any] = {"peak_intensity": Intensity.MILD, "duration_minutes": 30, **features}
    entry = Entry(headache=True, aura=True, acute_medications=taken, **said)
    assert entry_faults(entry) == []


def test_aura_and_medication_are_allowed_on_a_headache_free_day() -> None:
    taken = (Medication("a", DrugClass.TRIPTAN),)
    assert entry_faults(Entry(False, aura=True, acute_medications=taken, menstruation=True)) == []


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("peak_intensity", Entry(False, peak_intensity=Intensity.MILD)),
        ("duration_minutes", Entry(False, duration_minutes=30)),
        ("unilateral", Entry(False, unilateral=True)),
        ("pulsating", Entry(False, pulsating=True)),
        ("worse_with_activity", Entry(False, worse_with_activity=True)),
        ("nausea", Entry(False, nausea=True)),
        ("vomiting", Entry(False, vomiting=True)),
        ("photophobia", Entry(False, photophobia=True)),
        ("phonophobia", Entry(False, phonophobia=True)),
        ("osmophobia", Entry(False, osmophobia=False)),
    ],
)
def test_a_headache_free_day_has_nothing_of_a_headache(field: str, entry: Entry) -> None:
    assert entry_faults(entry) == [FieldFault(field, ABSENT, "headache_free")]


@pytest.mark.parametrize("minutes", [1, 1440, None])
def test_a_headache_may_last_from_one_minute_to_the_whole_day(minutes: int | None) -> None:
    assert entry_faults(Entry(True, duration_minutes=minutes)) == []


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_a_headache_lasts_neither_no_time_nor_longer_than_the_day(minutes: int) -> None:
    fault = FieldFault("duration_minutes", "must be between 1 and 1440 minutes", "out_of_range")
    assert entry_faults(Entry(True, duration_minutes=minutes)) == [fault]


def test_a_medication_has_at_least_one_dose() -> None:
    taken = (Medication("a", DrugClass.OTHER, doses=1), Medication("b", DrugClass.OTHER, doses=0))
    fault = FieldFault("acute_medications.1.doses", "must be at least 1", "out_of_range")
    assert entry_faults(Entry(True, acute_medications=taken)) == [fault]


def test_an_id_stands_for_one_medication_of_a_day() -> None:
    taken = tuple(Medication("a", DrugClass.OTHER, id=known) for known in ("1", None, None, "2", "1"))
    fault = FieldFault("acute_medications.4.id", "occurs twice on this day", "twice")
    assert entry_faults(Entry(True, acute_medications=taken)) == [fault]


def test_every_fault_of_an_entry_is_named_at_once() -> None:
    entry = Entry(
        False, nausea=False, duration_minutes=0, acute_medications=(Medication("a", DrugClass.OTHER, 0),)
    )
    named = [fault.field for fault in entry_faults(entry)]
    assert named == ["duration_minutes", "nausea", "duration_minutes", "acute_medications.0.doses"]
