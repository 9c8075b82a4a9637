"""What was said comes back exactly: as the current value and in the history, on both databases."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.names import label_fault
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.days import DAYS
from app.storage.documents import everything
from app.storage.injections import INJECTIONS, TREATMENT
from app.storage.kinds import Kind, Values
from tests.storage.books import HEADACHE_FREE, SESSION, Books, Writer
from tests.storage.drawn import CIRCUMSTANCES_SAID, ENTRIES, SESSIONS, TREATMENTS

DAY = date(2026, 11, 19)
SUMATRIPTAN: Values = {
    "id": None, "name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1, "relief": "full",
}  # fmt: skip
IBUPROFEN = SUMATRIPTAN | {"name": "Ibuprofen", "drug_class": "simple_analgesic", "relief": None}
WORDS = [
    "",
    "naïve",
    "偏頭痛",
    "עברית",
    "🤕👩‍⚕️",
    "é",
    "e\u0301",
    "a'b\"c;--",
    "%s %(x)s :y ?",
    "<b>&amp;",
    "l\nf\ttab",
    " ",
]


def comes_back(books: Books, kind: Kind, key: object, values: Values) -> None:
    """Save it in a new diary: the answer, the current value and the history say the same."""
    writer = books.person()
    key = key or writer.diary_id
    saved = books.save_as(kind, writer, key, values).document
    (past,) = books.past(writer, key, kind)

    assert books.found(writer, key, kind) == saved
    assert (past.values, past.revision) == (saved.values, saved.revision)
    assert without_ids(saved.values) == without_ids(values)
    assert repr(without_ids(saved.values)) == repr(
        without_ids({name: values[name] for name in saved.values or {}})
    )


def without_ids(values: Values | None) -> Values:
    """The values with what the server may add left out: ids of medications."""
    taken = (values or {}).get("acute_medications")
    bare = [medication | {"id": None} for medication in taken] if taken else taken
    return (values or {}) | ({"acute_medications": bare} if "acute_medications" in (values or {}) else {})


@settings(max_examples=60)
@given(values=ENTRIES, day=st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_a_day_comes_back_as_it_was_said(books: Books, values: Values, day: date) -> None:
    comes_back(books, DAYS, day, values)


@settings(max_examples=60)
@given(values=SESSIONS, key=st.uuids())
def test_a_session_of_injections_comes_back_as_it_was_said(books: Books, values: Values, key: UUID) -> None:
    comes_back(books, INJECTIONS, key, values)


@settings(max_examples=60)
@given(values=CIRCUMSTANCES_SAID, key=st.uuids())
def test_a_circumstance_comes_back_as_it_was_said(books: Books, values: Values, key: UUID) -> None:
    comes_back(books, CIRCUMSTANCES, key, values)


@settings(max_examples=60)
@given(values=TREATMENTS)
def test_what_was_said_about_the_treatment_comes_back(books: Books, values: Values) -> None:
    comes_back(books, TREATMENT, None, values)


@pytest.mark.parametrize("days", [None, 0, 0.1, 7, 22.5, 29.9, 30])
def test_headache_days_are_kept_to_the_tenth(books: Books, days: float | None) -> None:
    comes_back(
        books, TREATMENT, None, {"headache_days_per_30": days, "earlier_rounds": 0, "interval_weeks": 12}
    )


@pytest.mark.parametrize("units", [None, 0, 0.1, 2.5, 155, 195, 9999])
def test_units_are_kept_to_the_tenth(books: Books, units: float | None) -> None:
    site = {"muscle": "frontalis", "side": "left", "units": units or 2.5, "points": 2}

    comes_back(books, INJECTIONS, uuid4(), SESSION | {"total_units": units, "sites": [site]})


@pytest.mark.parametrize("text", WORDS)
def test_text_is_kept_to_the_letter(books: Books, text: str) -> None:
    comes_back(books, DAYS, DAY, HEADACHE_FREE | {"note": text})
    comes_back(books, INJECTIONS, uuid4(), SESSION | {"note": text, "objection": text})


@pytest.mark.parametrize("label", [text for text in WORDS if label_fault(text) is None])
def test_a_label_is_kept_to_the_letter(books: Books, label: str) -> None:
    comes_back(books, DAYS, DAY, HEADACHE_FREE | {"triggers": [label]})
    comes_back(books, INJECTIONS, uuid4(), SESSION | {"lot": label, "product": label})


def test_a_note_of_ten_thousand_characters_is_kept(books: Books) -> None:
    comes_back(books, DAYS, DAY, HEADACHE_FREE | {"note": "偏" * 10_000})


@pytest.mark.parametrize("taken", [None, []])
def test_no_medication_is_not_the_same_as_not_said(books: Books, taken: list[Values] | None) -> None:
    comes_back(books, DAYS, DAY, HEADACHE_FREE | {"acute_medications": taken})


@pytest.mark.parametrize("sites", [None, []])
def test_no_sites_are_not_the_same_as_not_said(books: Books, sites: list[Values] | None) -> None:
    comes_back(books, INJECTIONS, uuid4(), SESSION | {"sites": sites})


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2024, 2, 29), date(2026, 3, 29), date(9999, 12, 31)])
def test_a_date_stays_the_same_date(books: Books, day: date) -> None:
    comes_back(books, DAYS, day, HEADACHE_FREE)
    comes_back(books, INJECTIONS, uuid4(), SESSION | {"injected_on": day.isoformat()})


def test_false_is_not_the_same_as_not_said(books: Books, ada: Writer) -> None:
    said = {"headache": True, "nausea": False, "menstruation": False, "peak_intensity": None}

    values = books.save(ada, DAY, **said).document.values or {}

    assert [values[name] for name in ("nausea", "menstruation", "vomiting")] == [False, False, None]
    assert books.found(ada, DAY).values == values


# The ids of medications


def ids_of(values: Values | None) -> list[str]:
    """The ids of a day's medications, in order."""
    return [medication["id"] for medication in (values or {})["acute_medications"]]


def said(books: Books, writer: Writer, *medications: Values) -> list[str]:
    """The ids after a day was said to have these medications."""
    return ids_of(books.save(writer, DAY, acute_medications=list(medications)).document.values)


def test_a_medication_without_an_id_gets_one_for_good(books: Books, ada: Writer) -> None:
    first = said(books, ada, SUMATRIPTAN, IBUPROFEN)
    again = said(books, ada, SUMATRIPTAN, IBUPROFEN)

    assert again == first
    assert len({UUID(one) for one in first}) == 2
    assert len(books.past(ada, DAY)) == 1


def test_two_equal_medications_have_two_ids(books: Books, ada: Writer) -> None:
    first = said(books, ada, SUMATRIPTAN, SUMATRIPTAN)

    assert len(set(first)) == 2
    assert said(books, ada, SUMATRIPTAN, SUMATRIPTAN) == first


def test_a_medication_keeps_its_id_when_another_is_added_or_goes(books: Books, ada: Writer) -> None:
    (sumatriptan,) = said(books, ada, SUMATRIPTAN)
    both = said(books, ada, IBUPROFEN, SUMATRIPTAN)
    alone = said(books, ada, IBUPROFEN)

    assert both[1] == sumatriptan
    assert alone == both[:1]


def test_an_id_made_on_the_phone_is_kept_and_not_given_twice(books: Books, ada: Writer) -> None:
    own = SUMATRIPTAN | {"id": str(uuid4())}
    said(books, ada, own)

    both = said(books, ada, own, SUMATRIPTAN)

    assert both[0] == own["id"]
    assert both[1] != own["id"]


def test_what_the_server_gave_may_be_sent_back(books: Books, ada: Writer) -> None:
    given_ = books.save(ada, DAY, acute_medications=[SUMATRIPTAN, IBUPROFEN]).document

    again = books.save_as(DAYS, ada, DAY, given_.values or {})

    assert again.document == given_


def test_injections_are_told_by_id_and_without_tombstones(books: Books, ada: Writer) -> None:
    ids = sorted(uuid4() for _ in range(3))
    for one in reversed(ids):
        books.save_as(INJECTIONS, ada, one, SESSION)

    told = books.read(lambda tx: everything(tx, INJECTIONS, ada.diary_id))

    assert [one.key for one in told] == ids


def test_an_address_in_another_diary_holds_nothing(books: Books, ada: Writer) -> None:
    key = uuid4()
    books.save_as(INJECTIONS, ada, key, SESSION)
    ben = books.person()

    assert books.past(ben, key, INJECTIONS) == []
    assert books.read(lambda tx: everything(tx, INJECTIONS, ben.diary_id)) == []
