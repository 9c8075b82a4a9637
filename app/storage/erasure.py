"""Erasing an account with all its data. What stays: that there was a diary, and who looked: ids and times."""

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import SQLModel

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
    Summary,
    Treatment,
    TreatmentRevision,
    VisitLink,
    VisitOpening,
)

_OF_A_DIARY: tuple[type[SQLModel], ...] = (
    Day,
    DayRevision,
    Injection,
    InjectionRevision,
    Treatment,
    TreatmentRevision,
    Circumstance,
    CircumstanceRevision,
    Operation,
    Invitation,
    Grant,
    VisitOpening,
    VisitLink,
    PatientLine,
    Summary,
)
_DIARY, _ACCOUNT = table_of(Diary), table_of(Account)
_MARK = Prepared(
    update(_DIARY)
    .where(_DIARY.c.diary_id == bindparam("of_diary"), _DIARY.c.erased_at.is_(None))
    .values(erased_at=bindparam("at"))
)
_EMPTY = [
    Prepared(delete(table).where(table.c.diary_id == bindparam("of_diary")))
    for table in map(table_of, _OF_A_DIARY)
]
_FORGET_ACCOUNT = Prepared(delete(_ACCOUNT).where(_ACCOUNT.c.diary_id == bindparam("of_diary")))
_LENGTH = len(str(UUID(int=0)))
_IS_ERASED = Prepared(
    select(_DIARY.c.diary_id).where(
        _DIARY.c.diary_id == bindparam("diary_id"), _DIARY.c.erased_at.is_not(None)
    )
)
_ERASED = Prepared(select(_DIARY.c.diary_id).where(_DIARY.c.erased_at.is_not(None)))


def erase(tx: Transaction, diary_id: UUID, now: datetime) -> None:
    """Remove a diary, its history and its account. Nothing happens where that was done before."""
    _MARK(tx, of_diary=diary_id, at=now)  # the revisions' triggers let go of a marked diary alone
    for empty in _EMPTY:
        empty(tx, of_diary=diary_id)
    _FORGET_ACCOUNT(tx, of_diary=diary_id)


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
            file.flush()
            os.fsync(file.fileno())


def erase_again(tx: Transaction, erased: ErasedList, now: datetime) -> None:
    """After a restore: what was erased is erased again; and the list learns what a kill kept from it."""
    erased.add(erased_diaries(tx))
    for diary_id in sorted(erased.read() - erased_diaries(tx)):
        erase(tx, diary_id, now)
