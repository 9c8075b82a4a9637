"""Restoring on PostgreSQL: one transaction with the programs of others, and what they are told."""

from pathlib import Path

import pytest

from app.errors import BackupRefused
from app.storage.backup import back_up, restore
from app.storage.engine import address
from tests.databases import POSTGRESQL, migrated_database, postgres
from tests.storage.books import DAY, all_rows, bare_engine, opened

pytestmark = pytest.mark.usefixtures("programs")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with Ada in it."""
    url = migrated_database(POSTGRESQL, tmp_path)
    with opened(url) as books:
        books.save(books.person("ada"), DAY, note="before")
    return url


def instead_of(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Let this line of shell run where a program of PostgreSQL is asked for; $real is the program."""
    folder.mkdir()
    script = folder / program
    script.write_text(f"#!/bin/sh\nreal='{postgres().bin_path}/{program}'\n{line}\n")
    script.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.parametrize("end", ["SELECT 1 / 0;", "SELECT pg_terminate_backend(pg_backend_pid());"])
def test_a_restore_that_breaks_off_at_the_last_moment_changes_nothing(
    url: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    backup, before = back_up(url, folder / "one").file, all_rows(url)
    (tmp_path / "end.sql").write_text(end)
    instead_of("psql", tmp_path / "bin", monkeypatch, f'exec "$real" "$@" --file={tmp_path}/end.sql')

    with pytest.raises(BackupRefused, match=r"psql failed: .*(division by zero|terminating connection)"):
        restore(url, backup, folder, force=True)

    assert all_rows(url) == before


def test_a_dump_that_cannot_be_read_to_its_end_changes_nothing(
    url: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, before = back_up(url, folder / "one").file, all_rows(url)
    half = 'case "$*" in *--file=*) echo "DROP TABLE day;"; exit 1;; esac; exec "$real" "$@"'
    instead_of("pg_restore", tmp_path / "bin", monkeypatch, half)

    with pytest.raises(BackupRefused, match="pg_restore failed"):
        restore(url, backup, folder, force=True)

    assert all_rows(url) == before


@pytest.mark.parametrize("program", ["pg_dump", "pg_restore", "psql"])
def test_the_password_is_no_argument_that_others_could_read(
    url: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    told = tmp_path / "told"
    instead_of(program, tmp_path / "bin", monkeypatch, f'echo "$PGPASSWORD: $*" >> {told}; exec "$real" "$@"')
    with_password = address(url).set(password='far too %41 "secret').render_as_string(hide_password=False)

    restore(with_password, back_up(with_password, folder / "one").file, folder, force=True)

    lines = told.read_text().splitlines()
    assert [line for line in lines if "secret" in line.partition(":")[2]] == []
    assert any(line.startswith('far too %41 "secret: --dbname=') for line in lines)


def test_no_scratch_database_stays_behind(url: str, folder: Path) -> None:
    restore(url, back_up(url, folder / "one").file, folder, force=True)
    (folder / "bad").write_text("no dump")
    with pytest.raises(BackupRefused):
        restore(url, folder / "bad", folder, force=True)

    with bare_engine(url).connect() as connection:
        query = "SELECT count(*) FROM pg_database WHERE datname LIKE 'diary_proof_%%'"
        assert connection.exec_driver_sql(query).scalar_one() == 0
