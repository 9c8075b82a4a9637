"""`headache-diary` whose writers of one diary do not wait for each other: a negative control."""

import time
from uuid import UUID

from sqlalchemy import bindparam, select, update

from app.cli import main
from app.storage import counters, people
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Diary

diary = table_of(Diary)
this = diary.c.diary_id == bindparam("of_diary")
counter_of = Prepared(select(diary.c.change_counter).where(this))
set_counter = Prepared(update(diary).where(this).values(change_counter=bindparam("now")))


def raise_counter(tx: Transaction, of_diary: UUID, **_numbers: int) -> list[tuple[int, int]]:
    """Read the counter, then write it: somebody else may have read the same."""
    ((counter,),) = counter_of(tx, of_diary=of_diary)
    time.sleep(0.002)
    set_counter(tx, of_diary=of_diary, now=counter + 1)
    return [(counter + 1, 0)]


def let_go(tx: Transaction, diary_id: UUID) -> bool:
    """Instead of holding the diary."""
    return True


if __name__ == "__main__":
    people.hold_diary = let_go
    counters._RAISE_COUNTER = raise_counter  # type: ignore[assignment]
    main()
