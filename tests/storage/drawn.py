"""Random values of what a diary consists of, as they come from the wire."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

from app.rules.entry import OF_A_HEADACHE, DrugClass, Intensity, Relief
from app.rules.names import label_fault
from app.storage.kinds import Values

DAYS_OF_A_WEEK = [date(2026, 11, 13) + timedelta(days=number) for number in range(7)]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SOMETHING = TEXT.filter(bool)
LABEL = SOMETHING.filter(lambda label: label_fault(label) is None)
ANSWERS = st.none() | st.booleans()


def tenths(most: int) -> st.SearchStrategy[float | int]:
    """Numbers with one decimal at most; a whole one is an int, as JSON has it."""
    return st.integers(0, most * 10).map(lambda number: number / 10 if number % 10 else number // 10)


MEDICATIONS = st.fixed_dictionaries(
    {
        "id": st.none(),
        "name": st.sampled_from(["Sumatriptan", "Ibuprofen", "Ибупрофен 🤕"]),
        "drug_class": st.sampled_from([one.value for one in DrugClass]),
        "doses": st.integers(1, 3),
        "relief": st.none() | st.sampled_from([one.value for one in Relief]),
    }
)
WITH_IDS = st.lists(st.uuids(), min_size=3, max_size=3, unique=True)


def identified(drawn: tuple[list[Values], list[UUID], int]) -> list[Values]:
    """Some of the medications with an id made on the phone, the others without."""
    medications, ids, number = drawn
    own = [str(one) for one in ids[:number]] + [None] * len(medications)
    return [medication | {"id": one} for medication, one in zip(medications, own, strict=False)]


TAKEN = st.none() | st.tuples(st.lists(MEDICATIONS, max_size=3), WITH_IDS, st.integers(0, 3)).map(identified)
OF_ANY_DAY = {
    "aura": st.booleans(),
    "acute_medications": TAKEN,
    "triggers": st.lists(LABEL, max_size=2, unique=True),
    "menstruation": ANSWERS,
    "note": st.none() | SOMETHING,
}
OF_HEADACHE_DAYS = {
    **dict.fromkeys(OF_A_HEADACHE, ANSWERS),
    "peak_intensity": st.none() | st.sampled_from([one.value for one in Intensity]),
    "duration_minutes": st.none() | st.integers(1, 1440),
}
NOT_SAID = {name: st.none() for name in OF_A_HEADACHE}
ENTRIES: st.SearchStrategy[Values] = st.fixed_dictionaries(
    {"headache": st.just(False), **NOT_SAID, **OF_ANY_DAY}
) | st.fixed_dictionaries({"headache": st.just(True), **OF_HEADACHE_DAYS, **OF_ANY_DAY})

SITES = st.fixed_dictionaries(
    {
        "muscle": LABEL,
        "side": st.sampled_from(["left", "right", "midline"]),
        "units": tenths(1000),
        "points": st.integers(1, 100),
    }
)
SESSIONS: st.SearchStrategy[Values] = st.fixed_dictionaries(
    {
        "injected_on": st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat),
        "product": st.none() | LABEL,
        "lot": st.none() | LABEL,
        "total_units": st.none() | tenths(9999),
        "sites": st.none() | st.lists(SITES, max_size=3),
        "clinic": st.none() | LABEL,
        "note": st.none() | SOMETHING,
        "objection": st.none() | SOMETHING,
    }
)
CIRCUMSTANCES_SAID: st.SearchStrategy[Values] = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["preventive", "life_event"]),
        "name": LABEL,
        "dose": st.none() | LABEL,
        "began_on": st.dates(date(1900, 1, 1), date(2499, 12, 31)).map(date.isoformat),
        "ended_on": st.none() | st.dates(date(2500, 1, 1), date(2999, 12, 31)).map(date.isoformat),
        "note": st.none() | SOMETHING,
    }
)
TREATMENTS: st.SearchStrategy[Values] = st.fixed_dictionaries(
    {
        "headache_days_per_30": st.none() | tenths(30),
        "earlier_rounds": st.integers(0, 60),
        "interval_weeks": st.integers(12, 26),
    }
)
