"""Other preventives and life events: what else may have changed the course."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request, Response
from uuid_utils.compat import uuid7

from app.api import answers
from app.api.asking import Asking
from app.api.body import json_body
from app.api.conditions import ExpectedDep, also, tagged
from app.api.days import refuse_future
from app.api.door import DiaryDoor, ToDiary
from app.api.history_pages import PageAsked, history_on_wire, paged
from app.api.planned import planned_router
from app.api.schemas.circumstances import (
    CircumstanceHistoryOut,
    CircumstanceIn,
    CircumstanceOut,
    CircumstancesOut,
)
from app.api.schemas.fields import day_of
from app.errors import BadInput, FieldFault, RevisionDiffers
from app.rules.access import Action
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.documents import (
    Expected,
    Saved,
    delete,
    everything,
    find,
    get,
    latest_values,
    save,
)
from app.storage.histories import Page, Span, history_page
from app.storage.kinds import Address, Document
from app.storage.prepared import Transaction

router = planned_router("circumstances", "/diaries/{diary_id}/circumstances")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_TREATMENT))]
Writing = Annotated[DiaryDoor, Depends(ToDiary(Action.WRITE_TREATMENT))]
ReadingHistory = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_HISTORY))]
CircumstanceId = Annotated[
    UUID,
    Path(description="Made by the client or the server.", examples=["01a1fa8a-f448-7b1d-9f3e-0b1f6f7f2a11"]),
]
CircumstanceSent = Annotated[CircumstanceIn, Depends(json_body(CircumstanceIn))]


@router.post("", status_code=201, responses=tagged(CircumstanceOut, 201))
async def post_circumstance(door: Writing, sent: CircumstanceSent) -> Response:
    """Add a preventive or a life event. With a `circumstance_id` of your own, a retry never doubles it."""
    key = sent.circumstance_id or uuid7()
    saved = await door.write(_post, key, _sound(sent, key), also(Expected(), sent.revision))
    response = answers.one(saved.document, 201)
    response.headers["Location"] = f"circumstances/{key}"
    return response


@router.get("", responses={200: {"model": CircumstancesOut}})
async def get_circumstances(door: Reading) -> Response:
    """All of them, by their first day."""
    found = await door.read(_all)
    return answers.as_json({"circumstances": [answers.shown(document) for document in found]})


@router.put("/{circumstance_id}", responses=tagged(CircumstanceOut, 200, 201))
async def put_circumstance(
    door: Writing, circumstance_id: CircumstanceId, sent: CircumstanceSent, expected: ExpectedDep
) -> Response:
    """Add one under an id made by the client, or correct one."""
    expected, values = also(expected, sent.revision), _sound(sent, circumstance_id)
    return answers.saved(await door.write(_put, circumstance_id, values, expected))


@router.get("/{circumstance_id}", responses=tagged(CircumstanceOut, 200))
async def get_circumstance(door: Reading, circumstance_id: CircumstanceId) -> Response:
    """One of them."""
    return answers.one(await door.read(_get, circumstance_id))


@router.delete("/{circumstance_id}", status_code=204)
async def delete_circumstance(
    door: Writing, circumstance_id: CircumstanceId, expected: ExpectedDep
) -> Response:
    """Take one back. What was said stays in its history."""
    await door.write(_delete, circumstance_id, expected)
    return Response(status_code=204)


@router.get("/{circumstance_id}/history", responses=paged(CircumstanceHistoryOut))
async def get_circumstance_history(
    request: Request, door: ReadingHistory, circumstance_id: CircumstanceId, span: PageAsked
) -> Response:
    """Every value that it ever had."""
    return history_on_wire(request, await door.read(_history, circumstance_id, span))


def _sound(sent: CircumstanceIn, key: UUID) -> dict[str, Any]:
    """The values that the rules accept. BadInput names each field."""
    faults = sent.faults()
    if sent.circumstance_id not in (None, key):
        faults.append(FieldFault("circumstance_id", f"the address says {key}"))
    if faults:
        raise BadInput(faults=faults)
    return sent.values()


def _post(tx: Transaction, asking: Asking, key: UUID, values: dict[str, Any], expected: Expected) -> Saved:
    """Add one. The same again changes nothing; RevisionDiffers for an id that already had another."""
    known = find(tx, CIRCUMSTANCES, Address(asking.diary_id, key))
    if known is not None and known.values != values:
        raise RevisionDiffers(current=known)
    return _put(tx, asking, key, values, expected)


def _put(tx: Transaction, asking: Asking, key: UUID, values: dict[str, Any], expected: Expected) -> Saved:
    refuse_future(asking, "began_on", day_of(values["began_on"]))
    address = Address(asking.diary_id, key)
    before = latest_values(tx, CIRCUMSTANCES, address, find(tx, CIRCUMSTANCES, address))
    if not asking.sees_notes and before is not None:
        values = values | {"note": before["note"]}  # nobody takes away what they were not shown
    saved = save(tx, CIRCUMSTANCES, address, (values, expected), asking.edit)
    return Saved(asking.seen(saved.document), saved.made)


def _get(tx: Transaction, asking: Asking, key: UUID) -> Document:
    return asking.seen(get(tx, CIRCUMSTANCES, Address(asking.diary_id, key)))


def _all(tx: Transaction, asking: Asking) -> list[Document]:
    found = map(asking.seen, everything(tx, CIRCUMSTANCES, asking.diary_id))
    return sorted(found, key=lambda document: (document.values or {})["began_on"])


def _delete(tx: Transaction, asking: Asking, key: UUID, expected: Expected) -> Document:
    return delete(tx, CIRCUMSTANCES, Address(asking.diary_id, key), expected, asking.edit)


def _history(tx: Transaction, asking: Asking, key: UUID, span: Span) -> Page:
    return asking.seen_page(history_page(tx, CIRCUMSTANCES, Address(asking.diary_id, key), span))
