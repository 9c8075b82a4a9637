"""Five zones at nasty instants: no day moves, and today is the patient's own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.served import Person, Served

ZONES = [
    "Pacific/Kiritimati",  # UTC+14, the furthest ahead
    "Pacific/Pago_Pago",  # UTC-11
    "Asia/Kolkata",  # UTC+5:30
    "America/St_Johns",  # UTC-3:30 with summer time
    "Europe/Berlin",
]
INSTANTS = [
    "2026-03-08T05:30:00Z",  # St John's: the hour that is left out
    "2026-03-29T00:59:59Z",  # Berlin: before and after the hour that is left out
    "2026-03-29T01:00:00Z",
    "2026-10-25T00:30:00Z",  # Berlin: the hour that comes twice
    "2026-10-25T01:30:00Z",
    "2026-11-01T04:30:00Z",  # St John's: the hour that comes twice
    "2026-12-31T09:59:59Z",  # the last second of the year on Kiritimati, then the new year there
    "2026-12-31T10:00:00Z",
    "2027-01-01T10:59:59Z",  # Pago Pago: the last second of the year, a day later
    "2028-02-29T10:00:00Z",  # a leap day, the first of March on Kiritimati
]
LOCAL_TODAY = {
    ("Pacific/Kiritimati", "2026-12-31T09:59:59Z"): "2026-12-31",
    ("Pacific/Kiritimati", "2026-12-31T10:00:00Z"): "2027-01-01",
    ("Pacific/Pago_Pago", "2027-01-01T10:59:59Z"): "2026-12-31",
    ("Pacific/Pago_Pago", "2026-12-31T10:00:00Z"): "2026-12-30",
    ("Asia/Kolkata", "2026-10-25T00:30:00Z"): "2026-10-25",
    ("America/St_Johns", "2026-11-01T04:30:00Z"): "2026-11-01",
    ("America/St_Johns", "2026-03-29T01:00:00Z"): "2026-03-28",
    ("Europe/Berlin", "2026-03-29T00:59:59Z"): "2026-03-29",
    ("Pacific/Kiritimati", "2028-02-29T10:00:00Z"): "2028-03-01",
}


def days_around(instant: datetime) -> list[str]:
    """Every date that is today somewhere, and two before."""
    furthest = (instant + timedelta(hours=14)).date()
    return [str(furthest - timedelta(days=back)) for back in range(5)]


@pytest.mark.parametrize("zone", ZONES)
def test_no_day_moves_on_its_way_in_and_out(own_server: Served, zone: str) -> None:
    for text in INSTANTS:
        own_server.now = datetime.fromisoformat(text)
        ada, days = Person(own_server, zone), days_around(own_server.now)

        said = {day: ada.put_day(day, note=day).json() for day in days}
        read = {day: ada.get(f"/days/{day}").json() for day in days}

        assert [(day["day"], day["note"]) for day in said.values()] == [(day, day) for day in days]
        assert read == said
        assert [day["day"] for day in ada.get("/days").json()["days"]] == sorted(days)


@pytest.mark.parametrize("zone", ZONES)
def test_today_is_the_date_on_the_wall_of_the_patient(own_server: Served, zone: str) -> None:
    told = {}
    for text in INSTANTS:
        own_server.now = datetime.fromisoformat(text)
        told[text] = Person(own_server, zone).http.get("/session").json()["today"]

    on_the_wall = {text: datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) for text in INSTANTS}
    assert told == {text: str(moment.date()) for text, moment in on_the_wall.items()}


@pytest.mark.parametrize(("zone", "instant"), LOCAL_TODAY)
def test_today_at_the_edge_of_a_day(own_server: Served, zone: str, instant: str) -> None:
    own_server.now = datetime.fromisoformat(instant)
    ada = Person(own_server, zone)

    assert ada.http.get("/session").json()["today"] == LOCAL_TODAY[zone, instant]
    assert ada.get("/treatment-report").json()["as_of"] == LOCAL_TODAY[zone, instant]


@pytest.mark.parametrize("zone", ZONES)
def test_a_month_ends_for_each_patient_at_their_own_midnight(own_server: Served, zone: str) -> None:
    ada = Person(own_server, zone)
    ada.put_day("2026-11-01")
    midnight = datetime(2026, 12, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    own_server.now = midnight - timedelta(seconds=1)
    before = ada.get("/months").json()["months"]
    own_server.now = midnight
    after = ada.get("/months").json()["months"]

    assert [(month["month"], month["in_progress"]) for month in before] == [("2026-11", True)]
    assert [(month["month"], month["in_progress"]) for month in after] == [
        ("2026-11", False),
        ("2026-12", True),
    ]


def test_an_entry_is_late_by_the_date_of_the_patient_and_not_of_the_server(own_server: Served) -> None:
    west = Person(own_server, "Pacific/Pago_Pago")
    east = Person(own_server, "Pacific/Kiritimati")
    own_server.now = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    west.put_day("2026-11-17")
    east.put_day("2026-11-18")

    assert west.get("/treatment-report").json()["entries"]["late"] == 0
    assert east.get("/treatment-report").json()["entries"]["late"] == 1


def test_a_day_said_on_two_continents_is_one_day(own_server: Served) -> None:
    ada = Person(own_server, "Asia/Kolkata")
    first = ada.put_day("2026-11-20", headache=True)
    own_server.now += timedelta(hours=9)
    again = ada.put_day("2026-11-20", headache=True)

    assert again.json() == first.json()
    assert date.fromisoformat(again.json()["day"]) == date(2026, 11, 20)
