"""Accounts, their recovery codes, devices and sign-ins."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from sqlalchemy import Select, bindparam, delete, insert, select, update

from app.errors import NotSignedIn, UsernameTaken
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
    device_id: UUID
    last_seen_at: datetime
    created_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When this sign-in ends if nothing is asked any more."""
        return min(self.created_at + ABSOLUTE[self.role], self.last_seen_at + IDLE[self.role])

    def is_stale(self, now: datetime) -> bool:
        """Whether its last use should be noted again."""
        return now - self.last_seen_at >= _NOTED_EVERY[self.role]


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
            _SESSION.c.device_id,
            _SESSION.c.last_seen_at,
            _SESSION.c.created_at,
        )
        .join_from(_SESSION, _ACCOUNT, _ACCOUNT.c.account_id == _SESSION.c.account_id)
        .where(_SESSION.c.token_hash == bindparam("of_token"))
    )


_WHO = Prepared(_who())
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
    _HOLD_ACCOUNT(tx, of_account=session.account_id)  # a second one on the same new device waits here
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


def hold_diary(tx: Transaction, diary_id: UUID) -> None:
    """Keep every other writer of this diary waiting until the end of the transaction."""
    if tx.dialect.name != "sqlite":  # its one writer has nobody beside it
        _HOLD_DIARY(tx, of_diary=diary_id)
