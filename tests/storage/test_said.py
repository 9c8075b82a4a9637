"""Who said what is shown is kept, and made anew where the release before wrote; old marks are settled."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.rules.who_said import NOBODY
from app.storage.documents import Change, keep_beside, write
from app.storage.identity import first_to_settle
from app.storage.kinds import Conflict, Document, Values
from app.storage.patches import Status
from app.storage.prepared import Prepared, Transaction
from app.storage.said import who_said
from app.storage.settling import settle_chains
from tests.storage.books import NOW, Books, Writer
from tests.storage.chains import DAYS, FREE, NAUSEA, NOTED, SEVERE, WINE, Phone, new_day

_FORGET = Prepared(update(DAYS.table).values(said=None))
_UNSETTLE = "UPDATE database_identity SET chains_settled = false"


def forget(tx: Transaction) -> None:
    """As if a release before had written every day."""
    _FORGET(tx)


def talk(tx: Transaction, writer: Writer) -> Phone:
    """Two phones, merges, a conflict, a deletion and a return."""
    one = Phone(tx, writer, new_day(writer))
    one.tap(NAUSEA, None)
    one.hear()
    other = Phone(tx, writer, one.address)
    other.hear()
    one.tap(NOTED, one.heard[0])
    other.tap(WINE, other.heard[0])
    other.tap({"note": "at home"}, other.heard[0])
    one.tap(FREE, one.heard[0])
    one.tap(None, one.shown.revision)
    other.tap(SEVERE, one.shown.revision)
    one.hear()
    one.tap(WINE, one.heard[0])
    return one


def test_what_is_kept_is_what_the_history_tells(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[object, object]:
        phone = talk(tx, ada)
        kept = who_said(tx, DAYS, phone.address, phone.shown)
        forget(tx)
        return kept, who_said(tx, DAYS, phone.address, phone.shown)

    kept, told = books.write(job)

    assert kept == told


def test_a_phone_goes_on_after_the_release_before_has_written(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[list[Status], object, object]:
        phone = Phone(tx, ada, new_day(ada))
        for tap in (NAUSEA, SEVERE, NOTED):
            phone.tap(tap, None)
            forget(tx)
        return [outcome.status for outcome in phone.outcomes], phone.seen, phone.shown.values

    statuses, seen, shown = books.write(job)

    assert statuses == [Status.APPLIED] * 3
    assert seen == shown


def test_what_a_release_before_left_stale_is_not_believed(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[Status, str | None]:
        phone = Phone(tx, ada, new_day(ada))
        phone.tap(NAUSEA, None)
        phone.hear()
        kept = phone.shown.said
        other = Phone(tx, ada, phone.address)
        other.hear()
        other.tap({"note": "at home"}, other.heard[0])
        DAYS.update_said(tx, of_diary=ada.diary_id, of_key=phone.address.key, said=kept)
        return phone.tap(NOTED, phone.heard[0]).status, kept

    assert books.write(job)[0] is Status.CONFLICT


# Diaries that a release before has marked


def marked(tx: Transaction, by: Phone, values: list[Values], parts: tuple[str, ...]) -> Document:
    """What the release before made of edits of one phone on bases that it had left behind."""
    shown = by.shown
    edit = replace(by.writer.edit, device_id=by.device_id, operation_id=None)
    asides = []
    for one in values:
        said = replace(edit, operation_id=uuid4())
        asides.append(keep_beside(tx, DAYS, by.address, Change(one, shown, shown=False), said)[0])
    conflict = Conflict(parts, tuple(asides))
    written = write(tx, DAYS, by.address, Change(shown.values, shown, conflict), edit)
    forget(tx)
    return written


def settled(books: Books, ada: Writer, job: Callable[[Transaction], Phone]) -> tuple[Document, Document, int]:
    """The document before and after the start of a server, and how many were settled."""

    def all_of_it(tx: Transaction) -> tuple[Document, Document, int]:
        tx.cursor.execute(_UNSETTLE, ())
        settle_chains(tx, NOW)  # what other tests left in this database
        phone = job(tx)
        before = phone.shown
        tx.cursor.execute(_UNSETTLE, ())
        many = settle_chains(tx, NOW)
        return before, phone.shown, many

    return books.write(all_of_it)


def test_a_conflict_of_a_phone_with_itself_is_settled_to_its_last_word(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> Phone:
        phone = Phone(tx, ada, new_day(ada))
        phone.tap(NAUSEA, None)
        shown = phone.shown.values or {}
        marked(tx, phone, [shown | {"note": "then"}, shown | (SEVERE or {})], ("headache", "note"))
        return phone

    before, after, many = settled(books, ada, job)

    assert many == 1
    assert after.conflict is None
    assert after.revision > before.revision
    values = after.values or {}
    assert (values["peak_intensity"], values["nausea"], values["note"]) == ("severe", True, "then")
    assert [past.values for past in books.past(ada, after.key)][-1] == after.values


def test_a_conflict_of_two_phones_stays(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> Phone:
        phone = Phone(tx, ada, new_day(ada))
        phone.tap(NAUSEA, None)
        other = Phone(tx, ada, phone.address)
        shown = phone.shown
        said = replace(ada.edit, device_id=other.device_id, operation_id=uuid4())
        free = (shown.values or {}) | (FREE or {})
        aside, _ = keep_beside(tx, DAYS, phone.address, Change(free, shown, shown=False), said)
        change = Change(shown.values, shown, Conflict(("headache",), (aside,)))
        write(tx, DAYS, phone.address, change, replace(said, operation_id=None))
        forget(tx)
        return phone

    before, after, many = settled(books, ada, job)

    assert (many, after) == (0, before)


def test_it_happens_once(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> list[bool]:
        tx.cursor.execute(_UNSETTLE, ())
        return [first_to_settle(tx), first_to_settle(tx)]

    assert books.write(job) == [True, False]


def test_a_server_that_does_not_settle_leaves_the_mark(
    books: Books, ada: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.settling.who_said", lambda *_: NOBODY)

    def job(tx: Transaction) -> Phone:
        phone = Phone(tx, ada, new_day(ada))
        phone.tap(NAUSEA, None)
        marked(tx, phone, [(phone.shown.values or {}) | {"note": "then"}], ("note",))
        return phone

    _, after, many = settled(books, ada, job)

    assert many == 0
    assert after.conflict is not None
