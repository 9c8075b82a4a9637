"""Backups of a PostgreSQL database, through pg_dump and pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.dialects import registry

from app.errors import BackupRefused
from app.storage import identity
from app.storage.prepared import Transaction


class PostgresBackups:
    """See backup.Backups. The tools are found on PATH and must be of the server's release or newer."""

    suffix = ".pgdump"

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

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

    def prove(self, file: Path) -> dict[str, int]:
        """See backup.Backups. The scratch place is a database of its own on the same server."""
        with self._scratch() as scratch:
            _run("pg_restore", scratch, "--no-owner", "--exit-on-error", "--single-transaction", str(file))
            with closing(_connect(scratch)) as connection:
                rows = _row_counts(connection)
        if "database_identity" not in rows:
            raise BackupRefused(f"{file} is not a backup of a headache diary")
        return rows

    def holds_people(self) -> bool:
        """See backup.Backups."""
        with closing(_connect(self._url)) as connection:
            return _row_counts(connection).get("account", 0) > 0

    def replace_by(self, file: Path, epoch: UUID) -> None:
        """See backup.Backups. One transaction: the old database or the new one, nothing between."""
        self._refuse_while_served()
        _run(
            "pg_restore",
            self._url,
            "--no-owner",
            "--clean",
            "--if-exists",
            "--exit-on-error",
            "--single-transaction",
            str(file),
        )
        with closing(_connect(self._url)) as connection:
            identity.begin_new_epoch(
                Transaction(connection.cursor(), registry.load("postgresql.psycopg")()), epoch
            )
            connection.commit()

    def _refuse_while_served(self) -> None:
        with closing(_connect(self._url)) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchone()
        if row and row[0]:
            raise BackupRefused(f"{row[0]} connections use the database: stop every server first")

    @contextmanager
    def _scratch(self) -> Iterator[URL]:
        name = f"diary_proof_{uuid4().hex}"
        with closing(_connect(self._url)) as connection:
            connection.autocommit = True
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


def _connect(url: URL) -> psycopg.Connection:
    return psycopg.connect(_plain(url))


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(tool: str, url: URL, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise BackupRefused(f"{tool} is not on PATH: install PostgreSQL's client programs")
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    without_password = _plain(url.set(password=None))  # other people on the machine can read arguments
    ran = subprocess.run(  # noqa: S603  our own arguments
        [program, f"--dbname={without_password}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise BackupRefused(f"{tool} failed: {ran.stderr.strip()[-500:]}")


def _row_counts(connection: psycopg.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    ).fetchall()
    counts = {}
    for (name,) in names:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        counts[str(name)] = int(row[0]) if row else 0
    return counts
