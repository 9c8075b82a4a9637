"""Injection sessions."""

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
from app.api.schemas.fields import day_of
from app.api.schemas.injections import InjectionHistoryOut, InjectionIn, InjectionOut, InjectionsOut
from app.errors import BadInput, FieldFault, RevisionDiffers
from app.rules.access import Action
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
from app.storage.injections import INJECTIONS
from app.storage.kinds import Address, Document
from app.storage.prepared import Transaction
from app.storage.tables import Role

router = planned_router("injections", "/diaries/{diary_id}/injections")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_INJECTIONS))]
Writing = Annotated[DiaryDoor, Depends(ToDiary(Action.WRITE_INJECTIONS))]
ReadingHistory = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_HISTORY))]
InjectionId = Annotated[
    UUID,
    Path(description="Made by the client or the server.", examples=["01a1fa8a-f444-76da-b824-de1e34fbc92d"]),
]
InjectionSent = Annotated[InjectionIn, Depends(json_body(InjectionIn))]


@router.post("", status_code=201, responses=tagged(InjectionOut, 201))
async def post_injection(door: Writing, sent: InjectionSent) -> Response:
    """Record a session. With an `injection_id` of your own, a retry never doubles it."""
    injection_id = sent.injection_id or uuid7()
    saved = await door.write(_post, injection_id, sent.values(), also(Expected(), sent.revision))
    response = answers.one(saved.document, 201)
    response.headers["Location"] = f"injections/{injection_id}"
    return response


@router.get("", responses={200: {"model": InjectionsOut}})
async def get_injections(door: Reading) -> Response:
    """All sessions, by date."""
    return answers.as_json({"injections": [answers.shown(document) for document in await door.read(_all)]})


@router.put("/{injection_id}", responses=tagged(InjectionOut, 200, 201))
async def put_injection(
    door: Writing, injection_id: InjectionId, sent: InjectionSent, expected: ExpectedDep
) -> Response:
    """Record a session under an id made by the client, or correct one."""
    same_id(sent, injection_id)
    return answers.saved(await door.write(_put, injection_id, sent.values(), also(expected, sent.revision)))


@router.get("/{injection_id}", responses=tagged(InjectionOut, 200))
async def get_injection(door: Reading, injection_id: InjectionId) -> Response:
    """One session."""
    return answers.one(await door.read(_get, injection_id))


@router.delete("/{injection_id}", status_code=204)
async def delete_injection(door: Writing, injection_id: InjectionId, expected: ExpectedDep) -> Response:
    """Take a session back. What was said stays in its history."""
    await door.write(_delete, injection_id, expected)
    return Response(status_code=204)


@router.get("/{injection_id}/history", responses=paged(InjectionHistoryOut))
async def get_injection_history(
    request: Request, door: ReadingHistory, injection_id: InjectionId, span: PageAsked
) -> Response:
    """Every value that the session ever had."""
    return history_on_wire(request, await door.read(_history, injection_id, span))


def same_id(sent: InjectionIn, injection_id: UUID) -> None:
    """BadInput when the body names another session than the address."""
    if sent.injection_id is not None and sent.injection_id != injection_id:
        raise BadInput(faults=[FieldFault("injection_id", f"the address says {injection_id}")])


def _post(
    tx: Transaction, asking: Asking, injection_id: UUID, values: dict[str, Any], expected: Expected
) -> Saved:
    """Add a session. The same again changes nothing; RevisionDiffers for an id that already had another."""
    known = find(tx, INJECTIONS, Address(asking.diary_id, injection_id))
    if known is not None and known.values != values:
        raise RevisionDiffers(current=known)
    return _put(tx, asking, injection_id, values, expected)


def _put(
    tx: Transaction, asking: Asking, injection_id: UUID, values: dict[str, Any], expected: Expected
) -> Saved:
    refuse_future(asking, "injected_on", day_of(values["injected_on"]))
    address = Address(asking.diary_id, injection_id)
    before = latest_values(tx, INJECTIONS, address, find(tx, INJECTIONS, address))
    if not asking.sees_notes and before is not None:
        values = values | {"note": before["note"]}  # nobody takes away what they were not shown
    if asking.who.role is Role.CLINICIAN:  # an objection is the patient's alone
        values = values | {"objection": before and before["objection"]}
    saved = save(tx, INJECTIONS, address, (values, expected), asking.edit)
    return Saved(asking.seen(saved.document), saved.made)


def _get(tx: Transaction, asking: Asking, injection_id: UUID) -> Document:
    return asking.seen(get(tx, INJECTIONS, Address(asking.diary_id, injection_id)))


def _all(tx: Transaction, asking: Asking) -> list[Document]:
    found = map(asking.seen, everything(tx, INJECTIONS, asking.diary_id))
    return sorted(found, key=lambda document: (document.values or {})["injected_on"])


def _delete(tx: Transaction, asking: Asking, injection_id: UUID, expected: Expected) -> Document:
    return delete(tx, INJECTIONS, Address(asking.diary_id, injection_id), expected, asking.edit)


def _history(tx: Transaction, asking: Asking, injection_id: UUID, span: Span) -> Page:
    return asking.seen_page(history_page(tx, INJECTIONS, Address(asking.diary_id, injection_id), span))
