"""Browsers that have signed in to an account: failures of theirs are counted by themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # ON CONFLICT is said the same way to SQLite

from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import KnownDevice

_KNOWN = table_of(KnownDevice)
_FIND = Prepared(
    select(_KNOWN.c.account_id).where(
        _KNOWN.c.token_hash == bindparam("of_token"), _KNOWN.c.account_id == bindparam("of_account")
    )
)
_INSERT = Prepared(insert(_KNOWN).on_conflict_do_nothing())
_OF_ACCOUNT = _KNOWN.c.account_id == bindparam("of_account")
_NEWEST_FIRST = Prepared(
    select(_KNOWN.c.token_hash)
    .where(_OF_ACCOUNT)
    .order_by(_KNOWN.c.first_seen_at.desc(), _KNOWN.c.token_hash)
)
_FORGET = Prepared(delete(_KNOWN).where(_OF_ACCOUNT, _KNOWN.c.token_hash == bindparam("of_token")))


def is_known_device(tx: Transaction, token_hash: bytes, account_id: UUID) -> bool:
    """Whether this browser has signed in to this account before."""
    return bool(_FIND(tx, of_token=token_hash, of_account=account_id))


def know_device(tx: Transaction, token_hash: bytes, account_id: UUID, now: datetime) -> None:
    """This browser has signed in to this account. Of more than may be kept, the first ones are forgotten."""
    if is_known_device(tx, token_hash, account_id):
        return
    for (forgotten,) in _NEWEST_FIRST(tx, of_account=account_id)[tx.limits.devices - 1 :]:
        _FORGET(tx, of_account=account_id, of_token=forgotten)
    _INSERT(tx, token_hash=token_hash, account_id=account_id, first_seen_at=now)
