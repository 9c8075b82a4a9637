"""Which database this is: its epoch, and a row that shows that it can be written."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, select, update

from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import DatabaseIdentity, Diary

T = TypeVar("T")
COUNTERS_JUMP = 1_000_000
"""How far every change counter is moved on by a restore: no revision number ever means two things."""

_IDENTITY, _DIARY = table_of(DatabaseIdentity), table_of(Diary)
_EPOCH = Prepared(select(_IDENTITY.c.epoch))
_PROBE = Prepared(update(_IDENTITY).values(probed_at=bindparam("at")))
_NEW_EPOCH = Prepared(update(_IDENTITY).values(epoch=bindparam("new")))
_JUMP = Prepared(update(_DIARY).values(change_counter=_DIARY.c.change_counter + COUNTERS_JUMP))


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


def begin_new_epoch(tx: Transaction, new: UUID) -> None:
    """After a restore: what clients know of revisions no longer counts here."""
    _NEW_EPOCH(tx, new=new)
    _JUMP(tx)
