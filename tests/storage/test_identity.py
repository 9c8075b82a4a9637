"""Which database this is, and what begins anew after a restore."""

from datetime import UTC, datetime
from uuid import UUID

from app.storage import identity
from app.storage.prepared import Transaction
from app.storage.schema import upgrade
from tests.storage.books import NOW, Books, bare_engine, opened

NEW = UUID(int=7)


def renew(books: Books, now: datetime) -> None:
    """Begin a new epoch, as a restore does."""

    def job(tx: Transaction) -> None:
        for statement in identity.new_epoch(tx.dialect, NEW, now):
            tx.cursor.execute(statement, ())

    books.write(job)


def test_a_database_keeps_its_epoch(own_books: Books) -> None:
    first = own_books.read(identity.epoch)
    own_books.person()

    assert own_books.read(identity.epoch) == first
    assert isinstance(first, UUID)


def test_two_databases_are_never_of_the_same_epoch(books: Books, empty_url: str) -> None:
    upgrade(empty_url)

    with opened(empty_url) as other:
        assert books.read(identity.epoch) != other.read(identity.epoch)


def test_a_new_epoch_takes_every_counter_to_the_present(own_books: Books) -> None:
    ada, ben = own_books.person(), own_books.person()

    renew(own_books, NOW)

    assert own_books.read(identity.epoch) == NEW
    assert own_books.counter(ada) == own_books.counter(ben) == identity.microseconds(NOW)


def test_where_the_clock_stands_behind_a_counter_jumps(own_books: Books) -> None:
    ada = own_books.person()
    renew(own_books, NOW)
    renew(own_books, datetime(1970, 1, 2, tzinfo=UTC))

    assert own_books.counter(ada) == identity.microseconds(NOW) + 1_000_000


def test_the_probe_writes_for_good(own_books: Books) -> None:
    own_books.write(lambda tx: identity.probe(tx, NOW))

    with bare_engine(own_books.url).connect() as connection:
        probed = connection.exec_driver_sql("SELECT probed_at FROM database_identity").scalar_one()
    assert str(probed).startswith("2026-11-20 12:00:00.123456")
