"""COMMITs that take long or fail, on both databases, while a server of this process uses them."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from app.storage.writer import Writer
from tests.databases import SQLITE

COMMIT_TAKES_S = 0.2
FULL_DISK, IO_ERROR, READ_ONLY = "full disk", "I/O error", "read-only"
STATUS = {FULL_DISK: 507, IO_ERROR: 503, READ_ONLY: 503}
_ON_SQLITE = {
    FULL_DISK: "database or disk is full",
    IO_ERROR: "disk I/O error",
    READ_ONLY: "attempt to write a readonly database",
}
_ON_POSTGRESQL = {FULL_DISK: "53100", IO_ERROR: "58030", READ_ONLY: "25006"}


@contextmanager
def slow_commits(url: str, takes_s: float = COMMIT_TAKES_S) -> Iterator[None]:
    """Until the end of the block each COMMIT that changes something takes at least so long."""
    with _commits(url, _slower(takes_s), f"PERFORM pg_sleep({takes_s});"):
        yield


@contextmanager
def failing_commits(url: str, fault: str) -> Iterator[None]:
    """Until the end of the block no COMMIT that changes something succeeds."""
    failing = f"RAISE EXCEPTION 'made up' USING ERRCODE = '{_ON_POSTGRESQL[fault]}';"
    with _commits(url, _failing(_ON_SQLITE[fault]), failing):
        yield


def _slower(takes_s: float) -> Callable[[Writer], None]:
    commit = Writer._commit

    def slowly(writer: Writer) -> None:
        time.sleep(takes_s)
        commit(writer)

    return slowly


def _failing(message: str) -> Callable[[Writer], None]:
    def fail(_writer: Writer) -> None:
        raise sqlite3.OperationalError(message)

    return fail


@contextmanager
def _commits(url: str, on_sqlite: Callable[[Writer], None], on_postgresql: str) -> Iterator[None]:
    if make_url(url).get_backend_name() == SQLITE:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Writer, "_commit", on_sqlite)
            yield
        return
    with connected(url) as connection:
        _at_commit(connection, on_postgresql)
        try:
            yield
        finally:
            connection.execute("DROP FUNCTION at_commit() CASCADE")


def _at_commit(connection: "psycopg.Connection[Any]", does: str) -> None:
    """Deferred triggers run inside COMMIT itself."""
    body = f"BEGIN {does} RETURN NULL; END"
    connection.execute(
        f"CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$".encode()
    )
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (table,) in tables:
        connection.execute(
            f"CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()".encode()
        )


def connected(url: str) -> "psycopg.Connection[Any]":
    """A connection of the test's own to PostgreSQL, each statement by itself."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
