"""A patient who said something very often: nobody waits for it, and the server's memory does not grow."""

import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from tests.databases import migrated_database
from tests.faults.conftest import Tell
from tests.faults.long_history import DAY, fill_history
from tests.faults.neighbours import Neighbour
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.writers import Diary, ask

pytestmark = pytest.mark.xdist_group("alone")
LONGEST_WAIT_S = 1.0
MIB = 1024 * 1024
MOST_MEMORY, LARGEST_PAGE = 24 * MIB, 2 * MIB
NOTE = "n" * 400
_STALLS_FOR_S, _AT_A_TIME = 3.0, 64 * 1024


@contextmanager
def long_diary(server: ServerProcess, many: int) -> Iterator[Diary]:
    """A diary with so many values of one day, and one of another."""
    with running(server):
        diary = Diary.of_a_new_patient(server.port)
        diary.put(server.port, DAY, "the last word")
        fill_history(server.url, UUID(diary.diary_id), many, NOTE)
        yield diary


def memory(server: ServerProcess, what: str) -> int:
    """Bytes that the process has now (VmRSS), or had at most (VmHWM)."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def forget_peak(server: ServerProcess) -> None:
    """From now on the highest memory is counted anew."""
    assert server.process is not None
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")


def read_slowly(port: int, diary: Diary) -> bytes:
    """All that is kept, by somebody who takes a bit of it, waits, and takes the rest at last."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _AT_A_TIME)
        line.settimeout(60)
        line.connect(("127.0.0.1", port))
        connection = http.client.HTTPConnection("localhost")
        connection.sock = line
        path = f"/api/v1/diaries/{diary.diary_id}/everything"
        connection.request("GET", path, headers={"Cookie": diary.cookie})
        answer = connection.getresponse()
        begun = answer.read(_AT_A_TIME)
        time.sleep(_STALLS_FOR_S)
        return begun + answer.read()


def slowly_beside_neighbours(server: ServerProcess, many: int, tell: Tell) -> tuple[int, float, bytes]:
    """By how much the memory grew at most, the longest wait of a neighbour, and what was read."""
    with long_diary(server, many) as diary:
        other = Diary.of_a_new_patient(server.port)
        other.put(server.port, DAY, "hers")
        forget_peak(server)
        before = memory(server, "VmRSS")
        with (
            Neighbour(server.port) as asking,
            Neighbour(server.port, Diary.path_of(DAY), other.cookie) as reading,
        ):
            content = read_slowly(server.port, diary)
        grown = memory(server, "VmHWM") - before
    longest = max(asking.longest_s, reading.longest_s)
    told = f"{many} values, {len(content) / MIB:.0f} MiB: memory grew by {grown / MIB:.0f} MiB"
    tell(f"{told}, longest wait of {asking.answers + reading.answers} answers {longest:.3f} s")
    return grown, longest, content


def test_a_slow_reader_of_everything_costs_no_memory_and_nobody_waits(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    many = size(20_000, 50_000)
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path), SERVE)

    grown, longest, content = slowly_beside_neighbours(server, many, tell)

    (day,) = json.loads(content)["days"]
    assert len(day["history"]) == many + 1
    assert day["history"][-1]["value"] == day["value"]
    assert grown < MOST_MEMORY
    assert longest < LONGEST_WAIT_S


def test_read_at_once_it_takes_memory(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=(*module("read_at_once"), "serve"))

    grown, _, content = slowly_beside_neighbours(server, 20_000, tell)

    assert len(json.loads(content)["days"][0]["history"]) == 20_001
    assert grown > MOST_MEMORY


def page_of(server: ServerProcess, many: int, tell: Tell) -> tuple[int, float]:
    """How many bytes the second page of a history holds, and how long it takes."""
    with long_diary(server, many) as diary:
        path = f"{diary.path_of(DAY)}/history"
        _, headers, _ = ask(server.port, "GET", path, cookie=diary.cookie)
        following = headers.get("link", f"<{path}>").partition(">")[0][1:]
        began = time.monotonic()
        status, headers, page = ask(server.port, "GET", following, cookie=diary.cookie)
        took = time.monotonic() - began
    assert status == 200
    length = int(headers["content-length"])
    tell(f"{many} values: a page of {len(page['history'])}, {length / MIB:.1f} MiB, took {took:.3f} s")
    return length, took


def test_a_page_of_a_long_history_is_small_and_comes_soon(kind: str, tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))

    length, took = page_of(server, size(20_000, 100_000), tell)

    assert length < LARGEST_PAGE
    assert took < LONGEST_WAIT_S


def test_without_pages_the_answer_is_as_long_as_the_history(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=(*module("without_pages"), "serve"))

    length, _ = page_of(server, 20_000, tell)

    assert length > LARGEST_PAGE
