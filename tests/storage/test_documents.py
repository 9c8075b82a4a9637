"""Days saved and deleted in any order, beside a plain dict that does the same."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotThere
from app.storage.days import DAYS, days_between, latest_day
from app.storage.documents import UNCONDITIONAL, delete, everything, find, get, save
from app.storage.kinds import Address, Values
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession, open_session
from tests.storage.books import HEADACHE_FREE, NOW, Books, Writer, bare_engine
from tests.storage.drawn import DAYS_OF_A_WEEK, ENTRIES

DAY = date(2026, 11, 19)
Said = list[tuple[date, Values | None]]


@dataclass
class Model:
    """What the diary should be: a dict, and everything that was ever put into it."""

    current: dict[date, Values] = field(default_factory=dict)
    past: dict[date, list[Values | None]] = field(default_factory=dict)

    def step(self, day: date, values: Values | None) -> None:
        """Save the values, or delete the day."""
        if without_ids(self.current.get(day)) == without_ids(values):
            return
        self.past.setdefault(day, []).append(values)
        if values is None:
            del self.current[day]
        else:
            self.current[day] = values

    @property
    def changes(self) -> int:
        """How often anything changed."""
        return sum(map(len, self.past.values()))


def without_ids(values: Values | None) -> Values | None:
    """The values with the ids of medications left out where the server gives them."""
    if values is None or not values["acute_medications"]:
        return values
    bare = [medication | {"id": None} for medication in values["acute_medications"]]
    return values | {"acute_medications": bare}


def played(books: Books, said: Said) -> tuple[Writer, Model]:
    """A new diary and the model, after the same steps."""
    writer, model = books.person(), Model()
    for day, values in said:
        model.step(day, values)
    books.write(lambda tx: put_all(tx, said, writer))
    return writer, model


def put_all(tx: Transaction, said: Said, writer: Writer) -> None:
    """All of it in one transaction."""
    for day, values in said:
        put(tx, Address(writer.diary_id, day), values, writer)


def put(tx: Transaction, at: Address, values: Values | None, writer: Writer) -> None:
    """Save or delete; deleting what is not there changes nothing."""
    if values is not None:
        save(tx, DAYS, at, (values, UNCONDITIONAL), writer.edit)
    elif (there := find(tx, DAYS, at)) is not None and there.values is not None:
        delete(tx, DAYS, at, UNCONDITIONAL, writer.edit)


THREE_DAYS = DAYS_OF_A_WEEK[:3]
PLANS: st.SearchStrategy[Said] = st.lists(ENTRIES.map(without_ids), min_size=3, max_size=3).flatmap(
    lambda entries: st.lists(
        st.tuples(st.sampled_from(THREE_DAYS), st.sampled_from([None, *entries])), max_size=12
    )
)


@settings(max_examples=40)
@given(said=PLANS)
def test_what_is_shown_is_what_was_said_last(books: Books, said: Said) -> None:
    writer, model = played(books, said)

    shown = books.read(lambda tx: everything(tx, DAYS, writer.diary_id))

    assert {one.key: without_ids(one.values) for one in shown} == model.current
    assert [one.key for one in shown] == sorted(model.current)


@settings(max_examples=40)
@given(said=PLANS)
def test_the_history_has_every_value_in_order_each_based_on_the_one_before(books: Books, said: Said) -> None:
    writer, model = played(books, said)

    for day in THREE_DAYS:
        told = books.past(writer, day)
        revisions = [past.revision for past in told]
        assert [without_ids(past.values) for past in told] == model.past.get(day, [])
        assert [past.based_on for past in told] == [None, *revisions][: len(told)]


@settings(max_examples=40)
@given(said=PLANS)
def test_every_real_change_has_its_own_number_and_nothing_else_is_counted(books: Books, said: Said) -> None:
    writer, model = played(books, said)

    numbers = [past.revision for day in THREE_DAYS for past in books.past(writer, day)]

    assert len(set(numbers)) == len(numbers) == model.changes
    assert books.counter(writer) == max(numbers, default=0)


@settings(max_examples=40)
@given(said=PLANS)
def test_the_revision_shown_is_the_last_one_of_the_history(books: Books, said: Said) -> None:
    writer, model = played(books, said)

    for day in model.past:
        assert books.found(writer, day).revision == books.past(writer, day)[-1].revision
        assert books.found(writer, day).values == books.past(writer, day)[-1].values


def test_the_same_value_again_changes_nothing(books: Books, ada: Writer) -> None:
    first = books.save(ada, DAY, note="said")

    again = books.save(ada.at(made_at=NOW + timedelta(days=1)), DAY, note="said")

    assert again.document == first.document
    assert (first.made, again.made) == (True, False)
    assert len(books.past(ada, DAY)) == 1


def test_a_deleted_day_is_a_tombstone_that_can_be_made_again(books: Books, ada: Writer) -> None:
    first = books.save(ada, DAY, note="said").document.revision
    books.delete(ada, DAY)
    tombstone = books.found(ada, DAY)

    again = books.save(ada, DAY, note="said")

    assert tombstone.values is None
    assert again.made
    assert first < tombstone.revision < again.document.revision
    assert [past.based_on for past in books.past(ada, DAY)] == [None, first, tombstone.revision]


def test_a_tombstone_holds_nothing_of_what_was_said(books: Books, ada: Writer) -> None:
    books.save(ada, DAY, headache=True, note="secret", nausea=True, acute_medications=[], triggers=["wine"])
    books.delete(ada, DAY)

    with bare_engine(books.url).connect() as connection:
        row = connection.execute(DAYS.table.select().where(DAYS.table.c.diary_id == ada.diary_id)).one()

    assert {name for name in DAYS.value_columns if getattr(row, name) not in (None, False, "[]")} == set()


def test_what_is_not_there_cannot_be_deleted(books: Books, ada: Writer) -> None:
    with pytest.raises(NotThere):
        books.delete(ada, DAY)
    books.save(ada, DAY)
    books.delete(ada, DAY)
    with pytest.raises(NotThere):
        books.delete(ada, DAY)

    assert len(books.past(ada, DAY)) == 2


def test_a_tombstone_is_not_there_for_who_asks_for_the_day(books: Books, ada: Writer) -> None:
    books.save(ada, DAY)
    books.delete(ada, DAY)

    with pytest.raises(NotThere):
        books.read(lambda tx: get(tx, DAYS, Address(ada.diary_id, DAY)))


def test_two_diaries_count_for_themselves(books: Books, ada: Writer) -> None:
    ben = books.person()
    books.save(ada, DAY)
    of_ada = books.save(ada, THREE_DAYS[0]).document.revision
    of_ben = books.save(ben, DAY, note="ben's").document.revision

    assert (books.counter(ada), books.counter(ben)) == (of_ada, of_ben)
    assert [past.values for past in books.past(ben, DAY)] == [HEADACHE_FREE | {"note": "ben's"}]


def test_the_history_says_who_on_which_device_and_when_by_both_clocks(books: Books, ada: Writer) -> None:
    made_at = datetime(2026, 11, 20, 1, 30, tzinfo=ZoneInfo("Asia/Kathmandu"))
    phone = NewSession(uuid4().bytes, uuid4(), ada.account_id, ada.edit.device_id, "Ada's phone")
    books.write(lambda tx: open_session(tx, phone, NOW))
    books.save(ada.at(made_at=made_at, time_zone="Asia/Kathmandu"), DAY)

    (past,) = books.past(ada, DAY)

    assert (past.display_name, past.device_name) == ("Ada", "Ada's phone")
    assert (past.account_id, past.device_id) == (ada.account_id, phone.device_id)
    assert (past.made_at, past.time_zone, past.saved_at) == (made_at, "Asia/Kathmandu", NOW)


def test_days_between_two_dates_include_both_and_no_tombstone(books: Books, ada: Writer) -> None:
    for day in DAYS_OF_A_WEEK:
        books.save(ada, day)
    books.delete(ada, DAYS_OF_A_WEEK[2])

    between = books.read(lambda tx: days_between(tx, ada.diary_id, DAYS_OF_A_WEEK[1], DAYS_OF_A_WEEK[3]))

    assert [one.key for one in between] == [DAYS_OF_A_WEEK[1], DAYS_OF_A_WEEK[3]]


def test_the_latest_day_is_that_of_the_last_entry_that_is_left(books: Books, ada: Writer) -> None:
    assert books.read(lambda tx: latest_day(tx, ada.diary_id)) is None
    books.save(ada, DAYS_OF_A_WEEK[0])
    books.save(ada, DAYS_OF_A_WEEK[5])
    books.delete(ada, DAYS_OF_A_WEEK[5])

    assert books.read(lambda tx: latest_day(tx, ada.diary_id)) == DAYS_OF_A_WEEK[0]
