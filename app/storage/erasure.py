"""Erasing an account with all its data. What stays: that there was a diary, and who looked: ids and times."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, exists, select, tuple_, update
from sqlmodel import SQLModel

from app.storage.backup_sqlite import to_disk
from app.storage.engine import Database
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import (
    Account,
    Circumstance,
    CircumstanceRevision,
    Day,
    DayRevision,
    Diary,
    Grant,
    Injection,
    InjectionRevision,
    Invitation,
    Operation,
    PatientLine,
    RefusedLook,
    Summary,
    Treatment,
    TreatmentRevision,
    VisitLink,
    VisitOpening,
)

_ACCESS: tuple[type[SQLModel], ...] = (
    Invitation,
    Grant,
    VisitOpening,
    VisitLink,
    RefusedLook,
    PatientLine,
    Summary,
)
_SAID: tuple[type[SQLModel], ...] = (
    Day,
    DayRevision,
    Injection,
    InjectionRevision,
    Treatment,
    TreatmentRevision,
    Circumstance,
    CircumstanceRevision,
    Operation,
)
SLICE = 500
"""Rows removed in one transaction: a diary of many years keeps no other writer waiting."""

_DIARY, _ACCOUNT = table_of(Diary), table_of(Account)
_MARK = Prepared(
    update(_DIARY)
    .where(_DIARY.c.diary_id == bindparam("of_diary"), _DIARY.c.erased_at.is_(None))
    .values(erased_at=bindparam("at"))
)
_END_ACCESS = [
    Prepared(delete(table).where(table.c.diary_id == bindparam("of_diary")))
    for table in map(table_of, _ACCESS)
]
_FORGET_ACCOUNT = Prepared(delete(_ACCOUNT).where(_ACCOUNT.c.diary_id == bindparam("of_diary")))
_IS_ERASED = Prepared(
    select(_DIARY.c.diary_id).where(
        _DIARY.c.diary_id == bindparam("diary_id"), _DIARY.c.erased_at.is_not(None)
    )
)
_ERASED = Prepared(select(_DIARY.c.diary_id).where(_DIARY.c.erased_at.is_not(None)))


def _slice_of(table: Table) -> Prepared:
    key = list(table.primary_key)
    some = select(*key).where(table.c.diary_id == bindparam("of_diary")).limit(bindparam("at_most"))
    return Prepared(delete(table).where(tuple_(*key).in_(some)).returning(table.c.diary_id))


def _unfinished_in(table: Table) -> Prepared:
    left = exists().where(table.c.diary_id == _DIARY.c.diary_id)
    return Prepared(select(_DIARY.c.diary_id).where(_DIARY.c.erased_at.is_not(None), left))


_SLICES = [_slice_of(table) for table in map(table_of, _SAID)]
_UNFINISHED = [_unfinished_in(table) for table in map(table_of, _SAID)]
_LENGTH = len(str(UUID(int=0)))


def erase(tx: Transaction, diary_id: UUID, now: datetime) -> None:
    """Begin: from here on there is no account and nobody sees the diary. What was said goes by slices."""
    _MARK(tx, of_diary=diary_id, at=now)  # the revisions' triggers let go of a marked diary alone
    for end in _END_ACCESS:
        end(tx, of_diary=diary_id)
    _FORGET_ACCOUNT(tx, of_diary=diary_id)


def erase_slice(tx: Transaction, diary_id: UUID) -> bool:
    """Remove some of what was said in a diary marked erased; False when nothing is left."""
    return any(rows(tx, of_diary=diary_id, at_most=SLICE) for rows in _SLICES)


async def finish_erasing(database: Database, diary_id: UUID) -> None:
    """Remove all that was said in a diary marked erased, and let it leave the files, too."""
    while await database.write(lambda tx: erase_slice(tx, diary_id)):
        pass
    database.forget_deleted([table.name for table in map(table_of, (*_SAID, *_ACCESS))])


def _unfinished(tx: Transaction) -> set[UUID]:
    return {diary_id for left in _UNFINISHED for (diary_id,) in left(tx)}


def erased_diaries(tx: Transaction) -> set[UUID]:
    """The diaries that were erased."""
    return {diary_id for (diary_id,) in _ERASED(tx)}


def is_erased(tx: Transaction, diary: str) -> bool:
    """Whether the diary named so was erased; what never was there, or is no id, was not."""
    try:
        diary_id = UUID(diary)
    except ValueError:
        return False
    return _IS_ERASED.first(tx, diary_id=diary_id) is not None


class ErasedList:
    """The erased diaries, in a file beside the database: a backup put back must not bring one again."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "erased-diaries.txt"

    def read(self) -> set[UUID]:
        """All of them; none when the file is not there."""
        if not self._file.exists():
            return set()
        whole = [line for line in self._file.read_text("ascii").split() if len(line) == _LENGTH]
        return {UUID(line) for line in whole}  # one that a power cut tore is added again at the next start

    def add(self, diaries: set[UUID]) -> None:
        """Add those that are missing, on the disk when this returns."""
        new = sorted(map(str, diaries - self.read()))
        if not new:
            return
        with self._file.open("a", encoding="ascii") as file:
            file.writelines(f"\n{diary_id}" for diary_id in new)
        to_disk(self._file)


async def erase_again(database: Database, erased: ErasedList, now: datetime) -> None:
    """After a restore or a kill: erase again, to the end; the list learns what a kill kept from it."""
    marked = await database.read(erased_diaries)
    await asyncio.to_thread(erased.add, marked)
    for diary_id in sorted(erased.read() - marked):
        await database.write(partial(erase, diary_id=diary_id, now=now))
    for diary_id in sorted(await database.read(_unfinished)):
        await finish_erasing(database, diary_id)
