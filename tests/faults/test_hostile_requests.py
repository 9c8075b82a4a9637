"""Whoever sends whatever: nobody else waits for it."""

import socket
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import Tell
from tests.faults.hostile import Kind, kinds
from tests.faults.neighbours import Neighbour
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.served import PASSWORD

pytestmark = pytest.mark.xdist_group("alone")
LONGEST_WAIT_S = 1.0
GIVEN_UP_AFTER_S = 30


def patient(server: ServerProcess) -> tuple[str, str]:
    """The cookie of a new patient, and the address of their diary."""
    names = {"username": "ada", "password": PASSWORD, "display_name": "Ada"}
    sent = names | {"time_zone": "Europe/Berlin", "role": "patient"}
    answer = httpx.post(f"{server.origin}/api/v1/accounts", json=sent, timeout=60)
    cookie = f"diary_session={answer.cookies['diary_session']}"
    return cookie, f"/diaries/{answer.json()['diary_id']}"


def send(port: int, request: bytes) -> bytes:
    """What the server answers first; b"" when it hangs up while the rest is still being sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=GIVEN_UP_AFTER_S) as line:
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(request)
        with suppress(ConnectionResetError, TimeoutError):
            return line.recv(64)
    return b""


def test_nobody_waits_for_a_hostile_request(tmp_path: Path, tell: Tell) -> None:
    waits: dict[str, float] = {}
    with running(ServerProcess(tmp_path, command=SERVE)) as server:
        for name, request in kinds(*patient(server)):
            with Neighbour(server.port) as neighbour:
                status = send(server.port, request)[9:12]
            waits[name] = neighbour.longest_s
            assert not status.startswith(b"5"), (name, status)

    slowest = max(waits, key=lambda name: waits[name])
    tell(f"{len(waits)} kinds, longest wait {waits[slowest]:.3f} s ({slowest})")
    assert len(waits) >= 100
    assert waits[slowest] < LONGEST_WAIT_S


def test_without_the_limits_somebody_waits(tmp_path: Path, tell: Tell) -> None:
    with running(ServerProcess(tmp_path, command=(*module("unbounded"), "serve"))) as server:
        name, request = cookie_of_backslashes(*patient(server))
        with Neighbour(server.port) as neighbour:
            send(server.port, request)

    tell(f"{name}: {neighbour.longest_s:.1f} s")
    assert neighbour.longest_s > LONGEST_WAIT_S


def cookie_of_backslashes(cookie: str, diary: str) -> Kind:
    """One kind, three times as large."""
    name, request = next(iter(kinds(cookie, diary)))
    return name, request.replace(b"\\\\", b"\\\\" * 3)
