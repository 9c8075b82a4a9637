"""What has ended goes thirty days later, a slice at a time; what a patient sees or a history names stays."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.api.cleaning import clean_slice
from app.storage import cleaning, clinics, failed_tries, new_accounts, people, sign_ins, visit_links
from app.storage.failed_tries import KEPT_FOR
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession
from app.storage.tables import Purpose, Role
from app.storage.visit_links import KeptLink, Opening
from tests.storage.books import DAY, NOW, Books, all_rows, new_account

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)
KEPT = 30 * A_DAY
SLICES = ("session", "one_time_link", "new_accounts", "failed_tries")
CLINICIAN = new_account("grace", role=Role.CLINICIAN)


def clean(books: Books, now: datetime) -> int:
    """Clean up once."""
    return asyncio.run(clean_slice(books.database, now))


def left(books: Books) -> dict[str, int]:
    """How many rows each of the tables has."""
    rows = all_rows(books.url)
    return {name: len(rows[name]) for name in SLICES}


def signed_in(books: Books, account_id: UUID, at: datetime) -> bytes:
    """A sign-in of that moment; its token."""
    session = NewSession(uuid4().bytes, uuid4(), account_id, uuid4(), "phone")
    books.write(lambda tx: sign_ins.open_session(tx, session, at))
    return session.token_hash


@pytest.mark.parametrize(
    ("role", "lasts"), [(Role.PATIENT, 90 * A_DAY), (Role.CLINICIAN, timedelta(minutes=15))]
)
def test_an_idle_sign_in_goes_thirty_days_after_its_end(
    own_books: Books, role: Role, lasts: timedelta
) -> None:
    account = new_account("somebody", role=role)
    own_books.write(lambda tx: people.create_account(tx, account, [], NOW))
    signed_in(own_books, account.account_id, NOW)

    before = clean(own_books, NOW + lasts + KEPT - A_SECOND)
    after = clean(own_books, NOW + lasts + KEPT)

    assert (before, after, left(own_books)["session"]) == (0, 1, 0)


def test_a_used_sign_in_goes_thirty_days_after_its_year(own_books: Books) -> None:
    ada = own_books.person()
    token = signed_in(own_books, ada.account_id, NOW)
    own_books.write(lambda tx: sign_ins.note_use(tx, token, NOW + 364 * A_DAY))

    before = clean(own_books, NOW + 365 * A_DAY + KEPT - A_SECOND)
    after = clean(own_books, NOW + 365 * A_DAY + KEPT)

    assert (before, after) == (0, 1)


@pytest.mark.parametrize(("used", "ends"), [(True, A_DAY), (False, 7 * A_DAY)])
def test_a_one_time_link_goes_thirty_days_after_it_was_used_or_was_over(
    own_books: Books, used: bool, ends: timedelta
) -> None:
    own_books.write(lambda tx: people.create_account(tx, CLINICIAN, [], NOW))
    token = uuid4().bytes
    own_books.write(lambda tx: clinics.give_link(tx, CLINICIAN.account_id, token, Purpose.ENROL, NOW))
    if used:
        own_books.write(lambda tx: clinics.use_link(tx, token, NOW + A_DAY))

    before = clean(own_books, NOW + ends + KEPT - A_SECOND)
    after = clean(own_books, NOW + ends + KEPT)

    assert (before, after, left(own_books)["one_time_link"]) == (0, 1, 0)


def test_counts_of_new_accounts_go_when_no_limit_looks_at_them(own_books: Books) -> None:
    hour = NOW.replace(minute=0, second=0, microsecond=0)
    own_books.write(lambda tx: new_accounts.count_account(tx, b"network", NOW))

    before = clean(own_books, hour + 2 * A_DAY - A_SECOND)
    after = clean(own_books, hour + 2 * A_DAY)

    assert (before, after) == (0, 1)


def test_failed_tries_go_when_their_owner_is_told_of_them_no_more(own_books: Books) -> None:
    ada = own_books.person()
    own_books.write(lambda tx: failed_tries.note_failed(tx, ada.account_id, NOW))

    before = clean(own_books, NOW + KEPT_FOR - A_SECOND)
    after = clean(own_books, NOW + KEPT_FOR)

    assert (before, after, left(own_books)["failed_tries"]) == (0, 1, 0)


def test_visit_links_openings_and_devices_stay_for_ever(own_books: Books) -> None:
    ada = own_books.person()
    signed_in(own_books, ada.account_id, NOW)
    own_books.write(lambda tx: sign_ins.note_device(tx, ada.account_id, ada.edit.device_id, NOW, "phone"))
    own_books.save(ada, DAY)
    link = KeptLink(ada.diary_id, uuid4(), None, 0, NOW, NOW + 7 * A_DAY, None)

    def open_link(tx: Transaction) -> None:
        visit_links.add_link(tx, link, b"secret")
        opening = Opening(ada.diary_id, uuid4(), link.link_id, b"token", "Dr Who", NOW)
        visit_links.note_opening(tx, opening)

    own_books.write(open_link)
    before = all_rows(own_books.url)

    assert clean(own_books, NOW + 3_650 * A_DAY) == 1

    after = all_rows(own_books.url)
    assert {name for name in before if before[name] != after[name]} == {"session"}
    assert min(len(after[name]) for name in ("visit_link", "visit_opening", "device", "day_revision")) == 1
    assert own_books.past(ada, DAY)[0].device_name == "phone"


def test_a_great_many_go_in_slices(own_books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "SLICE", 2)
    for _ in range(5):
        signed_in(own_books, own_books.person().account_id, NOW)

    removed = [clean(own_books, NOW + 3_650 * A_DAY) for _ in range(4)]

    assert removed == [2, 2, 1, 0]
