"""Who looked at a diary: ids, verbs and times, which nobody changes or removes. Who was refused is counted.

Looks are kept for as long as the database: the European Health Data Space asks for three years at least
(Regulation (EU) 2025/327, article 9). A refused try saw nothing: those of one reader within an hour are one
row, and of a diary that does not exist none is kept, so that no stranger fills a list that only grows.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_or_count  # the same is said to SQLite
from uuid_utils.compat import uuid7

from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import (
    Account,
    Audit,
    Clinic,
    Clinician,
    Diary,
    Grant,
    Reader,
    RefusedLook,
    VisitOpening,
)

_AUDIT, _REFUSED, _DIARY = table_of(Audit), table_of(RefusedLook), table_of(Diary)
_ACCOUNT, _OPENING = table_of(Account), table_of(VisitOpening)
_CLINICIAN, _CLINIC, _GRANT = table_of(Clinician), table_of(Clinic), table_of(Grant)
_INSERT = Prepared(insert(_AUDIT))
_NAMED = ("reader_id", "hour_at", "look_id", "reader", "through", "verb", "tries", "first_at", "last_at")
_SAID = [bindparam(f"new_{name}", type_=_REFUSED.c[name].type) for name in _NAMED]
_IS_THERE = (_DIARY.c.diary_id == bindparam("of_diary"), _DIARY.c.erased_at.is_(None))
_ONE = insert_or_count(_REFUSED).from_select(
    ["diary_id", *_NAMED], select(_DIARY.c.diary_id, *_SAID).where(*_IS_THERE)
)
_COUNT_REFUSED = Prepared(
    _ONE.on_conflict_do_update(
        index_elements=list(_REFUSED.primary_key),
        set_={name: _ONE.excluded[name] for name in ("look_id", "through", "verb", "last_at")}
        | {"tries": _REFUSED.c.tries + 1},
    )
)


def _rows_of(
    table: Table, key: ColumnElement[UUID], *own: ColumnElement[object], seen: ColumnElement[bool]
) -> Select[tuple[object, ...]]:
    of_opening = (_OPENING.c.diary_id == table.c.diary_id) & (_OPENING.c.opening_id == table.c.reader_id)
    return (
        select(
            key,
            table.c.reader,
            table.c.reader_id,
            table.c.through,
            table.c.verb,
            _ACCOUNT.c.display_name,
            _OPENING.c.name,
            _CLINIC.c.name.label("clinic"),
            *own,
        )
        .select_from(table)
        .outerjoin(_ACCOUNT, _ACCOUNT.c.account_id == table.c.reader_id)
        .outerjoin(_OPENING, of_opening)
        .outerjoin(_CLINICIAN, _CLINICIAN.c.account_id == table.c.reader_id)
        .outerjoin(_CLINIC, _CLINIC.c.clinic_id == _CLINICIAN.c.clinic_id)
        .where(table.c.diary_id == bindparam("of_diary"), key < bindparam("before"), seen)
        .order_by(key.desc())
        .limit(bindparam("at_most"))
    )


def _was_met(table: Table) -> ColumnElement[bool]:
    """Names of people whom the patient never met are not theirs to see."""
    had_a_grant = (
        select(_GRANT.c.grant_id)
        .where(_GRANT.c.diary_id == table.c.diary_id, _GRANT.c.clinician_id == table.c.reader_id)
        .exists()
    )
    return or_(table.c.reader == Reader.VISITOR, had_a_grant)


_ROWS = Prepared(
    _rows_of(
        _AUDIT,
        _AUDIT.c.audit_id,
        _AUDIT.c.at,
        _AUDIT.c.allowed,
        seen=or_(_AUDIT.c.allowed, _was_met(_AUDIT)),
    )
)
_REFUSED_ROWS = Prepared(
    _rows_of(
        _REFUSED,
        _REFUSED.c.look_id,
        _REFUSED.c.last_at,
        _REFUSED.c.first_at,
        _REFUSED.c.tries,
        seen=_was_met(_REFUSED),
    )
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a diary, or a try."""

    diary_id: UUID
    at: datetime
    reader: Reader
    reader_id: UUID  # the account, or the opening of a link
    through: UUID | None  # the grant, or the link
    verb: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A look, or tries that were refused, as the patient sees them: with the names."""

    look_id: UUID
    reader: Reader
    reader_id: UUID
    through: UUID | None
    verb: str  # of the last try
    name: str | None
    clinic: str | None
    at: datetime  # the last time
    first_at: datetime
    tries: int  # 1 for a look
    allowed: bool


def note_look(tx: Transaction, look: Look) -> None:
    """Add a row for a look; count one that was refused."""
    if not look.allowed:
        _count_refused(tx, look)
        return
    _INSERT(
        tx,
        diary_id=look.diary_id,
        audit_id=uuid7(),
        at=look.at,
        reader=look.reader,
        reader_id=look.reader_id,
        through=look.through,
        verb=look.verb,
        allowed=True,
    )


def _count_refused(tx: Transaction, look: Look) -> None:
    new = {
        "reader_id": look.reader_id,
        "hour_at": look.at.replace(minute=0, second=0, microsecond=0),
        "look_id": uuid7(),
        "reader": look.reader,
        "through": look.through,
        "verb": look.verb,
        "tries": 1,
        "first_at": look.at,
        "last_at": look.at,
    }
    _COUNT_REFUSED(tx, of_diary=look.diary_id, **{f"new_{name}": value for name, value in new.items()})


def looks_at(tx: Transaction, diary_id: UUID, before: UUID, at_most: int) -> list[Looked]:
    """At most so many looks at a diary and refused tries, the last first, that came before another one."""
    page = {"of_diary": diary_id, "before": before, "at_most": at_most}
    found = [_looked(*row[:8], row[8], row[8], 1, row[9]) for row in _ROWS(tx, **page)]
    found += [_looked(*row, False) for row in _REFUSED_ROWS(tx, **page)]
    return sorted(found, key=lambda one: one.look_id, reverse=True)[:at_most]


def _looked(*row: Any) -> Looked:  # noqa: ANN401  a row as it was read
    look_id, reader, reader_id, through, verb, account, opening, clinic, *own = row
    return Looked(look_id, Reader(reader), reader_id, through, verb, account or opening, clinic, *own)
