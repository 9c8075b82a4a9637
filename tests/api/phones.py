"""Phones of the release before as their own code does it: what they hold, send, hear, and send again."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx
import orjson

from tests.api.test_sync import edit
from tests.served import Person

MOST_EXCHANGES = 20


@dataclass
class PhoneOfBefore:
    """Documents as they were told, edits that wait, and how far it has heard; it sends no base values."""

    person: Person
    http: httpx.Client
    device_id: str = field(default_factory=lambda: str(uuid4()))
    epoch: str | None = None
    cursor: int = 0
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    has_heard: bool = False

    def say(self, day: str, delete: bool = False, **said: Any) -> None:
        """Save an edit; it waits for the next exchange."""
        base = self.told[day]["revision"] if day in self.told else None
        self.waiting.append(edit(day, base, delete=delete, **said))

    def sync(self) -> None:
        """Exchange until nothing is left to send or to hear."""
        for _ in range(MOST_EXCHANGES):
            answer = self._exchange(self._next() if self.has_heard else [])
            self.has_heard = True
            if not answer["has_more"] and not self.waiting:
                return
        raise AssertionError(f"edits stand still: {self.waiting}")

    def _next(self) -> list[dict[str, Any]]:
        first: dict[str, dict[str, Any]] = {}
        for operation in self.waiting:
            first.setdefault(operation["key"], operation)
        return list(first.values())

    def _exchange(self, operations: list[dict[str, Any]]) -> dict[str, Any]:
        sent = [{key: value for key, value in one.items() if key != "again"} for one in operations]
        body = {"device_id": self.device_id, "epoch": self.epoch, "cursor": self.cursor, "operations": sent}
        reply = self.http.post(f"{self.person.diary}/sync", json=body)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        is_restored = self.epoch is not None and answer["epoch"] != self.epoch
        if is_restored:
            self._send_all_again(answer["epoch"])
        for result in answer["results"]:
            self._settle(result, is_restored)
        self.told |= {change["key"]: change for change in answer["changes"]}
        self.epoch, self.cursor = answer["epoch"], answer["next_cursor"]
        return answer

    def _settle(self, result: dict[str, Any], is_restored: bool) -> None:
        if result["status"] == "rejected" and is_restored:
            return
        sent = next(one for one in self.waiting if one["operation_id"] == result["operation_id"])
        self.waiting.remove(sent)
        if result["status"] == "rejected":
            self.refused.append({**sent, "errors": result["errors"]})
            return
        for later in self.waiting if sent.get("again") != "beside" else ():
            if later["key"] == sent["key"] and "again" not in later:
                later["base_revision"] = result["said_revision"]

    def _send_all_again(self, epoch: str) -> None:
        copies = [copy for document in self.told.values() for copy in self._copies(document, epoch)]
        self.waiting = [*copies, *(one for one in self.waiting if "again" not in one)]

    def _copies(self, document: dict[str, Any], epoch: str) -> list[dict[str, Any]]:
        conflict = document["conflict"]
        base = None if conflict else document["revision"]
        beside = [other["values"] for other in (conflict or {"others": []})["others"]]
        held = [("shown", document["values"]), *(("beside", values) for values in beside)]
        return [
            edit(document["key"], base, delete=values is None, **(values or {}))
            | {"again": again, "operation_id": self._id_of(epoch, document["key"], values)}
            for again, values in held
        ]

    def _id_of(self, epoch: str, key: str, values: object) -> str:
        name = orjson.dumps([self.device_id, key, values]).decode()
        return str(uuid5(UUID(epoch), name))

    @property
    def shown(self) -> dict[str, Any]:
        """What it shows, by day: revision, values, and whether devices differ."""
        return {
            day: (one["revision"], one["values"], bool(one["conflict"])) for day, one in self.told.items()
        }
