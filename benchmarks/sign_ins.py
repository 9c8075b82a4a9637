"""Whether the time of a refused sign-in tells what was wrong: fresh accounts and networks for each try."""

import http.client
import json
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

from app.storage import throttle
from app.storage.prepared import Transaction
from benchmarks import servers
from benchmarks.figures import Target, percentile
from benchmarks.patients import write

_PASSWORD, _WRONG = "ten copper spoons beside the canal", "five walnuts under a blue hat"
_LONG_BEFORE, _FAILURES = timedelta(minutes=16), 20
KINDS = ("unknown name", "wrong password", "waiting, right password")


def measure(folder: Path, tries: int) -> list[Target]:
    """Print the figures; the targets that they are held against."""
    with servers.diary(folder):
        pass  # it makes the database
    waiting = [f"waiting-{uuid4().hex}" for _ in range(tries)]
    write(folder, lambda tx: _keep_waiting(tx, waiting))
    with servers.running(folder, [str(servers.COMMAND), "serve"], trusted_proxies="127.0.0.1") as server:
        wrong = [f"wrong-{uuid4().hex}" for _ in range(tries)]
        for name in (*waiting, *wrong):
            _register(server.port, name)
        taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for number in range(tries):
            taken["unknown name"].append(_try(server.port, f"nobody-{uuid4().hex}", _WRONG))
            taken["wrong password"].append(_try(server.port, wrong[number], _WRONG))
            taken["waiting, right password"].append(_try(server.port, waiting[number], _PASSWORD))
    known = median(taken["wrong password"])
    for kind, times in taken.items():
        figures = f"p50 {median(times):6.1f} ms  p90 {percentile(times, 90):6.1f} ms"
        print(f"  {kind:32} {figures}  ({median(times) / known:.2f} of a wrong password's)")
    furthest = max(abs(median(times) / known - 1) for times in taken.values())
    return [Target("refused sign-in, how far the medians are apart", 0.1, furthest, "")]


def _keep_waiting(tx: Transaction, names: list[str]) -> None:
    """So many failures of each, the last one just now, that the next try has to wait a quarter of an hour."""
    now = datetime.now(UTC)
    for name in names:
        for failure in range(_FAILURES, -1, -1):
            throttle.take_try(tx, [throttle.subject("account", name)], now - failure * _LONG_BEFORE)


def _register(port: int, name: str) -> None:
    account = {"username": name, "password": _PASSWORD, "display_name": "Ada", "time_zone": "UTC"}
    status = _post(port, "accounts", account)
    if status != http.client.CREATED:
        raise RuntimeError(f"registering answered {status}")


def _try(port: int, name: str, password: str) -> float:
    """The time of one refused try, in milliseconds."""
    began = time.perf_counter()
    status = _post(port, "session", {"username": name, "password": password})
    if status != http.client.UNAUTHORIZED:
        raise RuntimeError(f"a try that must be refused answered {status}")
    return 1000 * (time.perf_counter() - began)


def _post(port: int, path: str, said: dict[str, str]) -> int:
    n = uuid4().int
    headers = {
        "Content-Type": "application/json",
        "X-Forwarded-For": f"10.{n % 256}.{n // 256 % 256}.{n // 65536 % 256}",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("POST", f"/api/v1/{path}", json.dumps(said), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
