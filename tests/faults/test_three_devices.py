"""Three devices with the app's own code and the real server agree after anything; nothing said is lost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app.storage.arrival import Arrival
from tests.conftest import Tell
from tests.databases import SQLITE, migrated_database
from tests.faults.devices import Send, Wire
from tests.faults.sizes import size
from tests.faults.three_devices import NAMES, ThreeDevices
from tests.faults.world import World
from tests.served import serve

PARTS = size(1, 2)  # each with chance of its own: a machine with two cores runs both at once
SEQUENCES = size(500, 20_000) // PARTS
MET = SEQUENCES // 25
CONTROLLED = 300
STEPS = 14
COUNTS = {"sequences", "said", "look", "restored", "judged", "alone", "during"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server and the devices' process."""
    with serve(migrated_database(SQLITE, tmp_path), tmp_path) as served:
        served.now = datetime.now(UTC)
        made = World.of(served, tmp_path)
        with made.devices:
            yield made


def run(machine: type[ThreeDevices], world: World, sequences: int, phases: tuple[Phase, ...]) -> None:
    """Run so many sequences of this machine; the first that fails ends it."""
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=phases,
    )
    run_state_machine_as_test(type("Machine", (machine,), {"world": world}), settings=chosen)


class Renamed(ThreeDevices):
    """A client that makes new ids when it sends again."""

    def again(self, body: str) -> str:
        """The same edits under ids of their own."""
        said = json.loads(body)
        said["operations"] = [one | {"operation_id": str(uuid4())} for one in said["operations"]]
        return json.dumps(said)


class Forgetful(ThreeDevices):
    """A client that keeps nothing: what is not sent at once is gone."""

    def tell(self, do: str, name: str, **given: Any) -> Any:
        """The same, and then its outbox is emptied."""
        told = super().tell(do, name, **given)
        if do == "day":
            super().tell("lose", name, soon=True)
        return told


class FromMemory(ThreeDevices):
    """A phone that takes what it changes from its memory, not from its disk."""

    def tell(self, do: str, name: str, **given: Any) -> Any:
        """The same, on what it remembers."""
        return super().tell("day from memory" if do == "day" else do, name, **given)


class Rebasing(ThreeDevices):
    """A phone that moves what waits to what it heard last, and that the person did not see."""

    def wire(self, fault: str) -> Any:
        """The same, each edit on what the server shows by now."""
        carry: Wire = super().wire(fault)

        def rebasing(send: Send, path: str, body: str) -> httpx.Response | None:
            said = json.loads(body)
            now = self.world.days_now(self.server["diary_id"])
            said["operations"] = [
                one | (now.get(one["key"], {}) if one["kind"] == "day" else {}) for one in said["operations"]
            ]
            return carry(send, path, json.dumps(said))

        return rebasing


class Deaf(ThreeDevices):
    """A wire that keeps the changes of others from one device."""

    def wire(self, fault: str) -> Any:
        """The same, without the changes."""
        carry: Wire = super().wire(fault)

        def deaf(send: Send, path: str, body: str) -> httpx.Response | None:
            answer = carry(send, path, body)
            if answer is None or json.loads(body)["device_id"] != self.ids.get(NAMES[2]):
                return answer
            return httpx.Response(200, json=answer.json() | {"changes": []})

        return deaf


class Quiet(ThreeDevices):
    """A wire on which what was held before a restore never arrives."""

    def wire(self, fault: str) -> Any:
        """The same, without the copies, whose ids are made from what they say."""
        carry: Wire = super().wire(fault)

        def quiet(send: Send, path: str, body: str) -> httpx.Response | None:
            said = json.loads(body)
            copies = [one for one in said["operations"] if UUID(one["operation_id"]).version == 5]
            said["operations"] = [one for one in said["operations"] if one not in copies]
            answer = carry(send, path, json.dumps(said))
            if answer is None:
                return None
            told = answer.json()
            told["results"] += [
                {"operation_id": one["operation_id"], "status": "applied", "said_revision": None}
                for one in copies
            ]
            return httpx.Response(200, json=told)

        return quiet


@pytest.mark.parametrize("part", range(PARTS))
def test_three_devices_agree_after_anything_and_nothing_said_is_lost(
    world: World, tell: Tell, part: int
) -> None:
    run(seed(part)(type("Part", (ThreeDevices,), {})), world, SEQUENCES, tuple(Phase))

    steps = sum(many for name, many in world.counted.items() if name not in COUNTS)
    tell(
        f"{world.counted['sequences']} sequences of three devices, {steps} steps,"
        f" the server restored {world.counted['restored']} times,"
        f" {world.counted['said']} texts said and kept: 0 lost, 0 devices that differ"
    )
    assert world.counted["sequences"] >= SEQUENCES
    assert world.counted["said"] > SEQUENCES
    assert min(world.counted[one] for one in ("lost before", "lost after", "twice", "restored")) > MET
    assert min(world.counted[one] for one in ("during", "judged", "alone")) > SEQUENCES // 4


@pytest.mark.parametrize(
    ("rule", "always", "fault"),
    [
        ("_is_unchanged", False, "an unchanged copy beat a tombstone"),
        ("_is_rival_of", False, "a deletion beat an edit"),
    ],
)
def test_a_server_that_does_one_of_these_wrong_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, rule: str, always: bool, fault: str
) -> None:
    monkeypatch.setattr(Arrival, rule, lambda *_: always)

    with pytest.raises(AssertionError, match=fault):
        run(ThreeDevices, world, CONTROLLED, (Phase.generate,))


@pytest.mark.parametrize(
    ("machine", "fault"),
    [
        (Renamed, "operations that no device made"),
        (Forgetful, "said and nowhere to be found"),
        (Deaf, "the devices differ"),
        (Quiet, "edits stand still|said and nowhere to be found|the devices differ"),
        (FromMemory, "a tap was lost"),
        (Rebasing, "replaced what it had not seen|a deletion beat an edit that its device had not seen"),
    ],
    ids=["new ids", "no outbox", "no changes", "no copies", "from memory", "rebasing"],
)
def test_a_client_that_does_one_of_these_wrong_is_caught(
    world: World, machine: type[ThreeDevices], fault: str
) -> None:
    with pytest.raises(AssertionError, match=fault):
        run(machine, world, CONTROLLED, (Phase.generate,))
