"""A server that starts on a full disk: within seconds it says so in one line, or it answers what it can."""

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.faults.conftest import Tell
from tests.faults.disk import FULL, IO, Disk
from tests.faults.processes import ServerProcess, module, running
from tests.faults.writers import Diary, ask
from tests.served import wait_until

DAY = date(2026, 11, 1)
pytestmark = [pytest.mark.xdist_group("alone"), pytest.mark.usefixtures("c_compiler")]
WITHIN_S = 5.0
"""Beyond what a start takes on a disk with room, most of which is the interpreter's own."""
RELEASE = Path(__file__).parents[1] / "migrations" / "releases" / "0005.sqlite3"
Prepare = Callable[[ServerProcess], None]


def used(server: ServerProcess) -> Diary:
    with running(server):
        diary = Diary.of_a_new_patient(server.port)
        diary.put(server.port, DAY, "before")
        server.stop()
    return diary


def new(_server: ServerProcess) -> None:
    """Nothing is there yet."""


def stopped(server: ServerProcess) -> None:
    """It ended well: neither a WAL nor room for one."""
    used(server)


def killed(server: ServerProcess) -> None:
    """Its last writes are in the WAL alone."""
    with running(server):
        Diary.of_a_new_patient(server.port).put(server.port, DAY, "before")


def killed_without_its_index(server: ServerProcess) -> None:
    """The machine was restarted: the WAL has to be read."""
    killed(server)
    (server.data / "diary.sqlite3-shm").unlink()


def of_the_release_before(server: ServerProcess) -> None:
    """A backup comes first."""
    server.data.mkdir(exist_ok=True)
    shutil.copyfile(RELEASE, server.data / "diary.sqlite3")


def with_a_diary_to_erase(server: ServerProcess) -> None:
    """It was put back from a copy; the list outside it says that it was erased."""
    diary = used(server)
    (server.data / "erased-diaries.txt").write_text(f"\n{diary.diary_id}")


PREPARED = [new, stopped, killed, killed_without_its_index, of_the_release_before, with_a_diary_to_erase]


def told_in(server: ServerProcess) -> tuple[float, str]:
    """How long until it answers or ends, and what it said: "" when it answers."""
    began, before = time.monotonic(), len(server.said)
    process = server.begin()
    try:
        wait_until(lambda: process.poll() is not None or server.answers(), 60)
        took = time.monotonic() - began
        assert process.poll() in {None, 1}
    finally:
        server.kill()
    return took, server.said[before:]


@pytest.fixture
def usual_s(tmp_path: Path) -> float:
    """How long a start takes now, on this machine, with all that goes on there."""
    (tmp_path / "usual").mkdir()
    return told_in(ServerProcess(tmp_path / "usual"))[0]


@pytest.mark.parametrize("fault", [(FULL, 0), (FULL, 100), (IO, 0), (IO, 100)])
@pytest.mark.parametrize("prepare", PREPARED)
def test_a_start_on_a_full_disk_is_told_in_one_line_within_seconds(
    tmp_path: Path, prepare: Prepare, fault: tuple[str, int], usual_s: float, tell: Tell
) -> None:
    server = ServerProcess(tmp_path)
    disk = Disk(server)
    prepare(server)

    with disk.failing(*fault):
        took, said = told_in(server)

    told = f"{prepare.__name__}, {fault}: {took:.1f} s (usually {usual_s:.1f} s)"
    tell(f"{told}, {said.strip() or 'answers'}")
    lines = [line for line in said.splitlines() if line.startswith("headache-diary: ")]
    assert len(lines) == (1 if said else 0)
    assert "Traceback" not in said
    assert took < usual_s + WITHIN_S


def test_a_server_that_has_nothing_to_write_starts_on_a_full_disk_and_says_that_it_is_full(
    tmp_path: Path,
) -> None:
    server = ServerProcess(tmp_path)
    disk = Disk(server)
    diary = used(server)

    with disk.failing(FULL, after_bytes=100), running(server):
        ready, _, health = ask(server.port, "GET", "/readyz")
        read = diary.get(server.port, DAY)

    assert (ready, health["checks"]["write"]) == (503, "disk_full")
    assert (read[0], read[2]["note"]) == (200, "before")


def test_a_start_that_tries_for_long_is_caught(tmp_path: Path, usual_s: float, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=(*module("slow_to_say"), "serve"))
    disk = Disk(server)
    with_a_diary_to_erase(server)

    with disk.failing(FULL, after_bytes=100):
        took, said = told_in(server)

    tell(f"{took:.1f} s: {said.strip()}")
    assert took > usual_s + WITHIN_S
