"""Months and report that have not changed are not calculated again; the look is written down all the same."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from app.api import figures
from tests.contract.clinicians import Clinicians
from tests.contract.expected import Actor
from tests.served import Person, Served

FIGURES = ("/months", "/treatment-report")
each_figure = pytest.mark.parametrize("path", FIGURES)


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient with a day, on a server whose clock may be moved."""
    person = Person(own_server)
    person.put_day("2026-11-19", headache=True)
    return person


def ask(pat: Person, path: str, tag: str = "", **asked: Any) -> httpx.Response:
    """Ask with what is known already."""
    headers = {"If-None-Match": tag} if tag else {}
    return pat.http.get(f"{pat.diary}{path}", params=asked, headers=headers)


@each_figure
def test_what_is_known_is_not_calculated_again(pat: Person, path: str) -> None:
    first = ask(pat, path)
    with patch.object(figures, "read_diary", side_effect=AssertionError("the diary was read")):
        again = ask(pat, path, first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-store"


@each_figure
@pytest.mark.parametrize("tag", ['"unheard of"', 'W/"x", "y"', "no tag", ""])
def test_what_is_not_known_is_told(pat: Person, path: str, tag: str) -> None:
    assert ask(pat, path, tag).status_code == 200


@each_figure
@pytest.mark.parametrize("said", ["*", '"x", {}', "W/{}"])
def test_a_tag_is_known_however_it_is_written(pat: Person, path: str, said: str) -> None:
    tag = ask(pat, path).headers["etag"]

    assert ask(pat, path, said.format(tag)).status_code == 304


def another_day(pat: Person) -> dict[str, Any]:
    pat.put_day("2026-11-18")
    return {}


def tomorrow(pat: Person) -> dict[str, Any]:
    pat.served.now += timedelta(days=1)
    return {}


@each_figure
@pytest.mark.parametrize(
    "change",
    [another_day, tomorrow, lambda _: {"headache_day": "4h"}, lambda _: {"as_of": "2026-11-19"}],
    ids=["an edit", "a night", "the other definition", "another day"],
)
def test_what_has_changed_has_another_tag(pat: Person, path: str, change: Any) -> None:
    tag = ask(pat, path).headers["etag"]

    asked = change(pat)

    answer = ask(pat, path, tag, **asked)
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


@each_figure
def test_other_rules_have_another_tag(pat: Person, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = ask(pat, path).headers["etag"]

    monkeypatch.setattr("app.api.unchanged.RULES_VERSION", "rules-2")

    assert ask(pat, path, tag).status_code == 200


def test_two_diaries_never_share_a_tag(pat: Person) -> None:
    ben = Person(pat.served)
    ben.put_day("2026-11-19", headache=True)

    assert ask(pat, "/months").headers["etag"] != ask(ben, "/months").headers["etag"]


@each_figure
def test_an_unchanged_answer_to_a_clinician_is_a_look_too(pat: Person, path: str) -> None:
    clinicians = Clinicians(pat.served, pat.username)
    grace = clinicians.new()
    grant_id = clinicians.grant(pat.account["diary_id"], grace, Actor.READING)
    page = clinicians.signed_in(grace)
    tag = page.get(f"{pat.diary}{path}").headers["etag"]

    again = page.get(f"{pat.diary}{path}", headers={"If-None-Match": tag})
    pat.http.delete(f"{pat.diary}/grants/{grant_id}")
    revoked = page.get(f"{pat.diary}{path}", headers={"If-None-Match": tag})

    assert (again.status_code, revoked.status_code) == (304, 404)
    looks = pat.get("/looks").json()["looks"]
    assert [one["allowed"] for one in looks] == [False, True, True]


def test_a_visit_is_told_when_nothing_has_changed(pat: Person) -> None:
    secret = pat.http.post(f"{pat.diary}/visit-links", json={}).json()["secret"]
    token = pat.served.client().post("/visits", json={"secret": secret, "name": "Dr Who"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    for path in FIGURES:
        tag = pat.served.client().get(f"/visit{path}", headers=headers).headers["etag"]
        again = pat.served.client().get(f"/visit{path}", headers=headers | {"If-None-Match": tag})
        assert again.status_code == 304
