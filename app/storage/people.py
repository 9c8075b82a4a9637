"""Accounts: making one, what a sign-in is checked against, name, zone and password."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from sqlalchemy import bindparam, insert, select, update

from app.errors import NotThere, UsernameTaken
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, Diary, RecoveryCode, Role


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
    role: Role
    password_hash: str  # "" = signs in with a passkey alone
    revision: int  # of all that signs in to it


_ACCOUNT, _DIARY, _CODE = (table_of(model) for model in (Account, Diary, RecoveryCode))

_HOLD_DIARY = Prepared(
    select(_DIARY.c.erased_at)
    .where(_DIARY.c.diary_id == bindparam("of_diary"))
    .with_for_update(key_share=True)
)
_CREDENTIALS = Prepared(
    select(
        _ACCOUNT.c.account_id, _ACCOUNT.c.role, _ACCOUNT.c.password_hash, _ACCOUNT.c.credentials_revision
    ).where(_ACCOUNT.c.username == bindparam("of_name"))
)
_CREDENTIALS_OF = Prepared(
    select(_ACCOUNT.c.role, _ACCOUNT.c.password_hash, _ACCOUNT.c.credentials_revision).where(
        _ACCOUNT.c.account_id == bindparam("of_account")
    )
)
_ANY = Prepared(select(_ACCOUNT.c.account_id).limit(1))
_SET_PROFILE = Prepared(
    update(_ACCOUNT)
    .where(_ACCOUNT.c.account_id == bindparam("of_account"))
    .values(display_name=bindparam("name"), time_zone=bindparam("zone"))
)
_SET_PASSWORD = Prepared(
    update(_ACCOUNT)
    .where(_ACCOUNT.c.account_id == bindparam("of_account"))
    .values(password_hash=bindparam("hashed"), credentials_revision=_ACCOUNT.c.credentials_revision + 1)
)
_CHANGED = Prepared(
    update(_ACCOUNT)
    .where(_ACCOUNT.c.account_id == bindparam("of_account"))
    .values(credentials_revision=_ACCOUNT.c.credentials_revision + 1)
)
_RENEW_HASH = Prepared(
    update(_ACCOUNT)
    .where(_ACCOUNT.c.account_id == bindparam("of_account"), _ACCOUNT.c.password_hash == bindparam("before"))
    .values(password_hash=bindparam("hashed"))
)
_INSERT_ACCOUNT = Prepared(insert(_ACCOUNT))
_INSERT_DIARY = Prepared(insert(_DIARY))
_INSERT_CODE = Prepared(insert(_CODE))
_HOLD_ACCOUNT = Prepared(
    select(_ACCOUNT.c.account_id)
    .where(_ACCOUNT.c.account_id == bindparam("of_account"))
    .with_for_update(key_share=True)
)


def create_account(tx: Transaction, account: NewAccount, code_hashes: list[bytes], now: datetime) -> None:
    """Make the account, its diary and its recovery codes. UsernameTaken."""
    if account.diary_id is not None:
        of_later = dict.fromkeys(("erased_at", "epoch", "epoch_within"))
        _INSERT_DIARY(
            tx, diary_id=account.diary_id, change_counter=0, created_at=now, stored_bytes=0, **of_later
        )
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
            credentials_revision=0,
        )
    except (sqlite3.IntegrityError, psycopg.errors.UniqueViolation):
        raise UsernameTaken from None
    for code_hash in code_hashes:
        _INSERT_CODE(tx, account_id=account.account_id, code_hash=code_hash, used_at=None)


def find_credentials(tx: Transaction, username: str) -> Credentials | None:
    """The account of a normalised user name, None when there is none."""
    row = _CREDENTIALS.first(tx, of_name=username)
    return Credentials(row[0], Role(row[1]), *row[2:]) if row else None


def credentials_of(tx: Transaction, account_id: UUID) -> Credentials:
    """What a sign-in of this account is checked against. NotThere."""
    row = _CREDENTIALS_OF.first(tx, of_account=account_id)
    if row is None:
        raise NotThere
    return Credentials(account_id, Role(row[0]), *row[1:])


def still_hold(tx: Transaction, known: Credentials) -> bool:
    """Whether these credentials are the account's still; until the end of the transaction they stay so."""
    hold_account(tx, known.account_id)
    row = _CREDENTIALS_OF.first(tx, of_account=known.account_id)
    return row is not None and row[2] == known.revision


def credentials_changed(tx: Transaction, account_id: UUID) -> None:
    """A sign-in that is under way opens nothing any more."""
    _CHANGED(tx, of_account=account_id)


def any_account(tx: Transaction) -> bool:
    """Whether anybody has an account."""
    return bool(_ANY(tx))


def set_profile(tx: Transaction, account_id: UUID, display_name: str, time_zone: str) -> None:
    """Change the name and the zone of an account."""
    _SET_PROFILE(tx, of_account=account_id, name=display_name, zone=time_zone)


def set_password(tx: Transaction, account_id: UUID, hashed: str) -> None:
    """Change the password of an account; a sign-in that is under way opens nothing any more."""
    _SET_PASSWORD(tx, of_account=account_id, hashed=hashed)


def renew_hash(tx: Transaction, known: Credentials, hashed: str) -> None:
    """Keep another hash of the same password; nothing happens when the password was changed since."""
    _RENEW_HASH(tx, of_account=known.account_id, before=known.password_hash, hashed=hashed)


def hold_account(tx: Transaction, account_id: UUID) -> None:
    """Keep every other writer of this account waiting until the end of the transaction."""
    _HOLD_ACCOUNT(tx, of_account=account_id)


def hold_diary(tx: Transaction, diary_id: UUID) -> bool:
    """Keep every other writer of this diary waiting until the end of the transaction.

    False when it was erased while this one waited.
    """
    if tx.dialect.name == "sqlite":  # its one writer has nobody beside it
        return True
    row = _HOLD_DIARY.first(tx, of_diary=diary_id)
    return row is None or row[0] is None
