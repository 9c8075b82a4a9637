"""A server whose clock jumps: what it refused while that was wrong comes through afterwards by itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Tell
from tests.databases import SQLITE, migrated_database
from tests.faults.devices import Send
from tests.faults.world import World
from tests.served import NOW, serve

TODAY = NOW.date()
JUMPS = (-3, 0, -400, 2, -30, -400, 0, -2)
ANSWERS = ("mild", "moderate", "severe")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server whose clock is moved, and the devices' process."""
    with serve(migrated_database(SQLITE, tmp_path), tmp_path) as served:
        made = World.of(served, tmp_path)
        with made.devices:
            yield made


@pytest.fixture
def phone(world: World) -> str:
    """A phone of a new person."""
    served = world.new_person()
    world.devices.tell("open", "one", server={**served, "cookie": world.cookie})
    return "one"


def tapped(world: World, phone: str, *days: str) -> dict[str, str]:
    """Taps on these days, as the phone shows them."""
    said = {}
    for number, day in enumerate(days):
        said[day] = ANSWERS[number % len(ANSWERS)]
        world.devices.tell("day", phone, key=day, set={"headache": True, "peak_intensity": said[day]})
    return said


def looked(world: World, phone: str) -> dict[str, Any]:
    """What the phone shows and still has to send."""
    told: dict[str, Any] = world.devices.tell("look", phone)
    return told


def stored(world: World, said: dict[str, str]) -> dict[str, str]:
    """What the server holds, read with the phone's cookie."""
    answer = world.reader.get("/diaries/mine/days", headers={"Cookie": world.cookie})
    return {day["day"]: day["peak_intensity"] for day in answer.json()["days"] if day["day"] in said}


def days_from(start: int, count: int) -> list[str]:
    """Days after today by the right clock; those before it with a negative start."""
    return [str(TODAY + timedelta(start + number)) for number in range(count)]


def test_taps_that_a_wrong_clock_refused_come_through_by_themselves(
    world: World, phone: str, tell: Tell
) -> None:
    said: dict[str, str] = {}
    refused = 0
    for round_number, jump in enumerate(JUMPS):
        world.served.now = NOW + timedelta(jump)
        said |= tapped(world, phone, *days_from(-2 - 3 * round_number, 3), str(TODAY))
        refused += len(looked(world, phone)["refused"])

    world.served.now = NOW + timedelta(days=1)
    world.devices.tell("sync", phone)

    after = looked(world, phone)
    assert (after["waiting"], after["refused"]) == (0, [])
    assert stored(world, said) == said
    assert refused == 14
    tell(f"{len(said)} days tapped while the clock jumped {len(JUMPS)} times, {refused} refusals, 0 left")


def test_a_refused_tap_holds_no_other_back(world: World, phone: str) -> None:
    world.served.now = NOW - timedelta(days=3)

    said = tapped(world, phone, str(TODAY), *days_from(-6, 3))

    assert [edit["key"] for edit in looked(world, phone)["refused"]] == [str(TODAY)]
    assert set(stored(world, said)) == set(days_from(-6, 3))


def test_within_one_day_of_the_servers_clock_nothing_is_asked_twice(world: World, phone: str) -> None:
    world.served.now = NOW - timedelta(days=3)
    tapped(world, phone, str(TODAY))
    asked: list[str] = []

    def noted(send: Send, path: str, body: str) -> httpx.Response:
        asked.append(body)
        return send(path, body)

    world.devices.wire = noted

    for minutes in range(5):
        world.served.now = NOW - timedelta(days=3, minutes=-minutes)
        world.devices.tell("sync", phone)

    assert [body for body in asked if str(TODAY) in body] == []
    assert len(asked) == 5


def test_a_phone_that_started_anew_tries_again(world: World, phone: str) -> None:
    world.served.now = NOW - timedelta(days=3)
    said = tapped(world, phone, str(TODAY))
    world.served.now = NOW

    world.devices.tell("reopen", phone)
    world.devices.tell("sync", phone)

    assert looked(world, phone)["refused"] == []
    assert stored(world, said) == said


def test_a_wire_that_tells_the_old_time_for_ever_leaves_them_refused(world: World, phone: str) -> None:
    world.served.now = wrong = NOW - timedelta(days=3)
    tapped(world, phone, str(TODAY))
    world.served.now = NOW

    def old_time(send: Send, path: str, body: str) -> httpx.Response:
        return httpx.Response(200, json=send(path, body).json() | {"now": wrong.isoformat()})

    world.devices.wire = old_time
    world.devices.tell("sync", phone)

    assert [edit["key"] for edit in looked(world, phone)["refused"]] == [str(TODAY)]
