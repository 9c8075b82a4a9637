"""The lines of a clinician's list: sorted, filtered and searched where they are kept, a page at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from app.rules.names import letters_of, search_words
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import SORT_KEYS, PatientLine

NEEDED_OF_28 = 20
COMING_UP_DAYS = 28
_LONGEST = 400  # what the column holds
_NEVER = date.max.toordinal()
_NO_PERCENT, _NO_RATE, _NO_CHANGE = 999_999, -1, 999_999
_NOT_COUNTED = 99  # days of 28: not calculated is not few
_VERDICTS = ("below", "partial", "benchmark_met", "provisional", "not_computed", "in_progress")
_LINE = table_of(PatientLine)
_OF_DIARY = _LINE.c.diary_id == bindparam("of_diary")
_OF_CLINICIAN = and_(_LINE.c.clinician_id == bindparam("of_clinician"), _LINE.c.ends_at > bindparam("at"))
_REMOVE = Prepared(delete(_LINE).where(_OF_DIARY))
_FOLDED = Prepared(select(_LINE.c.diary_id, _LINE.c.clinician_id, _LINE.c.name, _LINE.c.folded))
_FOLD = Prepared(
    update(_LINE)
    .where(_OF_DIARY, _LINE.c.clinician_id == bindparam("of_clinician"))
    .values(folded=bindparam("now"))
)
_INSERT = Prepared(insert(_LINE))


class Sort(StrEnum):
    """By what a list is sorted; each its column."""

    NAME = "name"
    LAST_INJECTION = "last_injection"
    NEXT_DUE = "next_due"
    WEEK = "week"
    VERDICT = "verdict"
    PERCENT = "percent"
    NOW = "now"
    CHANGE = "change"
    LOGGED = "logged"
    QUESTIONS = "questions"


class Filter(StrEnum):
    """Which patients a list shows."""

    ALL = "all"
    COMING_UP = "coming_up"
    OVERDUE = "overdue"
    BELOW_AFTER_TWO_ROUNDS = "below_after_two_rounds"
    TOO_FEW_DAYS = "too_few_days"
    OVERUSE = "overuse"
    WEAR_OFF = "wear_off"
    TO_ASK = "to_ask"


_COLUMNS = {
    Sort.NAME: "folded",
    Sort.LAST_INJECTION: "injected",
    Sort.NEXT_DUE: "due",
    Sort.WEEK: "week",
    Sort.VERDICT: "verdict",
    Sort.PERCENT: "percent",
    Sort.NOW: "now",
    Sort.CHANGE: "change",
    Sort.LOGGED: "logged",
    Sort.QUESTIONS: "asks",
}
_TODAY = bindparam("today", type_=Integer)
_FILTERS: dict[Filter, ColumnElement[bool]] = {
    Filter.ALL: true(),
    Filter.COMING_UP: _LINE.c.due <= _TODAY + COMING_UP_DAYS,
    Filter.OVERDUE: _LINE.c.due < _TODAY,
    Filter.BELOW_AFTER_TWO_ROUNDS: _LINE.c.below,
    Filter.TOO_FEW_DAYS: _LINE.c.logged < NEEDED_OF_28,
    Filter.OVERUSE: _LINE.c.overuse,
    Filter.WEAR_OFF: _LINE.c.wear_off,
    Filter.TO_ASK: _LINE.c.asks > 0,
}


@dataclass(frozen=True, slots=True)
class Line:
    """Whose line it is, by which grant."""

    diary_id: UUID
    clinician_id: UUID
    grant_id: UUID
    ends_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list one is: the value that it is sorted by, and the diary."""

    key: int | str
    diary_id: UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a list."""

    clinician_id: UUID
    now: datetime
    today: date
    sort: Sort
    descending: bool
    filter: Filter
    search: str
    after: Place | None
    at_most: int


def put_lines(
    tx: Transaction, diary_id: UUID, lines: Iterable[Line], summary: Mapping[str, Any] | None
) -> None:
    """These are the lines of a diary now, with what its summary says; None = not calculated yet."""
    _REMOVE(tx, of_diary=diary_id)
    keys = _keys(summary or {})
    for line in lines:
        _INSERT(
            tx,
            diary_id=line.diary_id,
            clinician_id=line.clinician_id,
            grant_id=line.grant_id,
            ends_at=line.ends_at,
            name=line.name,
            folded=folded(line.name),
            **keys,
        )


def lines_page(tx: Transaction, wanted: Wanted) -> list[tuple[UUID, Place]]:
    """The grants of a page with their places, one more than asked for where there are more; [] at the end."""
    words = search_words(wanted.search)
    if wanted.search and not words:
        return []  # nobody is called by signs alone
    statement = _page(wanted.sort, wanted.descending, wanted.filter, wanted.after is not None, len(words))
    after = {"key": wanted.after.key, "last": wanted.after.diary_id} if wanted.after else {}
    search = {f"part{at}": f"%{word}%" for at, word in enumerate(words)}
    asked = {"today": wanted.today.toordinal()} if wanted.filter in {Filter.COMING_UP, Filter.OVERDUE} else {}
    rows = statement(
        tx,
        of_clinician=wanted.clinician_id,
        at=wanted.now,
        at_most=wanted.at_most + 1,
        **after,
        **search,
        **asked,
    )
    return [(grant_id, Place(key, diary_id)) for diary_id, grant_id, key in rows]


def lines_counted(tx: Transaction, clinician_id: UUID, now: datetime, today: date) -> dict[Filter, int]:
    """How many patients each filter shows."""
    row = _COUNTED.first(tx, of_clinician=clinician_id, at=now, today=today.toordinal())
    assert row is not None
    return dict(zip(Filter, map(int, row), strict=True))


def folded(name: str) -> str:
    """A name to sort by and to search in: letters and digits alone."""
    return letters_of(name)[:_LONGEST]


def fold_again(tx: Transaction) -> int:
    """Names that another release folded are folded as this one searches; how many those were."""
    rows = [(row, folded(row[2])) for row in _FOLDED(tx)]
    stale = [(row, now) for row, now in rows if row[3] != now]
    for (diary_id, clinician_id, *_), now in stale:
        _FOLD(tx, of_diary=diary_id, of_clinician=clinician_id, now=now)
    return len(stale)


@cache
def _page(sort: Sort, descending: bool, by: Filter, goes_on: bool, words: int) -> Prepared:
    column = _LINE.c[_COLUMNS[sort]]
    where = [_OF_CLINICIAN, _FILTERS[by]]
    if goes_on:
        key, last = bindparam("key", type_=column.type), bindparam("last", type_=_LINE.c.diary_id.type)
        if descending:
            where.append(or_(column < key, and_(column == key, _LINE.c.diary_id < last)))
        else:
            where.append(or_(column > key, and_(column == key, _LINE.c.diary_id > last)))
    where += [_LINE.c.folded.like(bindparam(f"part{at}")) for at in range(words)]
    order = [one.desc() if descending else one for one in (column, _LINE.c.diary_id)]
    chosen = select(_LINE.c.diary_id, _LINE.c.grant_id, column).where(*where)
    return Prepared(chosen.order_by(*order).limit(bindparam("at_most")))


_SHOWN: list[Any] = [
    func.coalesce(func.sum(cast(one, Integer)), 0).label(name) for name, one in _FILTERS.items()
]
_COUNTED = Prepared(select(*_SHOWN).where(_OF_CLINICIAN))


def _keys(summary: Mapping[str, Any]) -> dict[str, int | bool]:
    """What a line is sorted and filtered by; what is not known sorts last."""
    judged, now = summary.get("judged") or {}, summary.get("now") or {}
    verdict, percent, rate = judged.get("verdict"), judged.get("percent"), now.get("per_28")
    before = summary.get("before_per_28")
    keys: dict[str, int | bool] = {
        "due": _ordinal(summary.get("next_due_on"), _NEVER),
        "injected": _ordinal(summary.get("last_injected_on"), 0),
        "week": summary.get("week") or 0,
        "verdict": _VERDICTS.index(verdict) if verdict else len(_VERDICTS),
        "percent": _NO_PERCENT if percent is None else round(10 * percent),
        "now": _NO_RATE if rate is None else round(10 * rate),
        "change": _NO_CHANGE if rate is None or before is None else round(10 * (rate - before)),
        "logged": summary.get("logged_of_28", _NOT_COUNTED),
        "asks": _asks(summary),
        "below": summary.get("below_after_two_rounds") == "yes",
        "overuse": bool(summary.get("overuse")),
        "wear_off": judged.get("wear_off") == "yes",
    }
    assert keys.keys() >= set(SORT_KEYS)
    return keys


def _asks(summary: Mapping[str, Any]) -> int:
    """How many questions there are: conflicts, gaps between rounds, days of which too little was said."""
    return (
        (summary.get("conflicts") or 0)
        + len(summary.get("gap_questions") or ())
        + bool(summary.get("symptoms_unsaid"))
        + bool(summary.get("days_needed"))
    )


def _ordinal(day: str | None, missing: int) -> int:
    return date.fromisoformat(day).toordinal() if day else missing
