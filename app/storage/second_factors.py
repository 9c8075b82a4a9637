"""What stands beside a password: recovery codes, and the one-time codes of an app (RFC 6238)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from app.storage.identity import note_key
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.seal import Seal, is_sealed
from app.storage.tables import RecoveryCode, Totp

_CODE, _TOTP = table_of(RecoveryCode), table_of(Totp)
_INSERT_CODE = Prepared(insert(_CODE))
_FORGET_CODES = Prepared(delete(_CODE).where(_CODE.c.account_id == bindparam("of_account")))
_USE_CODE = Prepared(
    update(_CODE)
    .where(
        _CODE.c.account_id == bindparam("of_account"),
        _CODE.c.code_hash == bindparam("of_code"),
        _CODE.c.used_at.is_(None),
    )
    .values(used_at=bindparam("at"))
    .returning(_CODE.c.code_hash)
)
_LEFT = Prepared(
    select(_CODE.c.code_hash).where(_CODE.c.account_id == bindparam("of_account"), _CODE.c.used_at.is_(None))
)
_THIS = _TOTP.c.account_id == bindparam("of_account")
_FIND_TOTP = Prepared(
    select(_TOTP.c.secret, _TOTP.c.confirmed_at, _TOTP.c.last_step, _TOTP.c.renew, _TOTP.c.next_secret).where(
        _THIS
    )
)
_ALL_SECRETS = Prepared(select(_TOTP.c.account_id, _TOTP.c.secret))
_KEEP_SECRET = Prepared(
    update(_TOTP).where(_THIS, _TOTP.c.secret == bindparam("before")).values(secret=bindparam("sealed"))
)
_OFFER = Prepared(update(_TOTP).where(_THIS).values(next_secret=bindparam("offered")))
_FORGET_TOTP = Prepared(delete(_TOTP).where(_THIS))
_INSERT_TOTP = Prepared(insert(_TOTP))
_USE_STEP = Prepared(
    update(_TOTP)
    .where(_THIS, _TOTP.c.last_step < bindparam("step"))
    .values(last_step=bindparam("taken"))
    .returning(_TOTP.c.last_step)
)


@dataclass(frozen=True, slots=True)
class Secret:
    """What a code app and the server share; `confirmed_at` is None until a first code came.

    `renew`: another one, `offered`, takes its place with the first code of it.
    """

    secret: str
    confirmed_at: datetime | None
    last_step: int
    renew: bool = False
    offered: str | None = None


def replace_codes(tx: Transaction, account_id: UUID, code_hashes: list[bytes]) -> None:
    """From now on these recovery codes count, and no others."""
    _FORGET_CODES(tx, of_account=account_id)
    for code_hash in code_hashes:
        _INSERT_CODE(tx, account_id=account_id, code_hash=code_hash, used_at=None)


def use_code(tx: Transaction, account_id: UUID, code_hash: bytes, now: datetime) -> bool:
    """Use a recovery code up; False when it is none of this account, or was used before."""
    return bool(_USE_CODE(tx, of_account=account_id, of_code=code_hash, at=now))


def codes_left(tx: Transaction, account_id: UUID) -> int:
    """How many recovery codes have not been used."""
    return len(_LEFT(tx, of_account=account_id))


def find_secret(tx: Transaction, account_id: UUID) -> Secret | None:
    """The shared secret of an account; None when there is none."""
    row = _FIND_TOTP.first(tx, of_account=account_id)
    return Secret(*row) if row else None


def set_secret(tx: Transaction, account_id: UUID, secret: str, step: int, now: datetime) -> None:
    """Share a secret whose first code, of this time step, has come; an earlier one counts no more."""
    forget_secret(tx, account_id)
    _INSERT_TOTP(
        tx,
        account_id=account_id,
        secret=secret,
        confirmed_at=now,
        last_step=step,
        renew=False,
        next_secret=None,
    )


def offer_secret(tx: Transaction, account_id: UUID, offered: str) -> None:
    """Another secret may take the place of the one that is shared."""
    _OFFER(tx, of_account=account_id, offered=offered)


def seal_secrets(tx: Transaction, seal: Seal) -> int:
    """Seal what an earlier release left open; how many seeds another key has sealed."""
    unreadable = 0
    for account_id, kept in _ALL_SECRETS(tx):
        if not is_sealed(kept):
            note_key(tx, seal)
            _KEEP_SECRET(tx, of_account=account_id, before=kept, sealed=seal.sealed(account_id, kept))
        elif seal.opened(account_id, kept) is None:
            unreadable += 1
    return unreadable


def forget_secret(tx: Transaction, account_id: UUID) -> None:
    """Share nothing any more."""
    _FORGET_TOTP(tx, of_account=account_id)


def use_step(tx: Transaction, account_id: UUID, step: int) -> bool:
    """Take the code of a time step; False when that one or a later one was taken before."""
    return bool(_USE_STEP(tx, of_account=account_id, step=step, taken=step))
