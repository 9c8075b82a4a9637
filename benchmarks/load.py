"""The load: keep-alive connections that PUT days, each the next as soon as the last is answered.

A process of its own, light: bytes made beforehand, one number changed in them, no HTTP library. It reads what
to do as JSON from standard input and prints what came of it as JSON.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast

import uvloop

DAYS = 60
_BODY = (
    b'{"headache":true,"peak_intensity":"moderate","duration_minutes":%d,"unilateral":true,"pulsating":true,'
    b'"worse_with_activity":false,"nausea":true,"vomiting":false,"photophobia":true,"phonophobia":null,'
    b'"osmophobia":null,"aura":false,"acute_medications":[{"id":"0198c0de-0000-7000-8000-000000000001",'
    b'"name":"Sumatriptan 50 mg","drug_class":"triptan","doses":1,"relief":"full"}],"triggers":["stress",'
    b'"weather"],"menstruation":false,"note":"Went to bed early, better in the evening."}'
)
_HEAD = (
    "PUT /api/v1/diaries/mine/days/{day} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Accept: application/json\r\nUser-Agent: benchmark\r\nCookie: {cookie}\r\n"
    "Content-Length: {length}\r\n\r\n"
)


def minutes(edit: int) -> int:
    """What the edit of this number says: each day gets another value every time it comes round."""
    return 100 + edit // DAYS % 900  # always three digits: the length of the body stays


@dataclass(slots=True)
class Plan:
    """What one run is: until when, from which edit on; and what came of it."""

    port: int
    first: int
    counts_from: float
    ends: float
    answers: int = 0
    refused: int = 0
    latencies: list[float] = field(default_factory=list)

    def note(self, began: float, now: float, status: bytes) -> None:
        """One answer."""
        self.answers += 1
        self.refused += status not in {b"200", b"201"}
        if self.counts_from <= now < self.ends:
            self.latencies.append(now - began)


class Connection(asyncio.Protocol):
    """One patient's connection."""

    def __init__(self, plan: Plan, cookie: str) -> None:
        self._plan = plan
        self._edit = plan.first
        self._requests = _requests(cookie)
        self._seen = b""
        self._began = 0.0
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is none by inheritance
        self._next()

    def data_received(self, data: bytes) -> None:
        """Note the answer when it is whole, then send the next edit."""
        self._seen += data
        head, blank, body = self._seen.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            return
        now = time.perf_counter()
        self._plan.note(self._began, now, self._seen[9:12])
        self._seen = b""
        if now < self._plan.ends:
            self._next()
        else:
            self._transport.close()

    def connection_lost(self, _exc: Exception | None) -> None:
        """End."""
        self.finished.set_result(None)

    def _next(self) -> None:
        request = self._requests[self._edit % DAYS] % minutes(self._edit)
        self._edit += 1
        self._began = time.perf_counter()
        self._transport.write(request)


def _requests(cookie: str) -> list[bytes]:
    today = datetime.now(UTC).date()
    length = len(_BODY % 100)
    days = [today - timedelta(days=number) for number in range(1, DAYS + 1)]
    return [_HEAD.format(day=day, cookie=cookie, length=length).encode() + _BODY for day in days]


async def _run(plan: Plan, cookies: list[str]) -> None:
    loop = asyncio.get_running_loop()
    connections = [Connection(plan, cookie) for cookie in cookies]
    for connection in connections:
        await loop.create_connection(partial(_same, connection), "127.0.0.1", plan.port)
    await asyncio.gather(*(connection.finished for connection in connections))


def _same(connection: Connection) -> Connection:
    return connection


def main() -> None:
    """One run."""
    asked = json.load(sys.stdin)
    counts_from = time.perf_counter() + asked["warm_up_s"]
    plan = Plan(asked["port"], asked["first"], counts_from, counts_from + asked["seconds"])
    uvloop.run(_run(plan, asked["cookies"]))
    told = {"answers": plan.answers, "refused": plan.refused}
    json.dump(told | {"latencies_ms": [round(1000 * one, 3) for one in plan.latencies]}, sys.stdout)


if __name__ == "__main__":
    main()
