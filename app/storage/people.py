"""Accounts, their recovery codes, devices and sign-ins."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from sqlalchemy import Select, and_, bindparam, delete, insert, select, update

from app.errors import NotSignedIn, NotThere, UsernameTaken
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, Device, Diary, RecoveryCode, Role, Session

IDLE = {Role.PATIENT: timedelta(days=90), Role.CLINICIAN: timedelta(minutes=15)}
ABSOLUTE = {Role.PATIENT: timedelta(days=365), Role.CLINICIAN: timedelta(hours=12)}
_NOTED_EVERY = {Role.PATIENT: timedelta(days=1), Role.CLINICIAN: timedelta(minutes=1)}


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of; a patient's has a diary."""

    account_id: UUID
    username: str
    display_name: str
    role: Role
    time_zone: str
    password_hash: str
    diary_id: UUID | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: UUID
    password_hash: str


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

    @property
    def ends_at(self) -> datetime:
        """When this sign-in ends if nothing is asked any more."""
        return ends_at(self.role, self.created_at, self.last_seen_at)

    def is_stale(self, now: datetime) -> bool:
        """Whether its last use should be noted again."""
        return now - self.last_seen_at >= _NOTED_EVERY[self.role]


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


_ACCOUNT, _SESSION, _DIARY = (table_of(model) for model in (Account, Session, Diary))
_DEVICE, _CODE = table_of(Device), table_of(RecoveryCode)


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
            _DEVICE.c.name,
            _SESSION.c.created_at,
            _SESSION.c.last_seen_at,
        )
        .join_from(_SESSION, _DEVICE, same_device)
        .where(_SESSION.c.account_id == bindparam("of_account"))
        .order_by(_SESSION.c.last_seen_at.desc(), _SESSION.c.created_at.desc(), _SESSION.c.session_id)
    )


_WHO = Prepared(_who())
_SIGN_INS = Prepared(_sign_ins())
_HOLD_DIARY = Prepared(
    select(_DIARY.c.diary_id).where(_DIARY.c.diary_id == bindparam("of_diary")).with_for_update()
)
_CREDENTIALS = Prepared(
    select(_ACCOUNT.c.account_id, _ACCOUNT.c.password_hash).where(_ACCOUNT.c.username == bindparam("of_name"))
)
_INSERT_ACCOUNT = Prepared(insert(_ACCOUNT))
_INSERT_DIARY = Prepared(insert(_DIARY))
_INSERT_CODE = Prepared(insert(_CODE))
_INSERT_SESSION = Prepared(insert(_SESSION))
_INSERT_DEVICE = Prepared(insert(_DEVICE))
_HOLD_ACCOUNT = Prepared(
    select(_ACCOUNT.c.account_id).where(_ACCOUNT.c.account_id == bindparam("of_account")).with_for_update()
)
_KNOWN_DEVICE = Prepared(
    select(_DEVICE.c.device_id).where(
        _DEVICE.c.account_id == bindparam("of_account"), _DEVICE.c.device_id == bindparam("of_device")
    )
)
_END_SESSION = Prepared(delete(_SESSION).where(_SESSION.c.token_hash == bindparam("of_token")))
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
_NOTE_USE = Prepared(
    update(_SESSION)
    .where(_SESSION.c.token_hash == bindparam("of_token"))
    .values(last_seen_at=bindparam("at"))
)


def create_account(tx: Transaction, account: NewAccount, code_hashes: list[bytes], now: datetime) -> None:
    """Make the account, its diary and its recovery codes. UsernameTaken."""
    if account.diary_id is not None:
        _INSERT_DIARY(tx, diary_id=account.diary_id, change_counter=0, created_at=now, erased_at=None)
    try:
        _INSERT_ACCOUNT(
            tx,
            account_id=account.account_id,
            username=account.username,
            display_name=account.display_name,
            role=account.role,
            time_zone=account.time_zone,
            password_hash=account.password_hash,
            diary_id=account.diary_id,
            created_at=now,
        )
    except (sqlite3.IntegrityError, psycopg.errors.UniqueViolation):
        raise UsernameTaken from None
    for code_hash in code_hashes:
        _INSERT_CODE(tx, account_id=account.account_id, code_hash=code_hash, used_at=None)


def find_credentials(tx: Transaction, username: str) -> Credentials | None:
    """The account of a normalised user name, None when there is none."""
    row = _CREDENTIALS.first(tx, of_name=username)
    return Credentials(*row) if row else None


def open_session(tx: Transaction, session: NewSession, now: datetime) -> None:
    """Record a sign-in, and its device when it is new."""
    hold_account(tx, session.account_id)  # a second one on the same new device waits here
    note_device(tx, session.account_id, session.device_id, now, session.device_name)
    _INSERT_SESSION(
        tx,
        token_hash=session.token_hash,
        session_id=session.session_id,
        account_id=session.account_id,
        device_id=session.device_id,
        created_at=now,
        last_seen_at=now,
    )


def note_device(
    tx: Transaction, account_id: UUID, device_id: UUID, now: datetime, name: str = "unnamed"
) -> None:
    """Write a device down the first time that it is seen."""
    if not _KNOWN_DEVICE(tx, of_account=account_id, of_device=device_id):
        _INSERT_DEVICE(tx, account_id=account_id, device_id=device_id, name=name, first_seen_at=now)


def end_session(tx: Transaction, token_hash: bytes) -> None:
    """Forget a sign-in; nothing happens when there is none."""
    _END_SESSION(tx, of_token=token_hash)


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


def hold_account(tx: Transaction, account_id: UUID) -> None:
    """Keep every other writer of this account waiting until the end of the transaction."""
    _HOLD_ACCOUNT(tx, of_account=account_id)


def hold_diary(tx: Transaction, diary_id: UUID) -> None:
    """Keep every other writer of this diary waiting until the end of the transaction."""
    if tx.dialect.name != "sqlite":  # its one writer has nobody beside it
        _HOLD_DIARY(tx, of_diary=diary_id)
