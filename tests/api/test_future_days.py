"""Days that have not begun: refused, with the furthest zone ahead allowed for."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.told import refusal
from tests.served import Person, Served

ONE_SECOND = timedelta(seconds=1)
MIDNIGHT_IN_KIRITIMATI = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_tomorrow_is_taken_as_soon_as_it_begins_anywhere(own_server: Served) -> None:
    ada = Person(own_server)
    own_server.now = MIDNIGHT_IN_KIRITIMATI - ONE_SECOND
    too_early = ada.put_day("2026-11-21")
    own_server.now = MIDNIGHT_IN_KIRITIMATI
    in_time = ada.put_day("2026-11-21")

    assert refusal(too_early) == (422, "day_in_future", ["day"])
    assert in_time.status_code == 201


def test_the_day_after_tomorrow_is_never_taken(ada: Person) -> None:
    answer = ada.put_day("2026-11-22")

    assert refusal(answer) == (422, "day_in_future", ["day"])
    assert "2026-11-20" in answer.json()["errors"][0]["message"]
    assert ada.get("/days").json() == {"days": []}


def test_an_injection_is_not_recorded_ahead(ada: Person) -> None:
    answer = ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-11-22"})

    assert refusal(answer) == (422, "day_in_future", ["injected_on"])
    assert ada.get("/injections").json() == {"injections": []}


@pytest.mark.parametrize("day", ["2027-01-01", "2999-12-31", "9999-12-31"])
def test_a_far_future_day_is_refused_and_not_a_fault(eve: Person, day: str) -> None:
    assert refusal(eve.put_day(day)) == (422, "day_in_future", ["day"])


def test_a_day_in_the_future_is_merely_not_there(eve: Person) -> None:
    assert eve.get("/days/2999-12-31").status_code == 404
    assert eve.get("/days/2999-12-31/history").json() == {"history": []}
    assert eve.http.delete(f"{eve.diary}/days/9999-12-31").status_code == 404


def test_figures_as_of_a_day_that_has_not_come_are_refused(ada: Person) -> None:
    for path in ("/months", "/treatment-report"):
        assert refusal(ada.get(path, as_of="2026-11-21")) == (422, "day_in_future", ["as_of"])


def test_figures_may_be_asked_as_of_the_latest_day_that_was_accepted(ada: Person) -> None:
    ada.put_day("2026-11-21")

    assert ada.get("/treatment-report", as_of="2026-11-21").status_code == 200
    assert ada.get("/treatment-report", as_of="2026-11-22").status_code == 422


def test_figures_are_as_of_today_in_the_zone_of_the_profile(own_server: Served) -> None:
    west, east = Person(own_server, "Pacific/Pago_Pago"), Person(own_server, "Pacific/Kiritimati")
    own_server.now = MIDNIGHT_IN_KIRITIMATI

    assert west.get("/treatment-report").json()["as_of"] == "2026-11-19"
    assert east.get("/treatment-report").json()["as_of"] == "2026-11-21"


def test_figures_are_as_of_the_latest_accepted_day_when_it_is_later_than_today(ada: Person) -> None:
    ada.put_day("2026-11-21")

    assert ada.get("/treatment-report").json()["as_of"] == "2026-11-21"
    assert ada.get("/months").json()["months"][0]["days"] == 21


def test_an_injection_ahead_of_today_moves_the_figures_as_a_day_does(ada: Person) -> None:
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-11-21"})

    assert ada.get("/treatment-report").json()["as_of"] == "2026-11-21"


def test_a_deleted_day_ahead_of_today_no_longer_moves_the_figures(ada: Person) -> None:
    ada.put_day("2026-11-21")
    ada.http.delete(f"{ada.diary}/days/2026-11-21")

    assert ada.get("/treatment-report").json()["as_of"] == "2026-11-20"
