"""The load: keep-alive connections that ask for one kind of work, each again as soon as it is answered.

A process of its own, light: no HTTP library, and for a PUT bytes made beforehand with one number changed in
them. It reads what to do as JSON from standard input and prints what came of it as JSON. The kinds are `put`,
and of sync `empty`, `one edit` and `60 edits`.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Protocol, cast

import uvloop

from benchmarks.sync_load import Sync

DAYS = 60
_EDITS = {"empty": 0, "one edit": 1, "60 edits": DAYS}
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


class Work(Protocol):
    """What one patient asks for."""

    def request(self) -> bytes:
        """The next request, whole."""

    def answered(self, body: bytes) -> bool:
        """Take in an answer of success; false where it refused a part."""


@dataclass(slots=True)
class Plan:
    """What one run is: until when; and what came of it."""

    port: int
    counts_from: float
    ends: float
    answers: int = 0
    refused: int = 0
    latencies: list[float] = field(default_factory=list)

    def note(self, began: float, now: float, taken: bool) -> None:
        """One answer."""
        self.answers += 1
        self.refused += not taken
        if self.counts_from <= now < self.ends:
            self.latencies.append(now - began)


class Connection(asyncio.Protocol):
    """One patient's connection."""

    def __init__(self, plan: Plan, work: Work) -> None:
        self._plan = plan
        self._work = work
        self._seen = b""
        self._began = 0.0
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is none by inheritance
        self._next()

    def data_received(self, data: bytes) -> None:
        """Note the answer when it is whole, then ask again."""
        self._seen += data
        head, blank, body = self._seen.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            return
        now = time.perf_counter()
        taken = self._seen[9:12] in {b"200", b"201"} and self._work.answered(body)
        self._plan.note(self._began, now, taken)
        self._seen = b""
        if now < self._plan.ends:
            self._next()
        else:
            self._transport.close()

    def connection_lost(self, _exc: Exception | None) -> None:
        """End."""
        self.finished.set_result(None)

    def _next(self) -> None:
        request = self._work.request()
        self._began = time.perf_counter()
        self._transport.write(request)


class Put:
    """Days, one after the other, whole."""

    def __init__(self, cookie: str, first: int) -> None:
        self._edit = first
        length = len(_BODY % 100)
        self._requests = [
            _HEAD.format(day=day, cookie=cookie, length=length).encode() + _BODY for day in last_days()
        ]

    def request(self) -> bytes:
        """The next day's."""
        request = self._requests[self._edit % DAYS] % minutes(self._edit)
        self._edit += 1
        return request

    def answered(self, _body: bytes) -> bool:
        """Nothing of it is needed."""
        return True


def last_days() -> list[date]:
    """The days that are edited: the last, newest first."""
    today = datetime.now(UTC).date()
    return [today - timedelta(days=number) for number in range(1, DAYS + 1)]


async def _run(plan: Plan, works: list[Work]) -> None:
    loop = asyncio.get_running_loop()
    connections = [Connection(plan, work) for work in works]
    for connection in connections:
        await loop.create_connection(partial(_same, connection), "127.0.0.1", plan.port)
    await asyncio.gather(*(connection.finished for connection in connections))


def _same(connection: Connection) -> Connection:
    return connection


def _work(asked: dict[str, Any], patient: dict[str, str]) -> Work:
    if asked["kind"] == "put":
        return Put(patient["cookie"], asked["first"])
    days = [day.isoformat() for day in last_days()]
    return Sync(patient, days, _EDITS[asked["kind"]], minutes(asked["first"]), asked["tells_values"])


def main() -> None:
    """One run."""
    asked = json.load(sys.stdin)
    counts_from = time.perf_counter() + asked["warm_up_s"]
    plan = Plan(asked["port"], counts_from, counts_from + asked["seconds"])
    uvloop.run(_run(plan, [_work(asked, patient) for patient in asked["patients"]]))
    told = {"answers": plan.answers, "refused": plan.refused}
    json.dump(told | {"latencies_ms": [round(1000 * one, 3) for one in plan.latencies]}, sys.stdout)


if __name__ == "__main__":
    main()
