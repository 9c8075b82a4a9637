"""Nothing is answered with 2xx before COMMIT returned, nor when it failed."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tests.databases import POSTGRESQL, empty_database, migrated_database
from tests.faults.commits import (
    COMMIT_TAKES_S,
    FULL_DISK,
    IO_ERROR,
    READ_ONLY,
    STATUS,
    connected,
    failing_commits,
    slow_commits,
)
from tests.faults.conftest import Tell
from tests.faults.every_write import every_write, operations_that_write, somebody
from tests.faults.processes import ServerProcess, module, running
from tests.faults.stored import contents_of, faults_in
from tests.faults.writers import Diary
from tests.served import Person, Served, serve, wait_until

DAY = date(2026, 11, 1)


def answered_after_commit(url: str, write: Callable[[], object]) -> bool:
    """Whether the answer took as long as COMMIT and what was written can be seen by others at that moment."""
    before, started = contents_of(url), time.monotonic()
    write()
    took_s = time.monotonic() - started
    return contents_of(url) != before and took_s >= COMMIT_TAKES_S


def test_no_write_is_answered_before_its_commit(own_server: Served, tell: Tell) -> None:
    person = somebody(Person(own_server))
    url, writes = own_server.app.state.database.url, every_write(person)
    expected = operations_that_write(person)

    with slow_commits(url):
        after = [what for what, write in writes.items() if answered_after_commit(url, write)]

    tell(f"{len(after)} of {len(expected)} writing operations answered after a COMMIT of {COMMIT_TAKES_S} s")
    assert set(after) == expected
    assert len(after) >= 12


def test_an_answer_before_the_commit_is_caught(kind: str, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, empty_database(kind, tmp_path), module("early_answer"))
    server.extra["DIARY_COMMIT_TAKES_S"] = "1"
    with running(server):
        diary = Diary.of_a_new_patient(server.port)

        caught = not answered_after_commit(server.url, lambda: diary.put(server.port, DAY, "answered early"))

    assert caught


@pytest.mark.parametrize("fault", [FULL_DISK, IO_ERROR, READ_ONLY])
def test_a_commit_that_fails_is_never_a_success_and_stores_nothing(
    own_server: Served, fault: str, tell: Tell
) -> None:
    person = somebody(Person(own_server))
    url, writes = own_server.app.state.database.url, every_write(person)
    before = contents_of(url)

    with failing_commits(url, fault):
        answers = [write() for write in writes.values()]
        read = person.get("/days")

    tell(f"{fault}: {len(answers)} writing operations, {sum(a.is_success for a in answers)} answered 2xx")
    assert {answer.status_code for answer in answers} == {STATUS[fault]}
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert contents_of(url) == before
    assert read.status_code == 200


def test_a_success_for_a_commit_that_failed_is_caught(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, empty_database(POSTGRESQL, tmp_path), module("early_answer"))
    server.extra["DIARY_COMMIT_TAKES_S"] = "0"
    with running(server):
        before = contents_of(server.url)

        with failing_commits(server.url, FULL_DISK):
            status, _, _ = Diary.of_a_new_patient(server.port).put(server.port, DAY, "confirmed")
            server.stop()  # after its commit, which fails

        assert (status, contents_of(server.url)) == (200, before)


@pytest.mark.parametrize("fault", [FULL_DISK, IO_ERROR, READ_ONLY])
def test_after_failed_commits_the_same_requests_succeed(own_server: Served, fault: str) -> None:
    person = somebody(Person(own_server))
    url, writes = own_server.app.state.database.url, every_write(person)
    with failing_commits(url, fault):
        for write in writes.values():
            write()

    answers = [write() for write in writes.values()]

    assert all(answer.is_success for answer in answers)
    assert faults_in(url) == {}


def test_a_connection_lost_within_commit_stores_nothing_and_is_made_again(tmp_path: Path) -> None:
    url = migrated_database(POSTGRESQL, tmp_path)
    with serve(url, tmp_path) as served, ThreadPoolExecutor(1) as pool:
        person = somebody(Person(served))
        before = contents_of(url)

        with slow_commits(url, takes_s=30):
            waiting = pool.submit(person.put_day, "2026-11-05", headache=True)
            wait_until(lambda: end_a_commit(url))
            answer = waiting.result()

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert contents_of(url) == before
        assert person.put_day("2026-11-05", headache=True).status_code == 201


def end_a_commit(url: str) -> bool:
    """End the connection that is within COMMIT; whether there was one."""
    with connected(url) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'active' AND query ILIKE 'COMMIT%'"
        ).fetchall()
    return ended == [(True,)]
