"""A diary as its patient takes it along: document after document, each with every value that it ever had.

It is read in parts, each on a snapshot of its own, so that no transaction waits for whoever reads the answer.
A document is in it as it was when its turn came: the value that was current then, and its history up to then.
What is said of it later is not, and nothing of it is missing: a history only grows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date

from app.storage.documents import Past
from app.storage.histories import Span, history_page
from app.storage.kinds import Address, Document, Kind, document
from app.storage.prepared import Transaction
from app.storage.summaries import change_counter

_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading goes on: at a document, in its history or before it; None = at the first one."""

    key: object = None
    rest: Span | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A document with the beginning of its history, or more of the history of the one before (None).

    `is_whole`: its history ends here. `following`: where it goes on; None at the end.
    """

    document: Document | None
    past: list[Past]
    is_whole: bool
    following: Place | None


def parts_from(tx: Transaction, kind: Kind, diary_id: UUID, place: Place) -> Iterator[Part]:
    """Some documents from a place on, by key, tombstones too; none when there are none."""
    begin = _lowest(kind) if place.key is None else place.key
    rows = kind.select_from(tx, of_diary=diary_id, begin=begin, at_most=_AT_ONCE + 1)
    documents = [document(kind, row) for row in rows]
    now = Span(up_to=change_counter(tx, diary_id))
    for one, after in zip(documents[:_AT_ONCE], [*documents[1:], None], strict=False):
        page = history_page(tx, kind, Address(diary_id, one.key), place.rest or now)
        following = Place(after.key) if after else None
        if page.following is not None:
            following = Place(one.key, page.following)
        yield Part(None if place.rest else one, page.past, page.following is None, following)
        if page.following is not None:
            return
        place = Place(one.key)


def _lowest(kind: Kind) -> object:
    return date.min if isinstance(kind.table.c[kind.key].type, Date) else UUID(int=0)
