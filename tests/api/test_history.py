"""What was said stays: every value, who said it, when, and from which device."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest

from app.storage import histories
from tests.served import NOW, PASSWORD, Person, Served


def another_phone(ada: Person, **device: str) -> httpx.Client:
    """A second sign-in of the same person."""
    client = ada.served.client()
    answer = client.post("/session", json={"username": ada.username, "password": PASSWORD, **device})
    assert answer.status_code == 200
    return client


def test_after_five_edits_the_history_has_five_values(ada: Person) -> None:
    for minutes in (30, 60, 120, 240, 480):
        ada.put_day("2026-11-19", headache=True, duration_minutes=minutes)

    history = ada.get("/days/2026-11-19/history").json()["history"]

    assert [past["value"]["duration_minutes"] for past in history] == [30, 60, 120, 240, 480]
    assert [past["based_on"] for past in history] == [None, *(past["revision"] for past in history[:4])]


def test_a_value_of_the_history_is_the_whole_entry(ada: Person) -> None:
    entry = ada.put_day("2026-11-19", headache=True, note="as it was").json()

    (past,) = ada.get("/days/2026-11-19/history").json()["history"]

    assert {"day": "2026-11-19", "revision": past["revision"]} | past["value"] == entry


def test_a_deletion_shows_in_the_history_and_hides_nothing(ada: Person) -> None:
    ada.put_day("2026-11-19", headache=True)
    ada.http.delete(f"{ada.diary}/days/2026-11-19")
    ada.put_day("2026-11-19", headache=False)

    history = ada.get("/days/2026-11-19/history").json()["history"]

    assert [past["deleted"] for past in history] == [False, True, False]
    assert history[1]["value"] is None
    assert history[0]["value"]["headache"] is True


def test_the_history_tells_who_and_from_which_device(ada: Person) -> None:
    device = {"device_id": str(uuid4()), "device_name": "Ada's tablet"}
    phone = another_phone(ada, **device)
    phone.put(f"{ada.diary}/days/2026-11-19", json={"headache": True})

    (past,) = ada.get("/days/2026-11-19/history").json()["history"]

    assert past["by"] == {"account_id": ada.account["account_id"], "display_name": "Ada"}
    assert past["device"] == {"device_id": device["device_id"], "name": "Ada's tablet"}


def test_two_phones_are_told_apart(ada: Person) -> None:
    ada.put_day("2026-11-19", headache=True)
    another_phone(ada).put(f"{ada.diary}/days/2026-11-19", json={"headache": False})

    first, second = ada.get("/days/2026-11-19/history").json()["history"]

    assert first["device"]["device_id"] != second["device"]["device_id"]
    assert first["by"] == second["by"]


def test_the_history_tells_when_and_in_which_zone(own_server: Served) -> None:
    ada = Person(own_server, "Asia/Kolkata")
    ada.put_day("2026-11-19")
    own_server.now = NOW + timedelta(hours=1, milliseconds=250)
    ada.put_day("2026-11-19", headache=True)

    first, second = ada.get("/days/2026-11-19/history").json()["history"]

    assert (first["made_at"], first["time_zone"]) == ("2026-11-20T12:00:00.000Z", "Asia/Kolkata")
    assert second["made_at"] == second["saved_at"] == "2026-11-20T13:00:00.250Z"


def test_a_day_nobody_ever_said_anything_about_has_an_empty_history(ada: Person) -> None:
    assert ada.get("/days/2026-11-19/history").json() == {"history": []}


def test_a_refused_change_leaves_no_trace(ada: Person) -> None:
    ada.put_day("2026-11-19", headache=True)
    ada.put_day("2026-11-19", headache=False, nausea=True)

    assert len(ada.get("/days/2026-11-19/history").json()["history"]) == 1


def test_an_injection_has_a_history_too(ada: Person) -> None:
    made = ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-02-02"}).json()
    here = f"{ada.diary}/injections/{made['injection_id']}"
    ada.http.put(here, json={"injected_on": "2026-02-03"})
    ada.http.delete(here)

    history = ada.http.get(f"{here}/history").json()["history"]

    assert [past["value"] and past["value"]["injected_on"] for past in history] == [
        "2026-02-02",
        "2026-02-03",
        None,
    ]


def pages(ada: Person, path: str) -> list[list[dict[str, Any]]]:
    """A history as somebody reads it who follows the links."""
    found, here = [], f"{ada.diary}{path}"
    while here:
        answer = ada.http.get(here)
        found.append(answer.json()["history"])
        here = answer.links.get("next", {}).get("url", "").removeprefix("/api/v1")
    return found


def test_a_long_history_comes_in_pages_each_naming_the_next(ada: Person) -> None:
    for minutes in range(1, 8):
        ada.put_day("2026-11-19", headache=True, duration_minutes=minutes)

    found = pages(ada, "/days/2026-11-19/history?limit=3")

    assert [[past["value"]["duration_minutes"] for past in page] for page in found] == [
        [1, 2, 3],
        [4, 5, 6],
        [7],
    ]


@pytest.mark.parametrize("path", ["injections", "circumstances"])
def test_other_documents_have_pages_too(ada: Person, path: str) -> None:
    began = {"kind": "preventive", "name": "Topiramate", "began_on": "2026-02-02"}
    first = {"injected_on": "2026-02-02"} if path == "injections" else began
    made = ada.http.post(f"{ada.diary}/{path}", json=first).json()
    key = made[f"{path[:-1]}_id"]
    ada.http.put(f"{ada.diary}/{path}/{key}", json=first | {"note": "again"})

    found = pages(ada, f"/{path}/{key}/history?limit=1")

    assert [[past["value"]["note"] for past in page] for page in found] == [[None], ["again"]]


def test_an_ordinary_history_is_whole_and_names_no_other_page(ada: Person) -> None:
    ada.put_day("2026-11-19", headache=True)

    assert "link" not in ada.get("/days/2026-11-19/history").headers


def test_a_page_of_long_values_ends_sooner(ada: Person) -> None:
    for number in range(4):
        ada.put_day("2026-11-19", headache=True, note=f"{number}".ljust(10_000, "x"))

    with patch.object(histories, "PAGE_BYTES", 25_000):
        found = pages(ada, "/days/2026-11-19/history")

    assert [[past["value"]["note"][0] for past in page] for page in found] == [["0", "1"], ["2", "3"]]


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=1001", "limit=x", "after=-1", "after=9223372036854775808", "before=1"]
)
def test_a_page_that_cannot_be_is_refused(ada: Person, asked: str) -> None:
    assert ada.http.get(f"{ada.diary}/days/2026-11-19/history?{asked}").status_code == 422
