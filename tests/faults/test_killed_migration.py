"""A migration killed at whatever statement leaves the database as it was; run again, it succeeds."""

import os
import signal
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.databases import SQLITE, empty_database, migrated_database, postgres
from tests.faults.conftest import Tell
from tests.faults.processes import ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.stored import contents_of, faults_in
from tests.faults.writers import Diary, Writers
from tests.migrations.schemas import MadeUp
from tests.served import wait_until

NEXT_RELEASE = (
    'with op.batch_alter_table("day", recreate="always") as batch:',
    '    batch.alter_column("note", existing_type=sa.Text(), nullable=True)',
    'with op.batch_alter_table("account") as batch:',
    '    batch.alter_column("display_name", existing_type=sa.String(200), nullable=True)',
    'op.create_table("weather", sa.Column("day", sa.Date(), primary_key=True))',
    'op.execute("INSERT INTO weather SELECT DISTINCT day FROM day")',
)
DAY = date(2026, 11, 1)
Contents = dict[str, list[str]]


def migrated_in_spite_of_kills(server: ServerProcess, before: Contents, every: int) -> int:
    """Migrate, killed after ever more statements, until it comes to its end; how often it was killed."""
    for kills, statements in enumerate(range(1, 10_000, every)):
        server.extra["DIARY_STATEMENTS"] = str(statements)
        ran = server.run("migrate")
        if ran.returncode == 0:
            return kills
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        if without_new(contents_of(server.url)) != before:
            raise HalfDone
    raise AssertionError("it does not come to its end")


class HalfDone(Exception):
    """A kill has left neither the old database nor the new one."""


def without_new(contents: Contents) -> Contents:
    return {table: rows for table, rows in contents.items() if table not in {"weather", "alembic_version"}}


@pytest.fixture
def made_up(tmp_path: Path) -> MadeUp:
    return MadeUp(tmp_path / "migrations")


def migrating(folder: Path, url: str, made_up: MadeUp) -> ServerProcess:
    server = ServerProcess(folder, url, (*module("killed_migration"), "serve"))
    server.extra["DIARY_MIGRATIONS"] = str(made_up.folder)
    server.extra["PATH"] = f"{postgres().bin_path}{os.pathsep}{os.environ['PATH']}"
    return server


def test_a_killed_migration_of_a_full_database_changes_nothing_until_it_succeeds(
    kind: str, tmp_path: Path, made_up: MadeUp, tell: Tell
) -> None:
    url = migrated_database(kind, tmp_path)
    with running(ServerProcess(tmp_path, url)) as server:
        writers = Writers.on(server, patients=2)
        with writers.writing(server.port):
            wait_until(partial(writers.have_more_than, 50))
        server.stop()
    before = without_new(contents_of(url))
    made_up.add("next_release", *NEXT_RELEASE)

    kills = migrated_in_spite_of_kills(migrating(tmp_path, url, made_up), before, size(14, 1))

    after = contents_of(url)
    tell(f"{kind}, a migration killed {kills} times: {sum(map(len, before.values()))} rows before and after")
    assert kills >= size(3, 20)
    assert without_new(after) == before
    assert len(after["weather"]) > 0
    assert faults_in(url) == {}


def test_a_killed_first_migration_leaves_nothing_in_the_way_of_the_next_one(
    kind: str, tmp_path: Path, made_up: MadeUp, tell: Tell
) -> None:
    server = migrating(tmp_path, empty_database(kind, tmp_path), made_up)

    kills = migrated_in_spite_of_kills(server, {}, size(14, 1))

    tell(f"{kind}, the first migration killed {kills} times, nothing left each time")
    assert kills >= size(2, 20)
    with running(ServerProcess(tmp_path, server.url)) as whole:
        diary = Diary.of_a_new_patient(whole.port)
        assert diary.put(whole.port, DAY, "after all")[0] == 201


def test_a_migration_without_a_transaction_around_it_is_caught(tmp_path: Path, made_up: MadeUp) -> None:
    environment = made_up.folder / "env.py"
    environment.write_text(environment.read_text().replace('"BEGIN IMMEDIATE"', '"SELECT 1"'))
    server = migrating(tmp_path, empty_database(SQLITE, tmp_path), made_up)

    with pytest.raises(HalfDone):
        migrated_in_spite_of_kills(server, {}, every=11)
