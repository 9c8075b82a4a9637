"""What a writer says is there now (If-Match, If-None-Match), and what comes of it when it is otherwise."""

from collections.abc import Callable
from datetime import date

import pytest

from app.errors import RevisionDiffers
from app.storage.days import DAYS
from app.storage.documents import UNCONDITIONAL, Expected, delete, save
from app.storage.kinds import Address
from tests.storage.books import HEADACHE_FREE, Books, Writer

DAY = date(2026, 11, 19)
Expecting = Callable[[int], Expected]
NOTHING, SOMETHING = Expected(nothing=True), Expected(something=True)
# What is expected, given the revision that is there.
CURRENT: Expecting = lambda there: Expected(frozenset({there}))  # noqa: E731
EITHER: Expecting = lambda there: Expected(frozenset({there, 9}))  # noqa: E731
ANOTHER: Expecting = lambda there: Expected(frozenset({there + 1}))  # noqa: E731
IMPOSSIBLE: Expecting = lambda there: Expected(frozenset({there}), nothing=True)  # noqa: E731
TAKEN_WHEN: list[tuple[str, Expected | Expecting, bool]] = [
    ("nothing", NOTHING, True), ("nothing", SOMETHING, False), ("nothing", CURRENT, False),
    ("nothing", UNCONDITIONAL, True), ("nothing", IMPOSSIBLE, False),
    ("value", NOTHING, False), ("value", SOMETHING, True), ("value", CURRENT, True), ("value", EITHER, True),
    ("value", ANOTHER, False), ("value", UNCONDITIONAL, True), ("value", IMPOSSIBLE, False),
    ("value", Expected(frozenset()), False),
    ("tombstone", NOTHING, True), ("tombstone", SOMETHING, False), ("tombstone", CURRENT, False),
    ("tombstone", UNCONDITIONAL, True),
]  # fmt: skip


@pytest.mark.parametrize(("there", "expected", "taken"), TAKEN_WHEN)
def test_an_edit_is_taken_when_what_it_expects_is_there(
    books: Books, ada: Writer, there: str, expected: Expected | Expecting, taken: bool
) -> None:
    revision = played_by(books, ada, there)

    assert tried(books, ada, expected if isinstance(expected, Expected) else expected(revision)) is taken


def played_by(books: Books, writer: Writer, there: str) -> int:
    """Bring the day to where nothing, a value or a tombstone is there; its revision, 1 for nothing."""
    if there == "nothing":
        return 1
    books.save(writer, DAY, note="said")
    if there == "tombstone":
        books.delete(writer, DAY)
    return books.found(writer, DAY).revision


def tried(books: Books, writer: Writer, expected: Expected) -> bool:
    """Whether a save with this expectation is taken."""
    said, at = (HEADACHE_FREE | {"note": "other"}, expected), Address(writer.diary_id, DAY)
    try:
        return bool(books.write(lambda tx: save(tx, DAYS, at, said, writer.edit)).document.revision)
    except RevisionDiffers:
        return False


def test_an_edit_that_is_not_taken_is_told_what_is_there(books: Books, ada: Writer) -> None:
    there = books.save(ada, DAY, note="said").document

    with pytest.raises(RevisionDiffers) as refused:
        books.write(lambda tx: save(tx, DAYS, Address(ada.diary_id, DAY), (HEADACHE_FREE, NOTHING), ada.edit))

    assert refused.value.current == there
    assert len(books.past(ada, DAY)) == 1


def test_a_repeat_with_the_old_revision_is_refused_although_the_value_is_the_same(
    books: Books, ada: Writer
) -> None:
    first = books.save(ada, DAY, note="said").document.revision
    books.save(ada, DAY, note="other")

    assert tried(books, ada, CURRENT(first)) is False


def test_a_delete_that_expects_another_revision_deletes_nothing(books: Books, ada: Writer) -> None:
    another = ANOTHER(books.save(ada, DAY).document.revision)

    with pytest.raises(RevisionDiffers):
        books.write(lambda tx: delete(tx, DAYS, Address(ada.diary_id, DAY), another, ada.edit))

    assert books.found(ada, DAY).values == HEADACHE_FREE
