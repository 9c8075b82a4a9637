"""Sync through a proxy that cuts, stalls, delays and doubles, while the app is ended again and again."""

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.storage.kinds import table_of
from app.storage.tables import DayRevision, Operation
from tests.conftest import Tell
from tests.faults.devices import Devices
from tests.faults.processes import ServerProcess, running
from tests.faults.proxy import FATES, Proxy, between
from tests.faults.sizes import size
from tests.faults.writers import ask
from tests.served import PASSWORD, wait_until
from tests.storage.books import bare_engine

EDITS_EACH = size(240, 2_400)
CONTROLLED = 40
NAMES = ("one", "two", "three")
DAYS = tuple(f"2026-11-{day:02}" for day in range(1, 9))
ENDED_EVERY = 9
MET_AT_LEAST = EDITS_EACH // 20
MOST_TIMES = 6
DRAINED_WITHIN_S = 60
STUCK_AFTER_S = 5


@dataclass
class Phone:
    """One device in a process of its own, and what was said on it."""

    name: str
    devices: Devices
    said: dict[str, str] = field(default_factory=dict)  # operation -> text
    ended: int = 0

    def tell(self, do: str, **given: Any) -> Any:
        """Do it on this device."""
        return self.devices.tell(do, f"diary-{self.name}", **given)

    def use(self, edits: int) -> None:
        """Say one thing after the other; now and then the app ends in the middle of it."""
        moments = random.Random(f"{self.name} {len(self.said)}")
        for number in range(len(self.said), len(self.said) + edits):
            text = f"{self.name} {number}"
            operation = self.tell("day", key=moments.choice(DAYS), set={"note": text}, soon=True)
            self.said[operation] = text
            time.sleep(moments.uniform(0, 0.04))
            if number % ENDED_EVERY == ENDED_EVERY - 1:
                self.tell("reopen", soon=True)
                self.ended += 1


@dataclass
class Family:
    """A person with three devices on one server, behind the proxy."""

    server: ServerProcess
    proxy: Proxy
    phones: list[Phone]
    diary_id: UUID

    def use(self, edits: int) -> None:
        """All three at once."""
        threads = [threading.Thread(target=phone.use, args=(edits,)) for phone in self.phones]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def use_until(self, met: Callable[[], bool], edits: int) -> None:
        """So many edits each, and on until that was met: a busy machine makes few exchanges of many edits."""
        for _ in range(MOST_TIMES):
            self.use(edits)
            if met():
                return

    def seen(self) -> list[dict[str, Any]]:
        """What each device shows."""
        return [phone.tell("look", soon=True) for phone in self.phones]

    def wait_until_equal(self, seconds: float) -> None:
        """The queues empty by themselves, and everybody hears everything: nobody is told to sync."""
        wait_until(lambda: all(one["waiting"] == 0 for one in self.seen()), seconds)
        wait_until(self.are_equal, seconds)

    def are_equal(self) -> bool:
        """Whether all devices show the same."""
        return len({json.dumps(by_key(one), sort_keys=True) for one in self.seen()}) == 1

    @property
    def said(self) -> dict[str, str]:
        """Operation to text, of all."""
        return {operation: text for phone in self.phones for operation, text in phone.said.items()}

    def stored(self) -> tuple[set[str], set[str]]:
        """The texts that the server holds or held, and the operations that it knows."""
        with bare_engine(self.server.url).connect() as connection:
            kept, known = table_of(DayRevision), table_of(Operation)
            values = connection.execute(kept.select().with_only_columns(kept.c.value)).scalars()
            texts = {json.loads(value)["note"] for value in values if value}
            ids = connection.execute(known.select().with_only_columns(known.c.operation_id)).scalars()
            return texts, {str(one) for one in ids}


def by_key(seen: dict[str, Any]) -> dict[str, Any]:
    """The days in one order."""
    return seen | {"days": sorted(seen["days"], key=lambda day: str(day["key"]))}


def least_met(proxy: Proxy) -> int:
    """How often the fate was met that was met least."""
    return min(proxy.met[fate] for fate in FATES)


@contextmanager
def family(server: ServerProcess, proxy: Proxy) -> Iterator[Family]:
    """Register a person and sign three devices in."""
    account = {"username": f"ada-{uuid4().hex[:8]}", "password": PASSWORD, "display_name": "Ada"}
    account |= {"time_zone": "Europe/Berlin", "role": "patient"}
    status, headers, body = ask(server.port, "POST", "/api/v1/accounts", account)
    assert status == http.client.CREATED
    mine = {"account_id": body["account_id"], "diary_id": body["diary_id"]}
    mine["cookie"] = headers["set-cookie"].split(";")[0]
    with ExitStack() as open_ones:
        phones = []
        for name in NAMES:
            devices = open_ones.enter_context(Devices(server=f"http://127.0.0.1:{proxy.port}"))
            phones.append(Phone(name, devices))
            phones[-1].tell("open", server=mine)
        yield Family(server, proxy, phones, UUID(body["diary_id"]))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server as people run it."""
    with running(ServerProcess(tmp_path)) as one:
        yield one


def renamed(request: bytes) -> bytes:
    """The same edits under ids of their own, of the same length."""
    return re.sub(rb'(?<="operation_id":")[^"]+', lambda _: str(uuid4()).encode(), request)


def nothing_through(request: bytes) -> str:
    """The fate of every request."""
    return "cut in the request"


def test_nothing_is_lost_doubled_stuck_or_different_behind_a_harmful_proxy(
    server: ServerProcess, tell: Tell
) -> None:
    with between(Proxy(server.port)) as proxy, family(server, proxy) as ada:
        ada.use_until(lambda: least_met(proxy) >= MET_AT_LEAST, EDITS_EACH)
        proxy.harms = False
        ada.wait_until_equal(DRAINED_WITHIN_S)
        refused = [one["refused"] for one in ada.seen()]
        texts, known = ada.stored()

    ended, edits = sum(phone.ended for phone in ada.phones), len(ada.said)
    fates = ", ".join(f"{fate} {proxy.met[fate]}" for fate in FATES)
    tell(f"{edits} edits of three devices, {ended} times ended; {fates}: 0 lost, doubled, stuck or different")
    assert refused == [[], [], []]
    assert set(ada.said.values()) - texts == set()
    assert known == set(ada.said)
    assert edits >= len(NAMES) * EDITS_EACH
    assert ended >= len(NAMES) * (EDITS_EACH // ENDED_EVERY)
    assert least_met(proxy) >= MET_AT_LEAST


def test_a_proxy_that_renames_what_it_doubles_is_caught(server: ServerProcess) -> None:
    with between(Proxy(server.port, doubled=renamed)) as proxy, family(server, proxy) as ada:
        ada.use_until(lambda: proxy.met["twice"] > 0, CONTROLLED)
        proxy.harms = False
        ada.wait_until_equal(DRAINED_WITHIN_S)

        assert ada.stored()[1] > set(ada.said)


def test_a_proxy_that_never_lets_anything_through_is_caught(server: ServerProcess) -> None:
    with between(Proxy(server.port)) as proxy, family(server, proxy) as ada:
        proxy.fate = nothing_through  # type: ignore[method-assign]
        ada.use(CONTROLLED // 10)

        with pytest.raises(AssertionError, match="did not come true"):
            ada.wait_until_equal(STUCK_AFTER_S)


def test_a_device_that_forgets_what_it_has_not_sent_is_caught(server: ServerProcess) -> None:
    with between(Proxy(server.port)) as proxy, family(server, proxy) as ada:
        proxy.fate = nothing_through  # type: ignore[method-assign]
        ada.use(CONTROLLED // 10)
        for phone in ada.phones:
            phone.tell("lose", soon=True)
        del proxy.fate
        ada.wait_until_equal(DRAINED_WITHIN_S)

        assert set(ada.said.values()) - ada.stored()[0]
