"""Challenges that passkeys sign: given for one purpose, taken away by the first answer, whatever it is."""

import secrets
from datetime import datetime
from uuid import UUID

from fastapi import Request
from uuid_utils.compat import uuid4, uuid7

from app.api.opened import device_name
from app.api.schemas.passkeys import MadePasskey
from app.errors import PasskeyRefused
from app.storage import passkeys
from app.storage.passkeys import Given, KeptPasskey
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn
from app.storage.tables import Purpose

_BYTES = 32


def new_challenge(purpose: Purpose, account_id: UUID | None) -> Given:
    """Random bytes to sign; without an account, whoever signs says who they are."""
    return Given(uuid4(), secrets.token_bytes(_BYTES), purpose, account_id)


def give(tx: Transaction, who: SignedIn, purpose: Purpose, now: datetime) -> Given:
    """A challenge for whoever is signed in."""
    given = new_challenge(purpose, who.account_id)
    passkeys.give_challenge(tx, given, now)
    return given


def take(tx: Transaction, who: SignedIn, challenge_id: UUID, purpose: Purpose, now: datetime) -> Given | None:
    """The challenge, if it was given to them for this; None lets the transaction that took it away commit."""
    given = passkeys.take_challenge(tx, challenge_id, now)
    if given is None or given.purpose is not purpose or given.account_id != who.account_id:
        return None
    return given


def required(given: Given | None) -> Given:
    """The challenge. PasskeyRefused when there is none."""
    if given is None:
        raise PasskeyRefused
    return given


def new_passkey(request: Request, given: Given, sent: MadePasskey) -> KeptPasskey:
    """The passkey that a device made of this challenge, for the account that got it. PasskeyRefused."""
    assert given.account_id is not None
    credential_id, public_key, count = request.app.state.passkey_checks.made(given, sent)
    name, now = sent.name or device_name(request), request.app.state.clock()
    return KeptPasskey(given.account_id, uuid7(), credential_id, public_key, count, name, now, None)


def note_use(tx: Transaction, passkey: KeptPasskey, count: int, now: datetime) -> None:
    """Write down that a passkey signed. PasskeyRefused when it was removed in between."""
    if passkeys.find_passkey(tx, passkey.credential_id) is None:
        raise PasskeyRefused
    passkeys.note_passkey_use(tx, passkey, count, now)
