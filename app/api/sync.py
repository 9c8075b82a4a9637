"""Sync: a device pushes its edits and hears what changed, in one exchange."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Response
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from app.api import answers
from app.api.asking import Asking
from app.api.body import json_body
from app.api.days import refuse_future
from app.api.door import DiaryDoor, ToDiary
from app.api.planned import planned_router
from app.api.problems import field_faults
from app.api.schemas.circumstances import CircumstanceIn
from app.api.schemas.days import EntryIn
from app.api.schemas.fields import day_of
from app.api.schemas.injections import InjectionIn, TreatmentIn
from app.api.schemas.sync import MOST_OPERATIONS, OperationIn, SyncIn, SyncOut
from app.errors import BadInput, FieldFault
from app.rules.access import Action
from app.rules.merge import DAY_PARTS, PartOf, parts_of
from app.storage import identity, sign_ins
from app.storage.changes import Changed, changes_after
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.days import DAYS
from app.storage.injections import INJECTIONS, NOTHING_SAID, TREATMENT
from app.storage.kinds import Address, Edit, Values
from app.storage.operations import Merging, Outcome, Patch, Status, apply
from app.storage.prepared import Transaction

CHANGES_AT_MOST = 500
router = planned_router("sync", "/diaries/{diary_id}/sync")
Syncing = Annotated[DiaryDoor, Depends(ToDiary(Action.SYNC))]
SyncSent = Annotated[SyncIn, Depends(json_body(SyncIn))]


@router.post("", responses={200: {"model": SyncOut}})
async def post_sync(door: Syncing, sent: SyncSent) -> Response:
    """Push edits and hear what changed.

    Each operation counts once, however often it comes. Edits made on an older revision are merged by field;
    where both sides said something else, the first to arrive stays shown and the other is kept beside it.
    """
    if len(sent.operations) > MOST_OPERATIONS:
        raise BadInput(faults=[FieldFault("operations", f"{MOST_OPERATIONS} at most in one exchange")])
    exchange = door.write if sent.operations else door.read
    return answers.as_json(await exchange(_sync, sent))


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


_BLANK_ENTRY: Values = dict.fromkeys(DAYS.value_columns) | {"aura": False, "triggers": []}
_BLANK_INJECTION: Values = dict.fromkeys(
    ("injected_on", "product", "lot", "total_units", "sites", "clinic", "note", "objection")
)
_BLANK_CIRCUMSTANCE: Values = dict.fromkeys(("kind", "name", "dose", "began_on", "ended_on", "note"))
_CIRCUMSTANCE_PARTS = (
    *parts_of(("kind", "name", "dose", "note")),
    PartOf("began_on", ("began_on", "ended_on")),  # together: no merge makes one end before it began
)
KINDS: Mapping[str, Merging] = {
    "day": Merging(DAYS, DAY_PARTS, _BLANK_ENTRY, _checked_by(EntryIn)),
    "injection": Merging(
        INJECTIONS, parts_of(tuple(_BLANK_INJECTION)), _BLANK_INJECTION, _checked_by(InjectionIn)
    ),
    "treatment": Merging(TREATMENT, parts_of(tuple(NOTHING_SAID)), NOTHING_SAID, _checked_by(TreatmentIn)),
    "circumstance": Merging(
        CIRCUMSTANCES, _CIRCUMSTANCE_PARTS, _BLANK_CIRCUMSTANCE, _checked_by(CircumstanceIn)
    ),
}
"""The registry of kinds: an operation of another kind is rejected by itself."""


def _sync(tx: Transaction, asking: Asking, sent: SyncIn) -> dict[str, Any]:
    epoch = identity.epoch(tx)
    if sent.operations:
        sign_ins.note_device(tx, asking.who.account_id, sent.device_id, asking.now)
    results = [_result(tx, asking, sent.device_id, operation) for operation in sent.operations]
    cursor = sent.cursor if sent.epoch == epoch else 0
    kinds = {name: merging.kind for name, merging in KINDS.items()}
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


def _result(tx: Transaction, asking: Asking, device_id: UUID, operation: OperationIn) -> dict[str, Any]:
    outcome = _outcome(tx, asking, device_id, operation)
    return {
        "operation_id": operation.operation_id,
        "status": outcome.status,
        "revision": outcome.revision,
        "said_revision": outcome.said,
        "errors": [
            {"field": fault.field, "message": fault.message, "code": fault.code} for fault in outcome.faults
        ],
    }


def _outcome(tx: Transaction, asking: Asking, device_id: UUID, operation: OperationIn) -> Outcome:
    merging = KINDS.get(operation.kind)
    if merging is None:
        return _rejected("kind", f"one of {', '.join(KINDS)}", "unknown_kind")
    edit = Edit(
        asking.who.account_id,
        device_id,
        operation.made_at,
        operation.time_zone,
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
    unknown = sorted((operation.set.keys() | set(operation.unset)) - merging.blank.keys())
    if unknown:
        raise BadInput(
            faults=[FieldFault(name, f"no field of a {operation.kind}", "unknown_field") for name in unknown]
        )
    fields = operation.set | {name: merging.blank[name] for name in operation.unset}
    content = operation.model_dump(mode="json", exclude={"operation_id"})
    content_hash = sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()
    return Patch(operation.operation_id, content_hash, operation.base_revision, fields, operation.delete)


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
    field = _BEGINS.get(operation.kind)
    with suppress(ValueError):  # what is no day is named by the schema, with all the rest
        refuse_future(asking, field or "key", day_of(operation.set.get(field) if field else key))
    return key


def _rejected(field: str, message: str, code: str) -> Outcome:
    return Outcome(Status.REJECTED, faults=(FieldFault(field, message, code),))


def _key_on_wire(changed: Changed) -> str:
    if changed.kind == "treatment":
        return "treatment"  # there is one in a diary, and the phone knows it before it has a diary
    key = changed.document.key
    return key.isoformat() if isinstance(key, date) else str(key)


def _change(changed: Changed) -> dict[str, Any]:
    document = changed.document
    others = [{"revision": revision, "values": values} for revision, values in changed.others]
    conflict = document.conflict and {"parts": document.conflict.parts, "others": others}
    return {
        "kind": changed.kind,
        "key": _key_on_wire(changed),
        "revision": document.revision,
        "deleted": document.values is None,
        "values": document.values,
        "conflict": conflict,
        "entered_by": document.entered_by,
    }
