"""Backups beside each other and beside writers: none spoils another, nobody waits long, nothing is left."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from tests.faults.conftest import Tell
from tests.faults.long_history import fill_history
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.writers import Writer, Writers
from tests.served import wait_until

pytestmark = pytest.mark.xdist_group("alone")
AT_ONCE = 3
LONGEST_HOLD_S = 1.0
"""Beyond the longest write without a backup, which on a busy machine is the processor's."""
CARELESS = (*module("careless_backup"), "serve")
LEFT = ("diary-20260101T00.sqlite3.part", "before-migration-1.sqlite3.part", "before-restore-2.pgdump.part")
Ran = CompletedProcess[str]


@contextmanager
def writing(server: ServerProcess, rows: int) -> Iterator[list[float]]:
    """A database of some size with four devices that write into it; how long each of their writes took.

    The first is the longest of those before, when nothing else went on.
    """
    waits: list[float] = []
    write = Writer.write

    def timed(writer: Writer, connection: Any) -> None:
        began = time.monotonic()
        write(writer, connection)
        waits.append(time.monotonic() - began)

    with running(server):
        writers = Writers.on(server, 2)
        fill_history(server.url, UUID(writers.all[0].diary.diary_id), rows, "n" * 400)
        with patch.object(Writer, "write", timed), writers.writing(server.port):
            wait_until(lambda: writers.have_more_than(300), 60)
            waits[:] = [max(waits)]
            yield waits
        assert writers.refused == []


def backups(server: ServerProcess, many: int) -> list[Ran]:
    """So many at once, to the folder that they go to unless told otherwise."""
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(lambda _: server.run("backup"), range(many)))


def sound(folder: Path) -> int:
    """How many whole backups lie in the folder; everything in it has to be one."""
    for file in folder.iterdir():
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), file.name
    return len(list(folder.iterdir()))


def test_backups_made_at_once_are_whole_or_say_who_is_at_it_and_no_write_waits_long(
    tmp_path: Path, tell: Tell
) -> None:
    rows = size(20_000, 200_000)
    server = ServerProcess(tmp_path)
    with writing(server, rows) as waits:
        ran = backups(server, AT_ONCE)

    done = [one for one in ran if one.returncode == 0]
    told = f"{rows} rows, {AT_ONCE} backups at once, {len(done)} written"
    tell(f"{told}; {len(waits)} writes, the longest took {max(waits):.3f} s, before {waits[0]:.3f} s")
    assert sound(server.data / "backups") == len(done) > 0
    assert all("another backup is being written" in one.stderr for one in ran if one.returncode)
    assert max(waits) < waits[0] + LONGEST_HOLD_S


def test_backups_that_do_not_wait_for_each_other_spoil_each_other(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=CARELESS)
    with running(server):
        ran = backups(server, AT_ONCE)

    said = [one.stderr.strip() for one in ran if one.returncode]
    tell(f"{len(said)} of {AT_ONCE} failed: {said[-1][:100]}")
    assert said


def test_a_backup_that_keeps_writers_out_is_caught(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=CARELESS, extra={"DIARY_HOLDS_S": "2"})
    with writing(server, 100) as waits:
        backups(server, 1)

    tell(f"the longest write took {max(waits):.3f} s")
    assert max(waits) > waits[0] + LONGEST_HOLD_S


def left_in(folder: Path) -> list[Path]:
    """What a kill may have left there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = [folder / name for name in LEFT]
    proof = folder / "diary-proof-abc"
    proof.mkdir()
    for file in (*files, proof / "restored.sqlite3"):
        file.write_text("health data")
    return [*files, proof]


def test_what_a_killed_backup_left_goes_at_the_start_and_at_the_next_backup(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    folder, mine = server.data / "backups", server.data / "backups" / "letter.part"
    at_start = [*left_in(folder), *left_in(server.data)]
    (server.data / "diary.sqlite3.restored").write_text("health data")
    mine.write_text("not ours")
    with running(server):
        assert not any(path.exists() for path in at_start)
        at_backup = left_in(folder)
        assert server.run("backup").returncode == 0

    assert not any(path.exists() for path in at_backup)
    assert not (server.data / "diary.sqlite3.restored").exists()
    assert mine.read_text() == "not ours"


def test_a_backup_that_is_killed_leaves_nothing_for_long(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    with running(server):
        writers = Writers.on(server, 1)
        fill_history(server.url, UUID(writers.all[0].diary.diary_id), 20_000, "n" * 400)
        beside = ServerProcess(tmp_path, command=(*SERVE[:-1], "backup"), extra={"DIARY_PORT": "1"})
        process = beside.begin()
        wait_until(lambda: any((server.data / "backups").glob("*.part")))
        process.kill()
        process.wait()
        assert list((server.data / "backups").glob("*.part"))

        assert server.run("backup").returncode == 0

    assert sound(server.data / "backups") == 1
