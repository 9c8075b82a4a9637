"""What an open database guarantees, as it says itself; who may write; one server for one file."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from app.errors import BackupRefused, DatabaseInUse, RefusesToStart, ShuttingDown, StorageUnavailable
from app.storage import identity
from app.storage.engine import (
    address,
    check_sqlite,
    open_database,
    sqlite_file,
)
from app.storage.file_lock import FileLock
from app.storage.opening import lock_of, open_for_server
from app.storage.prepared import Transaction
from app.storage.writer import BUSY_TIMEOUT_MS
from tests.databases import POSTGRESQL, SQLITE, migrated_database
from tests.storage.books import NOW, Books, file_of

EVERYWHERE = {
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "synchronous": 2,
    "trusted_schema": 0,
    "secure_delete": 1,
}


@pytest.fixture(scope="module")
def sqlite_books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """An open SQLite database."""
    opened = Books(migrated_database(SQLITE, tmp_path_factory.mktemp("engine")))
    yield opened
    opened.database.close()


@pytest.fixture(scope="module")
def postgres_books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """An open PostgreSQL database."""
    opened = Books(migrated_database(POSTGRESQL, tmp_path_factory.mktemp("engine")))
    yield opened
    opened.database.close()


def answer(statement: str) -> Callable[[Transaction], Any]:
    """A job that gives the one cell that a statement answers."""

    def job(tx: Transaction) -> object:
        tx.cursor.execute(statement, ())
        return tx.cursor.fetchall()[0][0]

    return job


@pytest.mark.parametrize(("pragma", "wanted"), {**EVERYWHERE, "journal_mode": "wal"}.items())
def test_the_writer_and_the_readers_of_sqlite_keep_every_guarantee(
    sqlite_books: Books, pragma: str, wanted: object
) -> None:
    asked = answer(f"PRAGMA {pragma}")

    assert sqlite_books.write(asked) == wanted
    assert [sqlite_books.read(asked) for _ in range(8)] == [wanted] * 8


def test_only_the_writer_of_sqlite_may_write(sqlite_books: Books) -> None:
    asked = answer("PRAGMA query_only")

    assert sqlite_books.write(asked) == 0
    assert [sqlite_books.read(asked) for _ in range(8)] == [1] * 8


@pytest.mark.parametrize(
    ("setting", "wanted"),
    {
        "synchronous_commit": "on",
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "15s",
        "timezone": "UTC",
    }.items(),
)
def test_every_connection_to_postgresql_keeps_its_limits(
    postgres_books: Books, setting: str, wanted: str
) -> None:
    asked = answer(f"SHOW {setting}")

    assert (postgres_books.write(asked), postgres_books.read(asked)) == (wanted, wanted)


def test_a_write_through_a_reader_fails_and_changes_nothing(books: Books) -> None:
    before = books.read(answer("SELECT probed_at FROM database_identity"))

    with pytest.raises((StorageUnavailable, psycopg.errors.ReadOnlySqlTransaction)):
        books.read(lambda tx: identity.probe(tx, NOW))

    assert books.read(answer("SELECT probed_at FROM database_identity")) == before


def test_a_reader_sees_one_moment_however_long_it_reads(books: Books) -> None:
    def twice(tx: Transaction) -> list[int]:
        first = answer("SELECT count(*) FROM account")(tx)
        books.person()
        return [first, answer("SELECT count(*) FROM account")(tx)]

    first, second = books.read(twice)

    assert first == second


def test_a_job_that_fails_changes_nothing_and_its_neighbours_are_kept(books: Books) -> None:
    def kept(tx: Transaction) -> str:
        identity.probe(tx, NOW)
        return "kept"

    def failing(tx: Transaction) -> None:
        identity.probe(tx, NOW)
        raise LookupError

    async def three() -> list[object]:
        jobs = (books.database.write(job) for job in (kept, failing, kept))
        return list(await asyncio.gather(*jobs, return_exceptions=True))

    assert [str(one) for one in asyncio.run(three())] == ["kept", "", "kept"]


def test_a_row_that_the_database_refuses_refuses_nobody_else(books: Books) -> None:
    async def three() -> list[object]:
        taken = "UPDATE database_identity SET id = 1"
        jobs = [books.database.write(answer_nothing(one)) for one in (taken, taken.replace("1", "2"), taken)]
        return list(await asyncio.gather(*jobs, return_exceptions=True))

    first, refused, last = asyncio.run(three())

    assert (first, last) == (None, None)
    assert isinstance(refused, sqlite3.IntegrityError | psycopg.errors.CheckViolation)


def answer_nothing(statement: str) -> Callable[[Transaction], None]:
    """A job that runs a statement without an answer."""

    def job(tx: Transaction) -> None:
        tx.cursor.execute(statement, ())

    return job


def test_what_was_written_before_the_end_is_kept_and_nothing_is_taken_after_it(migrated_url: str) -> None:
    opened = Books(migrated_url)
    opened.person("ada")
    opened.database.close()
    again = Books(migrated_url)

    assert again.read(answer("SELECT username FROM account")) == "ada"
    again.database.close()


def test_a_database_that_was_closed_takes_no_job(migrated_url: str) -> None:
    closed = Books(migrated_url)
    closed.database.close()

    with pytest.raises(ShuttingDown):
        closed.person()
    with pytest.raises(ShuttingDown):
        closed.read(answer("SELECT 1"))


def test_a_sqlite_database_that_was_closed_is_one_file(tmp_path: Path) -> None:
    opened = Books(migrated_database(SQLITE, tmp_path))
    opened.person()
    opened.database.close()

    assert [path.name for path in tmp_path.iterdir()] == [file_of(opened.url).name]


# What is refused at the start


def test_a_connection_without_a_guarantee_is_refused_by_its_name(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "plain.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        with pytest.raises(RefusesToStart, match="synchronous=1, 2 is needed"):
            check_sqlite(connection)


def test_a_postgresql_that_commits_before_the_disk_has_it_is_refused(tmp_path: Path) -> None:
    url = migrated_database(POSTGRESQL, tmp_path)
    name = address(url).database
    with psycopg.connect(address(url).set(drivername="postgresql").render_as_string(False)) as connection:
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())

    with pytest.raises(RefusesToStart, match="synchronous_commit=off, on is needed"):
        open_database(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is not a database URL"),
        ("postgresql://host:port/x", "is not a database URL"),
        ("mysql://localhost/diary", "is of kind 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:diary?mode=memory&uri=true", "names no file"),
    ],
)
def test_an_address_that_keeps_no_diary_is_refused(url: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RefusesToStart, match=said):
        open_for_server(url, tmp_path / "backups")


def test_any_driver_of_a_known_database_is_replaced_by_ours() -> None:
    assert address("postgresql+asyncpg://host/diary").drivername == "postgresql+psycopg"
    assert address("sqlite+aiosqlite:///diary.sqlite3").drivername == "sqlite"


# One server for one file


def test_a_second_server_on_the_same_file_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    url = migrated_database(SQLITE, tmp_path)
    first = open_for_server(url, tmp_path)

    with pytest.raises(DatabaseInUse, match="stop it first"):
        open_for_server(url, tmp_path)
    first.close()

    open_for_server(url, tmp_path).close()


def test_another_name_of_the_same_file_is_the_same_file(tmp_path: Path) -> None:
    url = migrated_database(SQLITE, tmp_path)
    link = tmp_path / "link.sqlite3"
    link.symlink_to(file_of(url))
    lock = lock_of(url)

    with pytest.raises(DatabaseInUse):
        lock_of(f"sqlite:///{link}")

    assert sqlite_file(f"sqlite:///{link}") == file_of(url)
    assert lock is not None
    lock.release()


def test_a_server_that_could_not_start_lets_go_of_the_lock(tmp_path: Path) -> None:
    file = tmp_path / "diary.sqlite3"
    file.write_text("no database at all, but long enough to look like one " * 20)
    with pytest.raises(RefusesToStart, match="file is not a database"):
        open_for_server(f"sqlite:///{file}", tmp_path)

    FileLock(file).take().release()


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(RefusesToStart, match="must name a folder that this user may write"):
        lock_of(f"sqlite:///{tmp_path}/file/diary.sqlite3")


def test_several_servers_may_use_one_postgresql(tmp_path: Path) -> None:
    url = migrated_database(POSTGRESQL, tmp_path)
    first, second = open_for_server(url, tmp_path), open_for_server(url, tmp_path)

    assert lock_of(url) is None
    first.close()
    second.close()


def test_a_database_that_cannot_be_opened_for_want_of_room_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "diary.sqlite3"
    file.write_text("no database at all, but long enough to look like one " * 20)
    monkeypatch.setattr("app.storage.schema._LEAST_ROOM", 2**62)

    with pytest.raises(RefusesToStart, match=r"the disk is full"):
        open_for_server(f"sqlite:///{file}", tmp_path)


def test_a_migration_without_room_for_its_backup_says_how_much_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'diary.sqlite3'}"
    release = Path(__file__).parents[1] / "migrations" / "releases" / "0005.sqlite3"
    shutil.copyfile(release, file_of(url))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))

    with pytest.raises(BackupRefused, match=r"need 2 MiB in .*, 0 MiB are free"):
        open_for_server(url, tmp_path / "backups")
