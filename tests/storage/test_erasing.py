"""Erasing goes by slices: no transaction removes more than one."""

from datetime import date

from app.storage import erasure
from app.storage.erasure import erase_slice
from tests.storage.books import NOW, Books


def test_one_transaction_removes_one_slice_of_a_table_at_most(books: Books) -> None:
    ada = books.person()
    for number in range(1, 8):
        books.save(ada, date(2026, 11, 1), headache=True, duration_minutes=number)
    books.write(lambda tx: erasure.erase(tx, ada.diary_id, NOW))
    slice_of = erasure.SLICE

    try:
        erasure.SLICE = 3
        left = [books.write(lambda tx: erase_slice(tx, ada.diary_id)) for _ in range(6)]
    finally:
        erasure.SLICE = slice_of

    assert left == [True, True, True, True, False, False]  # the day, then 3, 3 and 1 of its values
