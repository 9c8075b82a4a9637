"""Who looked at a diary, or tried to: ids, verbs and times, which nobody changes or removes.

Kept for as long as the database: the European Health Data Space asks for three years at least (Regulation
(EU) 2025/327, article 9).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, or_, select
from uuid_utils.compat import uuid7

from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, Audit, Clinic, Clinician, Grant, Reader, VisitOpening

_AUDIT, _ACCOUNT, _OPENING = table_of(Audit), table_of(Account), table_of(VisitOpening)
_CLINICIAN, _CLINIC, _GRANT = table_of(Clinician), table_of(Clinic), table_of(Grant)
_INSERT = Prepared(insert(_AUDIT))
_HAD_A_GRANT = (
    select(_GRANT.c.grant_id)
    .where(_GRANT.c.diary_id == _AUDIT.c.diary_id, _GRANT.c.clinician_id == _AUDIT.c.reader_id)
    .exists()
)
_ROWS = Prepared(
    select(
        _AUDIT.c.audit_id,
        _AUDIT.c.at,
        _AUDIT.c.reader,
        _AUDIT.c.reader_id,
        _AUDIT.c.through,
        _AUDIT.c.verb,
        _AUDIT.c.allowed,
        _ACCOUNT.c.display_name,
        _OPENING.c.name,
        _CLINIC.c.name.label("clinic"),
    )
    .select_from(_AUDIT)
    .outerjoin(_ACCOUNT, _ACCOUNT.c.account_id == _AUDIT.c.reader_id)
    .outerjoin(
        _OPENING,
        (_OPENING.c.diary_id == _AUDIT.c.diary_id) & (_OPENING.c.opening_id == _AUDIT.c.reader_id),
    )
    .outerjoin(_CLINICIAN, _CLINICIAN.c.account_id == _AUDIT.c.reader_id)
    .outerjoin(_CLINIC, _CLINIC.c.clinic_id == _CLINICIAN.c.clinic_id)
    .where(
        _AUDIT.c.diary_id == bindparam("of_diary"),
        _AUDIT.c.audit_id < bindparam("before"),
        # names of people whom the patient never met are not theirs to see
        or_(_AUDIT.c.allowed, _AUDIT.c.reader == Reader.VISITOR, _HAD_A_GRANT),
    )
    .order_by(_AUDIT.c.audit_id.desc())
    .limit(bindparam("at_most"))
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
    """A look as the patient sees it: with the names."""

    audit_id: UUID
    at: datetime
    reader: Reader
    reader_id: UUID
    through: UUID | None
    verb: str
    allowed: bool
    name: str | None
    clinic: str | None


def note_look(tx: Transaction, look: Look) -> None:
    """Add a row."""
    _INSERT(
        tx,
        diary_id=look.diary_id,
        audit_id=uuid7(),
        at=look.at,
        reader=look.reader,
        reader_id=look.reader_id,
        through=look.through,
        verb=look.verb,
        allowed=look.allowed,
    )


def looks_at(tx: Transaction, diary_id: UUID, before: UUID, at_most: int) -> list[Looked]:
    """At most so many looks at a diary, the last first, that came before another one."""
    rows = _ROWS(tx, of_diary=diary_id, before=before, at_most=at_most)
    return [
        Looked(audit_id, at, Reader(reader), reader_id, through, verb, allowed, account or opening, clinic)
        for audit_id, at, reader, reader_id, through, verb, allowed, account, opening, clinic in rows
    ]
