"""The main journeys in Firefox and in Safari's engine: what is tapped is kept, sent and read again."""

import json
from datetime import date, timedelta

import pytest

from tests.faults.processes import ServerProcess
from tests.served import Person

from .phone import Phone

HURRIES = 4

pytestmark = pytest.mark.xdist_group("engines")


def test_set_up_then_a_tap_with_its_details_is_read_back_and_handed_over(phone: Phone) -> None:
    phone.go("/").tap(button="Set up the diary")
    phone.tap(button="Next")
    phone.type("Name, as it stands", "Ada")
    phone.tap(button="Next")
    given = str(date.fromisoformat(phone.today) - timedelta(days=30))
    phone.pick("input[type=date]", given)
    phone.tap(button="Add this date")
    phone.tap(button="Save and go to today")

    phone.tap(".answers [data-answer=moderate]")
    phone.sees_sheet()
    phone.tap(button="Nausea")
    phone.has("dialog [aria-pressed=true]")
    phone.close_sheet()

    phone.leave()
    phone.go("/").has(".answers [data-answer=moderate][aria-pressed=true]")
    phone.go("/calendar/").has(f"[data-day='{phone.today}'].moderate")
    phone.go("/trends/").sees("Trends", "h1")
    file = json.loads(phone.go("/settings/").export("Everything as a file"))
    (day,) = file["days"]
    assert (day["day"], day["peak_intensity"], day["nausea"]) == (phone.today, "moderate", True)
    assert [session["injected_on"] for session in file["injections"]] == [given]


def test_without_a_network_today_opens_and_a_tap_is_sent_later(
    phone: Phone, server: ServerProcess, ada: Person
) -> None:
    phone.belong_to(ada)
    phone.keep_shell()
    phone.leave()
    server.stop()

    phone.go("/")
    day = phone.answer("severe")
    phone.sees("1 to send", "header")
    phone.leave()
    phone.go("/").has(".answers [data-answer=severe][aria-pressed=true]")
    assert [edit["set"]["peak_intensity"] for edit in phone.stored("outbox")] == ["severe"]

    server.start()
    phone.leave()
    phone.go("/").sees("All days sent", "header")
    assert ada.get(f"/days/{day}").json()["peak_intensity"] == "severe"


def test_what_another_device_said_meanwhile_is_kept_beside_it_and_shown(
    phone: Phone, server: ServerProcess, ada: Person
) -> None:
    phone.belong_to(ada)
    phone.keep_shell()
    server.stop()
    day = phone.answer("mild")
    phone.leave()
    server.start()
    assert ada.put_day(day, headache=True, peak_intensity="severe").status_code == 201

    phone.go("/").sees("An entry needs attention", "header")
    phone.tap(button="An entry needs attention")
    phone.tap(button="Take the other one")
    phone.waits_for(lambda: not phone.shows("Take the other one"))  # what is left under way is taken back
    phone.go("/").sees("All days sent", "header")

    shown = ada.get(f"/days/{day}").json()["peak_intensity"]
    phone.has(f".answers [data-answer={shown}][aria-pressed=true]")
    history = ada.get(f"/days/{day}/history").json()["history"]
    assert {past["value"]["peak_intensity"] for past in history} == {"mild", "severe"}


def test_leaving_page_after_page_at_once_leaves_the_diary_readable(phone: Phone, ada: Person) -> None:
    phone.belong_to(ada)

    for _ in range(HURRIES):
        phone.go("/settings/")
        phone.go("/").sees("All days sent", "header")
