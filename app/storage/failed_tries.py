"""Tries to sign in that failed, for the owner of the account to see: counted by day, then forgotten."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert  # ON CONFLICT is said the same way to SQLite

from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, FailedTries

KEPT_FOR = timedelta(days=30)
"""So long the owner sees a failed try."""

_TRIES, _ACCOUNT = table_of(FailedTries), table_of(Account)
_OF_ACCOUNT = _TRIES.c.account_id == bindparam("of_account")
_NEW = select(
    _ACCOUNT.c.account_id,
    bindparam("on", type_=_TRIES.c.tried_on.type),
    bindparam("one", type_=Integer()),
    bindparam("at", type_=_TRIES.c.first_at.type),
    bindparam("again", type_=_TRIES.c.last_at.type),
).where(_ACCOUNT.c.account_id == bindparam("of_account"))
_INSERT = insert(_TRIES).from_select(list(_TRIES.c), _NEW)
_COUNT = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=list(_TRIES.primary_key),
        set_={"tries": _TRIES.c.tries + 1, "last_at": _INSERT.excluded.last_at},
    )
)
_FORGET_OLD = Prepared(delete(_TRIES).where(_OF_ACCOUNT, _TRIES.c.tried_on < bindparam("before")))
_SEEN = Prepared(
    select(func.sum(_TRIES.c.tries), func.min(_TRIES.c.first_at), func.max(_TRIES.c.last_at)).where(
        _OF_ACCOUNT, _TRIES.c.last_at > bindparam("after")
    )
)


@dataclass(frozen=True, slots=True)
class Failed:
    """How many tries failed, from the first that is kept to the last; without any, both are None."""

    count: int
    since: datetime | None
    last_at: datetime | None


def note_failed(tx: Transaction, account_id: UUID, now: datetime) -> None:
    """Count one more; nothing is kept of an account that is not there, by the same statements."""
    _COUNT(tx, of_account=account_id, on=now.astimezone(UTC).date(), one=1, at=now, again=now)
    _FORGET_OLD(tx, of_account=account_id, before=(now - KEPT_FOR).astimezone(UTC).date())


def failed_of(tx: Transaction, account_id: UUID, now: datetime) -> Failed:
    """Those of the last days that a try is kept for."""
    count, since, last_at = _SEEN(tx, of_account=account_id, after=now - KEPT_FOR)[0]
    return Failed(int(count or 0), since, last_at)
