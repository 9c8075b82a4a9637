"""`headache-diary` with synchronous=NORMAL; with DIARY_UNCHECKED its check at the start is off.

The negative control of power cuts and crashes.
"""

import os
import sqlite3

from app.cli import main
from app.storage import engine

ours = engine._durable_sqlite


def relaxed(connection: sqlite3.Connection, _record: object) -> None:
    """All that the diary sets, then one thing less."""
    ours(connection, _record)
    connection.execute("PRAGMA synchronous=NORMAL")


def unchecked(_database: engine.PostgresDatabase) -> None:
    """Instead of the check at the start."""


if __name__ == "__main__":
    engine._durable_sqlite = relaxed
    if os.environ.get("DIARY_UNCHECKED"):
        engine.SQLITE_GUARANTEES["synchronous"] = 1
        setattr(engine.PostgresDatabase, "_check", unchecked)  # noqa: B010
    main()
