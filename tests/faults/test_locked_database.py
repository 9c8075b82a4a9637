"""Another program keeps the database locked: 503 in time, reads go on, and it works again by itself."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.storage.engine import sqlite_file
from tests.databases import migrated_database
from tests.faults.commits import connected
from tests.faults.conftest import Tell
from tests.faults.processes import ServerProcess, running
from tests.faults.stored import faults_in, notes_in
from tests.faults.writers import Diary

AT_ONCE = 16
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(AT_ONCE)]
_HOLD = """
import sqlite3, sys
sqlite3.connect(sys.argv[1], isolation_level=None).execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Until the end of the block another program holds what a writer needs."""
    file = sqlite_file(url)
    if file is None:
        with connected(url) as connection, connection.transaction():
            connection.execute("SELECT * FROM diary FOR UPDATE")
            yield
        return
    command = [sys.executable, "-c", _HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            holder.kill()


@pytest.fixture
def server(kind: str, tmp_path: Path) -> Iterator[ServerProcess]:
    with running(ServerProcess(tmp_path, migrated_database(kind, tmp_path))) as server:
        yield server


def test_a_locked_database_is_answered_503_and_works_again_when_it_is_let_go(
    server: ServerProcess, tell: Tell
) -> None:
    diary = Diary.of_a_new_patient(server.port)
    diary.put(server.port, DAYS[0], "before")

    with locked(server.url), ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda day: diary.put(server.port, day, "during"), DAYS))
        read = diary.get(server.port, DAYS[0])

    refused = [status for status, _, _ in answers].count(503)
    tell(f"{len(answers)} writes into a locked database, {refused} answered 503")
    assert {(status, problem["code"]) for status, _, problem in answers} == {(503, "storage_unavailable")}
    assert all(int(headers["retry-after"]) > 0 for _, headers, _ in answers)
    assert (read[0], read[2]["note"]) == (200, "before")
    assert diary.put(server.port, DAYS[1], "after")[0] == 201
    assert notes_in(server.url) == {"before": 1, "after": 1}
    assert faults_in(server.url) == {}


def test_a_lock_that_is_let_go_in_time_is_waited_for(server: ServerProcess) -> None:
    diary = Diary.of_a_new_patient(server.port)

    with ThreadPoolExecutor(1) as pool:
        with locked(server.url):
            waiting = pool.submit(diary.put, server.port, DAYS[0], "waited")
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        status, _, _ = waiting.result()

    assert status == 201
