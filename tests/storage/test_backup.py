"""Backups: whole, of one moment, also while a server writes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EBADF
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from app.errors import BackupRefused
from app.storage.backup import back_up, restore
from app.storage.backup_folder import alone_in, tidy
from app.storage.engine import address
from tests.databases import POSTGRESQL, SQLITE, empty_database, migrated_database
from tests.faults.commits import connected
from tests.migrations.schemas import schema_of, triggers_of
from tests.storage.books import DAY, Books, Writer, all_rows, opened, said

pytestmark = pytest.mark.usefixtures("programs")


def test_a_backup_put_back_elsewhere_has_every_row_and_every_guard(
    kind: str, adas_url: str, folder: Path, tmp_path: Path
) -> None:
    backup = back_up(adas_url, folder / "one")
    other = empty_database(kind, tmp_path)

    restore(other, backup.file, folder)

    assert said(other) == said(adas_url)
    assert (schema_of(other), triggers_of(other)) == (schema_of(adas_url), triggers_of(adas_url))
    assert {name: len(rows) for name, rows in all_rows(adas_url).items()} | {
        "alembic_version": 1
    } == backup.rows


def test_backing_up_changes_nothing(adas_url: str, folder: Path) -> None:
    before = all_rows(adas_url)
    back_up(adas_url, folder / "one")

    assert all_rows(adas_url) == before
    assert [path.name for path in folder.iterdir()] == ["one"]


def test_a_backup_never_overwrites_a_file(adas_url: str, folder: Path) -> None:
    first = back_up(adas_url, folder / "one").file.read_bytes()

    with pytest.raises(BackupRefused, match="is there already"):
        back_up(adas_url, folder / "one")

    assert (folder / "one").read_bytes() == first


def test_a_backup_into_a_folder_is_named_after_its_moment(adas_url: str, folder: Path) -> None:
    folder.mkdir()

    file = back_up(adas_url, folder).file

    assert file.parent == folder
    assert file.match("diary-20??????T??????.*")


def test_a_backup_that_was_killed_is_no_hindrance(adas_url: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "one.part").write_text("half a backup")

    assert back_up(adas_url, folder / "one").file.exists()
    assert [path.name for path in folder.iterdir()] == ["one"]


def test_a_backup_made_while_others_write_is_one_moment_of_the_diary(
    kind: str, adas_url: str, folder: Path, tmp_path: Path
) -> None:
    with opened(adas_url) as books, writing(books) as writer:
        backup = back_up(adas_url, folder / "one")
    copied = empty_database(kind, tmp_path)
    restore(copied, backup.file, folder)

    now, then = said(adas_url), said(copied)
    revisions = sorted(row[1] for row in then["day_revision"] if row[0] == writer.diary_id)

    assert 0 < len(then["day_revision"]) < len(now["day_revision"])
    assert then["day_revision"] == [row for row in now["day_revision"] if row in then["day_revision"]]
    assert (
        revisions
        == sorted(row[1] for row in now["day_revision"] if row[0] == writer.diary_id)[: len(revisions)]
    )
    assert [row[1] for row in then["day"] if row[0] == writer.diary_id] == revisions[-1:]


@contextmanager
def writing(books: Books) -> Iterator[Writer]:
    """Somebody edits one day over and over, from before the block until after it."""
    writer, began, ended = books.person(), threading.Event(), threading.Event()

    def edit() -> None:
        for number in count():
            books.save(writer, DAY, note=f"edit {number}")
            began.set()
            if ended.is_set():
                return

    thread = threading.Thread(target=edit)
    thread.start()
    assert began.wait(30)
    yield writer
    ended.set()
    thread.join()


def test_there_is_no_backup_of_a_database_that_is_not_there(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(BackupRefused, match="there is no database at"):
        back_up(f"sqlite:///{tmp_path}/none.sqlite3", folder / "one")
    with pytest.raises(BackupRefused, match=r"the database answers: .*refused"):
        back_up("postgresql://nobody@127.0.0.1:1/none", folder / "one")

    assert list(folder.iterdir()) == []


def test_without_the_programs_of_postgresql_the_message_names_them(
    kind: str, adas_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    if kind == SQLITE:
        assert back_up(adas_url, folder / "one").file.exists()
    else:
        with pytest.raises(BackupRefused, match="pg_dump is not on PATH: install"):
            back_up(adas_url, folder / "one")


def test_backups_of_one_second_have_names_of_their_own(adas_url: str, folder: Path) -> None:
    folder.mkdir()

    files = [back_up(adas_url, folder).file for _ in range(2)]

    assert sorted(folder.iterdir()) == sorted(set(files))
    assert len(files) == 2


def test_a_backup_waits_for_another_one_and_says_so_when_it_takes_too_long(
    adas_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.backup_folder.WAITS_S", 0.2)
    with (
        alone_in(folder),
        pytest.raises(BackupRefused, match=r"being written to .*process"),
    ):
        back_up(adas_url, folder / "one")

    assert back_up(adas_url, folder / "one").file.exists()


@pytest.mark.parametrize(("locks", "stays"), [(False, True), (True, False)])
def test_without_locks_nobody_removes_what_another_backup_may_be_writing(
    adas_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, locks: bool, stays: bool
) -> None:
    """Linux locks no folder of NFS that was not opened for writing, as no folder is: EBADF."""
    of_another = folder / "diary-20261120T120000.sqlite3.part"
    folder.mkdir()
    of_another.write_bytes(b"half")
    if not locks:
        monkeypatch.setattr("app.storage.backup_folder.fcntl.flock", _no_lock)

    tidy(folder)
    back_up(adas_url, folder / "one")

    assert of_another.exists() == stays


def _no_lock(_handle: int, _how: int) -> None:
    raise OSError(EBADF, "Bad file descriptor")


def test_a_scratch_database_that_a_kill_left_goes_with_the_next_proof(tmp_path: Path, folder: Path) -> None:
    url = migrated_database(POSTGRESQL, tmp_path)
    name = f"diary_proof_{sha256(str(address(url).database).encode()).hexdigest()[:12]}_left"
    with connected(url) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())

    back_up(url, folder / "one")

    with connected(url) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname = %s", (name,)).fetchall()
    assert left == []
