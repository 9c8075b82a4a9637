"""Statements prepared once: bound values, conversion both ways, both databases by turns."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    insert,
    literal,
    select,
    update,
)

from app.storage.columns import Moment
from app.storage.engine import engine_for
from app.storage.prepared import Prepared, Transaction
from tests.databases import KINDS, empty_database
from tests.storage.books import Books

THINGS = Table(
    "thing",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger),
    Column("yes", Boolean),
    Column("day", Date),
    Column("at", Moment),
    Column("text", Text),
    Column("bytes", LargeBinary),
)
INSERT = Prepared(insert(THINGS))
SELECT = Prepared(select(THINGS).where(THINGS.c.id == bindparam("of_id")))
RAISE = Prepared(
    update(THINGS)
    .where(THINGS.c.id == bindparam("of_id"))
    .values(number=THINGS.c.number + 1)
    .returning(THINGS.c.number, THINGS.c.day)
)
DELETE = Prepared(delete(THINGS).where(THINGS.c.id == bindparam("of_id")))
WHOLE: dict[str, Any] = {
    "id": UUID(int=7),
    "number": 2**53 + 1,
    "yes": False,
    "day": date(1900, 1, 1),
    "at": datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=UTC),
    "text": "100 % of 'it' :now ?",
    "bytes": b"\0\xff",
}
NOTHING = dict.fromkeys(WHOLE) | {"id": UUID(int=8)}


@contextmanager
def transaction(url: str) -> Iterator[Transaction]:
    """A transaction on a database with the things' table in it, rolled back at the end."""
    engine = engine_for(url)
    THINGS.create(engine, checkfirst=True)
    with closing(engine.raw_connection()) as pooled:
        cursor = pooled.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute("BEGIN")
        yield Transaction(cursor, engine.dialect)
        pooled.rollback()
    engine.dispose()


@pytest.fixture
def tx(empty_url: str) -> Iterator[Transaction]:
    """See transaction."""
    with transaction(empty_url) as opened:
        yield opened


@pytest.mark.parametrize("values", [WHOLE, NOTHING], ids=["values", "nulls"])
def test_values_of_every_type_come_back(tx: Transaction, values: dict[str, Any]) -> None:
    INSERT(tx, **values)

    (row,) = SELECT(tx, of_id=values["id"])

    assert row == tuple(values.values())
    assert [type(cell) for cell in row] == [type(value) for value in values.values()]


def test_a_moment_of_any_zone_comes_back_as_the_same_moment(tx: Transaction) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 11, 20, 0, 15, tzinfo=kathmandu)
    INSERT(tx, **WHOLE | {"at": moment})

    ((*_, at, _text, _bytes),) = SELECT(tx, of_id=WHOLE["id"])

    assert at == moment
    assert at.utcoffset() == timedelta(0)


def test_the_hour_that_a_clock_shows_twice_is_two_hours(tx: Transaction) -> None:
    """Python says that the two are equal: what remembers conversions by that takes one for the other."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = first.replace(fold=1)
    for number, moment in enumerate((first, second)):
        INSERT(tx, **WHOLE | {"id": UUID(int=number), "at": moment})

    ((*_, one, _, _),), ((*_, other, _, _),) = (SELECT(tx, of_id=UUID(int=number)) for number in (0, 1))

    assert first == second
    assert other - one == timedelta(hours=1)


def test_a_moment_without_its_zone_is_refused(tx: Transaction) -> None:
    with pytest.raises(ValueError, match="a moment needs its zone"):
        INSERT(tx, **WHOLE | {"at": datetime(2026, 11, 20)})  # noqa: DTZ001


@pytest.mark.parametrize("missing", WHOLE)
def test_a_value_that_was_not_given_is_named(tx: Transaction, missing: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != missing}

    with pytest.raises(KeyError, match=missing):
        INSERT(tx, **given)
    with pytest.raises(KeyError, match="of_id"):
        SELECT(tx)

    assert SELECT(tx, of_id=WHOLE["id"]) == []


def test_a_write_gives_no_rows_unless_it_returns_them(tx: Transaction) -> None:
    assert INSERT(tx, **WHOLE) == []
    assert RAISE(tx, of_id=WHOLE["id"]) == [(2**53 + 2, date(1900, 1, 1))]
    assert RAISE(tx, of_id=UUID(int=9)) == []
    assert DELETE(tx, of_id=WHOLE["id"]) == []
    assert SELECT.first(tx, of_id=WHOLE["id"]) is None


def test_one_call_leaves_nothing_to_the_next(tx: Transaction) -> None:
    INSERT(tx, **WHOLE)
    INSERT(tx, **NOTHING)

    assert [row[1:] for row in SELECT(tx, of_id=NOTHING["id"])] == [(None,) * 6]
    assert WHOLE["id"] == UUID(int=7)


def test_a_constant_in_the_statement_needs_no_value(tx: Transaction) -> None:
    many = Prepared(select(literal("50 %")).where(THINGS.c.number > 3, THINGS.c.yes.is_(False)))
    INSERT(tx, **WHOLE)

    assert many(tx) == [("50 %",)]


def test_a_value_is_never_read_as_sql(tx: Transaction) -> None:
    INSERT(tx, **WHOLE | {"text": "'; DROP TABLE thing; --"})

    assert SELECT(tx, of_id=WHOLE["id"])[0][5] == "'; DROP TABLE thing; --"


def test_one_statement_serves_both_databases_by_turns(tmp_path: Path) -> None:
    urls = [empty_database(kind, tmp_path) for kind in KINDS]
    with transaction(urls[0]) as first, transaction(urls[1]) as second:
        told = [INSERT(tx, **WHOLE) or SELECT(tx, of_id=WHOLE["id"]) for tx in (first, second)]
        again = [RAISE(tx, of_id=WHOLE["id"]) for tx in (second, first, second)]

    assert told == [[tuple(WHOLE.values())]] * 2
    assert [number for ((number, _day),) in again] == [2**53 + 2, 2**53 + 2, 2**53 + 3]


def test_a_refused_value_leaves_the_connection_usable(books: Books) -> None:
    with pytest.raises(KeyError):
        books.read(SELECT)

    assert books.person(f"after-{uuid4().hex}")
