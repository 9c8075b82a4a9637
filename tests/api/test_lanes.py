"""Who waits in the lane of those who are known: nobody whom the server does not know, or refuses anyway."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.api import cookies
from app.api.lanes import Lane, Lanes
from tests.api.told import refusal
from tests.served import PASSWORD, Person, Served, narrow

WRONG = {"password": "five walnuts under a blue hat"}
NOBODY = {"Cookie": f"diary_session={cookies.written(bytes(32))}"}
FREE_TRIES = 5


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server of their own."""
    return Person(own_server)


@pytest.fixture
def waited(pat: Person, monkeypatch: pytest.MonkeyPatch) -> list[Lane]:
    """The lanes that slow work waited in since the patient signed up, each once in a row."""
    lanes: list[Lane] = []
    do = Lanes.do

    async def noting(self: Lanes, lane: Lane, work: Callable[[], Any]) -> object:
        if lanes[-1:] != [lane]:
            lanes.append(lane)
        return await do(self, lane, work)

    monkeypatch.setattr(Lanes, "do", noting)
    return lanes


def make_link(client: httpx.Client, diary: str) -> httpx.Response:
    """Make a one-visit link with a passcode."""
    return client.post(f"{diary}/visit-links", json={"passcode": "4711-0815"})


def test_a_passcode_of_somebody_who_is_not_signed_in_costs_no_hash(pat: Person, waited: list[Lane]) -> None:
    stranger = pat.served.client()
    stranger.headers.update(NOBODY)

    assert refusal(make_link(stranger, pat.diary)) == (401, "not_signed_in", [])
    assert waited == []


def test_a_passcode_of_a_link_too_many_costs_no_hash(
    pat: Person, waited: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow(pat.served, monkeypatch, visit_links=1)
    assert make_link(pat.http, pat.diary).status_code == 201
    waited.clear()

    assert refusal(make_link(pat.http, pat.diary)) == (409, "too_many_visit_links", [])
    assert waited == []


def test_a_passcode_for_a_diary_of_another_costs_no_hash(pat: Person, waited: list[Lane]) -> None:
    eve = Person(pat.served)
    waited.clear()

    assert make_link(eve.http, pat.diary).status_code == 404
    assert waited == []


@pytest.mark.parametrize("path", ["/session", "/session/confirmation"])
def test_a_known_browser_that_has_to_wait_holds_up_nobody_who_is_known(
    pat: Person, waited: list[Lane], path: str
) -> None:
    said = WRONG | ({"username": pat.username} if path == "/session" else {})
    for _ in range(FREE_TRIES):
        assert pat.http.post(path, json=said).status_code == 401
    looked_at = list(waited)

    assert pat.http.post(path, json=said).status_code == 401

    assert (looked_at, waited) == ([Lane.KNOWN], [Lane.KNOWN, Lane.STRANGERS])


def test_tries_of_a_known_browser_that_have_to_wait_are_limited(
    pat: Person, waited: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow(pat.served, monkeypatch, sign_ins_per_hour=4)  # the registration was one of them
    said = WRONG | {"username": pat.username}

    told = [pat.http.post("/session", json=said).status_code for _ in range(FREE_TRIES + 4)]

    assert told == [401] * (FREE_TRIES + 3) + [429]
    assert pat.served.client().post("/session", json=said | {"password": PASSWORD}).status_code == 200
