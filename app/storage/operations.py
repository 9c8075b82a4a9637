"""Edits that come by sync: each counts once, whatever its way, and none is lost against another.

The operation's id is kept for ever with what became of it, so a repeated one is answered and not done again.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import orjson
import psycopg
from sqlalchemy import bindparam, insert, select

from app.errors import BadInput, FieldFault
from app.rules.merge import PartOf, merge
from app.storage.documents import Change, find, keep, write
from app.storage.kinds import Address, Conflict, Document, Edit, Kind, Values, refuse_labels, table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Operation as OperationRow

MOST_OTHERS = 20


class Status(StrEnum):
    """What became of an operation."""

    APPLIED = "applied"
    MERGED = "merged"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Merging:
    """How a kind is merged: its parts, its blank document, and how its values are checked (BadInput)."""

    kind: Kind
    parts: tuple[PartOf, ...]
    blank: Values
    checked: Callable[[Values], Values]


@dataclass(frozen=True, slots=True)
class Patch:
    """What an operation says: the fields it sets (null = taken back), or that the document is deleted."""

    operation_id: UUID
    content_hash: bytes
    base_revision: int | None
    fields: Values
    delete: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation.

    `revision`: the one that is shown now, None when there is nothing. `said`: the one that holds the value as
    the device had it, on which its next edit of the same document was made; None when there is none.
    """

    status: Status
    revision: int | None = None
    said: int | None = None
    faults: tuple[FieldFault, ...] = ()


_ROW = table_of(OperationRow)
_KNOWN = Prepared(
    select(_ROW.c.content_hash, _ROW.c.revision, _ROW.c.said_revision).where(
        _ROW.c.diary_id == bindparam("of_diary"), _ROW.c.operation_id == bindparam("of_operation")
    )
)
_REMEMBER = Prepared(insert(_ROW))


def apply(tx: Transaction, merging: Merging, address: Address, patch: Patch, edit: Edit) -> Outcome:
    """Do the operation once. What the rules or the database refuse is rejected, alone, and not remembered."""
    known = _KNOWN.first(tx, of_diary=address.diary_id, of_operation=patch.operation_id)
    if known is not None:
        content_hash, revision, said = known
        if bytes(content_hash) != patch.content_hash:
            return _rejected("operation_id", "was used for another edit")
        return Outcome(Status.DUPLICATE, revision, said)
    tx.cursor.execute("SAVEPOINT operation", ())
    try:
        outcome = _apply(tx, merging, address, patch, edit)
        if outcome.status is not Status.REJECTED:
            _remember(tx, address.diary_id, patch, outcome, edit.saved_at)
    except (sqlite3.IntegrityError, psycopg.IntegrityError, psycopg.DataError):
        tx.cursor.execute("ROLLBACK TO operation", ())
        outcome = _rejected("operation", "the database refuses this value")
    tx.cursor.execute("RELEASE operation", ())
    return outcome


def _rejected(field: str, message: str) -> Outcome:
    return Outcome(Status.REJECTED, faults=(FieldFault(field, message),))


def _remember(tx: Transaction, diary_id: UUID, patch: Patch, outcome: Outcome, now: datetime) -> None:
    _REMEMBER(
        tx,
        diary_id=diary_id,
        operation_id=patch.operation_id,
        content_hash=patch.content_hash,
        status=outcome.status,
        revision=outcome.revision,
        said_revision=outcome.said,
        saved_at=now,
    )


def _apply(tx: Transaction, merging: Merging, address: Address, patch: Patch, edit: Edit) -> Outcome:
    current = find(tx, merging.kind, address)
    if patch.delete:
        return _delete(tx, merging.kind, address, (patch, current), edit)
    base = _base(tx, merging, address, patch, current)
    try:
        said = _said(tx, merging, address, (patch, current, base))
        refuse_labels(merging.kind, said, current.values if current else None, base)
    except BadInput as fault:
        return Outcome(Status.REJECTED, faults=fault.faults)
    mine = merging.kind.shape.settle(said, current)
    if current is None:
        return _write(tx, merging.kind, address, Change(mine, None), edit)
    if current.values is None:
        return _over_tombstone(tx, merging, address, (patch, current, base, mine), edit)
    if current.revision == patch.base_revision:
        return _over_its_base(tx, merging, address, (patch, current, mine), edit)
    return _merge(tx, merging, address, (patch, current, base, mine), edit)


def _write(tx: Transaction, kind: Kind, address: Address, change: Change, edit: Edit) -> Outcome:
    revision = write(tx, kind, address, change, edit).revision
    return Outcome(Status.APPLIED, revision, revision)


def _delete(
    tx: Transaction, kind: Kind, address: Address, given: tuple[Patch, Document | None], edit: Edit
) -> Outcome:
    """Leave a tombstone, unless somebody edited it since: an edit beats a deletion."""
    patch, current = given
    if current is None or current.values is None:
        there = current.revision if current else None
        return Outcome(Status.APPLIED, there, there)
    if current.revision != patch.base_revision:
        return Outcome(Status.MERGED, current.revision)
    return _write(tx, kind, address, Change(None, current), edit)


def _base(
    tx: Transaction, merging: Merging, address: Address, patch: Patch, current: Document | None
) -> Values | None:
    """The values that the edit was made on; None when the base is unknown, or was a tombstone."""
    if patch.base_revision is None:
        return None
    if current is not None and current.revision == patch.base_revision:
        return current.values
    kept = merging.kind.select_value.first(
        tx, of_diary=address.diary_id, of_key=address.key, of_revision=patch.base_revision
    )
    return merging.blank | orjson.loads(kept[0]) if kept and kept[0] is not None else None


def _said(
    tx: Transaction,
    merging: Merging,
    address: Address,
    given: tuple[Patch, Document | None, Values | None],
) -> Values:
    """The whole document as the patch has it. BadInput when that is none.

    A patch on a base that is unknown here (the server was restored since) may be no document by itself: it
    was meant for what is there, or was there last.
    """
    patch, current, base = given
    try:
        return merging.checked((base or merging.blank) | patch.fields)
    except BadInput:
        known = current and (current.values or _last_value(tx, merging, address))
        if base is not None or not known:
            raise
        return merging.checked(known | patch.fields)


def _last_value(tx: Transaction, merging: Merging, address: Address) -> Values | None:
    kept = merging.kind.select_values(tx, of_diary=address.diary_id, of_key=address.key)
    values = [text for (text,) in kept if text is not None]
    return orjson.loads(values[-1]) if values else None


def _over_tombstone(
    tx: Transaction,
    merging: Merging,
    address: Address,
    given: tuple[Patch, Document, Values | None, Values],
    edit: Edit,
) -> Outcome:
    """An edit brings a deleted document back; an unchanged copy of what was deleted does not."""
    patch, current, base, mine = given
    if patch.base_revision != current.revision and (mine == base or _ever_was(tx, merging, address, mine)):
        return Outcome(Status.MERGED, current.revision)
    return _write(tx, merging.kind, address, Change(mine, current), edit)


def _ever_was(tx: Transaction, merging: Merging, address: Address, values: Values) -> bool:
    kept = merging.kind.select_values(tx, of_diary=address.diary_id, of_key=address.key)
    return any(merging.blank | orjson.loads(text) == values for (text,) in kept if text is not None)


def _over_its_base(
    tx: Transaction, merging: Merging, address: Address, given: tuple[Patch, Document, Values], edit: Edit
) -> Outcome:
    """The edit was made on what is shown: it is what the patient wants, and picks the parts it names."""
    patch, current, mine = given
    conflict = _still_open(merging, current.conflict, patch)
    if mine == current.values and conflict == current.conflict:
        return Outcome(Status.APPLIED, current.revision, current.revision)
    return _write(tx, merging.kind, address, Change(mine, current, conflict), edit)


def _still_open(merging: Merging, conflict: Conflict | None, patch: Patch) -> Conflict | None:
    if conflict is None:
        return None
    picked = {part.name for part in merging.parts if not patch.fields.keys().isdisjoint(part.fields)}
    left = tuple(name for name in conflict.parts if name not in picked)
    return Conflict(left, conflict.others) if left else None


def _merge(
    tx: Transaction,
    merging: Merging,
    address: Address,
    given: tuple[Patch, Document, Values | None, Values],
    edit: Edit,
) -> Outcome:
    patch, current, base, mine = given
    shown = current.values or merging.blank
    if mine == shown:
        return Outcome(Status.MERGED, current.revision, current.revision)
    if mine == base:
        return Outcome(Status.MERGED, current.revision, patch.base_revision)
    merged = merge(merging.parts, base or merging.blank, shown, mine)
    aside = keep(tx, merging.kind, address, Change(mine, current, shown=False), edit)
    conflict = current.conflict
    if merged.conflicts:
        conflict = _joined(conflict, merged.conflicts, aside)
    elif merged.values == shown:
        return Outcome(Status.MERGED, current.revision, aside)
    change = Change(merged.values, current, conflict)
    revision = write(tx, merging.kind, address, change, replace(edit, operation_id=None)).revision
    return Outcome(Status.CONFLICT if merged.conflicts else Status.MERGED, revision, aside)


def _joined(before: Conflict | None, parts: tuple[str, ...], aside: int) -> Conflict:
    known = before or Conflict((), ())
    names = sorted({*known.parts, *parts})
    return Conflict(tuple(names), (*known.others, aside)[-MOST_OTHERS:])
