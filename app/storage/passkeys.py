"""Passkeys of an account, and the challenges that they sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from app.errors import NotThere
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Challenge, Passkey, Purpose

VALID_FOR = timedelta(minutes=5)
_PASSKEY, _CHALLENGE = table_of(Passkey), table_of(Challenge)
_COLUMNS = (
    _PASSKEY.c.account_id,
    _PASSKEY.c.passkey_id,
    _PASSKEY.c.credential_id,
    _PASSKEY.c.public_key,
    _PASSKEY.c.sign_count,
    _PASSKEY.c.name,
    _PASSKEY.c.created_at,
    _PASSKEY.c.last_used_at,
)
_OF_ACCOUNT = _PASSKEY.c.account_id == bindparam("of_account")
_FIND = Prepared(select(*_COLUMNS).where(_PASSKEY.c.credential_id == bindparam("of_credential")))
_ALL = Prepared(select(*_COLUMNS).where(_OF_ACCOUNT).order_by(_PASSKEY.c.created_at, _PASSKEY.c.passkey_id))
_INSERT = Prepared(insert(_PASSKEY))
_USED = Prepared(
    update(_PASSKEY)
    .where(_PASSKEY.c.credential_id == bindparam("of_credential"))
    .values(sign_count=bindparam("count"), last_used_at=bindparam("at"))
)
_REMOVE = Prepared(
    delete(_PASSKEY)
    .where(_OF_ACCOUNT, _PASSKEY.c.passkey_id == bindparam("of_passkey"))
    .returning(_PASSKEY.c.passkey_id)
)
_REMOVE_ALL = Prepared(delete(_PASSKEY).where(_OF_ACCOUNT))
_INSERT_CHALLENGE = Prepared(insert(_CHALLENGE))
_FORGET_OLD = Prepared(delete(_CHALLENGE).where(_CHALLENGE.c.expires_at <= bindparam("before")))
_TAKE = Prepared(
    delete(_CHALLENGE)
    .where(_CHALLENGE.c.challenge_id == bindparam("of_challenge"))
    .returning(_CHALLENGE.c.challenge, _CHALLENGE.c.purpose, _CHALLENGE.c.account_id, _CHALLENGE.c.expires_at)
)


@dataclass(frozen=True, slots=True)
class KeptPasskey:
    """The public half of a passkey."""

    account_id: UUID
    passkey_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """A challenge: random bytes, for one purpose, of one account (None = of whoever signs)."""

    challenge_id: UUID
    challenge: bytes
    purpose: Purpose
    account_id: UUID | None


def give_challenge(tx: Transaction, given: Given, now: datetime) -> None:
    """Keep a challenge for five minutes; what is older goes."""
    _FORGET_OLD(tx, before=now)
    _INSERT_CHALLENGE(
        tx,
        challenge_id=given.challenge_id,
        challenge=given.challenge,
        purpose=given.purpose,
        account_id=given.account_id,
        expires_at=now + VALID_FOR,
    )


def take_challenge(tx: Transaction, challenge_id: UUID, now: datetime) -> Given | None:
    """Take a challenge away, whatever comes of it: none is signed twice. None when unknown or too old."""
    row = _TAKE.first(tx, of_challenge=challenge_id)
    if row is None or now >= row[3]:
        return None
    return Given(challenge_id, row[0], Purpose(row[1]), row[2])


def find_passkey(tx: Transaction, credential_id: bytes) -> KeptPasskey | None:
    """The passkey of a credential; None when nobody has it."""
    row = _FIND.first(tx, of_credential=credential_id)
    return KeptPasskey(*row) if row else None


def passkeys_of(tx: Transaction, account_id: UUID) -> list[KeptPasskey]:
    """The passkeys of an account, the oldest first."""
    return [KeptPasskey(*row) for row in _ALL(tx, of_account=account_id)]


def add_passkey(tx: Transaction, passkey: KeptPasskey) -> bool:
    """Keep a new passkey; False when its credential is known already, to whomever."""
    if find_passkey(tx, passkey.credential_id):
        return False
    _INSERT(
        tx,
        credential_id=passkey.credential_id,
        account_id=passkey.account_id,
        passkey_id=passkey.passkey_id,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        name=passkey.name,
        created_at=passkey.created_at,
        last_used_at=None,
    )
    return True


def note_passkey_use(tx: Transaction, passkey: KeptPasskey, sign_count: int, now: datetime) -> None:
    """Write down its counter and that it was used now."""
    _USED(tx, of_credential=passkey.credential_id, count=sign_count, at=now)


def remove_passkey(tx: Transaction, account_id: UUID, passkey_id: UUID) -> None:
    """Take a passkey from an account. NotThere when it has no such one."""
    if not _REMOVE(tx, of_account=account_id, of_passkey=passkey_id):
        raise NotThere


def remove_all_passkeys(tx: Transaction, account_id: UUID) -> None:
    """Take all passkeys from an account."""
    _REMOVE_ALL(tx, of_account=account_id)
