"""Backups: written by the database's own means and proved by restoring them; a live file is never copied."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from app.errors import BackupRefused
from app.storage.backup_postgres import PostgresBackups
from app.storage.backup_sqlite import SqliteBackups
from app.storage.engine import sqlite_file


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was proved: its file, and how many rows each table has in it."""

    file: Path
    rows: dict[str, int]


class Backups(Protocol):
    """How one kind of database is backed up."""

    suffix: str

    def write(self, file: Path) -> dict[str, int]:
        """Write a consistent backup and return the row counts of the database at that moment."""

    def prove(self, file: Path) -> dict[str, int]:
        """Restore it to a scratch place, check it there, return the row counts. BackupRefused."""

    def holds_people(self) -> bool:
        """Whether the database that would be overwritten has accounts."""

    def replace_by(self, file: Path, epoch: UUID) -> None:
        """Put the backup in the database's place, with a new epoch."""


def backups_of(url: str) -> Backups:
    """The way of this database."""
    file = sqlite_file(url)
    return SqliteBackups(file) if file else PostgresBackups(url)


def back_up(url: str, to: Path) -> Backup:
    """Write a backup to a new file (or a new file in a folder) and prove it. BackupRefused."""
    way = backups_of(url)
    file = to / f"diary-{datetime.now(UTC):%Y%m%dT%H%M%S}{way.suffix}" if to.is_dir() else to
    if file.exists():
        raise BackupRefused(f"{file} is there already; a backup never overwrites one")
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        written = way.write(part)
        proved = way.prove(part)
        if proved != written:
            raise BackupRefused(f"the backup holds {proved}, the database {written}")
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return Backup(file, proved)


def restore(url: str, file: Path, safety: Path, force: bool = False) -> Backup:
    """Put a proved backup in the database's place. The caller holds the lock. BackupRefused.

    With people in the database it needs `force`, and what was there is backed up to `safety` first.
    The epoch is new and every change counter jumps, so that no client takes an old revision for a new one.
    """
    way = backups_of(url)
    if not file.is_file():
        raise BackupRefused(f"{file} is not there")
    rows = way.prove(file)
    if way.holds_people():
        if not force:
            raise BackupRefused("the database holds accounts: --force replaces it, after a backup of it")
        back_up(url, safety / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{way.suffix}")
    way.replace_by(file, uuid4())
    return Backup(file, rows)
