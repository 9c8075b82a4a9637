"""What is counted in the rows that a write touches anyway: a diary's revisions and bytes, a day's values.

A number never means two things, also where a copy of the database was put back: it is the time in
microseconds, or one more than the last where that is later, and a few at random on top.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import randbelow
from sys import maxsize
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, case, update

from app.errors import AccountFull, TooManyValues
from app.rules.limits import BESIDE, MEGABYTE, Tally, one_more_value
from app.storage.days import furthest_today
from app.storage.identity import microseconds
from app.storage.kinds import Document, Edit, Values, table_of
from app.storage.prepared import Counted, Prepared, Transaction
from app.storage.tables import Diary

_STEPS = 1_000
_COUNTER = (_diary := table_of(Diary)).c.change_counter
_STORED = _diary.c.stored_bytes
_PRESENT, _STEP = bindparam("present", type_=BigInteger), bindparam("step", type_=BigInteger)
_RAISE_COUNTER = Prepared(
    update(_diary)
    .where(_diary.c.diary_id == bindparam("of_diary"))
    .values(
        change_counter=case((_COUNTER < _PRESENT, _PRESENT), else_=_COUNTER + 1) + _STEP,
        stored_bytes=_STORED + bindparam("size"),
    )
    .returning(_COUNTER, _STORED)
)
_ADD_STORED = Prepared(
    update(_diary)
    .where(_diary.c.diary_id == bindparam("of_diary"))
    .values(stored_bytes=_STORED + bindparam("size"))
    .returning(_STORED)
)
_WRITE_COUNTED = Prepared(
    update(_diary)
    .where(_diary.c.diary_id == bindparam("of_diary"))
    .values(change_counter=bindparam("number"), stored_bytes=bindparam("stored"))
)


def next_revision(tx: Transaction, diary_id: UUID, now: datetime, size: int, most: int) -> int:
    """Raise the diary's counter to a number that it never had, in no copy of this database.

    `size` bytes more are stored in it. AccountFull when those are more than `most`.
    """
    step, counted = randbelow(_STEPS), (tx.counted or {}).get(diary_id)
    if counted is None:
        present = microseconds(now)
        ((revision, stored),) = _RAISE_COUNTER(tx, of_diary=diary_id, present=present, step=step, size=size)
        counted = Counted(int(revision), stored)
        if tx.counted is not None:
            tx.counted[diary_id] = counted
    else:  # the clock was looked at for the first of them
        counted.number += 1 + step
        counted.stored += size
        counted.is_written = False
    _refuse_more(counted.stored, most)
    return counted.number


def count_beside(tx: Transaction, diary_id: UUID) -> None:
    """Something more is kept of this diary that is none of its values. AccountFull."""
    counted = (tx.counted or {}).get(diary_id)
    if counted is None:
        ((stored,),) = _ADD_STORED(tx, of_diary=diary_id, size=BESIDE)
    else:
        stored = counted.stored = counted.stored + BESIDE
        counted.is_written = False
    _refuse_more(stored, tx.limits.account_bytes)


@contextmanager
def counting(tx: Transaction) -> Iterator[None]:
    """Many edits in one go: the first raises the counter, what the others add is written down at the end.

    Whoever has it holds the diaries' rows. Where it fails, so does the savepoint around it.
    """
    tx.counted = {}
    try:
        yield
        for diary_id, counted in tx.counted.items():
            if not counted.is_written:
                _WRITE_COUNTED(tx, of_diary=diary_id, number=counted.number, stored=counted.stored)
    finally:
        tx.counted = None


def _refuse_more(stored: int, most: int) -> None:
    if stored > most:
        raise AccountFull(f"the account holds its {most // MEGABYTE} MB: the operator can give it more room")


def one_more_of(tx: Transaction, current: Document | None, edit: Edit) -> Tally:
    """The tally of a document with one value more. TooManyValues."""
    most = maxsize if edit.of_server else tx.limits.values_per_day
    tally = one_more_value(current.tally if current else None, furthest_today(edit.saved_at), most)
    if tally is None:
        raise TooManyValues(f"it was changed {most} times today, which is the most; tomorrow it can be again")
    return tally


def columns_of(tally: Tally) -> Values:
    """The tally as a document's row keeps it."""
    return {"counted_on": tally.on, "counted_values": tally.values}
