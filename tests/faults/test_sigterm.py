"""SIGTERM under load: what runs is finished, what was acknowledged is there, the file is whole by itself."""

import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from app.storage.engine import sqlite_file
from tests.databases import migrated_database
from tests.faults.conftest import Tell
from tests.faults.disk import FULL, IO, Disk
from tests.faults.losses import losses_of
from tests.faults.processes import ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.stored import faults_in, notes_in
from tests.faults.writers import Diary
from tests.served import wait_until
from tests.storage.books import bare_engine

DAY = date(2026, 11, 1)


def test_a_server_asked_to_stop_keeps_every_acknowledged_write(kind: str, tmp_path: Path, tell: Tell) -> None:
    stops, statuses = size(2, 50), []
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))

    losses = losses_of(server, stops, lambda: statuses.append(server.stop()))

    tell(f"{kind}, stops: {losses}, statuses: {set(statuses)}")
    assert statuses == [0] * stops
    assert losses.acknowledged > stops
    assert {status for status, _ in losses.refused} <= {503}
    assert (losses.lost, losses.doubled, losses.never_sent, losses.unsound) == (set(), set(), set(), {})
    assert "Traceback" not in server.said


def test_after_a_stop_the_file_alone_holds_everything(tmp_path: Path) -> None:
    with running(ServerProcess(tmp_path)) as server:
        Diary.of_a_new_patient(server.port).put(server.port, DAY, "before the stop")
        status = server.stop()

    assert status == 0
    assert notes_of_the_file_alone(server) == {"before the stop": 1}


def test_also_while_somebody_else_has_it_open(tmp_path: Path) -> None:
    with running(ServerProcess(tmp_path)) as server:
        Diary.of_a_new_patient(server.port).put(server.port, DAY, "before the stop")
        with bare_engine(server.url).connect() as reader:  # SQLite itself tidies up only behind the last
            reader.exec_driver_sql("SELECT count(*) FROM day").scalar_one()
            server.stop()
            alone = notes_of_the_file_alone(server)

    assert alone == {"before the stop": 1}


def test_after_a_kill_the_file_alone_does_not_hold_it(tmp_path: Path) -> None:
    with running(ServerProcess(tmp_path)) as server:
        Diary.of_a_new_patient(server.port).put(server.port, DAY, "before the kill")
        server.kill()

    assert notes_of_the_file_alone(server) == {}
    assert notes_in(server.url) == {"before the kill": 1}


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_request_within_its_commit_is_finished_before_the_server_ends(
    tmp_path: Path, asked: signal.Signals
) -> None:
    server = ServerProcess(tmp_path, command=(*module("slow_commit"), "serve"))
    began = tmp_path / "began"
    server.extra |= {"DIARY_COMMIT_TAKES_S": "1", "DIARY_COMMIT_BEGAN": str(began)}
    with running(server), ThreadPoolExecutor(1) as pool:
        diary = Diary.of_a_new_patient(server.port)
        began.unlink()
        waiting = pool.submit(diary.put, server.port, DAY, "within its commit")
        wait_until(began.exists)
        status = server.stop(asked)
        answered, _, _ = waiting.result()

    assert (status, answered) == (0, 201)
    assert notes_in(server.url) == {"within its commit": 1}


@pytest.mark.usefixtures("c_compiler")
@pytest.mark.parametrize("fault", [FULL, IO])
def test_a_server_on_a_failing_disk_stops_in_order_and_has_lost_nothing(tmp_path: Path, fault: str) -> None:
    server = ServerProcess(tmp_path)
    disk = Disk(server)
    with running(server):
        Diary.of_a_new_patient(server.port).put(server.port, DAY, "before")
        before = len(server.said)
        with disk.failing(fault):
            status = server.stop()
        said = server.said[before:]
        server.start()

        stored, faults = notes_in(server.url), faults_in(server.url)

    assert (status, said) == (0, "")
    assert (stored, faults) == ({"before": 1}, {})


def notes_of_the_file_alone(server: ServerProcess) -> dict[str, int]:
    """What is in the file without what lies beside it."""
    file = sqlite_file(server.url)
    assert file
    alone = server.folder / "alone.sqlite3"
    shutil.copyfile(file, alone)
    return dict(notes_in(f"sqlite:///{alone}"))
