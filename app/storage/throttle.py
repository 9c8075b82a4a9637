"""Failed tries, counted where a restart and other processes of the server find them."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # ON CONFLICT is said the same way to SQLite

from app.rules.throttling import FORGOTTEN_AFTER, Failures, Wait, one_more, wait_after
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Throttle

_THROTTLE = table_of(Throttle)
_OF_SUBJECT = _THROTTLE.c.subject == bindparam("of_subject")
_FIND = Prepared(
    select(_THROTTLE.c.failures, _THROTTLE.c.last_at, _THROTTLE.c.free_at)
    .where(_OF_SUBJECT)
    .with_for_update()
)
_INSERT_NEW = Prepared(insert(_THROTTLE).on_conflict_do_nothing())
_UPDATE = Prepared(
    update(_THROTTLE)
    .where(_OF_SUBJECT)
    .values(failures=bindparam("count"), last_at=bindparam("at"), free_at=bindparam("free"))
)
_GIVE_BACK = Prepared(
    update(_THROTTLE)
    .where(_OF_SUBJECT, _THROTTLE.c.failures > 0)
    .values(failures=_THROTTLE.c.failures - 1, free_at=bindparam("free"))
)
_FORGET = Prepared(delete(_THROTTLE).where(_OF_SUBJECT))
_FORGET_OLD = Prepared(delete(_THROTTLE).where(_THROTTLE.c.last_at < bindparam("before")))


def subject(kind: str, of: object) -> bytes:
    """Whose failures are counted: a user name, a network, a device; nothing of it can be read back."""
    return sha256(f"{kind}\0{of}".encode()).digest()


def take_try(tx: Transaction, subjects: Iterable[bytes], now: datetime, wait: Wait = wait_after) -> bool:
    """Count a try as failed before it is looked at; False when one of the subjects has to wait.

    Counted first, so that many tries at once are as few as one after the other. A refused one counts not.
    """
    counted = {one: _counted(tx, one, now, wait) for one in sorted(subjects)}
    if None in counted.values():
        return False
    for one, failures in counted.items():
        assert failures is not None
        _UPDATE(tx, of_subject=one, count=failures.count, at=failures.last_at, free=failures.free_at)
    return True


def _counted(tx: Transaction, one: bytes, now: datetime, wait: Wait) -> Failures | None:
    row = _FIND.first(tx, of_subject=one)
    if row is None:
        _FORGET_OLD(tx, before=now - FORGOTTEN_AFTER)
        _INSERT_NEW(tx, subject=one, failures=0, last_at=now, free_at=now)
        row = _FIND.first(tx, of_subject=one)
    return one_more(Failures(*row) if row else None, now, wait)


def forget(tx: Transaction, subjects: Iterable[bytes]) -> None:
    """The try was right: nothing failed."""
    for one in sorted(subjects):
        _FORGET(tx, of_subject=one)


def settle(tx: Transaction, right: Iterable[bytes], shared: bytes | None, now: datetime) -> None:
    """A try was right. Of a `shared` subject, such as a network, those of others still count.

    In the order in which `take_try` holds them: two transactions never wait for each other.
    """
    forgotten = set(right)
    for one in sorted(forgotten | ({shared} if shared else set())):
        if one in forgotten:
            _FORGET(tx, of_subject=one)
        else:
            _GIVE_BACK(tx, of_subject=one, free=now)
