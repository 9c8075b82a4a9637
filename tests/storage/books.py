"""An open database with people in it, for tests that call the queries themselves."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, create_engine, insert, pool

from app.storage import people
from app.storage.days import DAYS
from app.storage.documents import UNCONDITIONAL, Past, Saved, delete, find, save
from app.storage.engine import Database, address, engine_for, open_database
from app.storage.erasure import erase, finish_erasing
from app.storage.histories import Span, history_page
from app.storage.injections import INJECTIONS
from app.storage.kinds import Address, Document, Edit, Kind, Values, table_of
from app.storage.people import NewAccount
from app.storage.prepared import Transaction
from app.storage.tables import DatabaseIdentity, Diary, Role
from tests.databases import postgres

T = TypeVar("T")
DAY = date(2026, 11, 19)
OF_A_RESTORE = ("database_identity", "diary")  # where a restore changes the epoch and the counters
NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
HEADACHE_FREE: Values = dict.fromkeys(DAYS.value_columns) | {"headache": False, "aura": False, "triggers": []}
SESSION: Values = dict.fromkeys((*INJECTIONS.value_columns, "total_units")) | {"injected_on": "2026-02-02"}
del SESSION["total_units_tenths"]
_DIARY = table_of(Diary)
TABLES = table_of(DatabaseIdentity).metadata.sorted_tables


@dataclass(frozen=True)
class Writer:
    """A patient with an empty diary, and the edit that they are about to make."""

    diary_id: UUID
    account_id: UUID
    edit: Edit

    def at(self, **otherwise: object) -> "Writer":
        """Do the same, made otherwise: at another moment, on another device."""
        return replace(self, edit=replace(self.edit, **otherwise))  # type: ignore[arg-type]


class Books:
    """One open database; what it does is durable, so tests tell their diaries apart by new ids."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database: Database = open_database(url)

    def write(self, job: Callable[[Transaction], T]) -> T:
        """Run it in a write transaction and commit."""
        return asyncio.run(self.database.write(job))

    def read(self, job: Callable[[Transaction], T]) -> T:
        """Run it on a snapshot."""
        return asyncio.run(self.database.read(job))

    def person(self, username: str | None = None, time_zone: str = "Europe/Berlin") -> Writer:
        """Make a patient with an empty diary."""
        account = new_account(username or f"patient-{uuid4().hex}", time_zone)
        self.write(lambda tx: people.create_account(tx, account, [b"1" * 32, b"2" * 32], NOW))
        return writer_of(account)

    def save(self, writer: Writer, day: date, **entry: object) -> Saved:
        """Say how a day was; without a word, that it was headache-free."""
        return self.save_as(DAYS, writer, day, HEADACHE_FREE | entry)

    def save_as(self, kind: Kind, writer: Writer, key: object, values: Values) -> Saved:
        """Save a document of any kind."""
        where = Address(writer.diary_id, key)
        return self.write(lambda tx: save(tx, kind, where, (values, UNCONDITIONAL), writer.edit))

    def delete(self, writer: Writer, day: date) -> None:
        """Make a day unlogged again."""
        where = Address(writer.diary_id, day)
        self.write(lambda tx: delete(tx, DAYS, where, UNCONDITIONAL, writer.edit))

    def erase(self, writer: Writer) -> None:
        """Erase a diary, to its end."""
        self.write(lambda tx: erase(tx, writer.diary_id, NOW))
        asyncio.run(finish_erasing(self.database, writer.diary_id))

    def past(self, writer: Writer, key: object, kind: Kind = DAYS) -> list[Past]:
        """The history of a document."""
        return self.read(lambda tx: whole_history(tx, kind, Address(writer.diary_id, key)))

    def found(self, writer: Writer, key: object, kind: Kind = DAYS) -> Document:
        """A document as it is, also a tombstone."""
        document = self.read(lambda tx: find(tx, kind, Address(writer.diary_id, key)))
        assert document is not None
        return document

    def counter(self, writer: Writer) -> int:
        """The diary's change counter."""
        query = _DIARY.select().where(_DIARY.c.diary_id == writer.diary_id)
        with bare_engine(self.url).connect() as connection:
            return int(connection.execute(query).one().change_counter)


def whole_history(tx: Transaction, kind: Kind, address: Address) -> list[Past]:
    """Every value that a document ever had, oldest first."""
    past: list[Past] = []
    span: Span | None = Span()
    while span is not None:
        page = history_page(tx, kind, address, span)
        past, span = past + page.past, page.following
    return past


def new_account(username: str, time_zone: str = "Europe/Berlin", role: Role = Role.PATIENT) -> NewAccount:
    """What an account is made of; a patient's has a diary."""
    diary_id = uuid4() if role is Role.PATIENT else None
    return NewAccount(uuid4(), username, "Ada", role, time_zone, "hash", diary_id)


def writer_of(account: NewAccount) -> Writer:
    """The patient of this account, on a device that is not known yet."""
    assert account.diary_id is not None
    edit = Edit(account.account_id, uuid4(), NOW, account.time_zone, NOW)
    return Writer(account.diary_id, account.account_id, edit)


def bare_engine(url: str) -> Engine:
    """A way to the database without the guarantees of the product, to look at it or to break it."""
    return create_engine(address(url), poolclass=pool.NullPool)


@contextmanager
def guarded(url: str) -> Iterator[Connection]:
    """A transaction on a connection with the product's guarantees."""
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def put_rows(url: str, table: str, *rows: Values) -> None:
    """Insert rows directly; what a row leaves out is null."""
    target = next(one for one in TABLES if one.name == table)
    with guarded(url) as connection:
        for row in rows:
            connection.execute(insert(target), dict.fromkeys(target.c.keys()) | row)


def execute(url: str, *statements: str) -> None:
    """Run SQL directly."""
    with guarded(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def all_rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the diary, in the order of their keys."""
    with bare_engine(url).connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in TABLES
        }


def file_of(url: str) -> Path:
    """The file of a SQLite URL."""
    return Path(str(address(url).database))


@contextmanager
def opened(url: str) -> Iterator[Books]:
    """The database opened for a moment."""
    books = Books(url)
    try:
        yield books
    finally:
        books.database.close()


def said(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a restore leaves as it stands in the backup."""
    return {name: rows for name, rows in all_rows(url).items() if name not in OF_A_RESTORE}


def ada_of(url: str) -> Writer:
    """Ada, as her account stands in the database."""
    account = next(one for one in TABLES if one.name == "account")
    with bare_engine(url).connect() as connection:
        ada = connection.execute(account.select().where(account.c.username == "ada")).one()
    return Writer(ada.diary_id, ada.account_id, Edit(ada.account_id, uuid4(), NOW, ada.time_zone, NOW))


def path_with_programs() -> str:
    """PATH with the programs of the very PostgreSQL that the tests run."""
    return f"{postgres().bin_path}{os.pathsep}{os.environ['PATH']}"
