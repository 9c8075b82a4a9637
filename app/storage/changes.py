"""What changed in a diary after a cursor: the other half of a sync.

The cursor is the diary's change counter, raised inside the writing transaction while the diary's row is held:
whoever has read up to a number has seen every change up to it, whatever other writers do meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from app.storage.kinds import Document, Kind, Values, document
from app.storage.prepared import Transaction


@dataclass(frozen=True, slots=True)
class Changed:
    """A document of some kind as it is now, with the values kept beside it while devices differ."""

    kind: str
    document: Document
    others: tuple[tuple[int, Values], ...]


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
    shown = [Changed(name, one, _others(tx, kinds[name], diary_id, one)) for name, one in found[:at_most]]
    last = shown[-1].document.revision if shown else cursor
    return Changes(tuple(shown), last, len(found) > at_most)


def _others(tx: Transaction, kind: Kind, diary_id: UUID, one: Document) -> tuple[tuple[int, Values], ...]:
    revisions = one.conflict.others if one.conflict else ()
    kept = [
        (revision, kind.select_value.first(tx, of_diary=diary_id, of_key=one.key, of_revision=revision))
        for revision in revisions
    ]
    return tuple((revision, orjson.loads(row[0])) for revision, row in kept if row and row[0])
