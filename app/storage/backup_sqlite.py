"""Backups of a SQLite file, through SQLite's backup API."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL
from sqlalchemy.dialects.sqlite import dialect

from app.errors import BackupRefused, DiaryError
from app.storage.backup_folder import PROOF
from app.storage.identity import new_epoch
from app.storage.schema import SchemaState, schema_state

_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite plays into a file of this name, whatever that file is
_LENGTH = ("page_count", "page_size")
_AT_ONCE_PAGES, _AT_ONCE_BYTES = 1024, 4 * 1024 * 1024
"""What is copied before it is brought to the disk.

A journaling file system lets whoever syncs next wait for all that was written since: a writer of the diary,
for the whole backup.
"""


class SqliteBackups:
    """See backup.Backups."""

    suffix = ".sqlite3"

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, file: Path) -> dict[str, int]:
        """See backup.Backups. The source is only read, also while a server writes."""
        if not self._file.is_file() or self._file.stat().st_size == 0:
            raise BackupRefused(f"there is no database at {self._file}")
        _require_room(file.parent, 2 * sum(path.stat().st_size for path in self._parts()))
        with closing(_read_only(self._file)) as source, closing(sqlite3.connect(file)) as target:
            target.execute("PRAGMA journal_mode=OFF")  # nothing to go back to: half of it is no backup
            target.execute("PRAGMA synchronous=OFF")
            source.execute("BEGIN")  # one snapshot for the rows counted and the rows copied
            rows = _row_counts(source)
            with file.open("rb") as written:
                source.backup(
                    target, pages=_AT_ONCE_PAGES, progress=lambda *_: os.fdatasync(written.fileno())
                )
            source.execute("ROLLBACK")
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without a WAL beside it
        to_disk(file)
        return rows

    def _parts(self) -> list[Path]:
        """The file and its WAL: what a backup may hold."""
        return [path for path in (self._file, _beside(self._file)[0]) if path.exists()]

    def prove(self, file: Path, scratch: Path) -> dict[str, int]:
        """See backup.Backups."""
        if any(path.exists() and path.stat().st_size for path in _beside(file)):
            raise BackupRefused(f"{file} is a database in use, or the copy of one: `backup` writes a backup")
        with tempfile.TemporaryDirectory(prefix=PROOF, dir=scratch) as folder:
            copy = Path(folder) / "restored.sqlite3"
            _copy_gently(file, copy)
            return _checked(copy, file)

    def scratch_for_restore(self, file: Path) -> Path:
        """See backup.Backups. Beside the database: the backup may lie where nothing can be written."""
        if self._file.exists() and self._file.samefile(file):
            raise BackupRefused(f"{file} is the database itself")
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._file.parent

    def holds_people(self) -> bool:
        """See backup.Backups."""
        if not self._file.is_file():
            return False
        try:
            with closing(_read_only(self._file)) as connection:
                return _row_counts(connection).get("account", 0) > 0
        except sqlite3.DatabaseError:
            return True

    def set_aside(self, file: Path) -> Path:
        """See backup.Backups. Nobody writes: the caller holds the lock."""
        aside = file.with_name(file.name + ".damaged")
        for source, target in zip((self._file, *_beside(self._file)), (aside, *_beside(aside)), strict=True):
            if source.exists():
                shutil.copyfile(source, target)
                to_disk(target)
        return aside

    def replace_by(self, file: Path, now: datetime) -> None:
        """See backup.Backups. The old file is whole by itself before anything beside it goes."""
        new = self.remove_restored()
        try:
            _copied_with_new_epoch(file, new, now)
            self._fold_into_one_file()
            for beside in _beside(self._file):
                beside.unlink(missing_ok=True)
            to_disk(self._file.parent)  # gone for good before the new file has the name that they belong to
            new.replace(self._file)
            to_disk(self._file)
        finally:
            new.unlink(missing_ok=True)

    def remove_restored(self) -> Path:
        """Where a restore makes the new file; what one that was killed left there goes. Nobody restores."""
        new = self._file.with_name(self._file.name + ".restored")
        for left_by_a_kill in (new, *_beside(new)):
            left_by_a_kill.unlink(missing_ok=True)
        return new

    def _fold_into_one_file(self) -> None:
        """Move what only the WAL holds into the file. A file too damaged for that has been set aside."""
        if not self._file.exists():
            return
        try:
            with closing(sqlite3.connect(self._file, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA secure_delete=ON")
                connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as fault:
            raise BackupRefused(f"the database cannot be closed ({fault}): stop what uses it first") from None
        except sqlite3.DatabaseError:
            return


def _require_room(folder: Path, needed: int) -> None:
    """BackupRefused at once where a backup and its proof will not fit, rather than when the disk is full."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupRefused(
            f"a backup and its proof need {needed // 2**20 + 1} MiB in {folder}, {free // 2**20} MiB are free"
        )


def _copy_gently(file: Path, copy: Path) -> None:
    """Copy a file bit by bit, each brought to the disk before the next."""
    with file.open("rb") as source, copy.open("wb") as target:
        while bit := source.read(_AT_ONCE_BYTES):
            target.write(bit)
            target.flush()
            os.fdatasync(target.fileno())


def _copied_with_new_epoch(file: Path, new: Path, now: datetime) -> None:
    shutil.copyfile(file, new)
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN IMMEDIATE")
        for statement in new_epoch(dialect(), uuid4(), now):
            connection.execute(statement)
        connection.execute("COMMIT")
    to_disk(new)


def _beside(file: Path) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in _BESIDE]


def _read_only(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection


def _checked(scratch: Path, file: Path) -> dict[str, int]:
    try:
        with closing(sqlite3.connect(scratch)) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            rows = _row_counts(connection)
            pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _LENGTH)
        state = schema_state(URL.create("sqlite", database=str(scratch)).render_as_string())
    except sqlite3.DatabaseError as fault:
        raise BackupRefused(f"{file} is not a sound SQLite database: {fault}") from None
    except DiaryError as fault:
        raise BackupRefused(f"{file}: {fault}") from None
    if sound != "ok" or orphans:
        raise BackupRefused(f"{file} is damaged: {sound}, {len(orphans)} rows without their parent")
    if scratch.stat().st_size != pages * size:  # SQLite itself reads the rest of a last page as zeros
        raise BackupRefused(f"{file} is damaged: it ends early")
    if state is SchemaState.EMPTY:
        raise BackupRefused(f"{file} is not a backup of a headache diary")
    return rows


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  names of tables
        for (name,) in names
        if not name.startswith("sqlite_")
    }


def to_disk(path: Path) -> None:
    """Let the file and its name, or the names in a folder, survive a power cut."""
    for part in (path,) if path.is_dir() else (path, path.parent):
        handle = os.open(part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
