"""A flood of strangers' sign-ins holds up nobody who has signed in before."""

import json
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import Tell
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.served import PASSWORD, wait_until

pytestmark = pytest.mark.xdist_group("alone")
STRANGERS = 200
FIRST_ANSWERS = 10  # once they are there, the server has read what all others sent
LONGEST_WAIT_S = 1.0
WITHIN_S = 120
WRONG = "five walnuts under a blue hat"


def request_of(number: int) -> bytes:
    """A stranger's sign-in, from a network of its own: half of them guess at a real name."""
    said = {"username": ("ada", f"nobody-{number}")[number % 2], "password": WRONG}
    body = json.dumps(said).encode()
    head = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "X-Forwarded-For": f"100.64.{number}.7",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /api/v1/session HTTP/1.1\r\n{lines}\r\n".encode() + body


@contextmanager
def flood(port: int) -> Iterator[list[socket.socket]]:
    """The connections of all strangers, each with its sign-in sent, and only the first of them answered."""
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), WITHIN_S))
            for _ in range(STRANGERS)
        ]
        for number, line in enumerate(lines):
            line.sendall(request_of(number))
        wait_until(lambda: len(select.select(lines, [], [], 0)[0]) >= FIRST_ANSWERS)
        yield lines


def beside_a_flood(folder: Path, command: tuple[str, ...]) -> tuple[float, int]:
    """How many seconds a known device waits beside it, and how many of the strangers were refused."""
    extra = {"DIARY_TRUSTED_PROXIES": "127.0.0.1"}
    server = ServerProcess(folder, command=command, extra=extra)
    with running(server), httpx.Client(base_url=f"{server.origin}/api/v1", timeout=WITHIN_S) as known:
        said = {"username": "ada", "password": PASSWORD}
        account = said | {"display_name": "Ada", "time_zone": "Europe/Berlin", "role": "patient"}
        assert known.post("/accounts", json=account).status_code == 201
        with flood(server.port) as strangers:
            began = time.monotonic()
            answer = known.post("/session", json=said)
            waited = time.monotonic() - began
            assert answer.status_code == 200
            refused = sum(line.recv(64).startswith(b"HTTP/1.1 401") for line in strangers)
    return waited, refused


def test_a_known_device_does_not_wait_for_strangers(tmp_path: Path, tell: Tell) -> None:
    waited, refused = beside_a_flood(tmp_path, SERVE)

    tell(f"beside {refused} strangers a known device waits {waited:.3f} s")
    assert refused == STRANGERS
    assert waited < LONGEST_WAIT_S


def test_in_one_lane_it_waits(tmp_path: Path, tell: Tell) -> None:
    waited, refused = beside_a_flood(tmp_path, (*module("one_lane"), "serve"))

    tell(f"in one lane beside {refused} strangers it waits {waited:.3f} s")
    assert refused == STRANGERS
    assert waited > LONGEST_WAIT_S
