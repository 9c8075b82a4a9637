"""Clocks that are wrong, midnights of several zones, a flight across the date line: no day moves."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.served import Person

from .conftest import NewPhone

pytestmark = pytest.mark.xdist_group("journeys-2")

ZONES = ("America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati")


def days_of(person: Person) -> list[date]:
    """The days on the server."""
    return [date.fromisoformat(day["day"]) for day in person.get("/days").json()["days"]]


@pytest.mark.parametrize("zone", ZONES)
def test_a_tap_two_minutes_before_midnight_and_one_two_minutes_after_are_two_days(
    phone: NewPhone, ada: Person, zone: str
) -> None:
    here = ZoneInfo(zone)
    today = datetime.now(here).date()
    midnight = datetime.combine(today, time(), here)
    adas = phone(zone=zone, at=midnight - timedelta(minutes=2)).open()
    adas.belong_to(ada)
    before = adas.tap("free")
    adas.says("All days sent")
    adas.close()

    adas.at = midnight + timedelta(minutes=2)
    adas.open()
    after = adas.tap("mild")
    adas.says("All days sent")

    assert [before, after] == [today - timedelta(days=1), today] == days_of(ada)


def test_a_flight_across_the_date_line_leaves_the_days_where_they_were_said(
    phone: NewPhone, ada: Person
) -> None:
    adas = phone(zone="Pacific/Kiritimati").open()
    adas.belong_to(ada)
    left = adas.tap("severe")
    adas.says("All days sent")
    adas.close()

    adas.zone = "Pacific/Pago_Pago"
    adas.open()
    landed = adas.tap("free")
    adas.says("All days sent")

    assert landed < left
    assert days_of(ada) == [landed, left]
    said = [ada.get(f"/days/{day}/history").json()["history"][0]["time_zone"] for day in (left, landed)]
    assert said == ["Pacific/Kiritimati", "Pacific/Pago_Pago"]


def test_a_clock_a_year_ahead_sends_nothing_wrong_and_holds_nothing_up(phone: NewPhone, ada: Person) -> None:
    adas = phone().open()
    adas.belong_to(ada)
    adas.close()
    adas.at = datetime.now(UTC) + timedelta(days=365)
    adas.open()
    ahead = adas.tap("severe")
    adas.says("An entry needs attention")
    adas.close()

    adas.at = None
    adas.open()
    today = adas.tap("mild")

    expect(adas.line).to_contain_text("An entry needs attention")
    assert [edit["key"] for edit in adas.stored("outbox")] == [str(ahead)]
    assert days_of(ada) == [today]


def test_a_clock_a_year_behind_keeps_the_day_that_it_showed(phone: NewPhone, ada: Person) -> None:
    adas = phone(at=datetime.now(UTC) - timedelta(days=365)).open()
    adas.belong_to(ada)
    behind = adas.tap("mild")
    adas.says("All days sent")

    assert days_of(ada) == [behind]
    assert behind < datetime.now(UTC).date() - timedelta(days=363)
