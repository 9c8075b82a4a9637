"""A disk that cannot be read: every answer says so and when to try again, and nothing else breaks."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.faults.conftest import Tell
from tests.faults.disk import READ, Disk
from tests.faults.processes import ServerProcess, running
from tests.faults.sizes import size
from tests.faults.writers import Diary, ask

DAY = date(2026, 11, 1)
pytestmark = [pytest.mark.xdist_group("disk"), pytest.mark.usefixtures("c_compiler")]
READS = (
    "/api/v1/session",
    "/api/v1/account",
    "/api/v1/diaries/mine/days",
    f"/api/v1/diaries/mine/days/{DAY}",
    f"/api/v1/diaries/mine/days/{DAY}/history",
    "/api/v1/diaries/mine/injections",
    "/api/v1/diaries/mine/treatment",
    "/api/v1/diaries/mine/circumstances",
    "/api/v1/diaries/mine/months",
    "/api/v1/diaries/mine/treatment-report",
    "/api/v1/diaries/mine/course",
    "/api/v1/diaries/mine/grants",
    "/api/v1/diaries/mine/everything",
)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """A server whose disk fails when told to."""
    disk = Disk(ServerProcess(tmp_path_factory.mktemp("reads")))
    with running(disk.server):
        yield disk


def test_a_read_that_fails_is_503_with_a_time_to_try_again_and_passes(disk: Disk, tell: Tell) -> None:
    server, rounds = disk.server, size(3, 60)
    diary = Diary.of_a_new_patient(server.port)
    statuses: list[int] = []

    for number in range(rounds):
        for path in READS:
            diary.put(
                server.port, DAY + timedelta(days=number % 19), f"round {number} {path}"
            )  # nothing cached
            with disk.failing(READ):
                status, headers, problem = ask(server.port, "GET", path, cookie=diary.cookie)
            statuses.append(status)
            assert status == 200 or (status, problem["code"]) == (503, "storage_unavailable"), path
            assert status == 200 or int(headers["retry-after"]) > 0

    tell(f"{len(statuses)} reads, {statuses.count(503)} of them refused, 0 other answers")
    assert statuses.count(503) > rounds
    assert ask(server.port, "GET", READS[2], cookie=diary.cookie)[0] == 200
    assert "Traceback" not in server.said


def test_writes_meanwhile_are_done_or_refused_never_a_fault_of_the_server(disk: Disk) -> None:
    diary = Diary.of_a_new_patient(disk.server.port)

    with disk.failing(READ):
        statuses = {diary.put(disk.server.port, DAY, f"note {number}")[0] for number in range(10)}

    assert statuses <= {200, 201, 503}
