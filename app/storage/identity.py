"""Which database this is: its epoch, and a row that shows that it can be written."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Dialect, bindparam, case, select, update

from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import DatabaseIdentity, Diary

T = TypeVar("T")
_JUMP = 1_000_000
_IDENTITY, _DIARY = table_of(DatabaseIdentity), table_of(Diary)
_EPOCH = Prepared(select(_IDENTITY.c.epoch))
_PROBE = Prepared(update(_IDENTITY).values(probed_at=bindparam("at")))


class Writes(Protocol):
    """Whatever runs a function in a write transaction."""

    async def write(self, job: Callable[[Transaction], T]) -> T:
        """Run it and return after COMMIT."""


def epoch(tx: Transaction) -> UUID:
    """The database's epoch; another one means that it was restored from a backup."""
    ((value,),) = _EPOCH(tx)
    return value  # type: ignore[no-any-return]


def probe(tx: Transaction, now: datetime) -> None:
    """A real write."""
    _PROBE(tx, at=now)


def new_epoch(dialect: Dialect, new: UUID, now: datetime) -> list[str]:
    """The SQL after a restore: what clients know of revisions no longer counts here.

    Every change counter moves on to the present in milliseconds. A counter runs far slower than that, so a
    number given out before this restore, also after an earlier one from the same backup, never comes again.
    Where a clock stands behind the counter, it jumps.
    """
    counter, present = _DIARY.c.change_counter, int(now.timestamp() * 1000)
    changes = (
        update(_IDENTITY).values(epoch=new),
        update(_DIARY).values(change_counter=case((counter < present, present), else_=counter + _JUMP)),
    )
    return [str(one.compile(dialect=dialect, compile_kwargs={"literal_binds": True})) for one in changes]
