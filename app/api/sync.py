"""Sync: a device pushes its edits and hears what changed, in one exchange."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
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
from app.api.schemas.fields import day_of
from app.api.schemas.injections import InjectionIn, TreatmentIn
from app.api.schemas.sync import OperationIn, SyncIn, SyncOut, Unsound
from app.api.sync_body import SyncBody
from app.api.sync_operation import Taken, patch_of, taken_of
from app.errors import BadInput, FieldFault
from app.rules.access import Action
from app.rules.merge import whole_group
from app.storage import identity, sign_ins
from app.storage.changes import Changed, changes_after, is_of_history
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.conflicts import Sayer
from app.storage.days import DAYS
from app.storage.identity import Numbered
from app.storage.injections import INJECTIONS, TREATMENT
from app.storage.kinds import Address, Edit, Values
from app.storage.operations import Apply, apply_all, days_found, rejected
from app.storage.patches import Merging, Outcome, Patch, Status
from app.storage.prepared import Transaction

Take = Callable[[Merging, Address, Patch, Edit], Outcome]
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


def _heard(tx: Transaction, asking: Asking, sent: SyncIn) -> dict[str, Any] | None:
    """The answer to a device that says nothing; None when that needs a write."""
    numbered = identity.numbered(tx, asking.diary_id)
    if _is_of_another_past(tx, asking, sent, numbered):
        return None
    return _answer(tx, asking, sent, (numbered, []))


def _sync(tx: Transaction, asking: Asking, sent: SyncIn) -> dict[str, Any]:
    numbered = identity.numbered(tx, asking.diary_id)
    if _is_of_another_past(tx, asking, sent, numbered):
        numbered = replace(numbered, epoch=identity.begin_epoch(tx, asking.diary_id))
        _log.warning(
            "diary %s: a device has heard number %d, which this database never gave: was a copy put back "
            "without `headache-diary restore`? The devices of this diary send again what they hold.",
            asking.diary_id,
            sent.cursor,
        )
    if sent.all and sent.device_id != asking.who.device_id:  # that one was written down at its sign-in
        sign_ins.note_device(tx, asking.who.account_id, sent.device_id, asking.now)
    found = days_found(tx, asking.diary_id, _days_in(sent))
    results = apply_all(tx, partial(_results, tx, asking, sent), found)
    return _answer(tx, asking, sent, (numbered, results))


def _days_in(sent: SyncIn) -> Iterator[date]:
    for one in sent.operations:
        if one.kind == "day":
            with suppress(ValueError):  # what is no day is told with the operation
                yield day_of(one.key)


def _results(tx: Transaction, asking: Asking, sent: SyncIn, apply: Apply) -> list[dict[str, Any]]:
    return [
        _told(one.operation_id, Outcome(Status.REJECTED, faults=one.faults), ())
        if isinstance(one, Unsound)
        else _result(asking, sent.device_id, one, partial(apply, tx))
        for one in sent.all
    ]


def _is_of_another_past(tx: Transaction, asking: Asking, sent: SyncIn, numbered: Numbered) -> bool:
    """Whether the device goes on from a number that this database never gave in this epoch."""
    if sent.epoch != numbered.epoch or sent.cursor in {0, numbered.last}:
        return False
    return not is_of_history(tx, _STORED.values(), asking.diary_id, sent.cursor)


def _answer(
    tx: Transaction, asking: Asking, sent: SyncIn, said: tuple[Numbered, list[dict[str, Any]]]
) -> dict[str, Any]:
    numbered, results = said
    epoch, cursor = numbered.epoch, sent.cursor if sent.epoch == numbered.epoch else 0
    kinds = _STORED
    if cursor == numbered.last:  # it had heard all: only what it says itself can be new
        said_of = {one.kind for one in sent.operations}
        kinds = {name: kind for name, kind in _STORED.items() if name in said_of}
    changes = changes_after(tx, kinds, asking.diary_id, cursor, CHANGES_AT_MOST)
    return {
        "epoch": epoch,
        "now": answers.moment(asking.now),
        "today": asking.today,
        "results": results,
        "changes": [_change(one) for one in changes.documents],
        "next_cursor": changes.next_cursor,
        "has_more": changes.has_more,
    }


def _result(asking: Asking, device_id: UUID, operation: OperationIn, take: Take) -> dict[str, Any]:
    taken = taken_of(operation, asking.now)
    outcome = _outcome(asking, (device_id, taken), operation, take)
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


def _outcome(asking: Asking, by: tuple[UUID, Taken], operation: OperationIn, take: Take) -> Outcome:
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
        return take(merging, address, patch_of(operation, merging), edit)
    except BadInput as fault:
        return Outcome(Status.REJECTED, faults=fault.faults)


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
    if isinstance(key, date):
        refuse_future(asking, "key", key)
        return key
    begins = _BEGINS[operation.kind]
    with suppress(ValueError):  # what is no day is named by the schema, with all the rest
        refuse_future(asking, begins, day_of(operation.set.get(begins)))
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
