"""Migrations made up for tests, and what a migrated database looks like."""

import shutil
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from tests.storage.books import TABLES, bare_engine

REAL = Path(__file__).resolve().parents[2] / "migrations"
_HEAD = '''"""Made up: {name}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{after}"


def upgrade() -> None:
{body}


def downgrade() -> None:
    pass
'''


class MadeUp:
    """A copy of the project's migrations, with others after them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(REAL, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, name: str, *lines: str) -> str:
        """Write one more migration with these lines; its revision."""
        after = sorted(file.name.split("_")[0] for file in self.folder.glob("versions/[0-9]*_*.py"))[-1]
        revision = f"{int(after) + 1:04}"
        body = "\n".join(f"    {line}" for line in lines)
        text = _HEAD.format(name=name, revision=revision, after=after, body=body)
        (self.folder / "versions" / f"{revision}_{name}.py").write_text(text)
        return revision

    def remove(self, revision: str) -> None:
        """Take a migration away: the release before it."""
        (file,) = self.folder.glob(f"versions/{revision}_*.py")
        file.unlink()

    def replace(self, revision: str, *lines: str) -> None:
        """Write a migration again: the release that repairs it."""
        self.remove(revision)
        self.add("repaired", *lines)


def differences(connection: Connection) -> list[Any]:
    """What the migration tool would change to make the database equal to the tables."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
    return list(compare_metadata(context, SQLModel.metadata))


def checks(url: str) -> dict[str, dict[str, str]]:
    """Every CHECK of every table by its name, as the database tells it, in one spelling."""
    with bare_engine(url).connect() as connection:
        seen = inspect(connection)
        return {
            table.name: {
                str(one["name"]): spelt(one["sqltext"]) for one in seen.get_check_constraints(table.name)
            }
            for table in TABLES
        }


def spelt(check: str) -> str:
    """A CHECK without what each database writes in its own way."""
    return "".join(check.split()).replace("(", "").replace(")", "").lower()


def schema_of(url: str) -> dict[str, Any]:
    """Tables, columns, keys, indexes and CHECKs as the database tells them."""
    with bare_engine(url).connect() as connection:
        seen = inspect(connection)
        return {
            name: [
                sorted((one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(name)),
                seen.get_pk_constraint(name)["constrained_columns"],
                sorted((str(one["name"]), one["column_names"]) for one in seen.get_unique_constraints(name)),
                sorted((str(one["name"]), one["column_names"]) for one in seen.get_indexes(name)),
                sorted(str(one["name"]) for one in seen.get_foreign_keys(name)),
                sorted(str(one["name"]) for one in seen.get_check_constraints(name)),
            ]
            for name in sorted(seen.get_table_names())
        }


def triggers_of(url: str) -> list[str]:
    """The names of all triggers."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if "sqlite" in url
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with bare_engine(url).connect() as connection:
        return sorted(str(name) for (name,) in connection.exec_driver_sql(query))
