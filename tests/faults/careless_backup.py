"""`headache-diary` whose backups hold off nobody but the writers: the negative control of backups.

Two to one folder write the same file, as before they waited for each other; and while one copies, it keeps
the database's only place to write, for DIARY_HOLDS_S.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.cli import main
from app.storage import backup
from app.storage.backup_sqlite import SqliteBackups

write = SqliteBackups.write
HOLDS_S = float(os.environ.get("DIARY_HOLDS_S", "0"))


@contextmanager
def not_alone(folder: Path) -> Iterator[None]:
    """Whoever else writes there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield


def same_name(folder: Path, suffix: str) -> Path:
    """The same for all of an hour."""
    return folder / f"diary-{datetime.now(UTC):%Y%m%dT%H}0000{suffix}"


def held(backups: SqliteBackups, file: Path) -> dict[str, int]:
    """Keep everybody from writing for a while, then copy."""
    with closing(sqlite3.connect(backups._file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(HOLDS_S)
        connection.execute("ROLLBACK")
    return write(backups, file)


if __name__ == "__main__":
    setattr(backup, "alone_in", not_alone)  # noqa: B010
    backup._new_file = same_name
    if HOLDS_S:
        setattr(SqliteBackups, "write", held)  # noqa: B010
    main()
