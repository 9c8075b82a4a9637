"""What is counted beside what is kept: at the limit, and one beyond."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.errors import AccountFull, TooMany, TooManyValues
from app.rules.limits import BESIDE, Limits
from app.storage import people, sign_ins, visit_links
from app.storage.counters import count_beside
from app.storage.engine import open_database
from app.storage.known_devices import is_known_device, know_device
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession
from app.storage.tables import Role
from app.storage.visit_links import KeptLink, Opening
from tests.databases import migrated_database
from tests.storage.books import DAY, NOW, TABLES, Books, Writer, bare_engine, new_account, whole_history
from tests.storage.chains import DAYS, NOTED, WINE, Phone, new_day

A_DAY = timedelta(days=1)
NARROW = Limits(sessions=3, devices=3, openings=2, values_per_day=10, account_megabytes=1)


@pytest.fixture(scope="module")
def narrow(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """A database with low limits, for tests that only add people of their own."""
    opened = Books(migrated_database(kind, tmp_path_factory.mktemp(f"narrow-{kind}")))
    opened.database.close()
    opened.database = open_database(opened.url, limits=NARROW)
    yield opened
    opened.database.close()


def stored(books: Books, writer: Writer) -> int:
    """What the diary's row says that it holds."""
    (diary,) = [one for one in TABLES if one.name == "diary"]
    with bare_engine(books.url).connect() as connection:
        found = connection.execute(select(diary.c.stored_bytes).where(diary.c.diary_id == writer.diary_id))
        return int(found.scalar_one())


def test_every_value_counts_with_what_is_kept_beside_it(books: Books, ada: Writer) -> None:
    books.save(ada, DAY, note="偏")
    first = stored(books, ada)
    books.save(ada, DAY, note="偏偏")
    books.save(ada, DAY, note="偏偏")  # the same again
    books.delete(ada, DAY)

    assert stored(books, ada) == first + (first + len("偏".encode())) + BESIDE


def test_an_operation_without_a_value_of_its_own_counts_too(books: Books, ada: Writer) -> None:
    def says_the_same_again(tx: Transaction) -> None:
        one = Phone(tx, ada, new_day(ada))
        one.tap(NOTED, None)
        one.hear()
        for _ in range(3):
            one.send(one.patch({"note": "at work"}, one.shown.revision))

    books.write(says_the_same_again)

    assert stored(books, ada) // BESIDE == 4


def test_the_last_byte_that_fits_is_taken_and_the_next_is_not(narrow: Books) -> None:
    ada = narrow.person()

    def fill(tx: Transaction) -> None:
        for _ in range(NARROW.account_bytes // BESIDE):
            count_beside(tx, ada.diary_id)

    narrow.write(fill)

    assert stored(narrow, ada) == NARROW.account_bytes
    with pytest.raises(AccountFull, match="holds its 1 MB"):
        narrow.write(lambda tx: count_beside(tx, ada.diary_id))
    with pytest.raises(AccountFull):
        narrow.save(ada, DAY)
    assert stored(narrow, ada) == NARROW.account_bytes
    assert narrow.past(ada, DAY) == []


def test_a_value_that_is_kept_beside_counts_with_those_that_are_shown(narrow: Books) -> None:
    ada = narrow.person()

    def differ(tx: Transaction) -> tuple[object, int]:
        one = Phone(tx, ada, new_day(ada))
        one.tap(NOTED, None)
        one.hear()
        other = Phone(tx, ada, one.address)
        other.hear()
        one.tap({"note": "one"}, one.heard[0])
        other.tap({"note": "other"}, other.heard[0])
        other.tap(WINE, other.heard[0])
        tally = one.shown.tally
        return tally and tally.values, len(whole_history(tx, DAYS, one.address))

    counted, kept = narrow.write(differ)

    assert counted == kept
    assert kept > 4  # four taps; what was kept beside, and what was made of it


def test_what_the_server_says_again_itself_is_held_back_by_no_limit(narrow: Books) -> None:
    ada = narrow.person()
    for number in range(NARROW.values_per_day):
        narrow.save(ada, DAY, note=f"{number}")

    with pytest.raises(TooManyValues):
        narrow.save(ada, DAY, note="one more")
    narrow.save(ada.at(of_server=True), DAY, note="settled")

    assert len(narrow.past(ada, DAY)) == NARROW.values_per_day + 1


def signed_in(writer: Writer, at: int) -> NewSession:
    """One sign-in, on the device of the writer."""
    return NewSession(b"%d" % at + uuid4().bytes, uuid4(), writer.account_id, writer.edit.device_id, "phone")


def test_sign_ins_that_have_ended_make_room_first(narrow: Books) -> None:
    ada = narrow.person()
    old, *new = [signed_in(ada, at) for at in range(4)]
    moments = [NOW, *(NOW + 364 * A_DAY + timedelta(hours=hours) for hours in range(3))]
    narrow.write(lambda tx: sign_ins.open_session(tx, old, moments[0]))
    for one, moment in zip(new[:2], moments[1:3], strict=True):
        narrow.write(lambda tx, one=one, moment=moment: sign_ins.open_session(tx, one, moment))  # type: ignore[misc]
    used_last = NOW + 364 * A_DAY + timedelta(hours=5)
    narrow.write(lambda tx: sign_ins.note_use(tx, old.token_hash, used_last))

    after_its_year = NOW + 366 * A_DAY
    narrow.write(lambda tx: sign_ins.open_session(tx, new[2], after_its_year))

    who = narrow.read(lambda tx: sign_ins.signed_in(tx, new[2].token_hash, after_its_year))
    left = {one.session_id for one in narrow.read(lambda tx: sign_ins.sign_ins(tx, who, after_its_year))}
    assert left == {one.session_id for one in new}


def test_of_too_many_browsers_the_first_is_forgotten(narrow: Books) -> None:
    account = new_account(f"grace-{uuid4().hex}", role=Role.CLINICIAN)
    narrow.write(lambda tx: people.create_account(tx, account, [], NOW))
    browsers = [uuid4().bytes for _ in range(4)]

    def sign_in_with(tx: Transaction) -> list[list[bool]]:
        told = []
        for at, browser in enumerate(browsers):
            know_device(tx, browser, account.account_id, NOW + at * A_DAY)
            know_device(tx, browser, account.account_id, NOW + at * A_DAY)
            told.append([is_known_device(tx, one, account.account_id) for one in browsers])
        return told

    assert narrow.write(sign_in_with)[2:] == [[True, True, True, False], [False, True, True, True]]


def test_an_opening_too_many_is_written_down_nowhere(narrow: Books) -> None:
    ada = narrow.person()
    link = KeptLink(ada.diary_id, uuid4(), None, 0, NOW, NOW + 7 * A_DAY, None)
    narrow.write(lambda tx: visit_links.add_link(tx, link, uuid4().bytes))

    def open_it(tx: Transaction) -> None:
        opening = Opening(ada.diary_id, uuid4(), link.link_id, uuid4().bytes, "Dr Who", NOW)
        visit_links.note_opening(tx, opening)

    for _ in range(NARROW.openings):
        narrow.write(open_it)
    with pytest.raises(TooMany):
        narrow.write(open_it)

    assert len(narrow.read(lambda tx: visit_links.openings_of(tx, ada.diary_id))) == NARROW.openings
