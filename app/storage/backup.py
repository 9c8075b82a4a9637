"""Backups: written by the database's own means and proved by restoring them; a live file is never copied."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Protocol

import psycopg

from app.errors import BackupRefused
from app.storage.backup_folder import PART, alone_in
from app.storage.backup_postgres import PostgresBackups
from app.storage.backup_sqlite import SqliteBackups, to_disk
from app.storage.engine import sqlite_file


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was proved: its file, and how many rows each table has in it."""

    file: Path
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where that is kept which was there before; None when nobody was in it."""

    backup: Backup
    before: Path | None


class Backups(Protocol):
    """How one kind of database is backed up."""

    suffix: str

    def write(self, file: Path) -> dict[str, int]:
        """Write a consistent backup and return the row counts of the database at that moment."""

    def prove(self, file: Path, scratch: Path) -> dict[str, int]:
        """Restore it to a scratch place, check it there, return the row counts. BackupRefused."""

    def scratch_for_restore(self, file: Path) -> Path:
        """The folder where a backup is proved before it is put back."""

    def holds_people(self) -> bool:
        """Whether the database that would be overwritten has accounts, or cannot be read at all."""

    def set_aside(self, file: Path) -> Path | None:
        """Keep a database that is too damaged for a backup, as it is; None where that cannot be done."""

    def replace_by(self, file: Path, now: datetime) -> None:
        """Put the backup in the database's place, with a new epoch. A kill leaves the old or the new one."""


def backups_of(url: str) -> Backups:
    """The way of this database."""
    file = sqlite_file(url)
    return SqliteBackups(file) if file else PostgresBackups(url)


def back_up(url: str, to: Path) -> Backup:
    """Write a backup to a new file (or a new file in a folder) and prove it. BackupRefused.

    One is written to a folder at a time: another waits a while, then says so.
    """
    way = backups_of(url)
    folder = to if to.is_dir() else to.parent
    with _as_refusal(), alone_in(folder):
        file = _new_file(folder, way.suffix) if folder == to else to
        if file.exists():
            raise BackupRefused(f"{file} is there already; a backup never overwrites one")
        part = file.with_name(file.name + PART)
        part.unlink(missing_ok=True)
        try:
            rows = _written_and_proved(way, part)
            part.rename(file)
            to_disk(file)
        finally:
            part.unlink(missing_ok=True)
    return Backup(file, rows)


def _new_file(folder: Path, suffix: str) -> Path:
    """A name by the time; a second one in the same second has its number."""
    name = f"diary-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(file for one in names if not (file := folder / f"{one}{suffix}").exists())


def _written_and_proved(way: Backups, file: Path) -> dict[str, int]:
    written = way.write(file)
    proved = way.prove(file, file.parent)
    if proved != written:
        raise BackupRefused(f"the backup holds {proved}, the database {written}")
    return proved


def restore(url: str, file: Path, safety: Path, force: bool = False) -> Restored:
    """Put a proved backup in the database's place. The caller holds the lock. BackupRefused.

    With people in the database it needs `force`, and what was there is backed up to `safety` first.
    The epoch is new and every change counter jumps, so that no client takes an old revision for a new one.
    """
    way = backups_of(url)
    if not file.is_file():
        raise BackupRefused(f"{file} is not there")
    before = None
    with _as_refusal():
        scratch = way.scratch_for_restore(file)
        with alone_in(scratch):
            rows = way.prove(file, scratch)
        if way.holds_people():
            if not force:
                raise BackupRefused("the database holds accounts: --force replaces it, after a backup of it")
            before = _kept(url, way, safety)
        way.replace_by(file, datetime.now(UTC))
    return Restored(Backup(file, rows), before)


def _kept(url: str, way: Backups, safety: Path) -> Path:
    to = safety / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{way.suffix}"
    try:
        return back_up(url, to).file
    except BackupRefused:
        aside = way.set_aside(to)
        if aside is None:
            raise
        return aside


@contextmanager
def _as_refusal() -> Iterator[None]:
    """Say what the disk or the database answered."""
    try:
        yield
    except OSError as fault:
        raise BackupRefused(f"{fault.filename or 'the disk'}: {fault.strerror or fault}") from fault
    except (sqlite3.Error, psycopg.Error) as fault:
        raise BackupRefused(f"the database answers: {' '.join(str(fault).split())}") from fault
