"""Two servers on one PostgreSQL: every edit of a diary has its own revision, and none is missing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path

from tests.databases import POSTGRESQL, migrated_database
from tests.faults.conftest import Tell
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.stored import faults_in, notes_in
from tests.faults.writers import Diary

DEVICES = 8
DAYS = [date(2026, 1, number) for number in (1, 2, 3)]
Servers = list[ServerProcess]


@contextmanager
def two_servers(folder: Path, command: tuple[str, ...]) -> Iterator[Servers]:
    """Two processes on one new database."""
    url = migrated_database(POSTGRESQL, folder)
    first, second = (ServerProcess(folder / name, url, command) for name in ("first", "second"))
    for server in (first, second):
        server.folder.mkdir()
    with running(first), running(second):
        yield [first, second]


def revisions_of(servers: Servers, diary: Diary, edits: int) -> list[int]:
    """All revisions that the devices were told, each writing so often, at once, about the same days."""

    def told(which: int) -> list[int]:
        port = servers[which % len(servers)].port
        answers = [diary.put(port, DAYS[count % len(DAYS)], f"{which}-{count}") for count in range(edits)]
        return [body["revision"] for status, _, body in answers if status in {200, 201}]

    with ThreadPoolExecutor(DEVICES) as pool:
        return sorted(chain.from_iterable(pool.map(told, range(DEVICES))))


def history(server: ServerProcess, diary: Diary, day: date) -> list[tuple[int, str]]:
    """The revisions of a day and what they say."""
    return [(past["revision"], past["value"]["note"]) for past in diary.history(server.port, day)]


def test_edits_of_one_diary_through_two_servers_have_revisions_without_a_double(
    tmp_path: Path, tell: Tell
) -> None:
    edits = size(40, 1000)
    with two_servers(tmp_path, SERVE) as servers:
        diary = Diary.of_a_new_patient(servers[0].port)

        revisions = revisions_of(servers, diary, edits)

        seen = [[history(server, diary, day) for day in DAYS] for server in servers]

    tell(f"{len(revisions)} edits through 2 servers, {len(set(revisions))} revisions")
    assert len(set(revisions)) == len(revisions) == DEVICES * edits
    assert sorted(revision for day in seen[0] for revision, _ in day) == revisions
    assert seen[0] == seen[1]
    assert notes_in(servers[0].url) == {
        f"{which}-{count}": 1 for which in range(DEVICES) for count in range(edits)
    }
    assert faults_in(servers[0].url) == {}


def test_servers_whose_writers_do_not_wait_for_each_other_are_caught(tmp_path: Path, tell: Tell) -> None:
    with two_servers(tmp_path, (*module("unheld"), "serve")) as servers:
        revisions = revisions_of(servers, Diary.of_a_new_patient(servers[0].port), edits=20)

    tell(f"without waiting for each other {len(revisions)} of {DEVICES * 20} edits succeeded")
    assert len(revisions) < DEVICES * 20
