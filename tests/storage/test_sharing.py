"""One-visit links, the audit that nobody changes, and erasing."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from app.errors import NotThere
from app.storage import audit, visit_links
from app.storage.audit import Look
from app.storage.erasure import ErasedList, erase, erase_again, erased_diaries
from app.storage.prepared import Transaction
from app.storage.tables import Reader
from app.storage.visit_links import KeptLink, Opening
from tests.storage.books import NOW, Books, Writer, all_rows, execute

LAST = UUID(int=2**128 - 1)


def link_of(ada: Writer) -> KeptLink:
    """A link that lasts seven days."""
    return KeptLink(ada.diary_id, uuid4(), None, 0, NOW, NOW + timedelta(days=7), None)


def opened(books: Books, ada: Writer) -> tuple[KeptLink, bytes, bytes]:
    """A link and a page that was opened with it: the link, its secret, the page's token."""
    link, secret, token = link_of(ada), uuid4().bytes, uuid4().bytes

    def make(tx: Transaction) -> None:
        visit_links.add_link(tx, link, secret)
        visit_links.note_opening(tx, Opening(ada.diary_id, uuid4(), link.link_id, token, "Dr Who", NOW))

    books.write(make)
    return link, secret, token


def test_five_wrong_passcodes_are_the_last(books: Books) -> None:
    link, _, _ = opened(books, books.person())

    taken = [books.write(lambda tx: visit_links.take_try(tx, link, NOW)) for _ in range(7)]
    books.write(lambda tx: visit_links.give_back_try(tx, link))

    assert taken == [True] * 5 + [False] * 2
    assert books.write(lambda tx: visit_links.take_try(tx, link, NOW)) is True


def test_an_open_page_knows_whose_diary_it_shows(books: Books) -> None:
    ada = books.person()
    link, secret, token = opened(books, ada)

    visitor = books.write(lambda tx: visit_links.held_visitor(tx, token))

    assert visitor is not None
    assert not visitor.has_ended(NOW)
    assert (visitor.diary_id, visitor.link_id, visitor.display_name) == (ada.diary_id, link.link_id, "Ada")
    assert books.read(lambda tx: visit_links.find_open_link(tx, secret, NOW)) == replace(link, openings=1)
    ((_, name, _),) = books.read(lambda tx: visit_links.openings_of(tx, ada.diary_id))
    assert name == "Dr Who"


def ends(books: Books, link: KeptLink) -> None:
    books.write(lambda tx: visit_links.revoke_link(tx, link.diary_id, link.link_id, NOW))


@pytest.mark.parametrize(
    ("end", "later"), [(ends, timedelta(0)), (lambda *_: None, timedelta(days=7))], ids=["revoked", "over"]
)
def test_a_link_ends_in_pages_that_are_open_too(
    books: Books, end: Callable[[Books, KeptLink], None], later: timedelta
) -> None:
    link, secret, token = opened(books, books.person())

    end(books, link)

    assert books.read(lambda tx: visit_links.find_open_link(tx, secret, NOW + later)) is None
    visitor = books.write(lambda tx: visit_links.held_visitor(tx, token))
    assert visitor is not None
    assert visitor.has_ended(NOW + later)


def test_a_page_that_nobody_opened_is_nobodys(books: Books) -> None:
    assert books.write(lambda tx: visit_links.held_visitor(tx, b"t" * 32)) is None


def test_a_link_is_revoked_once_and_by_its_diary_alone(books: Books) -> None:
    ada, ben = books.person(), books.person()
    link, _, _ = opened(books, ada)

    with pytest.raises(NotThere):
        books.write(lambda tx: visit_links.revoke_link(tx, ben.diary_id, link.link_id, NOW))
    ends(books, link)
    with pytest.raises(NotThere):
        ends(books, link)

    (kept,) = books.read(lambda tx: visit_links.links_of(tx, ada.diary_id))
    assert kept.revoked_at == NOW


def look(books: Books, ada: Writer) -> None:
    one = Look(ada.diary_id, NOW, Reader.CLINICIAN, uuid4(), uuid4(), "read_days", True)
    books.write(lambda tx: audit.note_look(tx, one))


@pytest.mark.parametrize("change", ["UPDATE audit SET verb = 'nothing'", "DELETE FROM audit"])
def test_a_row_of_the_audit_is_never_changed_or_removed(books: Books, change: str) -> None:
    ada = books.person()
    look(books, ada)

    with pytest.raises(DBAPIError, match="who looked is kept"):
        execute(books.url, change)

    assert len(books.read(lambda tx: audit.looks_at(tx, ada.diary_id, LAST, 10))) == 1


def named(one: UUID, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows that hold this id."""
    return [row for row in rows if one.hex in str(row).replace("-", "")]


def test_of_an_erased_account_only_ids_and_times_stay(books: Books) -> None:
    ada, ben = books.person(f"ada-{uuid4().hex}"), books.person()
    for writer in (ada, ben):
        books.save(writer, date(2026, 11, 1), headache=True, note=f"of {writer.diary_id}")
        books.save(writer, date(2026, 11, 1), headache=False)
        opened(books, writer)
        look(books, writer)

    counter = books.counter(ben)
    books.erase(ada)

    left = {name: named(ada.diary_id, rows) for name, rows in all_rows(books.url).items()}
    assert {name: len(rows) for name, rows in left.items() if rows} == {"diary": 1, "audit": 1}
    assert not any(named(ada.account_id, rows) for rows in all_rows(books.url).values())
    assert books.counter(ben) == counter == books.found(ben, date(2026, 11, 1)).revision


def test_what_was_erased_is_erased_again_after_a_restore(books: Books, tmp_path: Path) -> None:
    ada, erased = books.person(), ErasedList(tmp_path)
    erased.add({ada.diary_id})

    asyncio.run(erase_again(books.database, erased, NOW))

    assert ada.diary_id in books.read(erased_diaries)


def test_the_list_learns_what_a_kill_kept_from_it_and_mends_a_torn_line(books: Books, tmp_path: Path) -> None:
    ada, erased = books.person(), ErasedList(tmp_path)
    books.write(lambda tx: erase(tx, ada.diary_id, NOW))
    (tmp_path / "erased-diaries.txt").write_text("\n01a1fa8a-f4")

    asyncio.run(erase_again(books.database, erased, NOW))

    assert erased.read() >= {ada.diary_id}
