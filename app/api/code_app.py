"""Codes of an app (RFC 6238): six digits that are good for half a minute, and taken once."""

import hmac
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pyotp

from app.api.passwords import code_hash
from app.storage import second_factors
from app.storage.prepared import Transaction

ISSUER = "Headache diary"
_SECRET_BYTES = 20  # RFC 4226: 160 bits
_STEP_S = 30


def secret_of(token: bytes) -> str:
    """The secret that goes with a one-time link: nothing need be kept before a first code has come."""
    return b32encode(hmac.digest(token, b"code app", sha256)[:_SECRET_BYTES]).decode()


def address_of(secret: str, username: str) -> str:
    """What a code app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step of a code: this one, or one beside it, since clocks differ. None when it is none."""
    digits = "".join(code.split())
    here = int(now.timestamp()) // _STEP_S
    steps = (here, here - 1, here + 1)
    return next((one for one in steps if hmac.compare_digest(_code_at(secret, one), digits.encode())), None)


def is_right(tx: Transaction, account_id: UUID, code: str, now: datetime) -> bool:
    """Use up a code of the app, or a recovery code in its place."""
    kept = second_factors.find_secret(tx, account_id)
    step = None if kept is None else step_of(kept.secret, code, now)
    if step is not None and second_factors.use_step(tx, account_id, step):
        return True
    return second_factors.use_code(tx, account_id, code_hash(code), now)


def _code_at(secret: str, step: int) -> bytes:
    return pyotp.TOTP(secret).at(step * _STEP_S).encode()
