"""Invitations: a code shown in the room, or a link that was sent; each leads to one grant."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from app.errors import NotThere, TooMany
from app.storage.counters import count_beside
from app.storage.grants import Scopes
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.tables import Invitation, Kind

_INVITATION = table_of(Invitation)
_COLUMNS = (
    _INVITATION.c.diary_id,
    _INVITATION.c.invitation_id,
    _INVITATION.c.kind,
    _INVITATION.c.notes,
    _INVITATION.c.enter_treatment,
    _INVITATION.c.ends_at,
    _INVITATION.c.created_at,
    _INVITATION.c.expires_at,
)
_OPEN = (
    _INVITATION.c.used_at.is_(None),
    _INVITATION.c.withdrawn_at.is_(None),
    _INVITATION.c.expires_at > bindparam("at"),
)
_THIS = (
    _INVITATION.c.diary_id == bindparam("of_diary"),
    _INVITATION.c.invitation_id == bindparam("of_invitation"),
)
_INSERT = Prepared(insert(_INVITATION))
_OPEN_ONES = Prepared(
    select(*_COLUMNS)
    .where(_INVITATION.c.diary_id == bindparam("of_diary"), *_OPEN)
    .order_by(_INVITATION.c.created_at.desc(), _INVITATION.c.invitation_id)
)
_SOME_OPEN = Prepared(
    select(_INVITATION.c.invitation_id)
    .where(_INVITATION.c.diary_id == bindparam("of_diary"), *_OPEN)
    .limit(bindparam("most"))
)
_USE = Prepared(
    update(_INVITATION)
    .where(_INVITATION.c.secret_hash == bindparam("of_secret"), *_OPEN)
    .values(used_at=bindparam("used"))
    .returning(*_COLUMNS)
)
_WITHDRAW = Prepared(
    update(_INVITATION)
    .where(*_THIS, _INVITATION.c.used_at.is_(None), _INVITATION.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("at"))
    .returning(_INVITATION.c.invitation_id)
)


@dataclass(frozen=True, slots=True)
class KeptInvitation:
    """An invitation that nobody has used; its secret is known to whoever holds it alone."""

    diary_id: UUID
    invitation_id: UUID
    kind: Kind
    scopes: Scopes
    ends_at: datetime
    created_at: datetime
    expires_at: datetime


def invite(tx: Transaction, invitation: KeptInvitation, secret_hash: bytes) -> None:
    """Keep an invitation. TooMany, AccountFull."""
    most = tx.limits.invitations
    if len(_SOME_OPEN(tx, of_diary=invitation.diary_id, at=invitation.created_at, most=most)) >= most:
        raise TooMany("too_many_invitations", f"{most} invitations are open, the most: take one back first")
    count_beside(tx, invitation.diary_id)
    _INSERT(
        tx,
        diary_id=invitation.diary_id,
        invitation_id=invitation.invitation_id,
        kind=invitation.kind,
        secret_hash=secret_hash,
        notes=invitation.scopes.notes,
        enter_treatment=invitation.scopes.enter_treatment,
        ends_at=invitation.ends_at,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        used_at=None,
        withdrawn_at=None,
    )


def open_invitations(tx: Transaction, diary_id: UUID, now: datetime) -> list[KeptInvitation]:
    """Those that can still be used, the last first."""
    return [_kept(row) for row in _OPEN_ONES(tx, of_diary=diary_id, at=now)]


def use_invitation(tx: Transaction, secret_hash: bytes, now: datetime) -> KeptInvitation | None:
    """Use an invitation up. None when it is unknown, used, withdrawn or too old."""
    row = _USE.first(tx, of_secret=secret_hash, at=now, used=now)
    return _kept(row) if row else None


def withdraw_invitation(tx: Transaction, diary_id: UUID, invitation_id: UUID, now: datetime) -> None:
    """Take an invitation back. NotThere when it is none of this diary, or was used."""
    if not _WITHDRAW(tx, of_diary=diary_id, of_invitation=invitation_id, at=now):
        raise NotThere


def _kept(row: Row) -> KeptInvitation:
    diary_id, invitation_id, kind, notes, enter_treatment, *moments = row
    return KeptInvitation(diary_id, invitation_id, Kind(kind), Scopes(notes, enter_treatment), *moments)
