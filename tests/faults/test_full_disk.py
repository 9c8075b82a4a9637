"""A disk that is full, fails or is read-only: nothing is confirmed, nothing half stored, reads go on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.faults.conftest import Tell
from tests.faults.disk import FULL, IO, READ_ONLY, SYNC, Disk
from tests.faults.processes import ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.stored import contents_of, faults_in, notes_in
from tests.faults.writers import Answer, Diary, ask

DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)
pytestmark = [pytest.mark.xdist_group("disk"), pytest.mark.usefixtures("c_compiler")]
ANSWER = {FULL: (507, "disk_full")}
UNAVAILABLE = (503, "storage_unavailable")


@dataclass
class Place:
    """A server, the disk that it stores on, and a diary with one day in it."""

    server: ServerProcess
    disk: Disk
    diary: Diary

    def put(self, day: date, note: str) -> Answer:
        return self.diary.put(self.server.port, day, note)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    disk = Disk(ServerProcess(tmp_path_factory.mktemp("disk")))
    with running(disk.server):
        yield disk


@pytest.fixture
def place(disk: Disk) -> Place:
    place = Place(disk.server, disk, Diary.of_a_new_patient(disk.server.port))
    place.put(DAY, "before")
    return place


@pytest.mark.parametrize("fault", [FULL, IO, SYNC, READ_ONLY])
def test_a_write_that_the_disk_refuses_is_answered_with_a_code_and_when_to_try_again(
    place: Place, fault: str
) -> None:
    with place.disk.failing(fault):
        status, headers, problem = place.put(NEXT, "during")

    assert (status, problem["code"]) == ANSWER.get(fault, UNAVAILABLE)
    assert headers["content-type"] == "application/problem+json"
    assert int(headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("fault", "code"), [(FULL, "SQLITE_FULL"), (IO, "SQLITE_IOERR_WRITE"), (SYNC, "SQLITE_IOERR_FSYNC")]
)
def test_the_operator_finds_in_the_log_what_the_disk_said_and_nothing_of_what_was_written(
    place: Place, fault: str, code: str
) -> None:
    before = len(place.server.said)
    with place.disk.failing(fault):
        place.put(NEXT, "a secret")

    assert place.server.said[before:].strip() == f"the database refused: {code}"


@pytest.mark.parametrize("fault", [FULL, IO, SYNC, READ_ONLY])
def test_reading_goes_on_while_the_disk_refuses_to_write(place: Place, fault: str) -> None:
    with place.disk.failing(fault):
        place.put(NEXT, "during")
        status, _, day = place.diary.get(place.server.port, DAY)
        history = place.diary.get(place.server.port, DAY, "/history")
        ready, _, health = ask(place.server.port, "GET", "/readyz")

    assert (status, day["note"]) == (200, "before")
    assert history[0] == 200
    assert (ready, health["checks"]["write"]) == (503, ANSWER.get(fault, UNAVAILABLE)[1])


@pytest.mark.parametrize("fault", [FULL, IO, SYNC, READ_ONLY])
def test_when_the_disk_works_again_so_does_the_server_without_a_restart(place: Place, fault: str) -> None:
    before = contents_of(place.server.url)
    with place.disk.failing(fault):
        place.put(NEXT, "during")
    stored_during = contents_of(place.server.url)

    status, _, day = place.put(NEXT, "after")

    assert stored_during == before
    assert (status, day["note"]) == (201, "after")
    assert ask(place.server.port, "GET", "/readyz")[0] == 200
    assert faults_in(place.server.url) == {}


@pytest.mark.parametrize("fault", [FULL, IO])
def test_a_disk_that_fails_within_a_write_leaves_all_of_it_or_nothing(
    place: Place, fault: str, tell: Tell
) -> None:
    acknowledged: set[str] = set()
    refused: set[str] = set()
    moments = range(0, 200_000, size(10_000, 500))
    for number, moment in enumerate(moments):
        with place.disk.failing(fault, after_bytes=moment):
            for note, (status, _, _) in four_at_once(place, number).items():
                (acknowledged if status in {200, 201} else refused).add(note)
                assert status in {200, 201, 503, 507}

    place.server.kill()
    place.server.start()

    stored = notes_in(place.server.url)
    lost, half = acknowledged - stored.keys(), faults_in(place.server.url)
    tell(f"{fault}: {len(moments)} moments, acknowledged: {len(acknowledged)}, lost: {len(lost)}")
    assert len(acknowledged) + len(refused) == 4 * len(moments)
    assert min(len(acknowledged), len(refused)) > len(moments) // 4
    assert (lost, half) == (set(), {})
    assert stored.keys() & refused == set()


def four_at_once(place: Place, number: int) -> dict[str, Answer]:
    """Four notes of some length about four days, sent together."""
    notes = [f"{place.diary.diary_id} {number}-{which} ".ljust(1500, ".") for which in range(4)]
    days = [date(2026, 1, 1) + timedelta(days=(4 * number + which) % 300) for which in range(4)]
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(notes, pool.map(place.put, days, notes), strict=True))


def test_a_write_whose_sync_failed_is_there_whole_or_not_at_all_after_a_kill(place: Place) -> None:
    with place.disk.failing(SYNC):
        status, _, _ = place.put(NEXT, "its sync failed")
        place.server.kill()
    place.server.start()

    day, _, _ = place.diary.get(place.server.port, NEXT)

    assert status == 503
    assert day in {200, 404}
    assert place.diary.get(place.server.port, DAY)[2]["note"] == "before"
    assert faults_in(place.server.url) == {}


def test_a_server_that_answers_before_it_has_stored_is_caught_by_a_full_disk(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, command=module("early_answer"))
    server.extra["DIARY_COMMIT_TAKES_S"] = "0"
    disk = Disk(server)
    with running(server), disk.failing(FULL):
        status, _, _ = Diary.of_a_new_patient(server.port).put(server.port, DAY, "confirmed")
        server.stop()  # after its commit, which fails

    assert (status, notes_in(server.url)) == (200, {})
