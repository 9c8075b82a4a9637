"""What one operation costs does not grow with the history: its statements, and the rows that they give."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from app.rules.who_said import NOBODY
from app.storage import said
from app.storage.documents import UNCONDITIONAL, save
from app.storage.patches import Status
from app.storage.prepared import Transaction
from tests.storage.books import NOW, Books, Writer
from tests.storage.chains import DAYS, Phone, new_day

FEW, MANY = 10, 5_000
A_DAY = 500  # edits: not more than a limit lets through


@dataclass
class Counted:
    """A cursor that counts."""

    cursor: Any
    statements: int = 0
    rows: int = 0

    def execute(self, sql: str, parameters: Any, /) -> object:
        """Run one statement."""
        self.statements += 1
        return self.cursor.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> object:
        """Run one statement for each of many parameters."""
        self.statements += len(parameters)
        return self.cursor.executemany(sql, parameters)

    def fetchall(self) -> Any:
        """Take all rows."""
        rows = self.cursor.fetchall()
        self.rows += len(rows)
        return rows


Step = Callable[[Phone, Phone, int], Status]


def _on_what_is_shown(one: Phone, _other: Phone, _base: int) -> Status:
    return one.tap({"note": "last"}, one.shown.revision).status


def _on_its_own_chain(one: Phone, _other: Phone, base: int) -> Status:
    return one.tap({"note": "last"}, base).status


def _on_an_old_base(_one: Phone, other: Phone, base: int) -> Status:
    return other.tap({"note": "of the other"}, base).status


def _on_an_unknown_base(_one: Phone, other: Phone, _base: int) -> Status:
    return other.tap({"note": "of the other"}, 7).status


def _the_same(one: Phone, other: Phone, base: int) -> Status:
    return other.tap({"note": (one.shown.values or {})["note"]}, base).status


def _delete(one: Phone, _other: Phone, base: int) -> Status:
    return one.tap(None, base).status


def _copy_over_a_tombstone(one: Phone, other: Phone, _base: int) -> Status:
    was = one.shown.values or {}
    one.tap(None, one.shown.revision)
    return other.send(other.patch(dict(was), None)).status


def _new_value_over_a_tombstone(one: Phone, other: Phone, _base: int) -> Status:
    was = one.shown.values or {}
    one.tap(None, one.shown.revision)
    return other.send(other.patch(was | {"note": "never said"}, 7)).status


def _part_over_a_tombstone(one: Phone, other: Phone, _base: int) -> Status:
    one.tap(None, one.shown.revision)
    return other.send(other.patch({"note": "never said"}, 7)).status


STEPS: dict[str, tuple[Step, Status, int]] = {
    "on what is shown": (_on_what_is_shown, Status.APPLIED, 9),
    "on its own chain": (_on_its_own_chain, Status.APPLIED, 11),
    "on an old base": (_on_an_old_base, Status.CONFLICT, 12),
    "on an unknown base": (_on_an_unknown_base, Status.CONFLICT, 12),
    "the same as is shown": (_the_same, Status.MERGED, 9),  # its id is kept, which is counted, too
    "a deletion on its own chain": (_delete, Status.APPLIED, 11),
    "a copy over a tombstone": (_copy_over_a_tombstone, Status.MERGED, 17),
    "a new value over a tombstone": (_new_value_over_a_tombstone, Status.APPLIED, 24),
    "a part over a tombstone": (_part_over_a_tombstone, Status.APPLIED, 22),
}


@dataclass(frozen=True)
class Edited:
    """A day after so many edits of it: its phone, another that heard the first alone, the base of that."""

    one: Phone
    other: Phone
    base: int

    @classmethod
    def so_often(cls, tx: Transaction, writer: Writer, edits: int) -> "Edited":
        """Say it so often."""
        one = Phone(tx, writer, new_day(writer), device_id=writer.edit.device_id)
        one.tap({"headache": True}, None)
        other = Phone(tx, writer, one.address)
        one.hear()
        other.hear()
        base = one.shown.revision
        for number in range(edits):
            values = (one.seen or {}) | {"note": f"edit {number}"}
            earlier = replace(writer.edit, saved_at=NOW - timedelta(days=1 + number // A_DAY))
            save(tx, DAYS, one.address, (values, UNCONDITIONAL), earlier)
        one.tap({"note": "the last one"}, one.shown.revision)
        return cls(one, other, base)

    def cost(self, step: Step) -> tuple[Status, int, int]:
        """The status, the statements and the rows of an operation, which then never was."""
        tx = self.one.tx
        counted = Counted(tx.cursor)
        phones = [replace(phone, tx=Transaction(counted, tx.dialect)) for phone in (self.one, self.other)]
        tx.cursor.execute("SAVEPOINT step", ())
        status = step(phones[0], phones[1], self.base)
        tx.cursor.execute("ROLLBACK TO step", ())
        return status, counted.statements, counted.rows


def costs(tx: Transaction, writer: Writer, edits: int) -> dict[str, tuple[Status, int, int]]:
    """Of each step after so many edits."""
    day = Edited.so_often(tx, writer, edits)
    return {name: day.cost(step) for name, (step, _, _) in STEPS.items()}


def test_an_operation_costs_the_same_after_many_edits(books: Books, ada: Writer) -> None:
    few = books.write(lambda tx: costs(tx, ada, FEW))
    many = books.write(lambda tx: costs(tx, ada, MANY))

    assert few == many
    assert {name: status for name, (status, _, _) in few.items()} == {
        name: status for name, (_, status, _) in STEPS.items()
    }
    assert [name for name, (_, _, most) in STEPS.items() if max(few[name][1:]) > most] == []
    assert len(few) == 9


def test_a_look_through_the_whole_history_is_caught(
    books: Books, ada: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said, "_known", lambda _: NOBODY)

    few = books.write(lambda tx: costs(tx, ada, FEW))
    many = books.write(lambda tx: costs(tx, ada, 5 * FEW))

    assert many["on an old base"][2] > few["on an old base"][2] + FEW
