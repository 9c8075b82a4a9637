"""Connections of the server: how many there may be, how long a request may take to arrive, who goes first.

A connection costs a file descriptor until it is closed, and nobody has to send anything on it. So a request
must arrive within a few seconds, and when there is no room, the idle and the slowest make it.
"""

import asyncio
import resource
from contextlib import suppress
from enum import IntEnum
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN_S, BODY_WITHIN_S = 10, 15
ANSWER_READ_WITHIN_S = 3
"""At a stop: how long a client may still take to read what it was sent."""
_KEPT_FREE = 128  # descriptors for the database, the pages, and what is opened for a moment
_MOST = 8192


class Phase(IntEnum):
    """What a connection is at; the lower, the sooner it makes room."""

    IDLE = 0
    ARRIVING = 1
    ANSWERED = 2  # its request is there: it is worked on, or the answer is on its way


def most_connections() -> int:
    """How many there is room for; raises the process's own limit of descriptors as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + _KEPT_FREE if hard == resource.RLIM_INFINITY else min(hard, _MOST + _KEPT_FREE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    room = _MOST if soft == resource.RLIM_INFINITY else min(_MOST, soft - _KEPT_FREE)
    return max(room, 16)


class Connection(HttpToolsProtocol):
    """One connection; `most` is set before the server starts."""

    most = _MOST
    phase = Phase.IDLE
    since = 0.0
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, and let another one go when there are too many."""
        super().connection_made(transport)
        self._enter(Phase.ARRIVING, HEADERS_WITHIN_S)
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._enter(Phase.IDLE)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Another request on a connection that was kept."""
        super().on_message_begin()
        if self.phase is Phase.IDLE:
            self._enter(Phase.ARRIVING, HEADERS_WITHIN_S)

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        super().on_headers_complete()
        self._enter(Phase.ARRIVING, BODY_WITHIN_S)

    def on_message_complete(self) -> None:
        """All of it is there."""
        super().on_message_complete()
        if self.cycle is None or not self.cycle.response_complete:
            self._enter(Phase.ANSWERED)

    def on_response_complete(self) -> None:
        """The answer has left."""
        self._enter(Phase.IDLE)
        super().on_response_complete()

    def shutdown(self) -> None:
        """Stop: an answer is finished, a request that has not arrived is not waited for."""
        if self.phase is Phase.ARRIVING:
            self._refuse(503, "Service Unavailable")
            return
        super().shutdown()
        self._due = self.loop.call_later(ANSWER_READ_WITHIN_S, self._end_unread)

    def _enter(self, phase: Phase, within_s: float | None = None) -> None:
        if self._due is not None:
            self._due.cancel()
        self.phase, self.since = phase, self.loop.time()
        self._due = self.loop.call_later(within_s, self._refuse, 408, "Request Timeout") if within_s else None

    def _make_room(self) -> None:
        others: list[Any] = [one for one in self.connections if one is not self]
        slowest = min(others, key=lambda one: (one.phase, one.since))
        if slowest.phase is Phase.ANSWERED:
            self._refuse(503, "Service Unavailable")
        else:
            slowest.connections.discard(slowest)  # gone for whoever counts next
            slowest._refuse(503, "Service Unavailable")

    def _refuse(self, status: int, title: str) -> None:
        """Answer before the request is there, and close; an answer that has begun is cut off."""
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started:
            retry = b"retry-after: 2\r\n" if status == 503 else b""
            line = f"HTTP/1.1 {status} {title}\r\n".encode()
            self.transport.write(line + retry + b"content-length: 0\r\nconnection: close\r\n\r\n")
        if self.cycle is not None:
            self.cycle.disconnected = True  # whoever waits for the body hears that it will not come
            self.cycle.message_event.set()
        self.transport.close()

    def _end_unread(self) -> None:
        if not self.transport.is_closing() and self.transport.get_write_buffer_size():
            self.transport.abort()
