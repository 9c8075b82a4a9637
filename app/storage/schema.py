"""The database's schema: which release wrote it, and bringing it to this one."""

import shutil
from enum import StrEnum
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, pool, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.errors import DatabaseNewer, RefusesToStart
from app.storage.engine import address, sqlite_file

_PROJECT = Path(__file__).resolve().parents[2]
_MIGRATIONS = _PROJECT / "migrations"
_OF_THE_TOOL = "alembic_version"
_LEAST_ROOM = 256 * 1024  # bytes: SQLite's files beside a database begin with 32 KiB


class SchemaState(StrEnum):
    """How the schema found compares with this release's."""

    EMPTY = "empty"
    BEHIND = "behind"
    AT_HEAD = "at_head"


def known_revisions() -> list[str]:
    """The migrations of this release, oldest first: their files' leading numbers."""
    return sorted(file.name.split("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def schema_state(url: str) -> SchemaState:
    """Read the database's revision without the migration tool.

    DatabaseNewer when it is not one of ours, RefusesToStart when it cannot be read or is something else's.
    """
    found = _revision_of(url)
    known = known_revisions()
    if found is None:
        return SchemaState.EMPTY
    if found not in known:
        raise DatabaseNewer(
            f"the database is at revision {found}, this release knows {known[-1]} at most: "
            "run the newer release, or restore a backup made by this one"
        )
    return SchemaState.AT_HEAD if found == known[-1] else SchemaState.BEHIND


def key_check_at(url: str) -> bytes | None:
    """By what the key is known that seals seeds in a database that is no file; None before the first."""
    engine = create_engine(address(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        check = connection.execute(text("SELECT key_check FROM database_identity")).scalar()
    return None if check is None else bytes(check)


def _revision_of(url: str) -> str | None:
    at, file = address(url), sqlite_file(url)
    if file is None:
        return _revision_at(at, {"connect_timeout": 5})
    if _holds_something(file.with_name(file.name + "-wal")):
        # A writable connection would move the WAL into the file when it closes, and it may not be ours.
        at = at.set(database=file.as_uri(), query={"mode": "ro", "uri": "true"})
    return _revision_at(at)


def _holds_something(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _revision_at(at: URL, options: dict[str, int] | None = None) -> str | None:
    engine = create_engine(at, poolclass=pool.NullPool, connect_args=options or {})
    try:
        with engine.connect() as connection:
            return _revision_in(connection)
    except DBAPIError as fault:
        said = " ".join(str(fault.orig).split())
        raise RefusesToStart(
            f"the database does not answer, DIARY_DATABASE_URL must name one that does: {said}{_full(at)}"
        ) from fault


def _full(at: URL) -> str:
    """A full disk has many names in SQLite: no file beside the database can be made, or none can grow."""
    if at.get_backend_name() != "sqlite" or not at.database:
        return ""
    folder = Path(at.database.removeprefix("file://")).parent
    free = shutil.disk_usage(folder).free if folder.is_dir() else _LEAST_ROOM
    return "; the disk is full" if free < _LEAST_ROOM else ""


def _revision_in(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if _OF_THE_TOOL not in tables:
        if tables:
            raise RefusesToStart(
                f"the database holds something else ({', '.join(tables[:3])}): "
                "DIARY_DATABASE_URL must name a database of the diary's own"
            )
        return None
    row = connection.execute(text(f"SELECT version_num FROM {_OF_THE_TOOL}")).first()  # noqa: S608
    return str(row[0]) if row else None


def upgrade(url: str, to: str = "head") -> None:
    """Run the missing migrations, all of them or none. RefusesToStart when something is in the way."""
    from alembic import command  # noqa: PLC0415  imported late: a server at head never needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config(str(_PROJECT / "alembic.ini"))
    plain = address(url).render_as_string(hide_password=False)
    for option, value in (("sqlalchemy.url", plain), ("script_location", str(_MIGRATIONS))):
        config.set_main_option(option, value.replace("%", "%%"))
    try:
        command.upgrade(config, to)
    except OperationalError as fault:
        said = " ".join(str(fault.orig).split())
        raise RefusesToStart(f"the migration did not run and changed nothing, try again: {said}") from fault
