"""Sync: a device pushes its edits and hears what changed, in one exchange."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Response
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from app.api import answers
from app.api.asking import Asking
from app.api.days import refuse_future
from app.api.door import DiaryDoor, ToDiary
from app.api.planned import planned_router
from app.api.problems import field_faults
from app.api.schemas.circumstances import CircumstanceIn
from app.api.schemas.days import EntryIn
from app.api.schemas.fields import day_of, known_zone
from app.api.schemas.injections import InjectionIn, TreatmentIn
from app.api.schemas.sync import OperationIn, SyncIn, SyncOut, Unsound
from app.api.sync_body import SyncBody
from app.errors import BadInput, FieldFault
from app.rules.access import Action
from app.rules.merge import whole_group
from app.storage import identity, sign_ins
from app.storage.changes import Changed, changes_after, is_of_history
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.conflicts import Sayer
from app.storage.days import DAYS
from app.storage.injections import INJECTIONS, TREATMENT
from app.storage.kinds import Address, Edit, Values
from app.storage.operations import apply, rejected
from app.storage.patches import Merging, Outcome, Patch, Status
from app.storage.prepared import Transaction

CHANGES_AT_MOST = 500
_log = logging.getLogger("diary")
router = planned_router("sync", "/diaries/{diary_id}/sync")
Syncing = Annotated[DiaryDoor, Depends(ToDiary(Action.SYNC))]
SyncSent = Annotated[SyncIn, Depends(SyncBody(SyncIn))]


@router.post("", responses={200: {"model": SyncOut}})
async def post_sync(door: Syncing, sent: SyncSent) -> Response:
    """Push edits and hear what changed.

    Each operation counts once, however often it comes, and is checked by itself. Edits made on an older
    revision are merged by field; where another device said something else since, the first to arrive stays
    shown and the other is kept beside it. docs/sync.md tells the whole protocol.
    """
    answer = None
    if not sent.all:
        answer = await door.read(_heard, sent)
    if answer is None:
        answer = await door.write(_sync, sent)
    return answers.as_json(answer)


def _checked_by(
    model: type[EntryIn | InjectionIn | TreatmentIn | CircumstanceIn],
) -> Callable[[Values], Values]:
    def checked(values: Values) -> Values:
        try:
            said = model.model_validate_json(orjson.dumps(values))
        except ValidationError as fault:
            raise BadInput(faults=field_faults(fault.errors(include_url=False))) from None
        faults = said.faults()
        if faults:
            raise BadInput(faults=faults)
        return said.values()

    return checked


KINDS: Mapping[str, Merging] = {
    "day": Merging(DAYS, _checked_by(EntryIn), whole_group),
    "injection": Merging(INJECTIONS, _checked_by(InjectionIn)),
    "treatment": Merging(TREATMENT, _checked_by(TreatmentIn)),
    "circumstance": Merging(CIRCUMSTANCES, _checked_by(CircumstanceIn)),
}
"""The registry of kinds: an operation of another kind is rejected by itself."""
_STORED = {name: merging.kind for name, merging in KINDS.items()}
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)


def _heard(tx: Transaction, asking: Asking, sent: SyncIn) -> dict[str, Any] | None:
    """The answer to a device that says nothing; None when that needs a write."""
    epoch = identity.epoch_of(tx, asking.diary_id)
    return None if _is_of_another_past(tx, asking, sent, epoch) else _answer(tx, asking, sent, (epoch, []))


def _sync(tx: Transaction, asking: Asking, sent: SyncIn) -> dict[str, Any]:
    epoch = identity.epoch_of(tx, asking.diary_id)
    if _is_of_another_past(tx, asking, sent, epoch):
        epoch = identity.begin_epoch(tx, asking.diary_id)
        _log.warning(
            "diary %s: a device has heard number %d, which this database never gave: was a copy put back "
            "without `headache-diary restore`? The devices of this diary send again what they hold.",
            asking.diary_id,
            sent.cursor,
        )
    operations = sent.all
    if operations:
        sign_ins.note_device(tx, asking.who.account_id, sent.device_id, asking.now)
    results = [_result(tx, asking, sent.device_id, operation) for operation in operations]
    return _answer(tx, asking, sent, (epoch, results))


def _is_of_another_past(tx: Transaction, asking: Asking, sent: SyncIn, epoch: UUID) -> bool:
    """Whether the device goes on from a number that this database never gave in this epoch."""
    if sent.epoch != epoch or sent.cursor == 0:
        return False
    return not is_of_history(tx, _STORED.values(), asking.diary_id, sent.cursor)


def _answer(
    tx: Transaction, asking: Asking, sent: SyncIn, said: tuple[UUID, list[dict[str, Any]]]
) -> dict[str, Any]:
    epoch, results = said
    cursor = sent.cursor if sent.epoch == epoch else 0
    changes = changes_after(tx, _STORED, asking.diary_id, cursor, CHANGES_AT_MOST)
    return {
        "epoch": epoch,
        "now": answers.moment(asking.now),
        "today": asking.today,
        "results": results,
        "changes": [_change(one) for one in changes.documents],
        "next_cursor": changes.next_cursor,
        "has_more": changes.has_more,
    }


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an operation says of itself as it is taken; a note for each thing that was not taken as sent."""

    made_at: datetime
    time_zone: str
    notes: list[str]


def _taken(operation: OperationIn, now: datetime) -> _Taken:
    """A zone that is not known here is UTC; a clock that is off by years or days is the server's."""
    made_at, zone, notes = operation.made_at, operation.time_zone, []
    try:
        known_zone(zone)
    except ValueError:
        zone, notes = "UTC", ["time_zone_unknown"]
    if not (_EARLIEST.year - 1 <= made_at.year <= now.year + 1 and _EARLIEST <= made_at <= now + _AHEAD):
        made_at, notes = now, [*notes, "made_at_replaced"]
    return _Taken(made_at, zone, notes)


def _result(
    tx: Transaction, asking: Asking, device_id: UUID, operation: OperationIn | Unsound
) -> dict[str, Any]:
    if isinstance(operation, Unsound):
        return _told(operation.operation_id, Outcome(Status.REJECTED, faults=operation.faults), ())
    taken = _taken(operation, asking.now)
    outcome = _outcome(tx, asking, (device_id, taken), operation)
    return _told(operation.operation_id, outcome, (*taken.notes, *outcome.notes))


def _told(operation_id: UUID | None, outcome: Outcome, notes: tuple[str, ...]) -> dict[str, Any]:
    return {
        "operation_id": operation_id,
        "status": outcome.status,
        "revision": outcome.revision,
        "said_revision": outcome.said,
        "errors": [
            {"field": fault.field, "message": fault.message, "code": fault.code} for fault in outcome.faults
        ],
        "notes": list(notes),
    }


def _outcome(tx: Transaction, asking: Asking, by: tuple[UUID, _Taken], operation: OperationIn) -> Outcome:
    merging = KINDS.get(operation.kind)
    if merging is None:
        return rejected("kind", f"one of {', '.join(KINDS)}", "unknown_kind")
    device_id, taken = by
    edit = Edit(
        asking.who.account_id,
        device_id,
        taken.made_at,
        taken.time_zone,
        asking.now,
        operation.operation_id,
    )
    try:
        address = Address(asking.diary_id, _key(asking, operation))
        return apply(tx, merging, address, _patch(operation, merging), edit)
    except BadInput as fault:
        return Outcome(Status.REJECTED, faults=fault.faults)


def _patch(operation: OperationIn, merging: Merging) -> Patch:
    """What the operation says. BadInput when it names a field that this kind has not."""
    blank = merging.kind.unsaid
    unknown = sorted((operation.set.keys() | set(operation.unset)) - blank.keys())
    if unknown:
        message = f"no field of a {operation.kind}"
        raise BadInput(faults=[FieldFault(name, message, "unknown_field") for name in unknown])
    content, said = _hashes(operation)
    return Patch(
        operation_id=operation.operation_id,
        content_hash=content,
        said_hash=said,
        base_revision=_known_number(operation.base_revision),
        base_values=_base_values(operation, blank),
        fields=operation.set | {name: blank[name] for name in operation.unset},
        delete=operation.delete,
    )


def _known_number(revision: int | None) -> int | None:
    """A number that a revision can have; any other is that of no document."""
    return revision if revision is not None and 0 < revision < 2**63 else None


def _base_values(operation: OperationIn, blank: Values) -> Values | None:
    """What the person saw, as far as this release knows its fields."""
    seen = operation.base_values
    return None if seen is None else blank | {name: seen[name] for name in seen.keys() & blank.keys()}


def _hashes(operation: OperationIn) -> tuple[bytes, bytes]:
    """Of what it says with its base revision, as releases before compare it; and of what it says alone."""
    said = {name: getattr(operation, name) for name in _SAID}
    with_base = said | {"base_revision": operation.base_revision}
    content, alone = (sha256(orjson.dumps(one, option=_AS_COMPARED)).digest() for one in (with_base, said))
    return content, alone


_SAID = ("kind", "key", "set", "unset", "delete", "made_at", "time_zone")
_AS_COMPARED = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
_BEGINS = {"injection": "injected_on", "circumstance": "began_on"}


def _key(asking: Asking, operation: OperationIn) -> object:
    """The document's key. BadInput when it is none of this kind, DayInFuture when the day has not begun."""
    if operation.kind == "treatment":
        return asking.diary_id
    try:
        key = day_of(operation.key) if operation.kind == "day" else UUID(operation.key)
    except ValueError as fault:
        code = fault.type if isinstance(fault, PydanticCustomError) else "wrong_type"
        raise BadInput(faults=[FieldFault("key", str(fault), code)]) from None
    begins = _BEGINS.get(operation.kind)
    with suppress(ValueError):  # what is no day is named by the schema, with all the rest
        refuse_future(asking, begins or "key", day_of(operation.set.get(begins) if begins else key))
    return key


def _key_on_wire(changed: Changed) -> str:
    if changed.kind == "treatment":
        return "treatment"  # there is one in a diary, and the phone knows it before it has a diary
    key = changed.document.key
    return key.isoformat() if isinstance(key, date) else str(key)


def _change(changed: Changed) -> dict[str, Any]:
    document = changed.document
    others = [
        {"revision": other.revision, "values": other.values, **_sayer(other.sayer)}
        for other in changed.others
    ]
    shown = {part: _sayer(sayer) for part, sayer in changed.shown}
    conflict = document.conflict and {"parts": document.conflict.parts, "others": others, "shown": shown}
    return {
        "kind": changed.kind,
        "key": _key_on_wire(changed),
        "revision": document.revision,
        "deleted": document.values is None,
        "values": document.values,
        "conflict": conflict,
        "entered_by": document.entered_by,
    }


def _sayer(sayer: Sayer) -> dict[str, Any]:
    return {
        "device_id": sayer.device_id,
        "device_name": sayer.device_name,
        "made_at": answers.moment(sayer.made_at),
    }
