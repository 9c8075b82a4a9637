"""Edits that come by sync: each counts once, whatever its way, and none is lost against another.

The operation's id is kept for ever with what became of it, so a repeated one is answered and not done again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import psycopg
from sqlalchemy import bindparam, insert, select

from app.errors import BadInput, FieldFault, LimitReached
from app.storage.arrival import Arrival
from app.storage.counters import count_beside, counting
from app.storage.days import DAYS
from app.storage.documents import find, found_between
from app.storage.kinds import Address, Document, Edit, table_of
from app.storage.patches import Merging, Outcome, Patch, Status
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.tables import Operation as OperationRow

__all__ = ["Merging", "Outcome", "Patch", "Status", "apply", "apply_all", "days_found", "rejected"]
T = TypeVar("T")
Found = Mapping[object, Document | None]
_SEVERAL = _CLOSE = 3
Apply = Callable[[Transaction, Merging, Address, Patch, Edit], Outcome]
_REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError, psycopg.DataError, LimitReached)

_ROW = table_of(OperationRow)
_KNOWN = Prepared(
    select(_ROW.c.content_hash, _ROW.c.said_hash, _ROW.c.revision, _ROW.c.said_revision).where(
        _ROW.c.diary_id == bindparam("of_diary"), _ROW.c.operation_id == bindparam("of_operation")
    )
)
_REMEMBER = Prepared(insert(_ROW))


class _KnownAlready(Exception):
    """An operation that was refused, and was taken before: what it is can be told only by itself."""


class _InOneGo:
    """Operations one after the other, each taken for new; what is kept of their ids is written at the end.

    `found`: days as they were before the first of them, None where there was none.
    """

    def __init__(self, found: Found) -> None:
        self.taken: list[dict[str, object]] = []
        self._found = dict(found)

    def __call__(
        self, tx: Transaction, merging: Merging, address: Address, patch: Patch, edit: Edit
    ) -> Outcome:
        """Do one. _KnownAlready."""
        kind, key = merging.kind, address.key
        is_found = kind is DAYS and key in self._found  # once: it may be changed by now
        current = self._found.pop(key) if is_found else find(tx, kind, address)
        outcome = _apply(tx, merging, address, current, (patch, edit))
        if outcome.status is not Status.REJECTED:
            self.taken.append(_row(address.diary_id, patch, outcome, edit.saved_at))
        elif self._has_taken(patch) or _known(tx, address.diary_id, patch):
            raise _KnownAlready
        return outcome

    def _has_taken(self, patch: Patch) -> bool:
        return any(row["operation_id"] == patch.operation_id for row in self.taken)


def days_found(tx: Transaction, diary_id: UUID, days: Iterable[date]) -> Found:
    """These days as they are, read in one look where several lie close together; {} where they do not."""
    wanted = sorted(set(days))
    if len(wanted) < _SEVERAL or (wanted[-1] - wanted[0]).days >= _CLOSE * len(wanted):
        return {}
    first, last = (Address(diary_id, day) for day in (wanted[0], wanted[-1]))
    there = {one.key: one for one in found_between(tx, DAYS, first, last)}
    return {day: there.get(day) for day in wanted}


def apply_all(tx: Transaction, job: Callable[[Apply], T], found: Found) -> T:
    """Do a job of several operations: nearly always all of them are new, and none is refused.

    So they are done in one go, in one savepoint. Where one is known already, or the database or a limit
    refuses it, all are done again, each by itself.
    """
    tx.cursor.execute("SAVEPOINT operations", ())
    in_one_go = _InOneGo(found)
    try:
        with counting(tx):
            done = job(in_one_go)
        _REMEMBER.many(tx, in_one_go.taken)  # refused where one is known: no id is kept twice
    except (*_REFUSALS, _KnownAlready):
        tx.cursor.execute("ROLLBACK TO operations", ())
        done = job(apply)
    tx.cursor.execute("RELEASE operations", ())
    return done


def apply(tx: Transaction, merging: Merging, address: Address, patch: Patch, edit: Edit) -> Outcome:
    """Do the operation once. What a rule, a limit or the database refuses is rejected alone and forgotten."""
    tx.cursor.execute("SAVEPOINT operation", ())
    try:
        outcome = _once(tx, merging, address, patch, edit)
    except _REFUSALS as fault:
        tx.cursor.execute("ROLLBACK TO operation", ())
        outcome = _refused(fault)
    tx.cursor.execute("RELEASE operation", ())
    return outcome


def _once(tx: Transaction, merging: Merging, address: Address, patch: Patch, edit: Edit) -> Outcome:
    known = _known(tx, address.diary_id, patch)
    if known is not None:
        content, said, revision, said_at = known
        same = bytes(said) == patch.said_hash if said else bytes(content) == patch.content_hash
        if not same:
            return rejected("operation_id", "was used for another edit", "id_used_otherwise")
        return Outcome(Status.DUPLICATE, revision, said_at)
    outcome = _apply(tx, merging, address, find(tx, merging.kind, address), (patch, edit))
    if outcome.status is not Status.REJECTED:
        _REMEMBER(tx, **_row(address.diary_id, patch, outcome, edit.saved_at))
    return outcome


def _known(tx: Transaction, diary_id: UUID, patch: Patch) -> Row | None:
    return _KNOWN.first(tx, of_diary=diary_id, of_operation=patch.operation_id)


def _refused(fault: Exception) -> Outcome:
    if isinstance(fault, LimitReached):
        return rejected("operation", str(fault), fault.code)
    return rejected("operation", "the database refuses this value", "refused_by_database")


def rejected(field: str, message: str, code: str) -> Outcome:
    """An operation that is refused, by itself."""
    return Outcome(Status.REJECTED, faults=(FieldFault(field, message, code),))


def _apply(
    tx: Transaction, merging: Merging, address: Address, current: Document | None, said: tuple[Patch, Edit]
) -> Outcome:
    arrival = Arrival(tx, merging, address, current, said)
    try:
        outcome = arrival.outcome()
    except BadInput as fault:
        return Outcome(Status.REJECTED, faults=fault.faults)
    if not arrival.has_kept:
        count_beside(tx, address.diary_id)  # its id is kept for ever
    return outcome


def _row(diary_id: UUID, patch: Patch, outcome: Outcome, now: datetime) -> dict[str, object]:
    return {
        "diary_id": diary_id,
        "operation_id": patch.operation_id,
        "content_hash": patch.content_hash,
        "said_hash": patch.said_hash,
        "status": outcome.status,
        "revision": outcome.revision,
        "said_revision": outcome.said,
        "saved_at": now,
    }
