"""What a server refuses to start on: it says so in one line, with status 1, and touches nothing."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.errors import DatabaseInUse
from app.storage.file_lock import FileLock
from tests.databases import POSTGRESQL, SQLITE, migrated_database
from tests.faults.commits import connected
from tests.faults.disk import FULL, IO, READ_ONLY, Disk
from tests.faults.processes import ServerProcess, module, running
from tests.faults.stored import contents_of
from tests.faults.writers import Diary

DAY = date(2026, 11, 1)
NEWER = "UPDATE alembic_version SET version_num = '9999'"


def said_in_one_line(refusal: tuple[int, str], *words: str) -> bool:
    """Status 1, and one line for a person that holds these words."""
    status, said = refusal
    return status == 1 and said.startswith("headache-diary: ") and all(word in said for word in words)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[ServerProcess]:
    with running(ServerProcess(tmp_path)) as server:
        yield server


def the_same(first: ServerProcess) -> Path:
    return first.data / "diary.sqlite3"


def by_a_link_to_the_file(first: ServerProcess) -> Path:
    link = first.folder / "link.sqlite3"
    link.symlink_to(the_same(first))
    return link


def by_a_link_to_the_folder(first: ServerProcess) -> Path:
    link = first.folder / "link"
    link.symlink_to(first.data)
    return link / "diary.sqlite3"


def by_a_hard_link(first: ServerProcess) -> Path:
    link = first.folder / "hard.sqlite3"
    link.hardlink_to(the_same(first))
    return link


def whose_lock_file_was_removed(first: ServerProcess) -> Path:
    (first.data / "diary.sqlite3.lock").unlink()
    return the_same(first)


LINKS = [by_a_link_to_the_file, by_a_link_to_the_folder]
BY_THE_FILE_ALONE = [by_a_hard_link, whose_lock_file_was_removed]


@pytest.mark.parametrize("named", [the_same, *LINKS, *BY_THE_FILE_ALONE])
def test_a_second_server_on_the_same_file_is_refused_by_whatever_name(
    first: ServerProcess, named: Callable[[ServerProcess], Path]
) -> None:
    second = ServerProcess(first.folder / "second", f"sqlite:///{named(first)}")
    second.folder.mkdir()

    refusal = second.refusal()

    process = first.process.pid if first.process else 0
    assert said_in_one_line(refusal, "another server", f"(process {process}: ", "stop it first"), refusal
    assert Diary.of_a_new_patient(first.port).put(first.port, DAY, "still served")[0] == 201


@pytest.mark.parametrize("named", BY_THE_FILE_ALONE)
def test_with_a_lock_beside_the_file_alone_a_second_server_starts(
    first: ServerProcess, named: Callable[[ServerProcess], Path]
) -> None:
    url = f"sqlite:///{named(first)}"
    second = ServerProcess(first.folder / "second", url, (*module("lock_beside_alone"), "serve"))
    second.folder.mkdir()

    with running(second):
        assert second.answers()


def test_a_restored_file_is_held_too_while_the_rest_is_done(tmp_path: Path) -> None:
    file = tmp_path / "diary.sqlite3"
    lock = FileLock(file).take()
    (tmp_path / "new").touch()
    (tmp_path / "new").replace(file)
    lock.hold_file()
    (tmp_path / "diary.sqlite3.lock").unlink()

    with pytest.raises(DatabaseInUse):
        FileLock(file).take()
    lock.release()
    FileLock(file).take().release()


def test_when_the_first_server_is_gone_the_second_one_starts(first: ServerProcess) -> None:
    first.kill()

    first.start()

    assert Diary.of_a_new_patient(first.port).put(first.port, DAY, "served again")[0] == 201


@pytest.mark.parametrize("command", [("migrate",), ("restore", "--force", "backup.sqlite3")])
def test_a_command_that_writes_is_refused_while_a_server_runs(
    first: ServerProcess, command: tuple[str, ...]
) -> None:
    first.run("backup", "backup.sqlite3")

    ran = first.run(*command)

    assert said_in_one_line((ran.returncode, ran.stderr), "another server", "stop it first"), ran


def test_a_database_of_a_newer_release_is_refused_and_keeps_every_row(kind: str, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))
    execute(server.url, NEWER)
    before = contents_of(server.url)

    refusal = server.refusal()

    assert said_in_one_line(refusal, "9999", "newer release"), refusal
    assert contents_of(server.url) == before


def newer(server: ServerProcess) -> None:
    execute(server.url, NEWER)


def newer_and_killed(server: ServerProcess) -> None:
    """Its last writes are in the WAL alone."""
    live = server.folder / "live.sqlite3"
    with closing(sqlite3.connect(live, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        for ending in ("", "-wal"):
            shutil.copyfile(f"{live}{ending}", f"{the_same(server)}{ending}")


def no_database(server: ServerProcess) -> None:
    the_same(server).write_text("Dear diary, ...\n" * 1000)


def cut_short(server: ServerProcess) -> None:
    newer(server)
    the_same(server).write_bytes(the_same(server).read_bytes()[:5000])


def of_another_program(server: ServerProcess) -> None:
    the_same(server).unlink()
    execute(server.url, "CREATE TABLE recipe (name)")


def at_no_release(server: ServerProcess) -> None:
    execute(server.url, "DELETE FROM alembic_version")


@pytest.mark.parametrize(
    "prepare", [newer, newer_and_killed, no_database, cut_short, of_another_program, at_no_release]
)
def test_a_file_that_a_server_refuses_is_untouched_byte_for_byte(
    tmp_path: Path, prepare: Callable[[ServerProcess], None]
) -> None:
    server = ServerProcess(tmp_path)
    server.data.mkdir()
    shutil.copyfile(str(sqlite_of(migrated_database(SQLITE, tmp_path))), the_same(server))
    prepare(server)
    before = {
        file.name: file.read_bytes() for file in server.data.iterdir() if file.name != "diary.sqlite3-shm"
    }

    refusal = server.refusal()

    assert said_in_one_line(refusal), refusal
    assert {name: (server.data / name).read_bytes() for name in before} == before


@pytest.mark.usefixtures("c_compiler")
@pytest.mark.parametrize("fault", [FULL, IO, READ_ONLY])
def test_a_disk_that_takes_nothing_is_told_at_the_start_and_leaves_nothing_in_the_way(
    tmp_path: Path, fault: str
) -> None:
    server = ServerProcess(tmp_path)
    disk = Disk(server)

    with disk.failing(fault):
        refusal = server.refusal()

    assert said_in_one_line(refusal), refusal
    with running(server):
        assert Diary.of_a_new_patient(server.port).put(server.port, DAY, "after")[0] == 201


def test_a_postgresql_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, "postgresql://diary:secret@127.0.0.1:9/diary")

    refusal = server.refusal()

    assert said_in_one_line(refusal, "DIARY_DATABASE_URL"), refusal
    assert "secret" not in refusal[1]


def test_a_postgresql_that_confirms_before_it_wrote_is_refused(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, migrated_database(POSTGRESQL, tmp_path))
    with connected(server.url) as connection:
        (name,) = connection.execute("SELECT current_database()").fetchone() or ("",)
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())

    refusal = server.refusal()

    assert said_in_one_line(refusal, "synchronous_commit=off"), refusal


def sqlite_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def execute(url: str, statement: str) -> None:
    """On either database, past the server."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_of(url), isolation_level=None)) as connection:
            connection.execute(statement)
    else:
        with connected(url) as connection:
            connection.execute(statement.encode())
