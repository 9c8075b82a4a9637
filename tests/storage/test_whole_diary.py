"""A diary read whole is what was saved, and knows which entries are late."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.diary import Diary, is_late
from app.rules.entry import OF_A_HEADACHE, DrugClass, Entry, Intensity, Medication, Relief, entry_faults
from app.storage.days import DAYS
from app.storage.documents import UNCONDITIONAL, delete, save
from app.storage.injections import INJECTIONS, TREATMENT
from app.storage.kinds import Address, Values
from app.storage.whole_diary import latest_of, read_diary
from tests.storage.books import HEADACHE_FREE, NOW, SESSION, Books, Writer
from tests.storage.drawn import ENTRIES, TREATMENTS

DAY = date(2026, 11, 17)
ZONES = ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu"]
DATES = st.dates(date(2020, 1, 1), date(2026, 11, 20))


def entry_of(values: Values) -> Entry:
    """The entry that the rules should see, without what they never ask for (triggers, note, menstruation)."""
    taken = values["acute_medications"]
    intensity = values["peak_intensity"]
    of_headache = {name: values[name] for name in OF_A_HEADACHE} | {
        "peak_intensity": None if intensity is None else Intensity(intensity)
    }
    return Entry(
        headache=values["headache"],
        **of_headache,
        aura=values["aura"],
        acute_medications=None if taken is None else tuple(map(medication_of, taken)),
    )


def medication_of(values: Values) -> Medication:
    """The medication that the rules should see; ids are of no use to them."""
    relief = values["relief"]
    return Medication(
        values["name"],
        DrugClass(values["drug_class"]),
        values["doses"],
        None if relief is None else Relief(relief),
    )


def read(books: Books, writer: Writer) -> Diary:
    """The diary as the rules take it."""
    return books.read(lambda tx: read_diary(tx, writer.diary_id))


@settings(max_examples=40)
@given(said=st.dictionaries(DATES, ENTRIES, max_size=6))
def test_the_entries_are_those_that_were_saved(books: Books, said: dict[date, Values]) -> None:
    writer = books.person()
    for day, values in said.items():
        books.save_as(DAYS, writer, day, values)

    diary = read(books, writer)

    assert diary.entries == {day: entry_of(values) for day, values in said.items()}
    assert list(diary.entries) == sorted(said)
    assert [entry_faults(entry) for entry in diary.entries.values()] == [[]] * len(said)


@settings(max_examples=20)
@given(treatment=TREATMENTS, dates=st.lists(DATES, max_size=4))
def test_the_treatment_and_the_dates_of_injections_are_those_that_were_saved(
    books: Books, treatment: Values, dates: list[date]
) -> None:
    writer, days = books.person(), treatment["headache_days_per_30"]
    books.save_as(TREATMENT, writer, writer.diary_id, treatment)
    for day in dates:
        books.save_as(INJECTIONS, writer, uuid4(), SESSION | {"injected_on": day.isoformat()})

    diary = read(books, writer)

    assert sorted(diary.injections) == sorted(dates)
    assert diary.headache_days_per_30 == (None if days is None else Fraction(str(days)))
    assert (diary.earlier_rounds, diary.interval_weeks) == (
        treatment["earlier_rounds"],
        treatment["interval_weeks"],
    )


def test_reported_days_are_exact(books: Books, ada: Writer) -> None:
    said = {"headache_days_per_30": 29.9, "earlier_rounds": 0, "interval_weeks": 12}
    books.save_as(TREATMENT, ada, ada.diary_id, said)

    assert read(books, ada).headache_days_per_30 == Fraction(299, 10)


def test_an_empty_diary_holds_nothing_and_has_no_latest_day(books: Books, ada: Writer) -> None:
    diary = read(books, ada)

    assert diary == Diary(entries={}, injections=[], late=set(), imported=set())
    assert latest_of(diary) is None


def test_what_was_deleted_is_not_read(books: Books, ada: Writer) -> None:
    session = Address(ada.diary_id, uuid4())
    books.save(ada, DAY)
    books.save_as(INJECTIONS, ada, session.key, SESSION)
    books.delete(ada, DAY)
    books.write(lambda tx: delete(tx, INJECTIONS, session, UNCONDITIONAL, ada.edit))

    assert read(books, ada) == Diary(entries={}, injections=[], late=set(), imported=set())


def test_the_latest_day_may_be_one_of_an_injection(books: Books, ada: Writer) -> None:
    books.save(ada, DAY)
    later = (DAY + timedelta(days=1)).isoformat()
    books.save_as(INJECTIONS, ada, uuid4(), SESSION | {"injected_on": later})

    assert latest_of(read(books, ada)) == date(2026, 11, 18)


# Late entries


def made(books: Books, at: datetime, zone: str = "Europe/Berlin") -> Writer:
    """A patient who says how DAY was, at this moment by the clock of their zone."""
    writer = books.person(time_zone=zone).at(made_at=at.replace(tzinfo=ZoneInfo(zone)), time_zone=zone)
    books.save(writer, DAY)
    return writer


@pytest.mark.parametrize("zone", ZONES)
def test_an_entry_is_late_from_the_third_day_after_its_own(books: Books, zone: str) -> None:
    in_time = made(books, datetime(2026, 11, 19, 23, 59, 59), zone)  # noqa: DTZ001  the zone is set by made
    late = made(books, datetime(2026, 11, 20, 0, 0), zone)  # noqa: DTZ001

    assert read(books, in_time).late == set()
    assert read(books, late).late == {DAY}


def test_an_entry_made_before_its_day_has_ended_is_not_late(books: Books) -> None:
    assert read(books, made(books, datetime(2026, 11, 16, 23, 0))).late == set()  # noqa: DTZ001


@settings(max_examples=40)
@given(
    moment=st.datetimes(datetime(2026, 11, 15), datetime(2026, 11, 25)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
)
def test_late_is_what_the_rule_calls_late(books: Books, moment: datetime, zone: str) -> None:
    writer = made(books, moment, zone)

    late = is_late(DAY, moment.replace(tzinfo=ZoneInfo(zone)), ZoneInfo(zone))

    assert read(books, writer).late == ({DAY} if late else set())


def test_a_correction_weeks_later_makes_no_entry_late(books: Books, ada: Writer) -> None:
    later = NOW + timedelta(days=30)
    books.save(ada, DAY + timedelta(days=2))
    books.save(ada.at(made_at=later, saved_at=later), DAY + timedelta(days=2), note="corrected")

    assert read(books, ada).late == set()


def test_a_late_entry_stays_late_when_it_is_corrected_by_a_clock_that_is_behind(
    books: Books, ada: Writer
) -> None:
    behind = NOW - timedelta(days=30)
    books.save(ada, DAY)
    books.save(ada.at(made_at=behind), DAY, note="corrected")

    assert read(books, ada).late == {DAY}


def test_an_entry_that_was_deleted_and_made_again_is_as_late_as_the_first(books: Books, ada: Writer) -> None:
    books.save(ada, DAY + timedelta(days=1))
    books.delete(ada, DAY + timedelta(days=1))
    later = ada.at(made_at=NOW + timedelta(days=30))
    books.save(later, DAY + timedelta(days=1), note="again")

    assert read(books, ada).late == set()


def test_nothing_that_was_typed_in_is_imported(books: Books, ada: Writer) -> None:
    at = Address(ada.diary_id, DAY)
    books.write(lambda tx: save(tx, DAYS, at, (HEADACHE_FREE, UNCONDITIONAL), ada.edit))

    assert read(books, ada).imported == set()
