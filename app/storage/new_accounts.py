"""Accounts that were made from a network, counted by the hour: nobody fills the database with them."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert  # ON CONFLICT is said the same way to SQLite

from app.errors import TooManyAccounts
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import NewAccounts

DAY = timedelta(hours=24)
_COUNTED = table_of(NewAccounts)
_INSERT = insert(_COUNTED)
_COUNT = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[_COUNTED.c.network, _COUNTED.c.hour], set_={"accounts": _COUNTED.c.accounts + 1}
    )
)
_MADE = Prepared(
    select(
        func.coalesce(func.sum(_COUNTED.c.accounts), 0),
        func.coalesce(func.sum(_COUNTED.c.accounts).filter(_COUNTED.c.hour == bindparam("this_hour")), 0),
    ).where(_COUNTED.c.network == bindparam("of_network"), _COUNTED.c.hour > bindparam("after"))
)


def require_room(tx: Transaction, network: bytes, now: datetime) -> None:
    """TooManyAccounts when no account more may be made from this network now."""
    _require_at_most(tx, network, now, (tx.limits.accounts_per_day - 1, tx.limits.accounts_per_hour - 1))


def count_account(tx: Transaction, network: bytes, now: datetime) -> None:
    """Count one that is being made from this network. TooManyAccounts when it is one too many."""
    _COUNT(tx, network=network, hour=_hour(now), accounts=1)
    _require_at_most(tx, network, now, (tx.limits.accounts_per_day, tx.limits.accounts_per_hour))


def _require_at_most(tx: Transaction, network: bytes, now: datetime, most: tuple[int, int]) -> None:
    """At most so many of the last 24 clock hours, and so many of this one."""
    hour = _hour(now)
    ((of_day, of_hour),) = _MADE(tx, of_network=network, after=hour - DAY, this_hour=hour)
    if of_day > most[0] or of_hour > most[1]:
        raise TooManyAccounts


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
