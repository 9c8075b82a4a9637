"""Rewriting a SQLite file once: before `secure_delete`, what was deleted stayed in its free pages."""

import logging
import shutil
import sqlite3
from pathlib import Path

_log = logging.getLogger("diary")
_REWRITTEN = 1  # PRAGMA user_version of a file without free pages of before
_ROOM = 3  # a copy beside the file, and the WAL that moves it in


def rewrite_once(connection: sqlite3.Connection, file: Path) -> None:
    """Rewrite the file if that was never done. Without room for a copy it waits for another start."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= _REWRITTEN:
        return
    room, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    if room < _ROOM * size:
        _log.warning(
            "what was erased before stays in free pages of the database: to rewrite it, %d MiB must be free",
            _ROOM * size // 2**20 + 1,
        )
        return
    connection.execute("VACUUM")
    connection.execute(f"PRAGMA user_version={_REWRITTEN}")
