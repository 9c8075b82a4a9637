"""Thirteen clients of one account at once: nobody waits for somebody who waits for them."""

import asyncio
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.storage.engine import PostgresDatabase, open_database
from tests.databases import POSTGRESQL, migrated_database
from tests.faults.conftest import Tell
from tests.faults.processes import ServerProcess, running
from tests.faults.sizes import size
from tests.faults.writers import ask
from tests.served import PASSWORD

CLIENTS = 13
DAY = date(2026, 1, 1)


def sign_in(port: int, name: str) -> str:
    """The cookie of one more sign-in."""
    status, headers, _ = ask(port, "POST", "/api/v1/session", {"username": name, "password": PASSWORD})
    assert status == 200
    return headers["set-cookie"].split(";")[0]


def one_client(server: tuple[int, str], number: int, rounds: int, seen: "Counter[int]") -> None:
    """Write, exchange as a new device, change the profile, look at the sign-ins: again and again."""
    port, cookie = server
    for turn in range(rounds):
        day = DAY + timedelta(days=turn)
        operation = {
            "operation_id": str(uuid4()),
            "kind": "day",
            "key": str(day),
            "set": {"headache": True, "note": f"{number}"},
            "made_at": "2026-11-01T12:00:00Z",
            "time_zone": "UTC",
        }
        exchange = {"device_id": str(uuid4()), "operations": [operation]}
        deeds = (
            ("PUT", f"/api/v1/diaries/mine/days/{day}", {"headache": False}),
            ("POST", "/api/v1/diaries/mine/sync", exchange),
            ("PUT", "/api/v1/account", {"display_name": f"Ada {number}", "time_zone": "UTC"}),
            ("GET", "/api/v1/sessions", None),
        )
        for method, path, body in deeds:
            status, _, _ = ask(port, method, path, body, cookie)
            seen[status] += 1


def test_thirteen_clients_of_one_account_meet_no_deadlock(kind: str, tmp_path: Path, tell: Tell) -> None:
    rounds = size(4, 40)
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))
    seen: Counter[int] = Counter()
    with running(server):
        name = f"patient-{uuid4().hex[:12]}"
        account = {"display_name": "Ada", "time_zone": "UTC", "role": "patient"}
        ask(server.port, "POST", "/api/v1/accounts", {"username": name, "password": PASSWORD} | account)
        cookies = [sign_in(server.port, name) for _ in range(CLIENTS)]
        threads = [
            threading.Thread(target=one_client, args=((server.port, cookie), number, rounds, seen))
            for number, cookie in enumerate(cookies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    tell(f"{kind}: {CLIENTS} clients, {seen.total()} requests: {dict(seen)}")
    assert set(seen) == {200, 201}
    assert "refused" not in server.said
    assert seen.total() == CLIENTS * 4 * rounds


@pytest.mark.parametrize("times", [1, 3])
def test_a_transaction_given_up_for_another_is_done_again(tmp_path: Path, times: int) -> None:
    database = open_database(migrated_database(POSTGRESQL, tmp_path))
    assert isinstance(database, PostgresDatabase)
    tries: list[int] = []

    def job(_tx: object) -> str:
        tries.append(1)
        if len(tries) <= times:
            raise psycopg.errors.DeadlockDetected("made up")
        return "done"

    try:
        assert asyncio.run(database.write(job)) == "done"
    finally:
        database.close()
    assert len(tries) == times + 1
