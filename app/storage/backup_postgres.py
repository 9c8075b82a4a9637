"""Backups of a PostgreSQL database, through pg_dump, pg_restore and psql."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL
from sqlalchemy.dialects import registry

from app.errors import BackupRefused, DiaryError
from app.storage.backup_folder import WAITS_S
from app.storage.engine import address
from app.storage.identity import new_epoch
from app.storage.schema import SchemaState, schema_state

_DIALECT = registry.load("postgresql.psycopg")()


class PostgresBackups:
    """See backup.Backups. The tools are found on PATH and must be of the server's release or newer."""

    suffix = ".pgdump"

    def __init__(self, url: str) -> None:
        self._url = address(url)

    def write(self, file: Path) -> dict[str, int]:
        """See backup.Backups. Rows are counted in the very snapshot that is dumped."""
        with closing(_connect(self._url)) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
            rows = _row_counts(connection)
            _run(
                "pg_dump",
                self._url,
                "--format=custom",
                f"--snapshot={(snapshot or ('',))[0]}",
                f"--file={file}",
            )
        return rows

    def prove(self, file: Path, scratch: Path) -> dict[str, int]:  # noqa: ARG002  a folder is not needed
        """See backup.Backups. The scratch place is a database of its own on the same server."""
        with self._scratch() as copy:
            _run("pg_restore", copy, "--no-owner", "--exit-on-error", "--single-transaction", str(file))
            with closing(_connect(copy)) as connection:
                rows = _row_counts(connection)
            try:
                state = schema_state(copy.render_as_string(hide_password=False))
            except DiaryError as fault:
                raise BackupRefused(f"{file}: {fault}") from None
        if state is SchemaState.EMPTY:
            raise BackupRefused(f"{file} is not a backup of a headache diary")
        return rows

    def scratch_for_restore(self, file: Path) -> Path:
        """See backup.Backups."""
        return file.parent

    def holds_people(self) -> bool:
        """See backup.Backups."""
        with closing(_connect(self._url)) as connection:
            return _row_counts(connection).get("account", 0) > 0

    def set_aside(self, file: Path) -> None:
        """See backup.Backups. The files are the server's: without a backup nothing is replaced."""

    def replace_by(self, file: Path, now: datetime) -> None:
        """See backup.Backups. What was there goes, the backup and its new epoch come, in one transaction."""
        with tempfile.TemporaryDirectory(prefix="diary-restore-") as folder:
            names = ("before.sql", "backup.sql", "after.sql")
            before, restored, after = (Path(folder) / name for name in names)
            _run("pg_restore", None, "--no-owner", "--clean", "--if-exists", f"--file={restored}", str(file))
            with closing(_connect(self._url)) as connection:
                _refuse_while_used(connection)
                before.write_text(_emptying(connection))
                after.write_text(_renewing(connection, now))
            files = (f"--file={path}" for path in (before, restored, after))
            options = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
            _run("psql", self._url, *options, *files)

    @contextmanager
    def _scratch(self) -> Iterator[URL]:
        prefix = f"diary_proof_{sha256(str(self._url.database).encode()).hexdigest()[:12]}_"
        name = f"{prefix}{uuid4().hex}"
        with closing(_connect(self._url)) as connection:
            connection.autocommit = True
            _remove_left(connection, prefix)
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except psycopg.errors.InsufficientPrivilege:
                raise BackupRefused(
                    "the proof needs the right CREATEDB, to restore to a scratch place"
                ) from None
            try:
                yield self._url.set(database=name)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _remove_left(connection: psycopg.Connection, prefix: str) -> None:
    """Remove the scratch databases that a kill left; one is made at a time. BackupRefused."""
    connection.execute(sql.SQL("SET lock_timeout = {}").format(int(WAITS_S * 1000)))
    try:
        connection.execute("SELECT pg_advisory_lock(hashtext('diary backup'))")  # until it is closed
    except psycopg.errors.LockNotAvailable:
        raise BackupRefused("another backup is being proved: try again when it has ended") from None
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (prefix,)
    ).fetchall()
    for (name,) in found:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _refuse_while_used(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone()
    if row and row[0]:
        raise BackupRefused(f"{row[0]} connections use the database: stop every server first")


def _emptying(connection: psycopg.Connection) -> str:
    """Drop everything, also what belongs to a newer release, which the backup does not know."""
    tables = [sql.Identifier(_schema(connection), name) for name in _tables(connection)]
    drops = (
        [sql.SQL("DROP TABLE {} CASCADE;").format(sql.SQL(", ").join(tables)).as_string()] if tables else []
    )
    functions = connection.execute(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = quote_ident(current_schema())::regnamespace"
        " AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')"  # an extension's are not ours
    )
    drops += [f"DROP ROUTINE {name} CASCADE;" for (name,) in functions.fetchall()]
    return "\n".join(["SET LOCAL lock_timeout = '5s';", *drops])


def _renewing(connection: psycopg.Connection, now: datetime) -> str:
    path = sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(_schema(connection)))
    statements = new_epoch(_DIALECT, uuid4(), now)
    return ";\n".join([path.as_string(connection), *statements]) + ";\n"


def _connect(url: URL) -> psycopg.Connection:
    return psycopg.connect(_told(url), connect_timeout=10)


def _told(url: URL, **otherwise: str | None) -> str:
    """The address as PostgreSQL's own programs take it, whatever stands in a name or a password."""
    _, parts = _DIALECT.create_connect_args(url)
    return make_conninfo(**parts | otherwise)


def _run(tool: str, url: URL | None, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise BackupRefused(f"{tool} is not on PATH: install PostgreSQL's client programs")
    environment, database = dict(os.environ), []
    if url is not None:  # other people on the machine can read arguments: the password is none
        database = [f"--dbname={_told(url, password=None)}"]
        environment |= {"PGPASSWORD": str(url.password)} if url.password else {}
    ran = subprocess.run(  # noqa: S603  our own arguments
        [program, *database, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise BackupRefused(f"{tool} failed: {' '.join(ran.stderr.split())[-500:]}")


def _schema(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT current_schema()").fetchone()
    return str(row[0]) if row and row[0] else "public"


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )
    return [str(name) for (name,) in rows.fetchall()]


def _row_counts(connection: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for name in _tables(connection):
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts
