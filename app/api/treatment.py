"""What the diary is told about the treatment: the time before it, earlier rounds, the interval."""

from typing import Annotated, Any

from fastapi import Depends, Response

from app.api import answers
from app.api.asking import Asking
from app.api.body import json_body
from app.api.conditions import ExpectedDep, also, tagged
from app.api.door import DiaryDoor, ToDiary
from app.api.planned import planned_router
from app.api.schemas.injections import TreatmentIn, TreatmentOut
from app.rules.access import Action
from app.storage.documents import Expected, find, save
from app.storage.injections import NOTHING_SAID, TREATMENT
from app.storage.kinds import Address, Document
from app.storage.prepared import Transaction

router = planned_router("injections", "/diaries/{diary_id}/treatment")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_TREATMENT))]
Writing = Annotated[DiaryDoor, Depends(ToDiary(Action.WRITE_TREATMENT))]
TreatmentSent = Annotated[TreatmentIn, Depends(json_body(TreatmentIn))]


@router.get("", responses=tagged(TreatmentOut, 200))
async def get_treatment(door: Reading) -> Response:
    """What was said about the treatment. When nothing was: the defaults, with revision 0."""
    return answers.one(await door.read(_get))


@router.put("", responses=tagged(TreatmentOut, 200))
async def put_treatment(door: Writing, sent: TreatmentSent, expected: ExpectedDep) -> Response:
    """Say what is known about the treatment. What is left out stays as it is; null takes it back."""
    return answers.one(await door.write(_put, sent.values(), also(expected, sent.revision)))


def _get(tx: Transaction, asking: Asking) -> Document:
    address = Address(asking.diary_id, asking.diary_id)
    return find(tx, TREATMENT, address) or Document(TREATMENT.key, asking.diary_id, 0, NOTHING_SAID)


def _put(tx: Transaction, asking: Asking, values: dict[str, Any], expected: Expected) -> Document:
    current = _get(tx, asking)
    expected.check(current)
    said = {name: NOTHING_SAID[name] if value is None else value for name, value in values.items()}
    whole = (current.values or NOTHING_SAID) | said
    if whole == current.values:
        return current
    address = Address(asking.diary_id, asking.diary_id)
    return save(tx, TREATMENT, address, (whole, Expected()), asking.edit).document
