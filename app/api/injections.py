"""Injection sessions."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from uuid_utils.compat import uuid7

from app.api import answers
from app.api.body import json_body
from app.api.conditions import ExpectedDep, also
from app.api.days import refuse_future
from app.api.door import Asking, DiaryDoor, ToDiary
from app.api.schemas import InjectionIn, day_of
from app.api.schemas_out import HistoryOut, InjectionOut, InjectionsOut
from app.errors import BadInput, FieldFault
from app.rules.access import Action
from app.storage.documents import Expected, Past, Saved, delete, everything, get, history, save
from app.storage.injections import INJECTIONS
from app.storage.kinds import Address, Document
from app.storage.prepared import Transaction

router = APIRouter(prefix="/diaries/{diary_id}/injections", tags=["injections"])
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_INJECTIONS))]
Writing = Annotated[DiaryDoor, Depends(ToDiary(Action.WRITE_INJECTIONS))]
ReadingHistory = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_HISTORY))]
InjectionSent = Annotated[InjectionIn, Depends(json_body(InjectionIn))]


@router.post("", status_code=201, responses={201: {"model": InjectionOut}})
async def post_injection(door: Writing, sent: InjectionSent) -> Response:
    """Record a session; with an `injection_id` of your own, a retry never doubles it."""
    injection_id = sent.injection_id or uuid7()
    saved = await door.write(_put, injection_id, sent.values(), also(Expected(), sent.revision))
    response = answers.one(saved.document, 201)
    response.headers["Location"] = f"injections/{injection_id}"
    return response


@router.get("", responses={200: {"model": InjectionsOut}})
async def get_injections(door: Reading) -> Response:
    """All sessions, by date."""
    return answers.as_json({"injections": [answers.shown(document) for document in await door.read(_all)]})


@router.put("/{injection_id}", responses={200: {"model": InjectionOut}, 201: {"model": InjectionOut}})
async def put_injection(
    door: Writing, injection_id: UUID, sent: InjectionSent, expected: ExpectedDep
) -> Response:
    """Record a session under an id made by the client, or correct one."""
    same_id(sent, injection_id)
    return answers.saved(await door.write(_put, injection_id, sent.values(), also(expected, sent.revision)))


@router.get("/{injection_id}", responses={200: {"model": InjectionOut}})
async def get_injection(door: Reading, injection_id: UUID) -> Response:
    """One session."""
    return answers.one(await door.read(_get, injection_id))


@router.delete("/{injection_id}", status_code=204)
async def delete_injection(door: Writing, injection_id: UUID, expected: ExpectedDep) -> Response:
    """Take a session back; what was said stays in its history."""
    await door.write(_delete, injection_id, expected)
    return Response(status_code=204)


@router.get("/{injection_id}/history", responses={200: {"model": HistoryOut}})
async def get_history(door: ReadingHistory, injection_id: UUID) -> Response:
    """Every value that the session ever had."""
    return answers.past(await door.read(_history, injection_id))


def same_id(sent: InjectionIn, injection_id: UUID) -> None:
    """BadInput when the body names another session than the address."""
    if sent.injection_id is not None and sent.injection_id != injection_id:
        raise BadInput(faults=[FieldFault("injection_id", f"the address says {injection_id}")])


def _put(
    tx: Transaction, asking: Asking, injection_id: UUID, values: dict[str, Any], expected: Expected
) -> Saved:
    refuse_future(asking, "injected_on", day_of(values["injected_on"]))
    return save(tx, INJECTIONS, Address(asking.diary_id, injection_id), (values, expected), asking.edit)


def _get(tx: Transaction, asking: Asking, injection_id: UUID) -> Document:
    return get(tx, INJECTIONS, Address(asking.diary_id, injection_id))


def _all(tx: Transaction, asking: Asking) -> list[Document]:
    found = everything(tx, INJECTIONS, asking.diary_id)
    return sorted(found, key=lambda document: (document.values or {})["injected_on"])


def _delete(tx: Transaction, asking: Asking, injection_id: UUID, expected: Expected) -> Document:
    return delete(tx, INJECTIONS, Address(asking.diary_id, injection_id), expected, asking.edit)


def _history(tx: Transaction, asking: Asking, injection_id: UUID) -> list[Past]:
    return history(tx, INJECTIONS, Address(asking.diary_id, injection_id))
