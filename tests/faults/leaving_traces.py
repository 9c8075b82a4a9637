"""`headache-diary` that lets deleted rows lie and never empties the WAL: the negative control of erasing."""

import sqlite3

from app.cli import main
from app.storage import engine
from app.storage.writer import Writer

ours = engine._durable_sqlite


def careless(connection: sqlite3.Connection, _record: object) -> None:
    """All that the diary sets, then one thing less."""
    ours(connection, _record)
    connection.execute("PRAGMA secure_delete=OFF")


def nothing(_writer: Writer) -> None:
    """Instead of emptying the WAL."""


if __name__ == "__main__":
    engine._durable_sqlite = careless
    engine.SQLITE_GUARANTEES["secure_delete"] = 0
    setattr(Writer, "_truncate_if_due", nothing)  # noqa: B010
    main()
