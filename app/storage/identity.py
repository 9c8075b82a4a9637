"""Which database this is: its epoch, and a row that shows that it can be written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Dialect, bindparam, case, func, select, true, update

from app.errors import OtherKey
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.seal import Seal
from app.storage.tables import DatabaseIdentity, Diary

T = TypeVar("T")
_JUMP = 1_000_000
_EPOCH_OF_CLOCKS = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 2**53 - 2**50  # JavaScript counts to 2**53; what is left is enough for a clock that is put right
_IDENTITY, _DIARY = table_of(DatabaseIdentity), table_of(Diary)
_EPOCH = Prepared(select(_IDENTITY.c.epoch))
_OWN_EPOCH = case((_DIARY.c.epoch_within == _IDENTITY.c.epoch, _DIARY.c.epoch), else_=_IDENTITY.c.epoch)
_OF_DIARY = Prepared(
    select(_OWN_EPOCH, _DIARY.c.change_counter)
    .select_from(_IDENTITY)
    .join(_DIARY, true())
    .where(_DIARY.c.diary_id == bindparam("of_diary"))
)
_RENEW = Prepared(
    update(_DIARY)
    .where(_DIARY.c.diary_id == bindparam("of_diary"))
    .values(epoch=bindparam("new"), epoch_within=select(_IDENTITY.c.epoch).scalar_subquery())
)
_MANY = select(func.count()).where(_DIARY.c.epoch_within == _IDENTITY.c.epoch).scalar_subquery()
_OWN_EPOCHS = Prepared(select(_MANY, _IDENTITY.c.own_epochs_told))
_TELL = Prepared(update(_IDENTITY).values(own_epochs_told=bindparam("many")))
_SETTLED = Prepared(select(_IDENTITY.c.chains_settled).with_for_update())
_NOTE_SETTLED = Prepared(update(_IDENTITY).values(chains_settled=True))
_KEY_CHECK = Prepared(select(_IDENTITY.c.key_check).with_for_update())
_SET_KEY_CHECK = Prepared(update(_IDENTITY).values(key_check=bindparam("check")))
_PROBE = Prepared(update(_IDENTITY).values(probed_at=bindparam("at")))


class Writes(Protocol):
    """Whatever runs a function in a write transaction."""

    async def write(self, job: Callable[[Transaction], T]) -> T:
        """Run it and return after COMMIT."""


def microseconds(moment: datetime) -> int:
    """A moment as a number; 0 for one that no phone could keep exactly: that clock is wrong."""
    number = (moment - _EPOCH_OF_CLOCKS) // timedelta(microseconds=1)
    return number if number < _LATEST else 0


def epoch(tx: Transaction) -> UUID:
    """The database's epoch; another one means that it was restored from a backup."""
    ((value,),) = _EPOCH(tx)
    return value  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Numbered:
    """What the numbers that phones hear of a diary mean: its epoch, and the last number given in it.

    The epoch is the database's, or one of its own since `begin_epoch`; a restore ends that.
    """

    epoch: UUID
    last: int


def numbered(tx: Transaction, diary_id: UUID) -> Numbered:
    """How the diary is numbered now."""
    ((epoch_of_diary, counter),) = _OF_DIARY(tx, of_diary=diary_id)
    return Numbered(epoch_of_diary, counter)


def begin_epoch(tx: Transaction, diary_id: UUID) -> UUID:
    """A phone has heard what this database never said: from now on this diary has an epoch of its own."""
    new = uuid4()
    _RENEW(tx, of_diary=diary_id, new=new)
    return new


def own_epochs_to_tell(tx: Transaction) -> int:
    """How many diaries have an epoch of their own, once for each number of them; 0 when that is told."""
    ((many, told),) = _OWN_EPOCHS(tx)
    if many == told:
        return 0
    _TELL(tx, many=many)
    return int(many)


def first_to_settle(tx: Transaction) -> bool:
    """Whether the chains of this database were not settled yet; from now on they are."""
    ((settled,),) = _SETTLED(tx)
    if not settled:
        _NOTE_SETTLED(tx)
    return not settled


def key_check(tx: Transaction) -> bytes | None:
    """By what the key is known that seeds are sealed with here; None before the first."""
    ((check,),) = _KEY_CHECK(tx)
    return None if check is None else bytes(check)


def note_key(tx: Transaction, seal: Seal) -> None:
    """Write down by which key seeds are sealed here. OtherKey when a server beside this one has another."""
    kept = key_check(tx)
    if kept == seal.check:
        return
    if kept is not None and not seal.is_named and tx.dialect.name != "sqlite":
        raise OtherKey
    _SET_KEY_CHECK(tx, check=seal.check)


def probe(tx: Transaction, now: datetime) -> None:
    """A real write."""
    _PROBE(tx, at=now)


def new_epoch(dialect: Dialect, new: UUID, now: datetime) -> list[str]:
    """The SQL after a restore: what clients know of revisions no longer counts here.

    Every change counter moves on to the present, which no number of before has reached: see
    counters.py. Where a clock stands behind the counter, it jumps.
    """
    counter, present = _DIARY.c.change_counter, microseconds(now)
    changes = (
        update(_IDENTITY).values(epoch=new),
        update(_DIARY).values(change_counter=case((counter < present, present), else_=counter + _JUMP)),
    )
    return [str(one.compile(dialect=dialect, compile_kwargs={"literal_binds": True})) for one in changes]
