"""Files that are no backup of a diary are refused by their name, and nothing is changed."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import BackupRefused
from app.storage.backup import back_up, backups_of, restore
from app.storage.backup_sqlite import SqliteBackups
from tests.databases import POSTGRESQL, SQLITE, empty_database, migrated_database
from tests.storage.books import all_rows, bare_engine, execute, file_of, opened

pytestmark = pytest.mark.usefixtures("programs")
Damage = Callable[[Path], None]


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def without_its_end(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def with_a_hole(file: Path) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    file.write_bytes(content)


def with_a_broken_head(file: Path) -> None:
    file.write_bytes(b"\0" * 64 + file.read_bytes()[64:])


def of_text(file: Path) -> None:
    file.write_text("day,headache\n2026-11-19,yes\n" * 400)


def empty(file: Path) -> None:
    file.write_bytes(b"")


DAMAGES = [truncated, without_its_end, with_a_hole, with_a_broken_head, of_text, empty]


def refused(url: str, file: Path, folder: Path) -> str:
    """What is said of the file; AssertionError when it was taken or anything was changed."""
    before, kept = all_rows(url), sorted(folder.iterdir())
    with pytest.raises(BackupRefused) as refusal:
        restore(url, file, folder, force=True)
    assert all_rows(url) == before
    assert sorted(folder.iterdir()) == kept
    return str(refusal.value)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused(adas_url: str, folder: Path, damage: Damage) -> None:
    file = back_up(adas_url, folder / "one").file
    damage(file)

    said = refused(adas_url, file, folder)

    assert "sqlite" not in adas_url or str(file) in said


def test_a_file_that_is_not_there_is_refused(adas_url: str, folder: Path) -> None:
    folder.mkdir()

    assert "is not there" in refused(adas_url, folder / "none", folder)
    assert "is not there" in refused(adas_url, folder, folder)


def test_a_backup_of_something_else_is_refused(
    kind: str, adas_url: str, folder: Path, tmp_path: Path
) -> None:
    other = empty_database(kind, tmp_path)
    with bare_engine(other).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")

    said = refused(adas_url, dumped(other, folder), folder)

    assert "holds something else (invoices)" in said


def test_a_backup_of_a_newer_release_is_refused(
    kind: str, adas_url: str, folder: Path, tmp_path: Path
) -> None:
    newer = migrated_database(kind, tmp_path)
    execute(newer, "UPDATE alembic_version SET version_num = '9999'")

    assert "revision 9999" in refused(adas_url, dumped(newer, folder), folder)


def test_a_backup_without_a_schema_is_refused(kind: str, adas_url: str, folder: Path, tmp_path: Path) -> None:
    nothing = empty_database(kind, tmp_path)
    with bare_engine(nothing).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")

    assert "is not a backup of a headache diary" in refused(adas_url, dumped(nothing, folder), folder)


def dumped(url: str, folder: Path) -> Path:
    """A backup of a database that back_up itself would refuse."""
    folder.mkdir(exist_ok=True)
    backups_of(url).write(folder / "other")
    return folder / "other"


def test_a_backup_of_the_other_kind_of_database_is_refused(folder: Path, tmp_path: Path) -> None:
    sqlite, postgresql = (migrated_database(kind, tmp_path) for kind in (SQLITE, POSTGRESQL))
    dump = back_up(postgresql, folder / "dump").file
    file = back_up(sqlite, folder / "file").file

    assert "not a sound SQLite database" in refused(sqlite, dump, folder)
    assert "does not appear to be a valid" in refused(postgresql, file, folder)


# SQLite alone


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A SQLite database."""
    return migrated_database(SQLITE, tmp_path)


def test_the_copy_of_a_database_in_use_is_refused(url: str, folder: Path) -> None:
    folder.mkdir()
    with opened(url) as books:
        books.person()
        for ending in ("", "-wal"):
            shutil.copyfile(f"{file_of(url)}{ending}", f"{folder / 'copy'}{ending}")

    assert "a database in use, or the copy of one" in refused(url, folder / "copy", folder)


def test_the_database_is_no_backup_of_itself(url: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "link").symlink_to(file_of(url))

    assert "is the database itself" in refused(url, file_of(url), folder)
    assert "is the database itself" in refused(url, folder / "link", folder)


def test_a_row_without_its_parent_is_damage(url: str, folder: Path) -> None:
    file = back_up(url, folder / "one").file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO device VALUES ('nobody', 'phone', 'name', '2026-11-19')")
        connection.commit()

    assert "1 rows without their parent" in refused(url, file, folder)


def test_a_proof_that_differs_from_the_database_is_no_backup(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteBackups, "prove", lambda *_: {"account": 7})

    with pytest.raises(BackupRefused, match="the backup holds"):
        back_up(url, folder / "one")

    assert list(folder.iterdir()) == []
