"""Opening the database: the same guarantees on SQLite and on PostgreSQL."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from app.errors import RefusesToStart, ShuttingDown
from app.rules.limits import USUAL, Limits
from app.storage.faults import as_storage_faults
from app.storage.file_lock import FileLock
from app.storage.prepared import Transaction
from app.storage.vacuum import rewrite_once
from app.storage.writer import BUSY_TIMEOUT_MS, Writer

T = TypeVar("T")
Job = Callable[[Transaction], T]

_READERS = 4
_POSTGRES_WRITERS = 8
_GIVEN_UP = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
_AGAIN, _FIRST_PAUSE_S = 5, 0.02
_EXAMPLES = "sqlite:////folder/diary.sqlite3 and postgresql://user:password@host/diary"
_POSTGRES_TIMES = (
    "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000"
)
_POSTGRES_LIMITS = f"{_POSTGRES_TIMES} -c timezone=UTC"


class Database(Protocol):
    """An open database. Both methods take a function of a transaction and give back what it gives."""

    url: str

    async def write(self, job: Job[T]) -> T:
        """Run the job in a write transaction; returns after COMMIT. StorageUnavailable, DiskFull."""

    async def read(self, job: Job[T]) -> T:
        """Run the job on one consistent snapshot that cannot write. StorageUnavailable."""

    def forget_deleted(self, tables: Sequence[str]) -> None:
        """Let what was deleted from these tables leave the disk, soon; returns at once."""

    def close(self) -> None:
        """Finish what runs, then close."""


def open_database(url: str, lock: FileLock | None = None, limits: Limits = USUAL) -> Database:
    """Open by SQLAlchemy URL, check every guarantee; `lock` is let go at the end. RefusesToStart."""
    engine = engine_for(url)
    try:
        if engine.dialect.name == "sqlite":
            return SqliteDatabase(url, engine, lock, limits)
        return PostgresDatabase(url, engine, limits)
    except BaseException:
        engine.dispose()
        raise


def engine_for(url: str) -> Engine:
    """An engine with the guarantees of its kind set on each connection. RefusesToStart as `address`."""
    at = address(url)
    if at.get_backend_name() == "sqlite":
        engine = create_engine(at, pool_size=_READERS + 1, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _durable_sqlite)
        return engine
    return create_engine(
        at,
        pool_size=_POSTGRES_WRITERS + _READERS,
        pool_pre_ping=True,
        connect_args={"options": _POSTGRES_LIMITS},
    )


def address(url: str) -> URL:
    """The address with the driver used here. RefusesToStart when it is none, or of an unknown kind."""
    try:
        at = make_url(url)
    except (ArgumentError, ValueError):
        raise RefusesToStart(f"DIARY_DATABASE_URL is not a database URL, such as {_EXAMPLES}") from None
    kind = at.get_backend_name()
    if kind == "postgresql":
        return at.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise RefusesToStart(f"DIARY_DATABASE_URL is of kind {kind!r}; known are {_EXAMPLES}")
    if not at.database or at.database.startswith((":memory:", "file:")):
        raise RefusesToStart(
            "DIARY_DATABASE_URL names no file: a database in memory keeps nothing; "
            "sqlite:////folder/diary.sqlite3 names one"
        )
    return at.set(drivername="sqlite")


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL by its real name; None for other databases. RefusesToStart as `address`."""
    at = address(url)
    return Path(at.database).resolve() if at.get_backend_name() == "sqlite" and at.database else None


def _durable_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: always IMMEDIATE for a writer
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA trusted_schema=OFF")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, not only let go
    cursor.close()


SQLITE_GUARANTEES = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "secure_delete": 1,
}


def check_sqlite(connection: sqlite3.Connection) -> None:
    """Every guarantee as the connection itself reports it. RefusesToStart names the one that is missing."""
    for name, wanted in SQLITE_GUARANTEES.items():
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise RefusesToStart(
                f"SQLite runs with {name}={found}, {wanted} is needed: "
                "is the file on a file system without locks?"
            )


class SqliteDatabase:
    """One file, one writer thread, a few readers that cannot write."""

    def __init__(self, url: str, engine: Engine, lock: FileLock | None, limits: Limits) -> None:
        self.url = url
        self._engine = engine
        self._lock, self._limits = lock, limits
        self.dialect = engine.dialect
        connection = _driver_connection(engine)
        check_sqlite(connection)
        if file := sqlite_file(url):
            rewrite_once(connection, file)
        self._writer = Writer(connection, engine.dialect, limits)
        self._readers = ThreadPoolExecutor(_READERS, "diary-reader")

    async def write(self, job: Job[T]) -> T:
        """See Database."""
        return await self._writer.write(job)

    async def read(self, job: Job[T]) -> T:
        """See Database."""
        return await _started(self._readers, self._read, job)

    def _read(self, job: Job[T]) -> T:
        with as_storage_faults(), closing(self._engine.raw_connection()) as pooled:
            cursor = pooled.cursor()
            cursor.execute("PRAGMA query_only=ON")
            cursor.execute("BEGIN")
            try:
                return job(Transaction(cursor, self.dialect, self._limits))
            finally:
                cursor.execute("ROLLBACK")

    def forget_deleted(self, tables: Sequence[str]) -> None:  # noqa: ARG002  the file is one
        """See Database. Deleted rows are overwritten in the file; the WAL still holds them."""
        self._writer.truncate_log()

    def close(self) -> None:
        """See Database."""
        self._readers.shutdown()
        self._engine.dispose()
        self._writer.close()
        if self._lock is not None:
            self._lock.release()


def _started(pool: ThreadPoolExecutor, run: Callable[..., T], *arguments: object) -> asyncio.Future[T]:
    try:
        return asyncio.get_running_loop().run_in_executor(pool, run, *arguments)
    except RuntimeError:
        raise ShuttingDown from None  # the pool was closed


def _driver_connection(engine: Engine) -> Any:  # noqa: ANN401  the driver's own type
    pooled = engine.raw_connection()
    connection = pooled.driver_connection
    pooled.detach()
    return connection


class PostgresDatabase:
    """A server of its own: each job in its own transaction, many at a time, also from other processes."""

    def __init__(self, url: str, engine: Engine, limits: Limits) -> None:
        self.url = url
        self._engine = engine
        self._limits = limits
        self.dialect = engine.dialect
        self._check()
        self._writers = ThreadPoolExecutor(_POSTGRES_WRITERS, "diary-writer")
        self._readers = ThreadPoolExecutor(_READERS, "diary-reader")

    def _check(self) -> None:
        try:
            with self._engine.connect() as connection:
                found = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        except Exception as fault:
            raise RefusesToStart("PostgreSQL does not answer at DIARY_DATABASE_URL") from fault
        if found != "on":
            raise RefusesToStart(f"PostgreSQL runs with synchronous_commit={found}, on is needed")

    async def write(self, job: Job[T]) -> T:
        """See Database."""
        return await asyncio.shield(_started(self._writers, self._transact_again, job))

    async def read(self, job: Job[T]) -> T:
        """See Database."""
        return await _started(self._readers, self._transact, job, False)

    def _transact_again(self, job: Job[T]) -> T:
        """A transaction that PostgreSQL gave up for another one's sake is done again, a few times."""
        for attempt in range(_AGAIN):
            with suppress(*_GIVEN_UP):
                return self._transact(job, True)
            time.sleep(random.uniform(0, _FIRST_PAUSE_S * 2**attempt))  # noqa: S311  no secret
        with as_storage_faults():
            return self._transact(job, True)

    def _transact(self, job: Job[T], writes: bool) -> T:
        passing = _GIVEN_UP if writes else ()
        with as_storage_faults(passing), closing(self._engine.raw_connection()) as pooled:
            cursor = pooled.cursor()
            if not writes:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            result = job(Transaction(cursor, self.dialect, self._limits))
            pooled.commit()  # whatever is not committed here, the pool rolls back
            return result

    def forget_deleted(self, tables: Sequence[str]) -> None:
        """See Database."""
        with suppress(RuntimeError):  # the pool was closed: PostgreSQL's own vacuum comes by
            self._writers.submit(self._vacuum, tables)

    def _vacuum(self, tables: Sequence[str]) -> None:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            for table in tables:
                connection.exec_driver_sql(f"VACUUM {table}")
            connection.invalidate()  # its time-out is gone: it goes back to nobody

    def close(self) -> None:
        """See Database."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()
