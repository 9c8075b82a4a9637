"""The kinds of documents in a diary: their tables, how their values stand in columns, their statements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel, col

from app.errors import BadInput, FieldFault
from app.rules.limits import OTHER_DEVICE, Tally
from app.rules.merge import PartOf
from app.rules.names import label_fault
from app.storage.prepared import Prepared, Row
from app.storage.tables import Account, Device

Values = dict[str, Any]  # a document's fields by name, as on the wire
Labels = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Edit:
    """Who made a change, on which device, and when by that device's clock and zone."""

    account_id: UUID
    device_id: UUID
    made_at: datetime
    time_zone: str
    saved_at: datetime
    operation_id: UUID | None = None
    entered_by: str | None = None  # a clinician's name; None = the patient
    copy_of: int | None = None  # of what a phone held before the server was put back: the number of then
    of_server: bool = False  # said again by the server itself: no limit holds that back


@dataclass(frozen=True, slots=True)
class Address:
    """Which document: its diary and its key there (a date or an id)."""

    diary_id: UUID
    key: object


@dataclass(frozen=True, slots=True)
class Document:
    """A current value; `values` is None for a tombstone.

    `conflict`: what two devices say differently, until the patient picks. `entered_by`: the clinician whose
    value this is, None = the patient's. `said`: who said which part, as it is kept, and `tally`: how many
    values it got on the day of the last one; both for writers alone.
    """

    key_name: str
    key: Any
    revision: int
    values: Values | None
    conflict: "Conflict | None" = None
    entered_by: str | None = None
    said: str | None = field(default=None, compare=False)
    tally: Tally | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Parts said differently on two devices, and the revisions that were kept beside what is shown."""

    parts: tuple[str, ...]
    others: tuple[int, ...]


def _no_firsts(_edit: Edit) -> Values:
    return {}


def _as_given(values: Values, _current: Document | None) -> Values:
    return values


def _no_labels(_values: Values) -> Labels:
    return ()


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind's values stand in its columns, and what happens to them on the way in."""

    to_columns: Callable[[Values], Values]
    from_columns: Callable[[Row], Values]  # the columns in the table's order, bookkeeping left out
    settle: Callable[[Values, Document | None], Values] = _as_given  # given the current document
    firsts: Callable[[Edit], Values] = _no_firsts  # columns that only the first value sets
    answering: frozenset[str] = (
        frozenset()
    )  # fields by which the patient answers, without making the rest theirs
    labels: Callable[[Values], Labels] = _no_labels  # what things in it are called, each with its field


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A kind before anything was said: its parts, each said and merged by itself, and its blank document."""

    parts: tuple[PartOf, ...]
    blank: Values


_DEVICE_NAME = func.coalesce(col(Device.name), OTHER_DEVICE)
_BOOKKEEPING = {
    "diary_id",
    "revision",
    "deleted",
    "conflict",
    "said",
    "counted_on",
    "counted_values",
    "first_made_on",
    "imported",
    "entered_by",
}


class Kind:
    """One kind of document: its tables, its key column, its shape, and the statements made from them."""

    def __init__(
        self, tables: tuple[type[SQLModel], type[SQLModel]], key: str, shape: Shape, unsaid: Unsaid
    ) -> None:
        self.key = key
        self.shape = shape
        self.parts, self.unsaid = unsaid.parts, unsaid.blank
        self.table, self.history = (table_of(model) for model in tables)
        self.value_columns = [
            column.name for column in self.table.c if column.name not in _BOOKKEEPING | {key}
        ]
        self.is_authored = "entered_by" in self.table.c
        self.blank = dict.fromkeys(self.value_columns) | _defaults(self.table)
        self._prepare_current()
        self._prepare_changed()
        self._prepare_past()

    def _prepare_current(self) -> None:
        by = ("entered_by",) if self.is_authored else ()
        shown = ("revision", "deleted", "conflict", *by, *self.value_columns)
        columns = [self.table.c[name] for name in (self.key, *shown)]
        here = self.table.c.diary_id == bindparam("of_diary")
        this = here & (self.table.c[self.key] == bindparam("of_key"))
        counted = (self.table.c.counted_on, self.table.c.counted_values)
        written = select(*columns, self.table.c.said, *counted)
        self.select_one = Prepared(written.where(this))
        self.select_all = Prepared(select(*columns).where(here, ~self.table.c.deleted).order_by(columns[0]))
        key = self.table.c[self.key]
        first, last = (bindparam(name, type_=key.type) for name in ("first", "last"))
        self.select_between = Prepared(written.where(here, key.between(first, last)))
        onwards = select(*columns).where(here, key >= bindparam("begin", type_=key.type)).order_by(key)
        self.select_from = Prepared(onwards.limit(bindparam("at_most")))
        self.select_conflicts = Prepared(
            select(self.table.c.diary_id, self.table.c[self.key]).where(self.table.c.conflict.is_not(None))
        )
        self.select_changes = Prepared(
            select(*columns)
            .where(here, self.table.c.revision > bindparam("after"))
            .order_by(self.table.c.revision)
            .limit(bindparam("at_most"))
        )

    def _prepare_changed(self) -> None:
        by = ("entered_by",) if self.is_authored else ()
        shown = ("revision", "deleted", "conflict", *by, *self.value_columns)
        here = self.table.c.diary_id == bindparam("of_diary")
        this = here & (self.table.c[self.key] == bindparam("of_key"))
        changed: Values = {name: bindparam(name) for name in shown}
        counted = (self.table.c.counted_on, self.table.c.counted_values)
        self.insert = Prepared(insert(self.table))
        tally: Values = {column.name: bindparam(column.name) for column in counted}
        changed |= {"said": bindparam("said"), **tally}
        self.update = Prepared(update(self.table).where(this).values(changed))
        self.update_tally = Prepared(update(self.table).where(this).values(tally))
        self.update_said = Prepared(update(self.table).where(this).values(said=bindparam("said")))

    def _prepare_past(self) -> None:
        past = self.history.c
        self.insert_revision = Prepared(insert(self.history))
        here = past.diary_id == bindparam("of_diary")
        this = here & (past[self.key] == bindparam("of_key"))
        numbered = this & (past.revision == bindparam("of_revision"))
        self.select_value = Prepared(select(past.value, past.based_on, past.shown).where(numbered))
        self.select_number = Prepared(
            select(past.revision).where(here, past.revision == bindparam("of_revision"))
        )
        self.select_kept = Prepared(self._kept().where(numbered))
        self.select_same = Prepared(
            select(past.revision).where(this, past.value_hash == bindparam("hash")).limit(1)
        )
        unhashed = past.value_hash.is_(None) & past.value.is_not(None)
        self.select_unhashed = Prepared(select(past.value).where(this, unhashed))
        steps = (past.revision, past.value, past.shown, past.device_id, past.operation_id, past.saved_at)
        self.select_steps = Prepared(select(*steps).where(this).order_by(past.revision))
        self.past_by_whom = self._past_by_whom()

    def _kept(self) -> Any:  # noqa: ANN401  the type names each column
        past = self.history.c
        told = (past.value, past.device_id, past.made_at, past.time_zone, past.operation_id, past.account_id)
        return select(*told, _DEVICE_NAME).select_from(self.history).outerjoin(*self._of_device())

    def _of_device(self) -> tuple[Any, Any]:
        past = self.history.c
        same = (col(Device.account_id) == past.account_id) & (col(Device.device_id) == past.device_id)
        return table_of(Device), same

    def _past_by_whom(self) -> Any:  # noqa: ANN401  the type names each column
        """Past values with the names of people and devices: what histories.Page is read from."""
        history = self.history
        names = (
            "revision",
            "value",
            "based_on",
            "account_id",
            "device_id",
            "made_at",
            "time_zone",
            "saved_at",
            "shown",
        )
        return (
            select(*(history.c[name] for name in names), col(Account.display_name), _DEVICE_NAME)
            .select_from(history)
            .outerjoin(table_of(Account), col(Account.account_id) == history.c.account_id)
            .outerjoin(*self._of_device())
        )


def label_faults(kind: Kind, said: Values, known: frozenset[str] = frozenset()) -> list[FieldFault]:
    """What is called by no name that may be given now; one that is known already may stay."""
    return [
        FieldFault(field, *fault)
        for field, label in kind.shape.labels(said)
        if label not in known and (fault := label_fault(label))
    ]


def refuse_labels(kind: Kind, said: Values, *known: Values | None) -> None:
    """BadInput for labels that are neither sound nor known already."""
    if not label_faults(kind, said):
        return
    labels = [label for values in known if values for _, label in kind.shape.labels(values)]
    if faults := label_faults(kind, said, frozenset(labels)):
        raise BadInput(faults=faults)


def document(kind: Kind, row: Row, said: str | None = None, tally: Tally | None = None) -> Document:
    """A row of (key, revision, deleted, conflict, any author, *value columns) as a document."""
    key, revision, deleted, conflict, *columns = row
    entered_by = columns.pop(0) if kind.is_authored else None
    values = None if deleted else kind.shape.from_columns(tuple(columns))
    conflict = _conflict(conflict) if conflict else None
    return Document(kind.key, key, revision, values, conflict, entered_by, said, tally)


def _conflict(text: str) -> Conflict:
    said = orjson.loads(text)
    return Conflict(tuple(said["parts"]), tuple(said["others"]))


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a table class, which mypy does not see."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _defaults(table: Table) -> Values:
    columns = ((name, column.default) for name, column in table.c.items() if name not in _BOOKKEEPING)
    return {name: default.arg for name, default in columns if isinstance(default, ScalarElementColumnDefault)}
