"""Sync on the wire: operations in, their results and the changes of the diary out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, PrivateAttr, StringConstraints

from app.api.schemas.fields import Answered, Sent, example
from app.errors import FieldFault
from app.rules.entry import OF_A_HEADACHE
from app.storage.patches import Status

MOST_OPERATIONS = 200
_OPERATION_ID = "0195d7c2-8a41-7c55-8b1f-52c0a9d7e6f3"
_DAY = dict.fromkeys(OF_A_HEADACHE) | {
    "headache": True,
    "peak_intensity": "moderate",
    "aura": False,
    "acute_medications": None,
    "triggers": [],
    "menstruation": None,
    "note": None,
}


class OperationIn(Sent):
    """One edit, saved on the phone under a permanent id; a field that is not named stays as it is.

    `base_revision`: of the document as this device had heard it when the first edit that still waits was
    made. `base_values`: the whole document as the person saw it when this edit was made; null = nothing.
    """

    operation_id: UUID
    kind: Annotated[str, StringConstraints(max_length=32)]
    key: Annotated[str, StringConstraints(max_length=64)]
    base_revision: int | None = None
    base_values: dict[str, Any] | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    unset: Annotated[list[str], Field(max_length=100)] = Field(default_factory=list)
    delete: bool = False
    made_at: AwareDatetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class Unsound:
    """An operation that cannot be read: its id where it has one, and what is wrong."""

    operation_id: UUID | None
    faults: tuple[FieldFault, ...]


class SyncIn(Sent):
    """What a device has to say, and up to where it has heard."""

    model_config = example(
        {
            "device_id": "0195d7c2-7f5b-7a30-9f0e-3d6a3b2c1d4e",
            "epoch": None,
            "cursor": 0,
            "operations": [
                {
                    "operation_id": _OPERATION_ID,
                    "kind": "day",
                    "key": "2026-02-02",
                    "base_revision": None,
                    "base_values": None,
                    "set": {"headache": True, "peak_intensity": "moderate"},
                    "made_at": "2026-02-02T21:14:00+01:00",
                    "time_zone": "Europe/Berlin",
                }
            ],
        }
    )
    device_id: UUID
    epoch: UUID | None = None
    cursor: Annotated[int, Field(ge=0, lt=2**63)] = 0
    operations: Annotated[list[OperationIn], Field(max_length=MOST_OPERATIONS)] = Field(default_factory=list)
    _unsound: dict[int, Unsound] = PrivateAttr(default_factory=dict)

    @property
    def all(self) -> list[OperationIn | Unsound]:
        """Every operation as it was sent, those that cannot be read in their places."""
        sound = iter(self.operations)
        places = range(len(self.operations) + len(self._unsound))
        return [self._unsound.get(place) or next(sound) for place in places]

    def beside(self, unsound: dict[int, Unsound]) -> "SyncIn":
        """The same, with those that cannot be read, by their places."""
        self._unsound = unsound
        return self


class FaultOut(Answered):
    """What is wrong with one field. `code` is stable.

    `day_in_future`, `unknown_kind`, `too_many_values` and `account_full` may pass: send it again another day.
    """

    field: str
    message: str
    code: str


class ResultOut(Answered):
    """What became of an operation.

    `revision`: the one shown now, null when there is none. `said_revision`: the one that holds the value as
    this device had it: the base of the next edit that the device had made on top of this one. `notes`: what
    was taken otherwise than it was sent: `time_zone_unknown`, `made_at_replaced`, `base_ignored`.
    """

    operation_id: Annotated[UUID | None, Field(description="Null where what was sent has no such id.")]
    status: Status
    revision: int | None
    said_revision: int | None
    errors: list[FaultOut]
    notes: list[str]


class SayerOut(Answered):
    """Whose a value is, and when it was said by that device's clock."""

    device_id: UUID
    device_name: str | None
    made_at: datetime


class OtherOut(SayerOut):
    """A value that was kept beside what is shown."""

    revision: int
    values: dict[str, Any]


class ConflictOut(Answered):
    """The parts that two devices said differently, and the values kept beside, until the patient picks.

    `shown`: for each of the parts, who said what is shown.
    """

    parts: list[str]
    others: list[OtherOut]
    shown: dict[str, SayerOut]


class ChangeOut(Answered):
    """A document as it is now; `values` is null for a tombstone."""

    kind: str
    key: str
    revision: int
    deleted: bool
    values: dict[str, Any] | None
    conflict: ConflictOut | None
    entered_by: Annotated[str | None, Field(description="The clinician whose value it is; null = own.")] = (
        None
    )


class SyncOut(Answered):
    """Results in the order of the operations, and what changed after the cursor."""

    model_config = example(
        {
            "epoch": "0195d0aa-11f0-7c3e-9a55-6f2f3c1b7d20",
            "now": "2026-02-02T20:14:05Z",
            "today": "2026-02-02",
            "results": [
                {
                    "operation_id": _OPERATION_ID,
                    "status": "applied",
                    "revision": 1770062400000007,
                    "said_revision": 1770062400000007,
                    "errors": [],
                    "notes": [],
                }
            ],
            "changes": [
                {
                    "kind": "day",
                    "key": "2026-02-02",
                    "revision": 1770062400000007,
                    "deleted": False,
                    "values": _DAY,
                    "conflict": None,
                    "entered_by": None,
                }
            ],
            "next_cursor": 1770062400000007,
            "has_more": False,
        }
    )
    epoch: UUID
    now: datetime
    today: str
    results: list[ResultOut]
    changes: list[ChangeOut]
    next_cursor: int
    has_more: bool
