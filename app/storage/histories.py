"""Histories, page by page: a page is bounded in number and in size, whatever was said how often.

A number never means two things and nothing of a history ever changes: what comes after a number, up to a
later one, is the same whenever it is read.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Select, bindparam, func, literal_column, select

from app.storage.documents import Past
from app.storage.kinds import Address, Kind
from app.storage.prepared import Prepared, Transaction

USUAL, MOST = 500, 1000
"""Values on a page: unless asked otherwise, and at most."""
PAGE_BYTES = 1024 * 1024
"""Of values on a page; a page holds one at least."""
NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a history: the values whose numbers lie after one and up to another, so many at most."""

    after: int = 0
    up_to: int = NEWEST
    at_most: int = USUAL


@dataclass(frozen=True, slots=True)
class Page:
    """Values of a history, oldest first; `following` is the part that comes after them, None at the end."""

    past: list[Past]
    following: Span | None


class _Reading:
    """The statements that read pages of a kind, by one of two indexes.

    The index of a document's values knows nothing of their order: of a few it finds each at once and sorts
    them, of a great many it would do so for every page. Those are read along the diary's numbers instead,
    which passes over what was said of other documents meanwhile. What stands in `coalesce`, no index is
    asked for: so the choice is ours.
    """

    def __init__(self, kind: Kind, along_numbers: bool) -> None:
        past, key = kind.history.c, kind.history.c[kind.key]
        of_key = bindparam("of_key", type_=key.type)
        number = past.revision if along_numbers else func.coalesce(past.revision, past.revision)
        here = (
            past.diary_id == bindparam("of_diary"),
            func.coalesce(key, key) == of_key if along_numbers else key == of_key,
            number > bindparam("after", type_=BigInteger),
            number <= bindparam("up_to", type_=BigInteger),
        )
        in_order = select(past.revision, func.length(past.value)).where(*here).order_by(number)
        self.sizes = Prepared(in_order.limit(bindparam("at_most")))
        self.values = Prepared(kind.past_by_whom.where(*here).order_by(number))


class _Readings:
    """Both ways to read a kind, and the question which of them is the right one for a document."""

    def __init__(self, kind: Kind) -> None:
        past = kind.history.c
        this = (past.diary_id == bindparam("of_diary")) & (past[kind.key] == bindparam("of_key"))
        some: Select[Any] = select(literal_column("1")).select_from(kind.history).where(this).limit(MOST + 1)
        self.count = Prepared(select(func.count()).select_from(some.subquery()))
        self.of_few, self.of_many = _Reading(kind, False), _Reading(kind, True)


_readings = cache(_Readings)


def history_page(tx: Transaction, kind: Kind, address: Address, span: Span) -> Page:
    """The first values of the span; none when nothing was said in it."""
    reading = _reading(tx, kind, address)
    last, more = _end_of_page(tx, reading, address, span)
    if last is None:
        return Page([], None)
    rows = reading.values(tx, **_bounds(address, span.after, last))
    past = [
        Past(revision, None if value is None else orjson.loads(value), *rest)
        for revision, value, *rest in rows
    ]
    return Page(past, Span(last, span.up_to, span.at_most) if more else None)


def _end_of_page(tx: Transaction, reading: _Reading, address: Address, span: Span) -> tuple[int | None, bool]:
    """The number of the page's last value, None when it has none, and whether more come after it."""
    rows = reading.sizes(tx, **_bounds(address, span.after, span.up_to), at_most=span.at_most + 1)
    last, room = None, PAGE_BYTES
    for revision, size in rows[: span.at_most]:
        room -= size or 0
        if room < 0 and last is not None:
            return last, True
        last = revision
    return last, len(rows) > span.at_most


def _reading(tx: Transaction, kind: Kind, address: Address) -> _Reading:
    readings = _readings(kind)
    ((many,),) = readings.count(tx, of_diary=address.diary_id, of_key=address.key)
    return readings.of_many if many > MOST else readings.of_few


def _bounds(address: Address, after: int, up_to: int) -> dict[str, object]:
    return {"of_diary": address.diary_id, "of_key": address.key, "after": after, "up_to": up_to}
