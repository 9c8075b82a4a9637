"""What the database itself refuses, whoever asks: rows that cannot be, and changes of what was said."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app.storage.circumstances import CIRCUMSTANCES
from app.storage.injections import INJECTIONS, NOTHING_SAID, TREATMENT
from app.storage.kinds import Values
from app.storage.tables import REVISION_TABLES
from tests.storage.books import NOW, SESSION, Books, Writer, bare_engine, execute, put_rows

DAY = date(2026, 11, 19)
LOGGED: Values = {"revision": 1, "deleted": False, "day": DAY, "first_made_on": DAY, "imported": False}
A_DAY = LOGGED | {"headache": True, "aura": False, "triggers": "[]"}
A_SESSION: Values = {"injection_id": uuid4(), "injected_on": DAY, "revision": 1, "deleted": False}
A_TREATMENT: Values = {"revision": 1, "deleted": False, "earlier_rounds": 0, "interval_weeks": 12}
A_CLINICIAN: Values = {
    "account_id": uuid4(), "username": "grace", "display_name": "Grace", "role": "clinician",
    "time_zone": "Europe/Berlin", "password_hash": "hash", "created_at": NOW,
}  # fmt: skip
A_CIRCUMSTANCE: Values = {"circumstance_id": uuid4(), "kind": "preventive", "name": "Topiramate"}
A_CIRCUMSTANCE |= {"began_on": DAY, "revision": 1, "deleted": False}
SOUND: dict[str, Values] = {
    "day": A_DAY,
    "injection": A_SESSION,
    "treatment": A_TREATMENT,
    "circumstance": A_CIRCUMSTANCE,
}

FEATURES: list[tuple[str, Any]] = [
    ("peak_intensity", "mild"), ("duration_minutes", 60), ("unilateral", False), ("pulsating", True),
    ("worse_with_activity", False), ("nausea", True), ("vomiting", False), ("photophobia", True),
    ("phonophobia", False), ("osmophobia", True),
]  # fmt: skip
IMPOSSIBLE: list[tuple[str, Values]] = [
    ("circumstance", {"kind": None}),
    ("circumstance", {"kind": "weather"}),
    ("circumstance", {"began_on": None}),
    ("circumstance", {"ended_on": DAY - timedelta(days=1)}),
    ("day", {"headache": None}),
    ("day", {"duration_minutes": 0}),
    ("day", {"duration_minutes": -5}),
    ("day", {"duration_minutes": 1441}),
    ("day", {"peak_intensity": "unbearable"}),
    ("day", {"peak_intensity": "MILD"}),
    ("day", {"aura": None}),
    ("day", {"triggers": None}),
    *(("day", {"headache": False, name: value}) for name, value in FEATURES),
    ("injection", {"injected_on": None}),
    ("injection", {"total_units_tenths": -1}),
    ("injection", {"total_units_tenths": 99_991}),
    ("treatment", {"earlier_rounds": 61}),
    ("treatment", {"earlier_rounds": -1}),
    ("treatment", {"interval_weeks": 11}),
    ("treatment", {"interval_weeks": 27}),
    ("treatment", {"headache_tenths_per_30": 301}),
    ("treatment", {"headache_tenths_per_30": -1}),
]
JUST_POSSIBLE: list[tuple[str, Values]] = [
    ("day", {"duration_minutes": 1, "peak_intensity": "severe"}),
    ("day", {"duration_minutes": 1440}),
    ("day", {"headache": False, "aura": True}),
    ("day", {"headache": None, "deleted": True}),
    ("injection", {"total_units_tenths": 0}),
    ("injection", {"total_units_tenths": 99_990}),
    ("injection", {"injected_on": None, "deleted": True}),
    ("treatment", {"earlier_rounds": 60, "interval_weeks": 26, "headache_tenths_per_30": 300}),
    ("treatment", {"headache_tenths_per_30": 0}),
]


def described(value: object) -> str | None:
    """A row's name in the list of tests: what is special about it."""
    return " ".join(f"{name}={said}" for name, said in value.items()) if isinstance(value, dict) else None


@pytest.mark.parametrize(("table", "otherwise"), IMPOSSIBLE, ids=described)
def test_a_row_that_cannot_be_is_refused(books: Books, ada: Writer, table: str, otherwise: Values) -> None:
    with pytest.raises(IntegrityError):
        put_rows(books.url, table, {"diary_id": ada.diary_id} | SOUND[table] | otherwise)


@pytest.mark.parametrize(("table", "otherwise"), JUST_POSSIBLE, ids=described)
def test_a_row_at_the_limit_is_taken(books: Books, ada: Writer, table: str, otherwise: Values) -> None:
    put_rows(books.url, table, {"diary_id": ada.diary_id} | SOUND[table] | otherwise)


@pytest.mark.parametrize("table", SOUND)
def test_a_row_of_no_diary_is_refused(books: Books, table: str) -> None:
    with pytest.raises(IntegrityError):
        put_rows(books.url, table, {"diary_id": uuid4()} | SOUND[table])


@pytest.mark.parametrize(
    "otherwise",
    [{"role": "administrator"}, {"role": "patient"}, {"diary_id": UUID(int=1)}],
    ids=described,
)
def test_an_account_that_cannot_be_is_refused(books: Books, otherwise: Values) -> None:
    with pytest.raises(IntegrityError):
        put_rows(books.url, "account", A_CLINICIAN | otherwise)


def test_a_second_identity_of_the_database_is_refused(books: Books) -> None:
    with pytest.raises(IntegrityError):
        put_rows(books.url, "database_identity", {"id": 2, "epoch": uuid4()})


# What was said stays as it was


@pytest.fixture
def with_revisions(books: Books, ada: Writer) -> Writer:
    """Ada, who said something of each kind."""
    books.save(ada, DAY, note="first")
    books.save_as(INJECTIONS, ada, uuid4(), SESSION)
    books.save_as(TREATMENT, ada, ada.diary_id, NOTHING_SAID)
    preventive = dict.fromkeys(("dose", "ended_on", "note")) | {"kind": "preventive", "name": "Topiramate"}
    books.save_as(CIRCUMSTANCES, ada, uuid4(), preventive | {"began_on": DAY.isoformat()})
    return ada


def of_diary(url: str, writer: Writer) -> str:
    """The condition that a row is of this writer's diary, as this database writes ids."""
    return f"diary_id = '{writer.diary_id.hex if 'sqlite' in url else writer.diary_id}'"


@pytest.mark.parametrize("table", REVISION_TABLES)
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET value = 'x'", "UPDATE {} SET made_at = saved_at", "DELETE FROM {}"]
)
def test_what_was_said_cannot_be_changed(
    books: Books, with_revisions: Writer, table: str, change: str
) -> None:
    statement = f"{change.format(table)} WHERE {of_diary(books.url, with_revisions)}"

    with pytest.raises(IntegrityError, match="a revision is kept as it was"):
        execute(books.url, statement)


@pytest.mark.parametrize("table", REVISION_TABLES)
def test_only_what_a_diary_marked_erased_said_can_be_deleted(
    books: Books, with_revisions: Writer, table: str
) -> None:
    there = of_diary(books.url, with_revisions)

    execute(
        books.url,
        f"UPDATE diary SET erased_at = created_at WHERE {there}",
        f"DELETE FROM {table} WHERE {there}",
    )

    assert count(books.url, table, there) == 0


@pytest.mark.parametrize("table", REVISION_TABLES)
def test_also_of_a_diary_marked_erased_nothing_can_be_changed(
    books: Books, with_revisions: Writer, table: str
) -> None:
    there = of_diary(books.url, with_revisions)
    execute(books.url, f"UPDATE diary SET erased_at = created_at WHERE {there}")

    with pytest.raises(IntegrityError, match="a revision is kept as it was"):
        execute(books.url, f"UPDATE {table} SET value = 'x' WHERE {there}")


def count(url: str, table: str, condition: str) -> int:
    """How many rows there are."""
    with bare_engine(url).connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {condition}").scalar_one())
