"""What is kept for a while after its end, and then removed: sign-ins, one-time links, counts of tries.

Nothing that a patient sees or that a history names: one-visit links, their openings and devices stay.
Whatever is found stays over, so it is looked for without keeping a writer waiting.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, func, or_, select

from app.storage.failed_tries import KEPT_FOR
from app.storage.kinds import table_of
from app.storage.new_accounts import DAY
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.sign_ins import ABSOLUTE, IDLE
from app.storage.tables import Account, FailedTries, NewAccounts, OneTimeLink, Role, Session

SLICE = 500
"""Rows of each table removed in one transaction: nobody waits for it longer than for some edits."""

_SESSION, _ACCOUNT = table_of(Session), table_of(Account)
_LINK, _COUNTED, _TRIES = table_of(OneTimeLink), table_of(NewAccounts), table_of(FailedTries)
_END_OF_LINK = func.coalesce(_LINK.c.used_at, _LINK.c.expires_at)


def _is_over(role: Role) -> ColumnElement[bool]:
    at = _SESSION.c.created_at.type
    is_too_old = _SESSION.c.created_at <= bindparam(f"{role}_began", type_=at)
    is_idle = _SESSION.c.last_seen_at <= bindparam(f"{role}_seen", type_=at)
    return and_(_ACCOUNT.c.role == role, or_(is_too_old, is_idle))


def _some(table: Table, *where: ColumnElement[bool]) -> Prepared:
    return Prepared(select(*table.primary_key).where(*where).limit(bindparam("at_most")))


def _removal(table: Table) -> Prepared:
    return Prepared(delete(table).where(*(key == bindparam(f"of_{key.name}") for key in table.primary_key)))


_OF_ACCOUNT = _ACCOUNT.c.account_id == _SESSION.c.account_id
_FIND = {
    _SESSION: _some(_SESSION, _OF_ACCOUNT, or_(*map(_is_over, Role))),
    _LINK: _some(_LINK, bindparam("ended", type_=_LINK.c.expires_at.type) >= _END_OF_LINK),
    _COUNTED: _some(_COUNTED, _COUNTED.c.hour <= bindparam("counted")),
    _TRIES: _some(_TRIES, _TRIES.c.last_at <= bindparam("tried")),
}
_REMOVE = {table: _removal(table) for table in _FIND}
Over = dict[Table, list[Row]]


def long_over(tx: Transaction, now: datetime) -> Over:
    """The keys of what ended long enough ago, at most a slice of each table; empty lists when nothing did."""
    ended = now - timedelta(days=tx.limits.days_after_end)
    moments = {"ended": ended, "counted": now - 2 * DAY, "tried": now - KEPT_FOR}
    moments |= {f"{role}_began": ended - ABSOLUTE[role] for role in Role}
    moments |= {f"{role}_seen": ended - IDLE[role] for role in Role}
    return {table: find(tx, at_most=SLICE, **moments) for table, find in _FIND.items()}


def remove(tx: Transaction, over: Over) -> None:
    """Remove what was found."""
    for table, rows in over.items():
        names = [f"of_{key.name}" for key in table.primary_key]
        for row in rows:
            _REMOVE[table](tx, **dict(zip(names, row, strict=True)))
