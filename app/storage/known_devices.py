"""Browsers that have signed in to an account: failures of theirs are counted by themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
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


def is_known_device(tx: Transaction, token_hash: bytes, account_id: UUID) -> bool:
    """Whether this browser has signed in to this account before."""
    return bool(_FIND(tx, of_token=token_hash, of_account=account_id))


def know_device(tx: Transaction, token_hash: bytes, account_id: UUID, now: datetime) -> None:
    """This browser has signed in to this account."""
    _INSERT(tx, token_hash=token_hash, account_id=account_id, first_seen_at=now)
