"""The days of a diary: one entry a calendar day."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import bindparam, func, select
from uuid_utils.compat import uuid7

from app.rules.entry import OF_A_HEADACHE
from app.rules.merge import DAY_PARTS
from app.storage.kinds import Document, Edit, Kind, Labels, Shape, Unsaid, Values, document
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.tables import Day, DayRevision


def _to_columns(values: Values) -> Values:
    medications = values["acute_medications"]
    return values | {
        "acute_medications": None if medications is None else orjson.dumps(medications).decode(),
        "triggers": orjson.dumps(values["triggers"]).decode(),
    }


def _from_columns(row: Row) -> Values:
    values: dict[str, Any] = dict(zip(DAYS.value_columns, row, strict=True))
    if values["acute_medications"] is not None:
        values["acute_medications"] = orjson.loads(values["acute_medications"])
    values["triggers"] = orjson.loads(values["triggers"])
    return values


def _with_medication_ids(values: Values, current: Document | None) -> Values:
    """Give an id to each medication without one: that of an equal one already there, else a new one."""
    medications = values["acute_medications"]
    if not medications or all(medication["id"] is not None for medication in medications):
        return values
    before = (current.values or {}).get("acute_medications") if current else None
    taken = {medication["id"] for medication in medications}
    free = [medication for medication in before or [] if medication["id"] not in taken]
    return values | {"acute_medications": [_with_id(medication, free) for medication in medications]}


def _with_id(medication: Values, free: list[Values]) -> Values:
    if medication["id"] is not None:
        return medication
    for known in free:
        if known | {"id": None} == medication:
            free.remove(known)
            return known
    return medication | {"id": str(uuid7())}


def _first_made(edit: Edit) -> Values:
    return {"first_made_on": edit.made_at.astimezone(ZoneInfo(edit.time_zone)).date(), "imported": False}


def _labels(values: Values) -> Labels:
    taken = enumerate(values["acute_medications"] or ())
    yield from ((f"acute_medications.{at}.name", medication["name"]) for at, medication in taken)
    yield from ((f"triggers.{at}", trigger) for at, trigger in enumerate(values["triggers"]))


_BLANK: Values = dict.fromkeys(
    ("headache", *OF_A_HEADACHE, "aura", "acute_medications", "triggers", "menstruation", "note")
) | {"aura": False, "triggers": []}
DAYS = Kind(
    (Day, DayRevision),
    "day",
    Shape(_to_columns, _from_columns, _with_medication_ids, _first_made, labels=_labels),
    Unsaid(DAY_PARTS, _BLANK),
)

_LATEST = Prepared(
    select(func.max(DAYS.table.c.day)).where(
        DAYS.table.c.diary_id == bindparam("of_diary"), ~DAYS.table.c.deleted
    )
)
_BETWEEN = Prepared(
    select(*(DAYS.table.c[name] for name in ("day", "revision", "deleted", "conflict", *DAYS.value_columns)))
    .where(
        DAYS.table.c.diary_id == bindparam("of_diary"),
        ~DAYS.table.c.deleted,
        DAYS.table.c.day.between(bindparam("first"), bindparam("last")),
    )
    .order_by(DAYS.table.c.day)
)


def days_between(tx: Transaction, diary_id: UUID, first: date, last: date) -> list[Document]:
    """The entries from the first to the last day, both inclusive, in order; [] when there are none."""
    return [document(DAYS, row) for row in _BETWEEN(tx, of_diary=diary_id, first=first, last=last)]


def latest_day(tx: Transaction, diary_id: UUID) -> date | None:
    """The latest day with an entry, None in an empty diary."""
    ((day,),) = _LATEST(tx, of_diary=diary_id)
    return day if day is None or isinstance(day, date) else date.fromisoformat(day)


@lru_cache(16)  # asked for every edit of an exchange
def furthest_today(now: datetime) -> date:
    """The latest date that has begun anywhere, UTC+14, by the server's clock, which is UTC."""
    return (now.astimezone(UTC) + timedelta(hours=14)).date()
