"""Codes of an app (RFC 6238): six digits that are good for half a minute, and taken once."""

import hmac
from datetime import datetime
from uuid import UUID

import pyotp

from app.api.passwords import code_hash
from app.api.traces import Proof
from app.storage import clinics, identity, people, second_factors
from app.storage.prepared import Transaction
from app.storage.seal import Seal, new_seed

ISSUER = "Headache diary"
_STEP_S = 30


def seed_of_link(tx: Transaction, seal: Seal, token_hash: bytes, account_id: UUID) -> str:
    """The seed of the code app that a one-time link sets up: random, and the same at each asking."""
    people.hold_account(tx, account_id)  # two who ask at once are shown the same
    kept = clinics.seed_of_link(tx, token_hash)
    seed = seal.opened(account_id, kept) if kept else None
    if seed is None:
        seed = new_seed()
        identity.note_key(tx, seal)
        clinics.give_seed(tx, token_hash, seal.sealed(account_id, seed))
    return seed


def offered(tx: Transaction, seal: Seal, account_id: UUID) -> str | None:
    """A seed that takes the place of one that is to be renewed; None where none is.

    It is shown to whoever has just signed in, and counts from its first code on: until then the old one does.
    """
    kept = second_factors.find_secret(tx, account_id)
    if kept is None or not (kept.renew or seal.opened(account_id, kept.secret) is None):
        return None
    seed = kept.offered and seal.opened(account_id, kept.offered)
    if seed is None:
        seed = new_seed()
        identity.note_key(tx, seal)
        second_factors.offer_secret(tx, account_id, seal.sealed(account_id, seed))
    return seed


def address_of(seed: str, username: str) -> str:
    """What a code app reads from a QR code."""
    return pyotp.TOTP(seed).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(seed: str, code: str, now: datetime) -> int | None:
    """The time step of a code: this one, or one beside it, since clocks differ. None when it is none."""
    digits = "".join(code.split())
    here = int(now.timestamp()) // _STEP_S
    steps = (here, here - 1, here + 1)
    return next((one for one in steps if hmac.compare_digest(_code_at(seed, one), digits.encode())), None)


def use(tx: Transaction, seal: Seal, account_id: UUID, code: str, now: datetime) -> Proof:
    """Use up a code of the app, or a recovery code in its place; which it was, NONE when it is none."""
    kept = second_factors.find_secret(tx, account_id)
    if kept is not None:
        step = _step(seal, account_id, kept.secret, code, now)
        if step is not None and second_factors.use_step(tx, account_id, step):
            return Proof.CODE_APP
        if kept.offered is not None:
            step = _step(seal, account_id, kept.offered, code, now)
            if step is not None:
                second_factors.set_secret(tx, account_id, kept.offered, step, now)
                return Proof.NEW_CODE_APP
    is_recovery_code = second_factors.use_code(tx, account_id, code_hash(code), now)
    return Proof.RECOVERY_CODE if is_recovery_code else Proof.NONE


def _step(seal: Seal, account_id: UUID, kept: str, code: str, now: datetime) -> int | None:
    seed = seal.opened(account_id, kept)
    return None if seed is None else step_of(seed, code, now)


def _code_at(seed: str, step: int) -> bytes:
    return pyotp.TOTP(seed).at(step * _STEP_S).encode()
