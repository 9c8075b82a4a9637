"""The database's schema: which release wrote it, and bringing it to this one."""

from enum import StrEnum
from pathlib import Path

from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.errors import DatabaseNewer

_PROJECT = Path(__file__).resolve().parents[2]
_VERSIONS = _PROJECT / "migrations" / "versions"


class SchemaState(StrEnum):
    """How the schema found compares with this release's."""

    EMPTY = "empty"
    BEHIND = "behind"
    AT_HEAD = "at_head"


def known_revisions() -> list[str]:
    """The migrations of this release, oldest first: their files' leading numbers."""
    return sorted(file.name.split("_")[0] for file in _VERSIONS.glob("[0-9]*_*.py"))


def schema_state(url: str) -> SchemaState:
    """Read the database's revision without the migration tool. DatabaseNewer when it is not one of ours."""
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


def _revision_of(url: str) -> str | None:
    engine = create_engine(url, poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
            return str(row[0]) if row else None
    except (OperationalError, ProgrammingError) as fault:
        if "alembic_version" in str(fault.orig):  # the table is not there: nothing was migrated yet
            return None
        raise


def upgrade(url: str, to: str = "head") -> None:
    """Run the migrations that are missing, all of them or none."""
    from alembic import command  # noqa: PLC0415  imported late: a server at head never needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config(str(_PROJECT / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, to)
