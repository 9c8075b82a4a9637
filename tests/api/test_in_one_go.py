"""An exchange of many operations does what the same operations do one after the other, each by itself."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from app.storage import operations
from app.storage.documents import find
from app.storage.kinds import Address, Edit
from app.storage.patches import Merging, Outcome, Patch, Status
from app.storage.prepared import Transaction
from tests.api.test_sync import edit
from tests.conftest import Tell
from tests.served import Person, Served

DAYS = ("2026-11-17", "2026-11-18", "2026-11-19")
SAID: tuple[dict[str, Any], ...] = (
    {"headache": True, "peak_intensity": "severe"},
    {"headache": True, "nausea": True},
    {"headache": False},
    {"triggers": ["wine"]},
    {"note": "at work"},
    {"acute_medications": [{"name": "P", "drug_class": "triptan", "doses": 1}]},
    {"delete": True},
    {"peak_intensity": "unbearable"},
    {"mood": "low"},
    {"note": "x" * 10_001},
)
EXCHANGES, OPERATIONS, CASES = 3, 12, 12


@dataclass
class Diary:
    """A diary, its two phones, and what they heard of each day."""

    person: Person
    devices: tuple[str, str] = field(default_factory=lambda: (str(uuid4()), str(uuid4())))
    heard: dict[str, int] = field(default_factory=dict)

    def exchange(self, device: int, said: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
        """What became of them: each status, and the codes of what is wrong."""
        body = {"device_id": self.devices[device], "cursor": 0, "operations": said}
        told = self.person.http.post(f"{self.person.diary}/sync", json=body)
        assert told.status_code == 200, told.text
        self.heard = {one["key"]: one["revision"] for one in told.json()["changes"]}
        return [(one["status"], [e["code"] for e in one["errors"]]) for one in told.json()["results"]]

    def on_what_it_heard(self, said: list[dict[str, Any]], heard: dict[str, int]) -> list[dict[str, Any]]:
        """The same operations, made on what this diary had told."""
        return [one | {"base_revision": heard.get(one["key"])} for one in said]

    def holds(self) -> list[Any]:
        """Every day as it is shown, without its numbers, and how many values it ever had."""
        days = self.person.get("/days").json()["days"]
        shown = [{name: value for name, value in day.items() if name != "revision"} for day in days]
        for day in shown:
            day["acute_medications"] = [m | {"id": None} for m in day["acute_medications"] or []]
        return [shown, [len(self.person.get(f"/days/{day}/history").json()["history"]) for day in DAYS]]


def drawn(case: int) -> Iterator[list[dict[str, Any]]]:
    """Exchanges of new operations, of some sent before, and of some whose id says something else."""
    chance = random.Random(f"in one go {case}")
    sent: list[dict[str, Any]] = []
    for _ in range(EXCHANGES):
        said = []
        for _ in range(OPERATIONS):
            one = edit(chance.choice(DAYS), None, **chance.choice(SAID))
            if sent and chance.random() < 0.1:
                one = chance.choice(sent)
            if sent and chance.random() < 0.05:
                one = one | {"operation_id": chance.choice(sent)["operation_id"]}
            said.append(one)
            sent.append(one)
        yield said


def differences(served: Served) -> list[int]:
    """The cases in which the exchange in one go did otherwise."""
    found = []
    for case in range(CASES):
        at_once, one_by_one = Diary(Person(served)), Diary(Person(served))
        told: list[list[Any]] = [[], []]
        for number, said in enumerate(drawn(case)):
            device = number % 2
            told[0] += at_once.exchange(device, at_once.on_what_it_heard(said, at_once.heard))
            for one in one_by_one.on_what_it_heard(said, dict(one_by_one.heard)):
                told[1] += one_by_one.exchange(device, [one])
        if told[0] != told[1] or at_once.holds() != one_by_one.holds():
            found.append(case)
    return found


def test_an_exchange_does_what_its_operations_do_by_themselves(shared_server: Served, tell: Tell) -> None:
    found = differences(shared_server)

    tell(f"{CASES} diaries, {EXCHANGES} exchanges of {OPERATIONS} operations each: {len(found)} differ")
    assert found == []


class Careless(operations._InOneGo):
    """Takes each operation for new, also one that was refused or taken already."""

    def __call__(
        self, tx: Transaction, merging: Merging, address: Address, patch: Patch, edit: Edit
    ) -> Outcome:
        """Do it; its id is kept where none is kept yet."""
        current = find(tx, merging.kind, address)
        outcome = operations._apply(tx, merging, address, current, (patch, edit))
        known = self._has_taken(patch) or operations._known(tx, address.diary_id, patch)
        if outcome.status is not Status.REJECTED and not known:
            self.taken.append(operations._row(address.diary_id, patch, outcome, edit.saved_at))
        return outcome


def test_one_that_takes_every_operation_for_new_is_caught(
    shared_server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "_InOneGo", Careless)

    found = differences(shared_server)

    assert found != []  # few of them: the revisions keep no id twice either
