"""The tables: what they must have in common so that diaries can be spread over machines."""

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from app.storage.tables import REVISION_TABLES
from tests.storage.books import TABLES

OF_PEOPLE = {"account", "recovery_code", "device", "session", "database_identity", "known_device"}
OF_PEOPLE |= {"passkey", "totp", "challenge", "one_time_link", "throttle", "failed_tries", "clinic"}
OF_PEOPLE |= {"clinician", "new_accounts"}
OF_SHARING = {"invitation", "consent_grant", "visit_link", "visit_opening", "audit", "refused_look"}
UNSAID_BY_THE_RELEASE_BEFORE = {"shown", "stored_bytes", "openings"}  # it goes on writing afterwards
OF_A_DIARY = [table for table in TABLES if table.name not in OF_PEOPLE]


def keys_of(table: Table) -> list[list[str]]:
    """The columns of the primary key, of every unique constraint and of every unique index."""
    keys = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    unique = [one for one in table.indexes if one.unique]
    return [[column.name for column in key.columns] for key in (*keys, *unique)]


def not_by_diary(tables: list[Table]) -> list[str]:
    """Tables with a key that does not begin with the diary."""
    return [table.name for table in tables if any(key[0] != "diary_id" for key in keys_of(table))]


def nameless(tables: list[Table]) -> list[str]:
    """Tables with a constraint or an index that has no name: a migration could not change it."""
    named: list[tuple[Table, set[Constraint | Index]]] = [
        (table, table.constraints | table.indexes) for table in tables
    ]
    return [table.name for table, things in named if not all(thing.name for thing in things)]


def test_every_key_of_a_diarys_table_begins_with_the_diary() -> None:
    assert not_by_diary(OF_A_DIARY) == []


def test_a_key_that_does_not_begin_with_the_diary_is_found() -> None:
    account = next(table for table in TABLES if table.name == "account")

    assert not_by_diary([*OF_A_DIARY, account]) == ["account"]


def test_the_tables_of_a_diary_are_all_that_are_not_of_people() -> None:
    documents = {"diary", "day", "injection", "treatment", "circumstance"}

    calculated = {"summary", "patient_line"}
    kept = documents | set(REVISION_TABLES) | {"operation"} | OF_SHARING | calculated
    assert {table.name for table in OF_A_DIARY} == kept


def test_every_constraint_has_a_name() -> None:
    assert nameless(TABLES) == []


def test_a_constraint_without_a_name_is_found() -> None:
    made_up = Table(
        "made_up",
        MetaData(naming_convention={"pk": "pk"}),
        Column("number", Integer),
        CheckConstraint("number > 0"),
    )

    assert nameless([made_up]) == ["made_up"]


@pytest.mark.parametrize("table", OF_A_DIARY, ids=lambda table: str(table.name))
def test_a_diarys_table_refers_to_the_diary_alone(table: Table) -> None:
    targets = {key.column.table.name for key in table.foreign_keys}

    alone = table.name in {"diary", "audit"}  # earlier releases wrote down looks at a diary that never was
    assert targets == (set() if alone else {"diary"})


@pytest.mark.parametrize("table", OF_A_DIARY, ids=lambda table: str(table.name))
def test_what_only_the_database_gives_has_no_place_in_a_diary(table: Table) -> None:
    given = {column.name for column in table.c if column.identity or column.server_default is not None}

    assert given <= UNSAID_BY_THE_RELEASE_BEFORE
