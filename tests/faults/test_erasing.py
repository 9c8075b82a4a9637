"""Erasing a diary: nobody waits for it, no byte of it stays, and a kill in the middle is made good."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.databases import SQLITE, migrated_database
from tests.faults.conftest import Tell
from tests.faults.long_history import fill_history
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.writers import Diary, Writers, ask
from tests.served import wait_until
from tests.storage.books import bare_engine

pytestmark = pytest.mark.xdist_group("alone")
MARK = "a sentence that must not stay"
DAY = date(2026, 11, 1)
LONGEST_WAIT_S = 1.0


def bytes_with_the_mark(folder: Path) -> dict[str, int]:
    """How often the sentence stands in each file of the data folder and beside it."""
    counts = {
        path.name: path.read_bytes().count(MARK.encode()) for path in folder.rglob("*") if path.is_file()
    }
    return {name: count for name, count in counts.items() if count}


def rows_left(url: str, diary: Diary) -> int:
    """Values of the diary that are still in its history."""
    query = text("SELECT count(*) FROM day_revision WHERE diary_id = :id")
    with bare_engine(url).connect() as connection:
        key = UUID(diary.diary_id)
        return int(connection.execute(query, {"id": key.hex if SQLITE in url else key}).scalar_one())


def erase(server: ServerProcess, diary: Diary) -> int:
    """The status of the answer."""
    return ask(server.port, "DELETE", f"/api/v1/diaries/{diary.diary_id}", cookie=diary.cookie)[0]


@contextmanager
def with_a_long_diary(server: ServerProcess, many: int) -> Iterator[Diary]:
    """A patient who said something very often."""
    with running(server):
        diary = Diary.of_a_new_patient(server.port)
        diary.put(server.port, DAY, MARK)
        fill_history(server.url, UUID(diary.diary_id), many, MARK)
        yield diary


def longest_put(server: ServerProcess, writers: Writers) -> float:
    """How long one more PUT of a neighbour takes."""
    began = time.monotonic()
    writers.all[0].diary.put(server.port, DAY, "meanwhile")
    return time.monotonic() - began


def test_nobody_waits_while_a_long_diary_is_erased(kind: str, tmp_path: Path, tell: Tell) -> None:
    many = size(5_000, 100_000)
    waits: list[float] = []
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))
    with with_a_long_diary(server, many) as diary, ThreadPoolExecutor() as pool:
        writers = Writers.on(server, patients=1)
        erasing = pool.submit(erase, server, diary)
        while not erasing.done() or len(waits) < 5:
            waits.append(longest_put(server, writers))
        left = rows_left(server.url, diary)

    tell(f"{kind}: {many} values, {len(waits)} writes beside it, the longest took {max(waits):.3f} s")
    assert (erasing.result(), left) == (204, 0)
    assert max(waits) < LONGEST_WAIT_S


def test_no_byte_of_an_erased_diary_stays(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path)
    with with_a_long_diary(server, 2_000) as diary:
        before = bytes_with_the_mark(tmp_path)
        erase(server, diary)
        wait_until(lambda: not bytes_with_the_mark(tmp_path))

    tell(f"before {before}, after {bytes_with_the_mark(tmp_path)}")
    assert sum(before.values()) > 2_000
    assert bytes_with_the_mark(tmp_path) == {}


def test_bytes_stay_while_somebody_reads_and_go_when_they_have_finished(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    with with_a_long_diary(server, 2_000) as diary:
        with bare_engine(server.url).connect() as reader:
            reader.exec_driver_sql("BEGIN")
            reader.exec_driver_sql("SELECT count(*) FROM day_revision").scalar_one()
            assert erase(server, diary) == 204  # it waits for no reader
            other = Diary.of_a_new_patient(server.port)
            assert other.put(server.port, DAY, "meanwhile")[0] == 201
            assert bytes_with_the_mark(tmp_path)
        wait_until(lambda: not bytes_with_the_mark(tmp_path))


def test_without_overwriting_bytes_stay(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=(*module("leaving_traces"), "serve"))
    with with_a_long_diary(server, 2_000) as diary:
        erase(server, diary)

    tell(f"left behind: {bytes_with_the_mark(tmp_path)}")
    assert bytes_with_the_mark(tmp_path)


def test_what_an_earlier_release_left_in_free_pages_goes_at_the_next_start(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, command=(*module("leaving_traces"), "serve"))
    with with_a_long_diary(server, 2_000) as diary:
        erase(server, diary)
    with bare_engine(server.url).connect() as connection:
        connection.exec_driver_sql("PRAGMA user_version=0")
    assert bytes_with_the_mark(tmp_path)

    server.command = SERVE
    with running(server):
        wait_until(lambda: not bytes_with_the_mark(tmp_path))


def test_a_kill_in_the_middle_is_made_good_at_the_next_start(kind: str, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))
    with with_a_long_diary(server, 20_000) as diary, ThreadPoolExecutor() as pool:
        pool.submit(erase, server, diary)
        wait_until(lambda: rows_left(server.url, diary) < 20_000)
        server.kill()
    left = rows_left(server.url, diary)

    with running(server):
        wait_until(lambda: rows_left(server.url, diary) == 0)

    assert 0 < left < 20_000
