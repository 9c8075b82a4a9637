"""Restoring over a SQLite file: what lies beside it, who uses it, and what is too damaged to be read."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from app.errors import BackupRefused
from app.storage.backup import back_up, restore
from tests.databases import SQLITE, migrated_database
from tests.storage.books import DAY, Books, all_rows, file_of, opened, said


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with Ada in it."""
    url = migrated_database(SQLITE, tmp_path)
    with opened(url) as books:
        books.save(books.person("ada"), DAY, note="before")
    return url


@pytest.fixture
def backup(url: str, folder: Path) -> Path:
    """A backup of it."""
    return back_up(url, folder / "one").file


def left_by_a_kill(url: str, folder: Path) -> str:
    """A copy of the database as a killed server left it: what Ben said stands in the WAL alone."""
    folder.mkdir()
    books = Books(url)
    books.save(books.person("ben"), DAY, note="in the wal")
    for ending in ("", "-wal", "-shm"):
        shutil.copyfile(f"{file_of(url)}{ending}", f"{folder / 'killed.sqlite3'}{ending}")
    books.database.close()
    return f"sqlite:///{folder / 'killed.sqlite3'}"


def test_what_stands_in_the_wal_alone_is_in_the_safety_backup(
    url: str, backup: Path, folder: Path, tmp_path: Path
) -> None:
    killed = left_by_a_kill(url, tmp_path / "killed")

    before = restore(killed, backup, folder, force=True).before

    assert said(killed) == said(f"sqlite:///{backup}")
    assert said(f"sqlite:///{before}") == said(url)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_lies_beside_a_lost_database_is_not_played_into_the_restored_one(
    url: str, backup: Path, folder: Path, tmp_path: Path, ending: str
) -> None:
    killed = left_by_a_kill(url, tmp_path / "killed")
    wal = Path(f"{file_of(killed)}-wal").read_bytes()
    file_of(killed).unlink()
    Path(f"{file_of(killed)}{ending}").write_bytes(wal)

    restore(killed, backup, folder)

    assert said(killed) == said(f"sqlite:///{backup}")
    assert sorted(path.name for path in file_of(killed).parent.iterdir()) == ["killed.sqlite3"]


def test_a_wal_that_stayed_would_be_played_into_another_file(url: str, backup: Path, tmp_path: Path) -> None:
    killed = left_by_a_kill(url, tmp_path / "killed")
    shutil.copyfile(backup, file_of(killed))

    assert said(killed) != said(f"sqlite:///{backup}")


def test_a_rollback_that_was_never_finished_is_not_played_into_the_restored_file(
    url: str, backup: Path, folder: Path
) -> None:
    old = file_of(url).with_name(file_of(url).name + ".restored-journal")
    old.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600)

    restore(url, backup, folder, force=True)

    assert said(url) == said(f"sqlite:///{backup}")
    assert not old.exists()


def test_a_damaged_database_is_set_aside_as_it_is_and_replaced(url: str, backup: Path, folder: Path) -> None:
    file_of(url).write_bytes(b"what the disk made of it " * 1000)
    with pytest.raises(BackupRefused, match="--force"):
        restore(url, backup, folder)

    before = restore(url, backup, folder, force=True).before

    assert said(url) == said(f"sqlite:///{backup}")
    assert before is not None
    assert before.read_bytes() == b"what the disk made of it " * 1000


def test_the_wal_of_a_damaged_database_is_set_aside_with_it(url: str, backup: Path, folder: Path) -> None:
    file_of(url).write_bytes(b"damaged " * 1000)
    Path(f"{file_of(url)}-wal").write_bytes(b"the wal")

    before = restore(url, backup, folder, force=True).before

    assert Path(f"{before}-wal").read_bytes() == b"the wal"
    assert said(url) == said(f"sqlite:///{backup}")


def test_a_database_that_somebody_reads_is_not_replaced(url: str, backup: Path, folder: Path) -> None:
    before = all_rows(url)
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM account").fetchone()
        with pytest.raises(BackupRefused, match="stop what uses it first"):
            restore(url, backup, folder, force=True)

    assert all_rows(url) == before


def test_a_restored_file_lies_alone_and_is_opened_as_ever(url: str, backup: Path, folder: Path) -> None:
    restore(url, backup, folder, force=True)

    assert sorted(path.name for path in file_of(url).parent.iterdir()) == sorted(
        [file_of(url).name, folder.name]
    )
    with opened(url) as books:
        books.save(books.person("ben"), DAY)


def test_a_backup_may_lie_where_nothing_can_be_written(url: str, backup: Path, folder: Path) -> None:
    folder.chmod(0o500)
    try:
        restored = restore(url, backup, folder.parent / "safety", force=True)
    finally:
        folder.chmod(0o700)

    assert restored.backup.file == backup
    assert said(url) == said(f"sqlite:///{backup}")


def test_a_name_with_special_characters_is_only_a_name(backup: Path, folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a %41 #1 'x'"
    url = URL.create("sqlite", database=f"{odd}/diary.sqlite3").render_as_string()

    restore(url, backup, folder)

    assert (odd / "diary.sqlite3").exists()
    assert back_up(url, odd / "own % backup").rows["account"] == 1
