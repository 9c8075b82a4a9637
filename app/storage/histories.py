"""Histories, page by page: a page is bounded in number and in size, whatever was said how often.

A number never means two things and nothing of a history ever changes: what comes after a number, up to a
later one, is the same whenever it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import orjson
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    func,
    literal_column,
    select,
)

from app.storage.documents import Past
from app.storage.kinds import Address, Kind
from app.storage.prepared import Prepared, Transaction

USUAL, MOST = 500, 1000
"""Values on a page: unless asked otherwise, and at most."""
PAGE_BYTES = 1024 * 1024
"""Of values on a page; a page holds one at least."""
NEWEST = 2**63 - 1
_AT_ONCE = MOST + 1


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


_AFTER, _UP_TO = (bindparam(name, type_=BigInteger) for name in ("after", "up_to"))


class _OfFew:
    """The statements that read a history by the index of its document.

    That knows nothing of the order: of a few values it finds each at once, and sorts them. No index is asked
    for what stands in `coalesce`: so the choice is ours.
    """

    def __init__(self, kind: Kind) -> None:
        past, key = kind.history.c, kind.history.c[kind.key]
        number = func.coalesce(past.revision, past.revision)
        here = (*_this(kind), number > _AFTER, number <= _UP_TO)
        self.sizes = Prepared(
            select(past.revision, func.length(past.value), key == _of(kind))
            .where(*here)
            .order_by(number)
            .limit(bindparam("at_most"))
        )
        self.values = Prepared(kind.past_by_whom.where(*here).order_by(number))


class _OfMany:
    """The statements that read a history along the diary's numbers, whatever document they are of.

    By the index of the document a page of a great many values would cost as much as all of them.
    """

    def __init__(self, kind: Kind) -> None:
        past, key = kind.history.c, kind.history.c[kind.key]
        here = (past.diary_id == bindparam("of_diary"), past.revision > _AFTER, past.revision <= _UP_TO)
        self.sizes = Prepared(
            select(past.revision, func.length(past.value), key == _of(kind))
            .where(*here)
            .order_by(past.revision)
            .limit(bindparam("at_most"))
        )
        is_this = func.coalesce(key, key) == _of(kind)
        self.values = Prepared(kind.past_by_whom.where(*here, is_this).order_by(past.revision))


def _of(kind: Kind) -> BindParameter[Any]:
    return bindparam("of_key", type_=kind.history.c[kind.key].type)


def _this(kind: Kind) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    past = kind.history.c
    return past.diary_id == bindparam("of_diary"), past[kind.key] == _of(kind)


class _Readings:
    """Both ways to read a kind, and the question which of them is the right one for a document."""

    def __init__(self, kind: Kind) -> None:
        some: Select[Any] = select(literal_column("1")).select_from(kind.history).where(*_this(kind))
        self.count = Prepared(select(func.count()).select_from(some.limit(MOST + 1).subquery()))
        self.of_few, self.of_many = _OfFew(kind), _OfMany(kind)


_readings = cache(_Readings)
_Reading: TypeAlias = _OfFew | _OfMany


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
    last, room, many = None, PAGE_BYTES, 0
    for revision, size in _sizes(tx, reading, address, span):
        room -= size or 0
        if many == span.at_most or (room < 0 and last is not None):
            return last, True
        last, many = revision, many + 1
    return last, False


def _sizes(tx: Transaction, reading: _Reading, address: Address, span: Span) -> Iterator[tuple[int, int]]:
    """The numbers and sizes of a document's values, as many as are asked for."""
    after = span.after
    while True:
        rows = reading.sizes(tx, **_bounds(address, after, span.up_to), at_most=_AT_ONCE)
        yield from ((revision, size) for revision, size, is_this in rows if is_this)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def _reading(tx: Transaction, kind: Kind, address: Address) -> _Reading:
    readings = _readings(kind)
    ((many,),) = readings.count(tx, of_diary=address.diary_id, of_key=address.key)
    return readings.of_many if many > MOST else readings.of_few


def _bounds(address: Address, after: int, up_to: int) -> dict[str, object]:
    return {"of_diary": address.diary_id, "of_key": address.key, "after": after, "up_to": up_to}
