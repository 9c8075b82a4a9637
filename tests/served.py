"""A real server on a loopback port, in a thread of the test process, and people who use it over HTTP."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""What the servers of the tests take for now, unless a test moves it."""

_networks = count()

PASSWORD = "ten copper spoons beside the canal"


@dataclass
class Served:
    """A running server; `now` may be moved."""

    url: str
    app: FastAPI
    now: datetime = NOW
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """The address that people open."""
        settings: Settings = self.app.state.settings
        return settings.origin

    def client(self) -> httpx.Client:
        """A new visitor of `/api/v1`, without a cookie; closed with the server."""
        # A network of its own: failed sign-ins of one test are no business of the next.
        n = next(_networks)
        network = {"X-Forwarded-For": f"100.{64 + n // 65536}.{n // 256 % 256}.{n % 256}"}
        # Plain http: reading all certificates for each visitor would take longer than most tests.
        address = f"{self.url}/api/v1"
        self.clients.append(httpx.Client(base_url=address, timeout=30, verify=False, headers=network))
        return self.clients[-1]


@contextmanager
def serve(database_url: str, data_dir: Path, **settings: Any) -> Iterator[Served]:
    """Run the app on this database until the end of the block."""
    port = free_port()
    settings = {"trusted_proxies": "127.0.0.1"} | settings
    given = Settings(database_url=database_url, data_dir=data_dir, port=port, **settings)
    served = Served(f"http://127.0.0.1:{port}", FastAPI())
    served.app = create_app(given, clock=lambda: served.now)
    server = uvicorn.Server(uvicorn.Config(served.app, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield served
    finally:
        for client in served.clients:
            client.close()
        server.should_exit = True
        thread.join()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for it; AssertionError when it does not come true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


class Person:
    """A patient with an account of their own; speaks to `/api/v1` with their cookie."""

    def __init__(self, served: Served, time_zone: str = "Europe/Berlin") -> None:
        self.served = served
        self.username = f"patient-{uuid4().hex[:12]}"
        self.http = served.client()
        answer = self.http.post(
            "/accounts",
            json={
                "username": self.username,
                "password": PASSWORD,
                "display_name": "Ada",
                "time_zone": time_zone,
                "role": "patient",
            },
        )
        assert answer.status_code == 201, answer.text
        self.account: dict[str, Any] = answer.json()
        self.diary = f"/diaries/{self.account['diary_id']}"

    def put_day(self, day: str, **entry: Any) -> httpx.Response:
        """Say how a day was; without a word, that it was headache-free."""
        return self.http.put(f"{self.diary}/days/{day}", json={"headache": False, **entry})

    def get(self, path: str, **query: Any) -> httpx.Response:
        """GET below the own diary."""
        return self.http.get(f"{self.diary}{path}", params=query)


def narrow(served: Served, monkeypatch: pytest.MonkeyPatch, **limits: float) -> None:
    """Let the running server have these limits, until the end of the test."""
    database = served.app.state.database
    for holder in (database, getattr(database, "_writer", None)):
        if holder is not None:
            monkeypatch.setattr(holder, "_limits", replace(holder._limits, **limits))
