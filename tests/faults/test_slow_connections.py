"""Many clients that send or read next to nothing: others are served, and a stop does not wait for them."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest

from tests.faults.conftest import Tell
from tests.faults.processes import ServerProcess, module, running
from tests.faults.stored import notes_in
from tests.faults.writers import Diary, Writers
from tests.served import wait_until

pytestmark = pytest.mark.xdist_group("alone")
DAY = date(2026, 11, 1)
HEAD = b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n"
BEGINNINGS = (
    b"",
    b"G",
    HEAD,
    HEAD + b"Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{",
)
STOPS_WITHIN_S = 5.0


@contextmanager
def slow_clients(port: int, many: int) -> Iterator[list[socket.socket]]:
    """So many connections that have begun a request, each in one of four ways, and do not go on."""
    with ExitStack() as open_ones:
        lines: list[socket.socket] = []
        for number in range(many):
            line = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            with suppress(OSError):
                line.sendall(BEGINNINGS[number % len(BEGINNINGS)])
            lines.append(line)
        yield lines


def longest_answer(port: int, many: int) -> float:
    """How long the slowest of so many new clients waits for an answer."""
    longest = 0.0
    for _ in range(many):
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/livez", headers={"Host": "localhost"})
        assert connection.getresponse().status == http.client.OK
        connection.close()
        longest = max(longest, time.monotonic() - began)
    return longest


def server_with_few_descriptors(folder: Path, **extra: str) -> ServerProcess:
    """A server that may open 400 files."""
    return ServerProcess(folder, command=(*module("few_descriptors"), "serve"), extra=extra)


def test_more_slow_clients_than_descriptors_keep_nobody_out(tmp_path: Path, tell: Tell) -> None:
    with running(server_with_few_descriptors(tmp_path)) as server, slow_clients(server.port, 1_100):
        longest = longest_answer(server.port, 20)
        written = Diary.of_a_new_patient(server.port).put(server.port, DAY, "meanwhile")[0]

    tell(f"1,100 slow connections, 400 descriptors: 20 new clients, the longest waited {longest:.2f} s")
    assert written == 201
    assert longest < STOPS_WITHIN_S
    assert "Traceback" not in server.said


def test_a_server_that_waits_for_them_keeps_everybody_out(tmp_path: Path) -> None:
    server = server_with_few_descriptors(tmp_path, DIARY_PATIENT="yes")
    with (
        running(server),
        slow_clients(server.port, 1_100),
        pytest.raises((OSError, http.client.HTTPException)),
    ):
        longest_answer(server.port, 1)


def test_a_request_that_does_not_arrive_is_ended(tmp_path: Path) -> None:
    with running(ServerProcess(tmp_path)) as server, slow_clients(server.port, len(BEGINNINGS)) as lines:
        for line in lines:
            line.settimeout(30)
        answers = [line.recv(64)[9:12] for line in lines]

    assert answers == [b"408"] * len(BEGINNINGS)


@pytest.mark.parametrize("extra", [{}, {"DIARY_PATIENT": "yes"}])
def test_a_stop_does_not_wait_for_slow_clients_and_finishes_writes(
    tmp_path: Path, tell: Tell, extra: dict[str, str]
) -> None:
    server = server_with_few_descriptors(tmp_path, **extra)
    with running(server):
        writers = Writers.on(server, patients=2)
        with slow_clients(server.port, 200), writers.writing(server.port):
            wait_until(lambda: writers.have_more_than(20))
            began = time.monotonic()
            status = server.stop()
            took = time.monotonic() - began

    lost = set(writers.acknowledged) - set(notes_in(server.url))
    tell(f"200 slow connections, {'as uvicorn stops' if extra else 'ours'}: stopped in {took:.1f} s")
    assert (status, lost) == (0, set())
    assert (took < STOPS_WITHIN_S) == (not extra)
    assert ("Traceback" in server.said) == bool(extra)
