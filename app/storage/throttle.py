"""Failed tries, counted where a restart and other processes of the server find them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Boolean, Integer, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # ON CONFLICT is said the same way to SQLite

from app.rules.throttling import FORGOTTEN_AFTER, Failures, Wait, one_more, one_more_of_network, wait_after
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Throttle

_THROTTLE = table_of(Throttle)
_COLUMNS = (_THROTTLE.c.subject, _THROTTLE.c.failures, _THROTTLE.c.last_at, _THROTTLE.c.free_at)
_OF_SUBJECT = _THROTTLE.c.subject == bindparam("of_subject")
_FIND = Prepared(
    select(_THROTTLE.c.failures, _THROTTLE.c.last_at, _THROTTLE.c.free_at)
    .where(_OF_SUBJECT)
    .with_for_update()
)
_NEW = select(
    bindparam("new_subject", type_=_THROTTLE.c.subject.type),
    bindparam("none_yet", type_=Integer()),
    bindparam("at", type_=_THROTTLE.c.last_at.type),
    bindparam("free", type_=_THROTTLE.c.free_at.type),
).where(bindparam("is_kept", type_=Boolean()))
_INSERT_NEW = Prepared(insert(_THROTTLE).from_select(_COLUMNS, _NEW).on_conflict_do_nothing())
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
_UNDO = Prepared(
    update(_THROTTLE)
    .where(_OF_SUBJECT, _THROTTLE.c.failures > 0, bindparam("was_counted", type_=Boolean()))
    .values(failures=_THROTTLE.c.failures - 1, free_at=bindparam("free"))
)
_FORGET = Prepared(delete(_THROTTLE).where(_OF_SUBJECT))
_OLD = select(_THROTTLE.c.subject).where(_THROTTLE.c.last_at < bindparam("before"))
_FORGET_OLD = Prepared(
    delete(_THROTTLE).where(_THROTTLE.c.subject.in_(_OLD.with_for_update(skip_locked=True)))
)


def subject(kind: str, of: object) -> bytes:
    """Whose failures are counted: a user name, a network, a device; nothing of it can be read back."""
    return sha256(f"{kind}\0{of}".encode()).digest()


def take_try(
    tx: Transaction,
    subjects: Iterable[bytes],
    now: datetime,
    wait: Wait = wait_after,
    unkept: Collection[bytes] = (),
) -> bool:
    """Count a try as failed before it is looked at; False when one of the subjects has to wait.

    Counted first, so that many tries at once are as few as one after the other. A refused one counts not.
    Of an `unkept` subject, such as a user name that nobody has, no row is kept; the statements are the same.
    """
    _FORGET_OLD(tx, before=now - FORGOTTEN_AFTER)
    before = {one: _failures(tx, one, now, one not in unkept) for one in sorted(subjects)}
    counted = {one: one_more(failures, now, wait) for one, failures in before.items()}
    allowed = None not in counted.values()
    for one, failures in before.items():
        kept = (counted[one] if allowed else None) or failures
        _UPDATE(tx, of_subject=one, count=kept.count, at=kept.last_at, free=kept.free_at)
    return allowed


def take_turn(tx: Transaction, network: bytes, now: datetime) -> bool:
    """Count a try of a network, right or wrong; False when it has to wait."""
    empty_at = one_more_of_network(_failures(tx, network, now).free_at, now, tx.limits.sign_ins_per_hour)
    if empty_at is None:
        return False
    _UPDATE(tx, of_subject=network, count=0, at=now, free=empty_at)
    return True


def _failures(tx: Transaction, one: bytes, now: datetime, is_kept: bool = True) -> Failures:
    """The failures of a subject, held until the end of the transaction."""
    _INSERT_NEW(tx, new_subject=one, none_yet=0, at=now, free=now, is_kept=is_kept)
    row = _FIND.first(tx, of_subject=one)
    return Failures(*row) if row else Failures(0, now, now)


def forget(tx: Transaction, subjects: Iterable[bytes]) -> None:
    """The try was right: nothing failed."""
    for one in sorted(subjects):
        _FORGET(tx, of_subject=one)


def undo(tx: Transaction, subjects: Iterable[bytes], now: datetime, was_counted: bool) -> None:
    """It was no try after all: nothing was looked at. One that had to wait was not counted."""
    for one in sorted(subjects):
        _UNDO(tx, of_subject=one, free=now, was_counted=was_counted)


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
