"""Opening the database for a server: alone, at this release's schema, with a backup before each migration."""

import asyncio
import logging
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.errors import RefusesToStart
from app.rules.limits import USUAL, Limits
from app.storage.backup import back_up, backups_of
from app.storage.backup_folder import tidy
from app.storage.backup_sqlite import SqliteBackups
from app.storage.engine import Database, open_database, sqlite_file
from app.storage.erasure import ErasedList, erase_again
from app.storage.file_lock import FileLock
from app.storage.identity import own_epochs_to_tell
from app.storage.schema import SchemaState, key_check_at, schema_state, upgrade
from app.storage.seal import Seal
from app.storage.settling import settle_chains

_log = logging.getLogger("diary")


def lock_of(url: str) -> FileLock | None:
    """Take the lock of a SQLite file, in its folder made if need be; None where the database has its own."""
    file = sqlite_file(url)
    return None if file is None else FileLock(file).take()


def bring_to_head(url: str, backups: Path) -> bool:
    """Run the missing migrations after a backup; tells whether there were any. The caller holds the lock.

    RefusesToStart when the database is newer or cannot be read, BackupRefused when it could not be backed up.
    """
    state = schema_state(url)
    if state is SchemaState.AT_HEAD:
        return False
    if state is SchemaState.BEHIND:
        now = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        back_up(url, backups / f"before-migration-{now}{backups_of(url).suffix}")
    upgrade(url)
    return True


def erase_what_was_erased(url: str, folder: Path) -> None:
    """After a restore: erase again what the list in this folder names. The caller holds the lock.

    A backup of an earlier release is left to the next start of a server, which migrates it first.
    """
    if schema_state(url) is not SchemaState.AT_HEAD:
        return
    now = datetime.now(UTC)
    with closing(open_database(url)) as database:
        asyncio.run(erase_again(database, ErasedList(folder), now))


def open_for_server(url: str, backups: Path, seal: Seal | None = None, limits: Limits = USUAL) -> Database:
    """The database, ready and held by this process until it is closed. RefusesToStart names the remedy."""
    lock = lock_of(url)
    try:
        _tidy(url, backups)
        bring_to_head(url, backups)
        if seal is not None:
            _refuse_another_key(url, seal)
        return open_database(url, lock, limits)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _tidy(url: str, backups: Path) -> None:
    """Remove what a backup or a restore that was killed left: each is a copy of everything."""
    tidy(backups)
    file = sqlite_file(url)
    if file is not None:
        tidy(file.parent)
        SqliteBackups(file).remove_restored()


async def settle_and_tell(database: Database, now: datetime) -> None:
    """Settle what a release before took for two devices, and tell of copies put back; each of it once."""
    settled = await database.write(lambda tx: settle_chains(tx, now))
    if settled:
        _log.warning("%d documents that one device had said in two ways are settled: its last word", settled)
    many = await database.write(own_epochs_to_tell)
    if many:
        _log.warning(
            "A copy of the database was put back without `headache-diary restore`: %d diaries met devices"
            " that had heard more, and hear from them again what is missing. Grants, accounts and erasures of"
            " after the copy are gone: see docs/durability.md.",
            many,
        )


def _refuse_another_key(url: str, seal: Seal) -> None:
    """Several servers may share a database that is no file: they share the key of its code apps too."""
    if seal.is_named or sqlite_file(url) is not None:
        return
    kept = key_check_at(url)
    if kept is not None and not (seal.has_key and kept == seal.check):
        raise RefusesToStart(
            "another key sealed the code apps of this database: DIARY_KEY_FILE must name the key file that "
            "all its servers share. Where that is lost: name a new file there, `account reset` each clinician"
        )
