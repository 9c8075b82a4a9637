"""What a diary consists of (days, injections, the treatment), each value of it kept for ever.

One way in for all: raise the diary's change counter, add the value to the revisions, show it as the current
one. The counter is the revision of what was written, the cursor of a sync and the ETag. Whoever writes holds
the diary's row (people.hold_diary), so two edits of one diary never interleave.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel, col

from app.errors import NotThere, RevisionDiffers
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.tables import Account, Device, Diary

Values = dict[str, Any]  # a document's fields by name, as on the wire


@dataclass(frozen=True, slots=True)
class Edit:
    """Who made a change, on which device, and when by that device's clock and zone."""

    account_id: UUID
    device_id: UUID
    made_at: datetime
    time_zone: str
    saved_at: datetime
    operation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Which document: its diary and its key there (a date or an id)."""

    diary_id: UUID
    key: object


@dataclass(frozen=True, slots=True)
class Document:
    """A current value; `values` is None for a tombstone."""

    key_name: str
    key: Any
    revision: int
    values: Values | None


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
    display_name: str | None
    device_name: str | None


def _no_firsts(_edit: Edit) -> Values:
    return {}


def _as_given(values: Values, _current: Document | None) -> Values:
    return values


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind's values stand in its columns, and what happens to them on the way in."""

    to_columns: Callable[[Values], Values]
    from_columns: Callable[[Row], Values]  # the columns in the table's order, bookkeeping left out
    settle: Callable[[Values, Document | None], Values] = _as_given  # given the current document
    firsts: Callable[[Edit], Values] = _no_firsts  # columns that only the first value sets


_BOOKKEEPING = {"diary_id", "revision", "deleted", "first_made_on", "imported"}


class Kind:
    """One kind of document: its tables, its key column, its shape, and the statements made from them."""

    def __init__(self, tables: tuple[type[SQLModel], type[SQLModel]], key: str, shape: Shape) -> None:
        self.key = key
        self.shape = shape
        self.table, self._history = (table_of(model) for model in tables)
        self.value_columns = [
            column.name for column in self.table.c if column.name not in _BOOKKEEPING | {key}
        ]
        self.blank = dict.fromkeys(self.value_columns) | _defaults(self.table)
        columns = [self.table.c[name] for name in (key, "revision", "deleted", *self.value_columns)]
        here = self.table.c.diary_id == bindparam("of_diary")
        this = here & (self.table.c[key] == bindparam("of_key"))
        changed: Values = {name: bindparam(name) for name in ("revision", "deleted", *self.value_columns)}
        self.select_one = Prepared(select(*columns).where(this))
        self.select_all = Prepared(select(*columns).where(here, ~self.table.c.deleted).order_by(columns[0]))
        self.insert = Prepared(insert(self.table))
        self.update = Prepared(update(self.table).where(this).values(changed))
        self.insert_revision = Prepared(insert(self._history))
        self.select_history = Prepared(self._past())

    def _past(self) -> Any:  # noqa: ANN401  the type names each column
        history = self._history
        names = (
            "revision",
            "value",
            "based_on",
            "account_id",
            "device_id",
            "made_at",
            "time_zone",
            "saved_at",
        )
        of_device = (col(Device.account_id) == history.c.account_id) & (
            col(Device.device_id) == history.c.device_id
        )
        return (
            select(*(history.c[name] for name in names), col(Account.display_name), col(Device.name))
            .select_from(history)
            .outerjoin(table_of(Account), col(Account.account_id) == history.c.account_id)
            .outerjoin(table_of(Device), of_device)
            .where(history.c.diary_id == bindparam("of_diary"), history.c[self.key] == bindparam("of_key"))
            .order_by(history.c.revision)
        )


_RAISE_COUNTER = Prepared(
    update(_diary := Diary.__table__)  # type: ignore[attr-defined]
    .where(_diary.c.diary_id == bindparam("of_diary"))
    .values(change_counter=_diary.c.change_counter + 1)
    .returning(_diary.c.change_counter)
)


def find(tx: Transaction, kind: Kind, address: Address) -> Document | None:
    """The document as it is, also a tombstone; None when there never was one."""
    row = kind.select_one.first(tx, of_diary=address.diary_id, of_key=address.key)
    return document(kind, row) if row else None


def get(tx: Transaction, kind: Kind, address: Address) -> Document:
    """The document. NotThere when there is none, or a tombstone."""
    found = find(tx, kind, address)
    if found is None or found.values is None:
        raise NotThere
    return found


def everything(tx: Transaction, kind: Kind, diary_id: UUID) -> list[Document]:
    """All of one kind, by key, without tombstones; [] when there are none."""
    return [document(kind, row) for row in kind.select_all(tx, of_diary=diary_id)]


def document(kind: Kind, row: Row) -> Document:
    """A row of (key, revision, deleted, *value columns) as a document."""
    key, revision, deleted, *columns = row
    return Document(kind.key, key, revision, None if deleted else kind.shape.from_columns(tuple(columns)))


def save(tx: Transaction, kind: Kind, address: Address, said: tuple[Values, Expected], edit: Edit) -> Saved:
    """Make this the current value. An equal value changes nothing and keeps its revision: a retry is free.

    RevisionDiffers when what is there is not what the writer expected.
    """
    values, expected = said
    current = find(tx, kind, address)
    expected.check(current)
    values = kind.shape.settle(values, current)
    made = current is None or current.values is None
    if current is not None and current.values == values:
        return Saved(current, made)
    return Saved(_write(tx, kind, address, (values, current), edit), made)


def delete(tx: Transaction, kind: Kind, address: Address, expected: Expected, edit: Edit) -> Document:
    """Leave a tombstone; what was there stays in the history. NotThere when there is nothing to delete."""
    current = find(tx, kind, address)
    expected.check(current)
    if current is None or current.values is None:
        raise NotThere
    return _write(tx, kind, address, (None, current), edit)


def _write(
    tx: Transaction, kind: Kind, address: Address, change: tuple[Values | None, Document | None], edit: Edit
) -> Document:
    values, current = change
    revision = _keep(tx, kind, address, change, edit)
    columns = kind.blank if values is None else kind.shape.to_columns(values)
    columns = columns | {"revision": revision, "deleted": values is None}
    if current is None:
        row = {kind.key: address.key, "diary_id": address.diary_id} | columns | kind.shape.firsts(edit)
        kind.insert(tx, **row)
    else:
        kind.update(tx, of_diary=address.diary_id, of_key=address.key, **columns)
    return Document(kind.key, address.key, revision, values)


def _keep(
    tx: Transaction, kind: Kind, address: Address, change: tuple[Values | None, Document | None], edit: Edit
) -> int:
    """Add the value to the revisions and return its number."""
    values, current = change
    ((revision,),) = _RAISE_COUNTER(tx, of_diary=address.diary_id)
    kind.insert_revision(
        tx,
        **{kind.key: address.key, "diary_id": address.diary_id},
        revision=revision,
        value=None if values is None else orjson.dumps(values).decode(),
        based_on=current.revision if current else None,
        operation_id=edit.operation_id,
        account_id=edit.account_id,
        device_id=edit.device_id,
        made_at=edit.made_at,
        time_zone=edit.time_zone,
        saved_at=edit.saved_at,
    )
    return int(revision)


def history(tx: Transaction, kind: Kind, address: Address) -> list[Past]:
    """Every value that the document ever had, oldest first; [] when there never was one."""
    rows = kind.select_history(tx, of_diary=address.diary_id, of_key=address.key)
    return [
        Past(revision, None if value is None else orjson.loads(value), *rest)
        for revision, value, *rest in rows
    ]


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a table class, which mypy does not see."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _defaults(table: Table) -> Values:
    columns = ((name, column.default) for name, column in table.c.items() if name not in _BOOKKEEPING)
    return {name: default.arg for name, default in columns if isinstance(default, ScalarElementColumnDefault)}
