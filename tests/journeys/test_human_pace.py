"""Taps at human pace while answers are held back: none is lost, and no phone conflicts with itself."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Tell
from tests.faults.processes import ServerProcess
from tests.faults.proxy import Proxy, between
from tests.faults.sizes import size
from tests.served import Person

from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-2")

PACE = (Path(__file__).parent / "pace.js").read_text("utf-8").partition("\n")[2].rstrip().rstrip(";")
LEAST_MS, MOST_MS = 200, 700
FIRST_MOMENT_MS = 700  # of a page, and of a sheet: a tap may have been meant for what was there before
HELD_S = 0.7
TAPS = size(16, 120)
KILLS = size(1, 20)
TAPS_A_KILL = 48
HEALED_WITHIN_S = 15
A_YEAR = 365
# Each request comes from another device that knows nothing: what a phone looks like that is its own rival.
ANOTHER_EACH_TIME = """
(() => {
  const really = globalThis.fetch;
  globalThis.fetch = (address, init) => {
    if (!String(address).endsWith('/sync') || !init?.body) return really(address, init);
    const said = JSON.parse(init.body);
    said.device_id = crypto.randomUUID();
    for (const one of said.operations) Object.assign(one, { base_revision: null, base_values: null });
    return really(address, { ...init, body: JSON.stringify(said) });
  };
})()
"""


@dataclass
class Tapping:
    """A phone with a year of diary, the sheet of today open in each tab, and what was tapped."""

    one: Phone
    ada: Person
    day: date
    tabs: list[Page]
    expected: dict[str, bool | None] = field(default_factory=dict)
    turned: list[str] = field(default_factory=list)
    made: int = 0

    def tap(self, count: int) -> None:
        """Tap so often: all in the one tab, or in turns."""
        turns = (
            [(self.tabs[0], count)]
            if len(self.tabs) == 1
            else [(tab, 1) for tab in self.tabs * count][:count]
        )
        for tab, many in turns:
            self.made += many
            asked = {"count": many, "seed": 7919 * self.made, "least": LEAST_MS, "most": MOST_MS}
            told = tab.evaluate(PACE, asked)
            self.expected |= told["expected"]
            self.turned += told["turned"]

    def heals(self) -> None:
        """All that was tapped has reached the server."""
        expect(self.one.line).to_contain_text("All days sent", timeout=HEALED_WITHIN_S * 1000)

    def on_server(self) -> dict[str, Any]:
        """The day as a newcomer hears it."""
        said: dict[str, Any] = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": []}
        answer = self.ada.http.post(f"{self.ada.diary}/sync", json=said).json()
        days = [change for change in answer["changes"] if change["key"] == str(self.day)]
        return dict(days[0])

    def judge(self) -> None:
        """Every tap is on the server, none was turned back, nothing is said by two."""
        shown = self.on_server()
        assert shown["conflict"] is None, f"a phone conflicts with itself: {shown['conflict']['parts']}"
        lost = {name: said for name, said in self.expected.items() if shown["values"][name] != said}
        assert lost == {}, f"taps were lost: {lost}"
        assert self.turned == []
        assert [edit for edit in self.one.stored("outbox") if edit.get("refused")] == []


def a_year_of_diary(ada: Person, today: date) -> None:
    """Every day of the last year but today."""
    for start in range(1, A_YEAR + 1, 200):
        days = [today - timedelta(days=back) for back in range(start, min(start + 200, A_YEAR + 1))]
        operations = [
            {
                "operation_id": str(uuid4()),
                "kind": "day",
                "key": str(day),
                "set": {"headache": day.day % 3 == 0, "triggers": ["stress"] if day.day % 5 == 0 else []},
                "made_at": f"{day}T12:00:00Z",
                "time_zone": "Europe/Berlin",
            }
            for day in days
        ]
        said = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": operations}
        assert ada.http.post(f"{ada.diary}/sync", json=said).status_code == 200


@pytest.fixture
def tapping(phone: NewPhone, ada: Person, server: ServerProcess) -> Iterator[Callable[..., Tapping]]:
    """Opens a phone behind a proxy that holds answers back."""
    with between(Proxy(server.port, harms=False, held_s=HELD_S)) as proxy:

        def open_one(tabs: int = 1, slowed: int = 1, **given: Any) -> Tapping:
            one = phone(f"http://localhost:{proxy.port}", **given).open()
            today = one.today
            a_year_of_diary(ada, today)
            one.belong_to(ada)
            assert one.context is not None
            pages = [one.page, *(one.context.new_page() for _ in range(tabs - 1))]
            one.answer("severe").tap()
            one.sees_saved("severe")
            for page in pages[1:]:
                page.goto(f"{one.address}/")
                expect(page.locator(".answers [data-answer=severe]")).to_have_attribute(
                    "aria-pressed", "true"
                )
                page.wait_for_timeout(FIRST_MOMENT_MS)
                page.locator(".answers [data-answer=severe]").tap()
            for page in pages:
                expect(page.locator("dialog [data-field=nausea]")).to_be_visible()
                page.wait_for_timeout(FIRST_MOMENT_MS)
                tab = one.context.new_cdp_session(page)
                tab.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
            return Tapping(one, ada, today, pages)

        yield open_one


@pytest.mark.parametrize(
    ("tabs", "slowed"), [(1, 1), (1, 4), (2, 1), (2, 4)], ids=["1x", "4x", "two tabs", "two tabs at 4x"]
)
def test_taps_at_human_pace_all_arrive_and_a_phone_never_contradicts_itself(
    tapping: Callable[..., Tapping], tell: Tell, tabs: int, slowed: int
) -> None:
    one = tapping(tabs, slowed)
    one.tap(TAPS)
    one.heals()

    one.judge()
    tell(f"{one.made} taps at human pace in {tabs} tabs, processor slowed {slowed}x: 0 lost, 0 conflicts")
    assert one.made == TAPS


def test_a_phone_that_is_another_device_each_time_is_caught(tapping: Callable[..., Tapping]) -> None:
    one = tapping(before=[ANOTHER_EACH_TIME])
    one.tap(TAPS)
    one.one.page.wait_for_timeout(5_000)

    with pytest.raises(AssertionError, match=r"conflicts with itself|taps were lost"):
        one.judge()


def test_taps_while_the_server_is_killed_all_arrive_soon_after_its_return(
    tapping: Callable[..., Tapping], server: ServerProcess, tell: Tell
) -> None:
    one = tapping(1, 1)
    chance = random.Random(20261129)
    longest = 0.0
    for _ in range(KILLS):
        until = chance.randint(4, TAPS_A_KILL - 8)
        one.tap(until)
        server.kill()
        one.tap(8)
        server.start()
        returned = time.monotonic()
        one.heals()
        longest = max(longest, time.monotonic() - returned)
        one.tap(TAPS_A_KILL - until - 8 if KILLS > 1 else 0)
    one.heals()

    one.judge()
    killed = f"the server killed {KILLS} times"
    tell(f"{one.made} taps, {killed}: 0 lost, 0 conflicts, healed within {longest:.1f} s")
    assert one.made >= 12
    assert longest < HEALED_WITHIN_S
