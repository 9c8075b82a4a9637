"""What phones send again after the server was put back: what was heard last counts, whoever sends it."""

from itertools import permutations
from typing import Any
from uuid import uuid4, uuid5

import pytest

from app.storage.kinds import Values
from app.storage.made_on import MadeOn
from app.storage.patches import Merging, Status
from app.storage.prepared import Transaction
from tests.storage.books import Books, Writer
from tests.storage.chains import DAYS, NAUSEA, Phone, new_day

EPOCH = uuid4()
EARLY, LATE, LAST = 2_000_000_000_000_001, 2_000_000_000_000_002, 2_000_000_000_000_003
"""Numbers of what was lost, later than all that is there."""


def copy(phone: Phone, number: int | None, values: Values | None) -> Status:
    """Send again what this phone had heard at that number."""
    operation_id = uuid5(EPOCH, repr((phone.device_id, number, values)))
    said: dict[str, Any] = {"operation_id": operation_id, "delete": values is None}
    return phone.send(phone.patch(values or {}, number, **said)).status


def at_home(tx: Transaction, writer: Writer) -> tuple[list[Phone], Values]:
    """Three phones of a day that the server still knows as it was said first."""
    one = Phone(tx, writer, new_day(writer))
    one.tap(NAUSEA, None)
    return [one, Phone(tx, writer, one.address), Phone(tx, writer, one.address)], one.shown.values or {}


def played(tx: Transaction, writer: Writer) -> list[tuple[object, object, int]]:
    """Three states of a note, heard one after the other, sent again in every order."""
    told: list[tuple[object, object, int]] = []
    for order in permutations(((EARLY, "early"), (LATE, "late"), (LAST, "last"))):
        phones, values = at_home(tx, writer)
        for phone, (number, note) in zip(phones[::-1], order, strict=True):
            copy(phone, number, values | {"note": note})
        shown = phones[0].shown
        told.append(((shown.values or {})["note"], shown.conflict, len({*order})))
    return told


def test_of_copies_the_one_that_was_heard_last_is_shown_in_every_order(books: Books, ada: Writer) -> None:
    assert books.write(lambda tx: played(tx, ada)) == [("last", None, 3)] * 6


def test_a_server_that_does_not_keep_what_was_copied_is_caught(
    books: Books, ada: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MadeOn, "order_of", lambda *_: None)

    told = books.write(lambda tx: played(tx, ada))

    assert [note for note, _, _ in told].count("last") < 6
    assert any(conflict for _, conflict, _ in told)


def test_a_deletion_that_was_heard_last_stays_in_both_orders(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> list[object]:
        told: list[object] = []
        for order in ((EARLY, LATE), (LATE, EARLY)):
            (one, other, _), values = at_home(tx, ada)
            said = {EARLY: (other, values | {"note": "early"}), LATE: (one, None)}
            for number in order:
                phone, held = said[number]
                copy(phone, number, held)
            told.append(one.shown.values)
        return told

    assert books.write(job) == [None, None]


def test_an_edit_made_since_stands_beside_a_copy(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[object, list[object]]:
        (one, other, _), values = at_home(tx, ada)
        one.hear()
        one.tap({"note": "said since"}, one.shown.revision)
        copy(other, LATE, values | {"note": "heard before"})
        return (one.shown.values or {})["note"], [kept["note"] for kept in one.beside()]

    assert books.write(job) == ("said since", ["heard before"])


def test_a_copy_of_no_known_number_is_kept_beside(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[Status, object]:
        (one, *_), values = at_home(tx, ada)
        status = copy(one, None, values | {"note": "in conflict"} | {"nausea": False})
        return status, one.shown.conflict and one.shown.conflict.parts

    assert books.write(job) == (Status.CONFLICT, ("headache",))


def test_an_unchanged_copy_beats_no_tombstone(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> list[object]:
        told: list[object] = []
        for number in (None, EARLY):
            (one, other, _), values = at_home(tx, ada)
            one.tap(None, one.shown.revision)
            told += [copy(phone, number, values) for phone in (one, other)]
            told.append(one.shown.values)
        return told

    assert books.write(job) == [Status.MERGED, Status.MERGED, None] * 2


def test_what_was_copied_is_kept_with_the_part(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[object, object]:
        (one, _, _), values = at_home(tx, ada)
        copy(one, LATE, values | {"note": "n"})
        kept = MadeOn(tx, Merging(DAYS, dict), one.address, one.shown, (one.patch({}, None), "")).who.copied
        one.hear()
        one.tap({"note": "own word"}, one.shown.revision)
        return kept, MadeOn(
            tx, Merging(DAYS, dict), one.address, one.shown, (one.patch({}, None), "")
        ).who.copied

    assert books.write(job) == ({"note": LATE}, {})
