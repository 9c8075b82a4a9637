"""Sign-ins: who asks, on which device, until when; and the devices of an account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_unless_there  # the same is said to SQLite

from app.errors import NotSignedIn, NotThere
from app.rules.access import CONFIRMED_FOR
from app.rules.limits import OTHER_DEVICE
from app.storage.kinds import table_of
from app.storage.people import hold_account
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, Device, Role, Session

IDLE = {Role.PATIENT: timedelta(days=90), Role.CLINICIAN: timedelta(minutes=15)}
ABSOLUTE = {Role.PATIENT: timedelta(days=365), Role.CLINICIAN: timedelta(hours=12)}
_NOTED_EVERY = {Role.PATIENT: timedelta(days=1), Role.CLINICIAN: timedelta(minutes=1)}
LastUse = Callable[[UUID], datetime | None]


@dataclass(frozen=True, slots=True)
class NewSession:
    """A sign-in: the hash of its cookie, whose it is, on which device."""

    token_hash: bytes
    session_id: UUID
    account_id: UUID
    device_id: UUID
    device_name: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks."""

    account_id: UUID
    role: Role
    display_name: str
    time_zone: str
    diary_id: UUID | None
    session_id: UUID
    device_id: UUID
    last_seen_at: datetime
    created_at: datetime
    confirmed_at: datetime | None
    username: str

    @property
    def ends_at(self) -> datetime:
        """When this sign-in ends if nothing is asked any more."""
        return ends_at(self.role, self.created_at, self.last_seen_at)

    def diary_named(self, name: str) -> UUID | None:
        """The diary that an address names: `mine` or an id; None when it is neither."""
        if name == "mine":
            return self.diary_id
        try:
            return UUID(name)
        except ValueError:
            return None

    def is_stale(self, now: datetime) -> bool:
        """Whether its last use should be noted again."""
        return now - self.last_seen_at >= _NOTED_EVERY[self.role]

    def is_confirmed(self, now: datetime) -> bool:
        """Whether this person proved who they are a short while ago: signing in is a proof."""
        return self.confirmed_at is not None and now - self.confirmed_at < CONFIRMED_FOR


@dataclass(frozen=True, slots=True)
class SignIn:
    """One of the sign-ins of an account, as its owner sees it."""

    session_id: UUID
    device_id: UUID
    device_name: str
    created_at: datetime
    last_seen_at: datetime


def ends_at(role: Role, created_at: datetime, last_seen_at: datetime) -> datetime:
    """When a sign-in ends if nothing is asked any more: idle for too long, or too old."""
    return min(created_at + ABSOLUTE[role], last_seen_at + IDLE[role])


_ACCOUNT, _SESSION, _DEVICE = (table_of(model) for model in (Account, Session, Device))


def _who() -> Select[tuple[object, ...]]:
    return (
        select(
            _ACCOUNT.c.account_id,
            _ACCOUNT.c.role,
            _ACCOUNT.c.display_name,
            _ACCOUNT.c.time_zone,
            _ACCOUNT.c.diary_id,
            _SESSION.c.session_id,
            _SESSION.c.device_id,
            _SESSION.c.last_seen_at,
            _SESSION.c.created_at,
            _SESSION.c.confirmed_at,
            _ACCOUNT.c.username,
        )
        .join_from(_SESSION, _ACCOUNT, _ACCOUNT.c.account_id == _SESSION.c.account_id)
        .where(_SESSION.c.token_hash == bindparam("of_token"))
    )


def _sign_ins() -> Select[tuple[object, ...]]:
    same_device = and_(
        _DEVICE.c.account_id == _SESSION.c.account_id, _DEVICE.c.device_id == _SESSION.c.device_id
    )
    return (
        select(
            _SESSION.c.session_id,
            _SESSION.c.device_id,
            func.coalesce(_DEVICE.c.name, OTHER_DEVICE),
            _SESSION.c.created_at,
            _SESSION.c.last_seen_at,
        )
        .join_from(_SESSION, _DEVICE, same_device, isouter=True)
        .where(_SESSION.c.account_id == bindparam("of_account"))
        .order_by(_SESSION.c.last_seen_at.desc(), _SESSION.c.created_at.desc(), _SESSION.c.session_id)
    )


_WHO = Prepared(_who())
_SIGN_INS = Prepared(_sign_ins())
_INSERT_SESSION = Prepared(insert(_SESSION))
_INSERT_DEVICE = Prepared(insert_unless_there(_DEVICE).on_conflict_do_nothing())
_KNOWN_DEVICE = Prepared(
    select(_DEVICE.c.device_id).where(
        _DEVICE.c.account_id == bindparam("of_account"), _DEVICE.c.device_id == bindparam("of_device")
    )
)
_DEVICES = Prepared(
    select(_DEVICE.c.device_id)
    .where(_DEVICE.c.account_id == bindparam("of_account"))
    .limit(bindparam("most"))
)
_END_SESSION = Prepared(
    delete(_SESSION)
    .where(_SESSION.c.token_hash == bindparam("of_token"))
    .returning(_SESSION.c.account_id, _SESSION.c.session_id)
)
_END_ONE = Prepared(
    delete(_SESSION)
    .where(_SESSION.c.account_id == bindparam("of_account"), _SESSION.c.session_id == bindparam("of_session"))
    .returning(_SESSION.c.session_id)
)
_END_OTHERS = Prepared(
    delete(_SESSION).where(
        _SESSION.c.account_id == bindparam("of_account"), _SESSION.c.session_id != bindparam("of_session")
    )
)
_ALL_SESSIONS = Prepared(
    select(_SESSION.c.session_id, _ACCOUNT.c.role, _SESSION.c.created_at, _SESSION.c.last_seen_at)
    .join_from(_SESSION, _ACCOUNT, _ACCOUNT.c.account_id == _SESSION.c.account_id)
    .where(_SESSION.c.account_id == bindparam("of_account"))
)
_END_ALL = Prepared(delete(_SESSION).where(_SESSION.c.account_id == bindparam("of_account")))
_NOTE_USE = Prepared(
    update(_SESSION)
    .where(_SESSION.c.token_hash == bindparam("of_token"))
    .values(last_seen_at=bindparam("at"))
)
_CONFIRM = Prepared(
    update(_SESSION)
    .where(_SESSION.c.session_id == bindparam("of_session"))
    .values(confirmed_at=bindparam("at"))
)


def open_session(
    tx: Transaction, session: NewSession, now: datetime, last_use: LastUse = lambda _: None
) -> None:
    """Record a sign-in, and its device when it is new. One too many ends the one used least recently.

    `last_use`: of a sign-in, where something later is known than what is kept.
    """
    hold_account(tx, session.account_id)  # a second one on the same new device waits here
    _make_room(tx, session.account_id, now, last_use)
    note_device(tx, session.account_id, session.device_id, now, session.device_name)
    _INSERT_SESSION(
        tx,
        token_hash=session.token_hash,
        session_id=session.session_id,
        account_id=session.account_id,
        device_id=session.device_id,
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
    )


def note_device(
    tx: Transaction, account_id: UUID, device_id: UUID, now: datetime, name: str = "unnamed"
) -> None:
    """Write a device down the first time that it is seen, unless there are as many as may be kept by name."""
    if _KNOWN_DEVICE(tx, of_account=account_id, of_device=device_id):
        return
    if len(_DEVICES(tx, of_account=account_id, most=tx.limits.devices)) < tx.limits.devices:
        _INSERT_DEVICE(tx, account_id=account_id, device_id=device_id, name=name, first_seen_at=now)


def _make_room(tx: Transaction, account_id: UUID, now: datetime, last_use: LastUse) -> None:
    """Leave room for one sign-in more: those that have ended go first, then those used least recently."""
    rows = _ALL_SESSIONS(tx, of_account=account_id)
    if len(rows) < tx.limits.sessions:
        return
    worth = {
        one: (now < ends_at(Role(role), began, seen), max(seen, last_use(one) or seen), began, one)
        for one, role, began, seen in rows
    }
    for session_id in sorted(worth, key=lambda one: worth[one], reverse=True)[tx.limits.sessions - 1 :]:
        _END_ONE(tx, of_account=account_id, of_session=session_id)


def end_session(tx: Transaction, token_hash: bytes) -> tuple[UUID, UUID] | None:
    """Forget a sign-in: whose it was, and its id; None when there is none."""
    row = _END_SESSION.first(tx, of_token=token_hash)
    return (row[0], row[1]) if row else None


def sign_ins(tx: Transaction, who: SignedIn, now: datetime) -> list[SignIn]:
    """The sign-ins of this account that have not ended, the last used first."""
    found = (SignIn(*row) for row in _SIGN_INS(tx, of_account=who.account_id))
    return [one for one in found if now < ends_at(who.role, one.created_at, one.last_seen_at)]


def end_sign_in(tx: Transaction, who: SignedIn, session_id: UUID) -> None:
    """End one of the sign-ins of this account. NotThere when it has no such sign-in."""
    if not _END_ONE(tx, of_account=who.account_id, of_session=session_id):
        raise NotThere


def end_other_sign_ins(tx: Transaction, who: SignedIn) -> None:
    """End all sign-ins of this account but the one that asks."""
    _END_OTHERS(tx, of_account=who.account_id, of_session=who.session_id)


def end_all_sign_ins(tx: Transaction, account_id: UUID) -> None:
    """End every sign-in of an account."""
    _END_ALL(tx, of_account=account_id)


def confirm(tx: Transaction, session_id: UUID, now: datetime) -> None:
    """Write down that the person of this sign-in proved who they are, now."""
    _CONFIRM(tx, of_session=session_id, at=now)


def note_use(tx: Transaction, token_hash: bytes, now: datetime) -> None:
    """Write down that the sign-in was used now: its idle time starts again."""
    _NOTE_USE(tx, of_token=token_hash, at=now)


def signed_in(tx: Transaction, token_hash: bytes, now: datetime) -> SignedIn:
    """Who signed in with this token. NotSignedIn when nobody did, or it has ended."""
    row = _WHO.first(tx, of_token=token_hash)
    if row is None:
        raise NotSignedIn
    account_id, role, *rest = row
    who = SignedIn(account_id, Role(role), *rest)
    if now >= who.ends_at:
        raise NotSignedIn("the sign-in has ended: sign in again")
    return who
