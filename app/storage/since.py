"""What changed in a diary since a clinician last looked at it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.rules.access import Action
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.days import DAYS
from app.storage.injections import INJECTIONS, TREATMENT
from app.storage.kinds import Kind, table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Audit

_AUDIT = table_of(Audit)
_LAST_LOOK = Prepared(
    select(_AUDIT.c.at)
    .where(
        _AUDIT.c.diary_id == bindparam("of_diary"),
        _AUDIT.c.reader_id == bindparam("by"),
        _AUDIT.c.verb == Action.READ_REPORT.value,
        _AUDIT.c.allowed,
        _AUDIT.c.at < bindparam("before"),
    )
    .order_by(_AUDIT.c.audit_id.desc())
    .limit(1)
)


def _told_since(kind: Kind) -> Prepared:
    """For each document with a value after a moment: when it was first said."""
    past = kind.history
    first = func.min(past.c.saved_at).label("first")
    return Prepared(
        select(first)
        .where(past.c.diary_id == bindparam("of_diary"), past.c.shown)
        .group_by(past.c[kind.key])
        .having(func.max(past.c.saved_at) > bindparam("since"))
    )


_DAYS, _INJECTIONS, _CIRCUMSTANCES, _TREATMENT = map(
    _told_since, (DAYS, INJECTIONS, CIRCUMSTANCES, TREATMENT)
)


@dataclass(frozen=True, slots=True)
class Since:
    """How much was added and how much corrected after a look, by kind; zeros when nothing was."""

    looked_at: datetime
    days_added: int
    days_changed: int
    sessions: int
    circumstances: int
    treatment: int


def last_look(tx: Transaction, diary_id: UUID, reader_id: UUID, before: datetime) -> datetime | None:
    """When this reader last opened the report before a moment; None when never."""
    row = _LAST_LOOK.first(tx, of_diary=diary_id, by=reader_id, before=before)
    return row[0] if row else None


def since(tx: Transaction, diary_id: UUID, looked_at: datetime) -> Since:
    """Count what was said after that look."""
    firsts = [first for (first,) in _DAYS(tx, of_diary=diary_id, since=looked_at)]
    added = len([first for first in firsts if first > looked_at])
    others = (
        len(one(tx, of_diary=diary_id, since=looked_at)) for one in (_INJECTIONS, _CIRCUMSTANCES, _TREATMENT)
    )
    return Since(looked_at, added, len(firsts) - added, *others)
