"""One phone that syncs: it hears, edits days on what it heard, and sends so many edits in each exchange."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

_HEAD = (
    "POST /api/v1/diaries/{diary}/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Accept: application/json\r\nUser-Agent: benchmark\r\nCookie: {cookie}\r\n"
    "Content-Length: {length}\r\n\r\n"
)
_ATTACK = {
    "headache": True,
    "peak_intensity": "moderate",
    "unilateral": True,
    "pulsating": True,
    "worse_with_activity": False,
    "nausea": True,
    "vomiting": False,
    "photophobia": True,
    "phonophobia": None,
    "osmophobia": None,
}
_BESIDE = {
    "aura": False,
    "acute_medications": [
        {
            "id": "0198c0de-0000-7000-8000-000000000001",
            "name": "Sumatriptan 50 mg",
            "drug_class": "triptan",
            "doses": 1,
            "relief": "full",
        }
    ],
    "triggers": ["stress", "weather"],
    "menstruation": False,
    "note": "Went to bed early, better in the evening.",
}
_TAKEN = {"applied", "merged"}


class Sync:
    """A patient's phone. An edit changes the duration, which the whole headache group goes along with."""

    def __init__(
        self, patient: dict[str, str], days: list[str], edits: int, minutes: int, tells_values: bool
    ) -> None:
        self._patient = patient
        self._days = days
        self._edits = edits
        self._minutes = minutes
        self._tells_values = tells_values  # the phones of the release before knew no `base_values`
        self._next = 0
        self._epoch: str | None = None
        self._cursor = 0
        self._revisions: dict[str, int] = {}
        self._values: dict[str, dict[str, Any]] = {}

    def request(self) -> bytes:
        """The next exchange."""
        body = {
            "device_id": self._patient["device_id"],
            "epoch": self._epoch,
            "cursor": self._cursor,
            "operations": [self._operation() for _ in range(self._edits)] if self._epoch else [],
        }
        sent = json.dumps(body).encode()
        head = _HEAD.format(diary=self._patient["diary_id"], cookie=self._patient["cookie"], length=len(sent))
        return head.encode() + sent

    def answered(self, body: bytes) -> bool:
        """Hear what changed; whether every edit was taken."""
        told = json.loads(body)
        self._epoch, self._cursor = told["epoch"], told["next_cursor"]
        for change in told["changes"]:
            self._revisions[change["key"]] = change["revision"]
            self._values[change["key"]] = change["values"]
        return {result["status"] for result in told["results"]} <= _TAKEN

    def _operation(self) -> dict[str, Any]:
        place = self._next
        self._next += 1
        day = self._days[place % len(self._days)]
        before = self._values.get(day)
        minutes = 100 + (self._minutes + place // len(self._days)) % 900
        group = _ATTACK | {"duration_minutes": minutes}
        told = {"base_values": before} if self._tells_values else {}
        self._values[day] = group | _BESIDE
        return told | {
            "operation_id": str(uuid4()),
            "kind": "day",
            "key": day,
            "base_revision": self._revisions.get(day),
            "set": group if before else group | _BESIDE,
            "made_at": datetime.now(UTC).isoformat(),
            "time_zone": "Europe/Berlin",
        }
