"""Days: one entry a calendar day, with its history."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from app.api import answers
from app.api.asking import Asking
from app.api.body import json_body
from app.api.conditions import ExpectedDep, also, tagged
from app.api.door import DiaryDoor, ToDiary
from app.api.history_pages import PageAsked, history_on_wire, paged
from app.api.paths import DayInPath, DayInQuery, in_order
from app.api.planned import planned_router
from app.api.schemas.days import DayHistoryOut, DayOut, DaysOut, EntryIn
from app.api.schemas.fields import FIRST_DAY, LAST_DAY
from app.errors import BadInput, DayInFuture, FieldFault
from app.rules.access import Action
from app.storage.days import DAYS, days_between, furthest_today
from app.storage.documents import Expected, Saved, delete, get, save
from app.storage.histories import Page, Span, history_page
from app.storage.kinds import Address, Document
from app.storage.prepared import Transaction

router = planned_router("days", "/diaries/{diary_id}/days")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_DAYS))]
Writing = Annotated[DiaryDoor, Depends(ToDiary(Action.WRITE_DAYS))]
ReadingHistory = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_HISTORY))]
EntrySent = Annotated[EntryIn, Depends(json_body(EntryIn))]


@router.put("/{day}", responses=tagged(DayOut, 200, 201))
async def put_day(door: Writing, day: DayInPath, sent: EntrySent, expected: ExpectedDep) -> Response:
    """Say how a day was. The same again changes nothing; every other value stays in the history."""
    values = sound_entry(sent, day)
    return answers.saved(await door.write(_put, day, values, also(expected, sent.revision)))


@router.get("/{day}", responses=tagged(DayOut, 200))
async def get_day(door: Reading, day: DayInPath) -> Response:
    """The entry of a day. 404 when nothing was said about it: it is unlogged, not headache-free."""
    return answers.one(await door.read(_get, day))


@router.delete("/{day}", status_code=204)
async def delete_day(door: Writing, day: DayInPath, expected: ExpectedDep) -> Response:
    """Make a day unlogged again. What was said stays in its history."""
    await door.write(_delete, day, expected)
    return Response(status_code=204)


@router.get("/{day}/history", responses=paged(DayHistoryOut))
async def get_day_history(
    request: Request, door: ReadingHistory, day: DayInPath, span: PageAsked
) -> Response:
    """Every value that the day ever had. Who said it, when, and from which device; deletions too."""
    return history_on_wire(request, await door.read(_history, day, span))


@router.get("", responses={200: {"model": DaysOut}})
async def get_days(
    door: Reading,
    first: Annotated[DayInQuery, Query(alias="from", description="The first day.")] = FIRST_DAY,
    last: Annotated[DayInQuery, Query(alias="to", description="The last day, included.")] = LAST_DAY,
) -> Response:
    """All entries from one day to another, both included, in order."""
    in_order(first, last)
    found = await door.read(_between, first, last)
    return answers.as_json({"days": [answers.shown(document) for document in found]})


def sound_entry(sent: EntryIn, day: date) -> dict[str, Any]:
    """The values of an entry that the rules accept for this day. BadInput names each field."""
    faults = sent.faults()
    if sent.day is not None and sent.day != day:
        faults.append(FieldFault("day", f"the address says {day}"))
    if faults:
        raise BadInput(faults=faults)
    return sent.values()


def refuse_future(asking: Asking, field: str, day: date) -> None:
    """DayInFuture when the day has not begun anywhere yet."""
    if day > furthest_today(asking.now):
        message = f"{day} has not begun yet; today is {asking.today}"
        raise DayInFuture(faults=[FieldFault(field, message, "day_in_future")])


def _put(tx: Transaction, asking: Asking, day: date, values: dict[str, Any], expected: Expected) -> Saved:
    refuse_future(asking, "day", day)
    return save(tx, DAYS, Address(asking.diary_id, day), (values, expected), asking.edit)


def _get(tx: Transaction, asking: Asking, day: date) -> Document:
    return asking.seen(get(tx, DAYS, Address(asking.diary_id, day)))


def _delete(tx: Transaction, asking: Asking, day: date, expected: Expected) -> Document:
    return delete(tx, DAYS, Address(asking.diary_id, day), expected, asking.edit)


def _history(tx: Transaction, asking: Asking, day: date, span: Span) -> Page:
    return asking.seen_page(history_page(tx, DAYS, Address(asking.diary_id, day), span))


def _between(tx: Transaction, asking: Asking, first: date, last: date) -> list[Document]:
    return [asking.seen(document) for document in days_between(tx, asking.diary_id, first, last)]
