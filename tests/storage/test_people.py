"""Accounts, sign-ins, devices and recovery codes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import SQLModel

from app.errors import NotSignedIn, UsernameTaken
from app.storage import people, sign_ins
from app.storage.kinds import table_of
from app.storage.prepared import Transaction
from app.storage.sign_ins import ABSOLUTE, IDLE, NewSession, SignedIn
from app.storage.tables import Device, RecoveryCode, Role, Session
from tests.served import Person, Served
from tests.storage.books import NOW, Books, Writer, all_rows, bare_engine, new_account

A_MOMENT = timedelta(microseconds=1)


def session_of(books: Books, role: Role = Role.PATIENT, now: datetime = NOW) -> NewSession:
    """A sign-in of a new account."""
    account = new_account(f"person-{uuid4().hex}", role=role)
    session = NewSession(sha256(uuid4().bytes).digest(), uuid4(), account.account_id, uuid4(), "phone")
    books.write(lambda tx: people.create_account(tx, account, [], now))
    books.write(lambda tx: sign_ins.open_session(tx, session, now))
    return session


def who(books: Books, session: NewSession, now: datetime) -> SignedIn:
    """Who is signed in with this session at this moment."""
    return books.read(lambda tx: sign_ins.signed_in(tx, session.token_hash, now))


def rows_of(books: Books, model: type[SQLModel], writer_id: object) -> list[Any]:
    """All rows of one account."""
    table = table_of(model)
    with bare_engine(books.url).connect() as connection:
        return list(connection.execute(table.select().where(table.c.account_id == writer_id)))


async def at_once(books: Books, *jobs: Callable[[Transaction], None]) -> list[object]:
    """Run all of them at the same time; what each gave or raised."""
    writes: list[Awaitable[object]] = [books.database.write(job) for job in jobs]
    return list(await asyncio.gather(*writes, return_exceptions=True))


def test_a_username_is_taken_once(books: Books) -> None:
    taken = f"name-{uuid4().hex}"
    first = books.person(taken)

    with pytest.raises(UsernameTaken):
        books.person(taken)

    found = books.read(lambda tx: people.find_credentials(tx, taken))
    assert found is not None
    assert found.account_id == first.account_id


def test_of_many_who_ask_for_a_username_at_once_one_gets_it(books: Books) -> None:
    name = f"name-{uuid4().hex}"
    accounts = [new_account(name) for _ in range(8)]

    answers = asyncio.run(
        at_once(books, *(lambda tx, one=one: people.create_account(tx, one, [], NOW) for one in accounts))
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType"] + ["UsernameTaken"] * 7


def test_an_account_that_was_refused_leaves_no_diary_behind(own_books: Books) -> None:
    own_books.person("ada")
    with pytest.raises(UsernameTaken):
        own_books.person("ada")

    with bare_engine(own_books.url).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM diary").scalar_one() == 1


def test_a_clinician_has_no_diary(books: Books) -> None:
    session = session_of(books, Role.CLINICIAN)

    assert who(books, session, NOW).diary_id is None
    assert who(books, session, NOW).role is Role.CLINICIAN


def test_nobody_is_known_by_an_unknown_name(books: Books) -> None:
    assert books.read(lambda tx: people.find_credentials(tx, "nobody")) is None


@pytest.mark.parametrize("role", Role)
def test_a_sign_in_ends_when_it_was_not_used_for_so_long(books: Books, role: Role) -> None:
    session = session_of(books, role)

    assert who(books, session, NOW + IDLE[role] - A_MOMENT).account_id == session.account_id
    with pytest.raises(NotSignedIn):
        who(books, session, NOW + IDLE[role])


@pytest.mark.parametrize("role", Role)
def test_use_begins_the_idle_time_again(books: Books, role: Role) -> None:
    session, later = session_of(books, role), NOW + IDLE[role] - A_MOMENT
    books.write(lambda tx: sign_ins.note_use(tx, session.token_hash, later))

    assert who(books, session, later + IDLE[role] - A_MOMENT).last_seen_at == later


@pytest.mark.parametrize("role", Role)
def test_use_does_not_prolong_a_sign_in_beyond_its_end(books: Books, role: Role) -> None:
    session, end = session_of(books, role), NOW + ABSOLUTE[role]
    books.write(lambda tx: sign_ins.note_use(tx, session.token_hash, end - A_MOMENT))

    assert who(books, session, end - A_MOMENT).created_at == NOW
    with pytest.raises(NotSignedIn):
        who(books, session, end)


def test_the_limits_are_those_of_a_patient_and_of_a_clinician() -> None:
    days, minutes = timedelta(days=1), timedelta(minutes=1)

    assert (IDLE[Role.PATIENT], ABSOLUTE[Role.PATIENT]) == (90 * days, 365 * days)
    assert (IDLE[Role.CLINICIAN], ABSOLUTE[Role.CLINICIAN]) == (15 * minutes, 12 * 60 * minutes)


def test_an_unknown_token_is_nobodys(books: Books) -> None:
    with pytest.raises(NotSignedIn):
        books.read(lambda tx: sign_ins.signed_in(tx, b"unknown", NOW))


def test_a_sign_in_that_was_ended_is_gone_and_the_others_stay(books: Books) -> None:
    ended, other = session_of(books), session_of(books)
    books.write(lambda tx: sign_ins.end_session(tx, ended.token_hash))
    books.write(lambda tx: sign_ins.end_session(tx, ended.token_hash))

    assert who(books, other, NOW).account_id == other.account_id
    with pytest.raises(NotSignedIn):
        who(books, ended, NOW)


def test_moments_come_back_with_their_zone_to_the_microsecond(books: Books) -> None:
    signed_in = who(books, session_of(books), NOW)

    assert (signed_in.created_at, signed_in.last_seen_at) == (NOW, NOW)
    assert signed_in.created_at.utcoffset() == timedelta(0)


def test_a_device_is_known_by_the_name_of_its_first_sign_in(books: Books) -> None:
    first = session_of(books)
    again = replace(first, token_hash=uuid4().bytes, session_id=uuid4(), device_name="renamed")
    books.write(lambda tx: sign_ins.open_session(tx, again, NOW + timedelta(days=1)))

    (device,) = rows_of(books, Device, first.account_id)

    assert (device.name, device.first_seen_at.replace(tzinfo=NOW.tzinfo)) == ("phone", NOW)
    assert len(rows_of(books, Session, first.account_id)) == 2


def test_two_sign_ins_at_once_on_a_new_device_are_both_taken(books: Books) -> None:
    first, device = session_of(books), uuid4()
    signs = [replace(first, token_hash=uuid4().bytes, session_id=uuid4(), device_id=device) for _ in range(8)]

    answers = asyncio.run(
        at_once(books, *(lambda tx, one=one: sign_ins.open_session(tx, one, NOW) for one in signs))
    )

    assert answers == [None] * 8
    assert len(rows_of(books, Device, first.account_id)) == 2


def test_the_same_device_of_two_people_is_two_devices(books: Books) -> None:
    first, second = session_of(books), session_of(books)
    shared = replace(second, token_hash=uuid4().bytes, session_id=uuid4(), device_id=first.device_id)
    books.write(lambda tx: sign_ins.open_session(tx, shared, NOW))

    assert len(rows_of(books, Device, first.account_id)) == 1
    assert len(rows_of(books, Device, second.account_id)) == 2


def test_recovery_codes_are_kept_as_they_were_given_and_unused(books: Books, ada: Writer) -> None:
    codes = rows_of(books, RecoveryCode, ada.account_id)

    assert sorted((code.code_hash, code.used_at) for code in codes) == [(b"1" * 32, None), (b"2" * 32, None)]


def test_a_recovery_code_stands_nowhere_in_the_database(shared_server: Served) -> None:
    codes = Person(shared_server).account["recovery_codes"]

    kept = str(all_rows(shared_server.app.state.database.url))

    assert len(codes) == 10
    assert [code for code in codes if code in kept or code.replace("-", "") in kept] == []


def test_use_is_noted_once_a_day_for_a_patient_and_once_a_minute_for_a_clinician(books: Books) -> None:
    patient, clinician = (who(books, session_of(books, role), NOW) for role in Role)

    assert [patient.is_stale(NOW + timedelta(hours=hours)) for hours in (23, 24)] == [False, True]
    assert [clinician.is_stale(NOW + timedelta(seconds=seconds)) for seconds in (59, 60)] == [False, True]
