"""What a diary consists of (days, injections, the treatment), each value of it kept for ever.

One way in for all: raise the diary's change counter, add the value to the revisions, show it as the current
one. The counter is the revision of what was written, the cursor of a sync and the ETag. Whoever writes holds
the diary's row (people.hold_diary), so two edits of one diary never interleave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from sys import maxsize
from uuid import UUID

import orjson

from app.errors import NotThere, RevisionDiffers
from app.rules.limits import BESIDE, Tally
from app.rules.who_said import WhoSaid
from app.storage.counters import columns_of, next_revision, one_more_of
from app.storage.kinds import (
    Address,
    Conflict,
    Document,
    Edit,
    Kind,
    Values,
    document,
    refuse_labels,
)
from app.storage.prepared import Row, Transaction
from app.storage.said import Held, said_after, text_of, value_hash, who_said


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left; `made` tells that there was nothing, or a tombstone, before."""

    document: Document
    made: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What a writer says is there now: one of some revisions, something, nothing; or no word about it."""

    revisions: frozenset[int] | None = None
    something: bool = False
    nothing: bool = False

    def check(self, current: Document | None) -> None:
        """RevisionDiffers, with the current value, when it is otherwise."""
        there = current is not None and current.values is not None
        revision = current.revision if current is not None and there else None
        if (
            (self.nothing and there)
            or (self.something and not there)
            or (self.revisions is not None and revision not in self.revisions)
        ):
            raise RevisionDiffers(current=current if there else None)


UNCONDITIONAL = Expected()


@dataclass(frozen=True, slots=True)
class Past:
    """One value that a document once had; `values` is None where it was deleted."""

    revision: int
    values: Values | None
    based_on: int | None
    account_id: UUID
    device_id: UUID
    made_at: datetime
    time_zone: str
    saved_at: datetime
    shown: bool
    display_name: str | None
    device_name: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is written: the values (None = a tombstone) over the current document, with what stays open.

    `shown` False: kept beside what is shown, to be picked or read later. `held`: what the device itself had,
    where that is not what is written.
    """

    values: Values | None
    current: Document | None
    conflict: Conflict | None = None
    shown: bool = True
    held: Held | None = None


def find(tx: Transaction, kind: Kind, address: Address) -> Document | None:
    """The document as it is, also a tombstone; None when there never was one."""
    row = kind.select_one.first(tx, of_diary=address.diary_id, of_key=address.key)
    return None if row is None else _as_found(kind, row)


def found_between(tx: Transaction, kind: Kind, first: Address, last: Address) -> Iterator[Document]:
    """The documents from the first to the last key, both inclusive, also tombstones."""
    rows = kind.select_between(tx, of_diary=first.diary_id, first=first.key, last=last.key)
    return (_as_found(kind, row) for row in rows)


def _as_found(kind: Kind, row: Row) -> Document:
    *shown, said, on, values = row
    return document(kind, tuple(shown), said, Tally(on, values or 0) if on else None)


def get(tx: Transaction, kind: Kind, address: Address) -> Document:
    """The document. NotThere when there is none, or a tombstone."""
    found = find(tx, kind, address)
    if found is None or found.values is None:
        raise NotThere
    return found


def latest_values(tx: Transaction, kind: Kind, address: Address, current: Document | None) -> Values | None:
    """What is shown, or was before it was deleted; None when there never was anything."""
    if current is None or current.values is not None:
        return current.values if current else None
    where = {"of_diary": address.diary_id, "of_key": address.key}
    tombstone = kind.select_value.first(tx, **where, of_revision=current.revision)
    before = tombstone and tombstone[1] and kind.select_value.first(tx, **where, of_revision=tombstone[1])
    return kind.unsaid | orjson.loads(before[0]) if before and before[0] is not None else None


def everything(tx: Transaction, kind: Kind, diary_id: UUID) -> list[Document]:
    """All of one kind, by key, without tombstones; [] when there are none."""
    return [document(kind, row) for row in kind.select_all(tx, of_diary=diary_id)]


def save(tx: Transaction, kind: Kind, address: Address, said: tuple[Values, Expected], edit: Edit) -> Saved:
    """Make this the current value. An equal value changes nothing and keeps its revision: a retry is free.

    RevisionDiffers when what is there is not what the writer expected, BadInput for a label that is none,
    TooManyValues, AccountFull.
    """
    values, expected = said
    current = find(tx, kind, address)
    expected.check(current)
    refuse_labels(kind, values, current.values if current else None)
    values = kind.shape.settle(values, current)
    made = current is None or current.values is None
    if current is not None and current.values == values and not current.conflict:
        return Saved(current, made)
    return Saved(write(tx, kind, address, Change(values, current), edit), made)


def delete(tx: Transaction, kind: Kind, address: Address, expected: Expected, edit: Edit) -> Document:
    """Leave a tombstone; what was there stays in the history. NotThere when there is nothing to delete.

    TooManyValues, AccountFull.
    """
    current = find(tx, kind, address)
    expected.check(current)
    if current is None or current.values is None:
        raise NotThere
    return write(tx, kind, address, Change(None, current), edit)


def write(tx: Transaction, kind: Kind, address: Address, change: Change, edit: Edit) -> Document:
    """Add the value to the revisions and show it. TooManyValues, AccountFull."""
    values, current = change.values, change.current
    tally = one_more_of(tx, current, edit)
    before = who_said(tx, kind, address, current)
    revision = _keep(tx, kind, address, change, edit)
    said = text_of(_said(kind, change, edit, (before, revision)))
    columns = kind.blank if values is None else kind.shape.to_columns(values)
    columns = columns | {"revision": revision, "deleted": values is None, "said": said} | columns_of(tally)
    columns["conflict"] = _told(change.conflict)
    entered_by = _author(kind, change, edit)
    if kind.is_authored:
        columns["entered_by"] = entered_by
    if current is None:
        row = {kind.key: address.key, "diary_id": address.diary_id} | columns | kind.shape.firsts(edit)
        kind.insert(tx, **row)
    else:
        kind.update(tx, of_diary=address.diary_id, of_key=address.key, **columns)
    return Document(kind.key, address.key, revision, values, change.conflict, entered_by, said, tally)


def _said(kind: Kind, change: Change, edit: Edit, after: tuple[WhoSaid, int]) -> WhoSaid:
    before, revision = after
    held = change.held or Held(change.values, revision if edit.operation_id else None)
    return said_after(kind, (before, change.current), (revision, change.values), (edit, held))


def _author(kind: Kind, change: Change, edit: Edit) -> str | None:
    """Whose value it is: whoever answers one leaves it to its author."""
    current = change.current
    if not kind.is_authored or change.values is None:
        return None
    if current is not None and current.values is not None:
        said = kind.shape.answering
        changed = {name for name, value in change.values.items() if current.values[name] != value}
        if changed <= said:
            return current.entered_by
    return edit.entered_by


def keep_beside(
    tx: Transaction, kind: Kind, address: Address, change: Change, edit: Edit
) -> tuple[int, Tally]:
    """Add the value to the revisions and show it not: its number, and the tally of the document then.

    TooManyValues, AccountFull.
    """
    tally = one_more_of(tx, change.current, edit)
    kind.update_tally(tx, of_diary=address.diary_id, of_key=address.key, **columns_of(tally))
    return _keep(tx, kind, address, change, edit), tally


def _keep(tx: Transaction, kind: Kind, address: Address, change: Change, edit: Edit) -> int:
    text = None if change.values is None else orjson.dumps(change.values)
    most = maxsize if edit.of_server else tx.limits.account_bytes
    revision = next_revision(tx, address.diary_id, edit.saved_at, len(text or b"") + BESIDE, most)
    kind.insert_revision(
        tx,
        **{kind.key: address.key, "diary_id": address.diary_id},
        revision=revision,
        value=None if text is None else text.decode(),
        shown=change.shown,
        based_on=change.current.revision if change.current else None,
        operation_id=edit.operation_id,
        account_id=edit.account_id,
        device_id=edit.device_id,
        made_at=edit.made_at,
        time_zone=edit.time_zone,
        saved_at=edit.saved_at,
        value_hash=None if change.values is None else value_hash(change.values),
    )
    return revision


def _told(conflict: Conflict | None) -> str | None:
    if conflict is None:
        return None
    return orjson.dumps({"parts": conflict.parts, "others": conflict.others}).decode()
