"""What changed in a diary after a cursor: the other half of a sync.

The cursor is the diary's change counter, raised inside the writing transaction while the diary's row is held:
whoever has read up to a number has seen every change up to it, whatever other writers do meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.storage.conflicts import Other, Sayer, others_of, sayer_of
from app.storage.documents import find
from app.storage.kinds import Address, Document, Kind, document
from app.storage.prepared import Transaction
from app.storage.said import who_said


@dataclass(frozen=True, slots=True)
class Changed:
    """A document of some kind as it is now; while devices differ, with what was kept beside it.

    `shown`: who said what is shown, for each part in which they differ.
    """

    kind: str
    document: Document
    others: tuple[Other, ...] = ()
    shown: tuple[tuple[str, Sayer], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents in the order in which they changed, tombstones too, and where to go on."""

    documents: tuple[Changed, ...]
    next_cursor: int
    has_more: bool


def changes_after(
    tx: Transaction, kinds: Mapping[str, Kind], diary_id: UUID, cursor: int, at_most: int
) -> Changes:
    """At most so many documents whose revision is after the cursor; none, and the same cursor, at the end."""
    found = [
        (name, document(kind, row))
        for name, kind in kinds.items()
        for row in kind.select_changes(tx, of_diary=diary_id, after=cursor, at_most=at_most + 1)
    ]
    found.sort(key=lambda one: one[1].revision)
    shown = [_changed(tx, (name, kinds[name]), diary_id, one) for name, one in found[:at_most]]
    last = shown[-1].document.revision if shown else cursor
    return Changes(tuple(shown), last, len(found) > at_most)


def is_of_history(tx: Transaction, kinds: Iterable[Kind], diary_id: UUID, cursor: int) -> bool:
    """Whether this diary ever gave that number. One that it never gave was given by a later state of it."""
    return any(kind.select_number(tx, of_diary=diary_id, of_revision=cursor) for kind in kinds)


def _changed(tx: Transaction, of_kind: tuple[str, Kind], diary_id: UUID, one: Document) -> Changed:
    name, kind = of_kind
    address = Address(diary_id, one.key)
    current = find(tx, kind, address) if one.conflict else None
    if current is None or one.conflict is None:
        return Changed(name, one)
    who = who_said(tx, kind, address, current)
    said = ((part, sayer_of(tx, kind, address, who.since(part))) for part in one.conflict.parts)
    shown = tuple((part, sayer) for part, sayer in said if sayer)
    return Changed(name, one, tuple(others_of(tx, kind, address, one.conflict)), shown)
