"""Backups of a SQLite file, through SQLite's backup API."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from uuid import UUID

from sqlalchemy.dialects.sqlite import dialect

from app.errors import BackupRefused, DiaryError
from app.storage import identity
from app.storage.prepared import Transaction
from app.storage.schema import schema_state


class SqliteBackups:
    """See backup.Backups."""

    suffix = ".sqlite3"

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, file: Path) -> dict[str, int]:
        """See backup.Backups. The source is only read, also while a server writes."""
        if not self._file.is_file():
            raise BackupRefused(f"there is no database at {self._file}")
        with closing(_read_only(self._file)) as source, closing(sqlite3.connect(file)) as target:
            source.execute("BEGIN")  # one snapshot for the rows counted and the rows copied
            rows = _row_counts(source)
            source.backup(target, pages=-1)
            source.execute("ROLLBACK")
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without a WAL beside it
        _to_disk(file)
        return rows

    def prove(self, file: Path) -> dict[str, int]:
        """See backup.Backups."""
        with tempfile.TemporaryDirectory(prefix="diary-proof-", dir=file.parent) as folder:
            scratch = Path(folder) / "restored.sqlite3"
            shutil.copyfile(file, scratch)
            return _checked(scratch, file)

    def holds_people(self) -> bool:
        """See backup.Backups."""
        if not self._file.is_file():
            return False
        with closing(_read_only(self._file)) as connection:
            return _row_counts(connection).get("account", 0) > 0

    def replace_by(self, file: Path, epoch: UUID) -> None:
        """See backup.Backups. The old file stays in place until the new one is whole and on the disk."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(self._file.name + ".restored")
        shutil.copyfile(file, new)
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            identity.begin_new_epoch(Transaction(connection.cursor(), dialect()), epoch)
            connection.execute("COMMIT")
        _to_disk(new)
        for beside in ("-wal", "-shm"):
            self._file.with_name(self._file.name + beside).unlink(missing_ok=True)
        new.replace(self._file)
        _to_disk(self._file)


def _read_only(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{file.absolute()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection


def _checked(scratch: Path, file: Path) -> dict[str, int]:
    try:
        with closing(sqlite3.connect(scratch)) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            rows = _row_counts(connection)
        schema_state(f"sqlite:///{scratch}")
    except sqlite3.DatabaseError as fault:
        raise BackupRefused(f"{file} is not a sound SQLite database: {fault}") from None
    except DiaryError as fault:
        raise BackupRefused(f"{file}: {fault}") from None
    if sound != "ok" or orphans:
        raise BackupRefused(f"{file} is damaged: {sound}, {len(orphans)} rows without their parent")
    if "database_identity" not in rows:
        raise BackupRefused(f"{file} is not a backup of a headache diary")
    return rows


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  names of tables
        for (name,) in names
        if not name.startswith("sqlite_")
    }


def _to_disk(file: Path) -> None:
    for path in (file, file.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
