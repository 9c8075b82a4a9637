"""A copy of the database put back without `restore`: the devices notice and send again what they hold."""

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from app.api import sync
from tests.api.phones import PhoneOfBefore
from tests.databases import POSTGRESQL, SQLITE, migrated_database
from tests.served import NOW, Person, Served, serve

BESIDE = ("", "-wal", "-shm")


@dataclass
class Place:
    """A database with a server on it that is stopped and started again, and the phones of one person."""

    url: str
    folder: Path
    phones: list[PhoneOfBefore] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    behind: timedelta = timedelta()

    @contextmanager
    def running(self) -> Iterator[Served]:
        """The server, until the end of the block; the phones find it at its new address."""
        with serve(self.url, self.folder / "data") as served:
            served.now = NOW - self.behind
            if not self.phones:
                person = Person(served)
                self.phones = [PhoneOfBefore(person, person.http) for _ in range(2)]
            for phone in self.phones:
                cookies = phone.http.cookies
                phone.http = served.client()
                phone.http.cookies = cookies
                phone.has_heard = False
            yield served

    @property
    def file(self) -> Path:
        """The file of SQLite."""
        return Path(self.url.removeprefix("sqlite:///"))

    def copy(self, to: str, *endings: str) -> None:
        """Copy the files as they are, not as `backup` does."""
        for ending in endings or BESIDE:
            if (source := self.file.with_name(self.file.name + ending)).exists():
                shutil.copyfile(source, self.folder / f"{to}{ending}")

    def put_back(self, from_: str, *endings: str) -> None:
        """Put a copy in the place of the database, and of what lies beside it."""
        for ending in endings or BESIDE:
            source, target = self.folder / f"{from_}{ending}", self.file.with_name(self.file.name + ending)
            target.unlink(missing_ok=True)
            if source.exists():
                shutil.copyfile(source, target)

    def log(self, first: int) -> None:
        """Each phone says something of three days: one of its own, one of both, one said before."""
        for number, phone in enumerate(self.phones):
            for day in (first + number, first + 2, 1):
                self.say(phone, day)
            phone.sync()
        self.sync()

    def say(self, phone: PhoneOfBefore, day: int) -> None:
        """Something that was never said before."""
        text = f"said {uuid4().hex}"
        phone.say(f"2026-10-{day:02}", headache=True, note=text)
        self.said[text] = f"2026-10-{day:02}"

    def sync(self) -> None:
        """Everybody hears everybody."""
        for _ in range(3):
            for phone in self.phones:
                phone.sync()

    def check(self) -> None:
        """Nothing that a phone held is lost, no phone differs, nothing is refused."""
        held = {one for phone in self.phones for one in _texts(phone)}
        self.sync()
        one, other = self.phones
        assert one.shown == other.shown
        assert one.refused == other.refused == []
        assert held <= set(_texts(one)) | self._past()
        for text, day in self.said.items():
            if text in held:
                history = one.http.get(f"{one.person.diary}/days/{day}/history").json()["history"]
                assert text in {past["value"] and past["value"]["note"] for past in history}

    def _past(self) -> set[str]:
        one = self.phones[0]
        days = set(self.said.values())
        read = [one.http.get(f"{one.person.diary}/days/{day}/history").json() for day in days]
        return {past["value"]["note"] for told in read for past in told["history"] if past["value"]}


def _texts(phone: PhoneOfBefore) -> list[str]:
    told = [change["values"]["note"] for change in phone.told.values() if change["values"]]
    beside = [
        other["values"]["note"]
        for change in phone.told.values()
        for other in (change["conflict"] or {"others": []})["others"]
    ]
    return [*told, *beside, *(one["set"]["note"] for one in phone.waiting if "note" in one["set"])]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A SQLite database with two days in it, said on two phones."""
    place = Place(migrated_database(SQLITE, tmp_path), tmp_path)
    with place.running():
        place.log(1)
    return place


def numbers(place: Place) -> set[int]:
    """Every number that a phone was told."""
    return {change["revision"] for phone in place.phones for change in phone.told.values()}


def test_a_copy_taken_stopped(place: Place) -> None:
    place.copy("copy")
    with place.running():
        place.log(11)
    lost = numbers(place)

    place.put_back("copy")

    with place.running():
        place.check()
    assert len(numbers(place) - lost) >= 4


def test_a_copy_taken_while_the_server_runs(place: Place) -> None:
    with place.running():
        place.log(11)
        place.copy("copy")
        place.log(14)

    place.put_back("copy")

    with place.running():
        place.check()


def test_a_copy_put_back_twice(place: Place) -> None:
    place.copy("copy")
    for first in (11, 14):
        with place.running():
            place.log(first)
        place.put_back("copy")

    with place.running():
        place.check()
        place.log(17)
    place.put_back("copy")
    with place.running():
        place.check()


def test_a_copy_put_back_under_a_running_server(place: Place) -> None:
    """As `sqlite3 .restore` does it: the server goes on with the older state, and its phones too."""
    with place.running():
        place.copy("copy")
        place.log(11)
        with (
            closing(sqlite3.connect(place.folder / "copy")) as old,
            closing(sqlite3.connect(place.file)) as live,
        ):
            old.backup(live)
        place.log(14)
        place.check()


def test_a_file_swapped_under_a_running_server_which_starts_anew_later(place: Place) -> None:
    """The server goes on in a file that has no name any more; at its next start the copy is there."""
    place.copy("copy")
    with place.running():
        place.log(11)
        place.put_back("copy")
        place.log(14)

    with place.running():
        place.check()


def test_an_old_wal_beside_a_swapped_file(place: Place) -> None:
    with place.running():
        place.log(11)
        place.copy("older")
        place.log(14)

    place.put_back("older", "-wal")  # the file itself is the latest, what lies beside it is not

    with place.running():
        place.check()
    with closing(sqlite3.connect(place.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_copy_put_back_where_the_clock_stands_behind_the_counter(place: Place) -> None:
    place.copy("copy")
    with place.running():
        place.log(11)
    place.put_back("copy")
    place.behind = timedelta(days=1)

    with place.running():
        place.check()
        place.log(14)
        place.check()


def test_a_postgresql_database_recovered_to_a_moment_before(tmp_path: Path) -> None:
    place = Place(migrated_database(POSTGRESQL, tmp_path), tmp_path)
    with place.running():
        place.log(1)
    copy = f"copy_{uuid4().hex}"
    at = make_url(place.url)
    name, server = at.database, at.set(drivername="postgresql", database="postgres")
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        with place.running():
            place.log(11)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute(f'ALTER DATABASE "{copy}" RENAME TO "{name}"')

    with place.running():
        place.check()


def test_it_is_told_in_the_log_and_at_the_next_start_once(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.copy("copy")
    with place.running():
        place.log(11)
    place.put_back("copy")
    caplog.set_level(logging.WARNING, "diary")

    with place.running():
        place.check()
    told = [record.getMessage() for record in caplog.records]
    caplog.clear()
    for _ in range(2):
        with place.running():
            place.sync()

    assert ["which this database never gave" in text for text in told].count(True) == 1
    starts = [record.getMessage() for record in caplog.records]
    assert ["1 diaries met devices" in text for text in starts] == [True]


def test_a_server_that_believes_every_cursor_is_caught(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "is_of_history", lambda *_: True)
    place.copy("copy")
    with place.running():
        place.log(11)
    place.put_back("copy")

    with place.running(), pytest.raises(AssertionError):
        place.check()


def test_a_stranger_to_the_diary_disturbs_no_other(place: Place) -> None:
    """Whoever makes a number up renews the epoch of the own diary and of no other."""
    with place.running() as served:
        other = Person(served)
        before = other.http.post(f"{other.diary}/sync", json=_nothing_said()).json()
        one = place.phones[0]
        one.sync()
        one.cursor -= 1
        one.sync()
        after = other.http.post(f"{other.diary}/sync", json=_nothing_said()).json()
        place.check()

    assert before["epoch"] == after["epoch"] != one.epoch


def _nothing_said() -> dict[str, Any]:
    return {"device_id": str(uuid4()), "operations": []}
