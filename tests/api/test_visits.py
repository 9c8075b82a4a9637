"""One-visit links: a read-only report for a doctor without an account, written down, ended at once."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.api.told import Refusal, refusal
from tests.served import Person, Served

NOT_THERE: Refusal = (404, "not_found", [])
CODE_REFUSED: Refusal = (403, "code_refused", [])


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient with a diary, on a server whose clock may be moved."""
    person = Person(own_server)
    person.put_day("2026-11-19", headache=True, note="private")
    return person


def link(pat: Person, **said: Any) -> dict[str, Any]:
    """Make a link."""
    answer = pat.http.post(f"{pat.diary}/visit-links", json=said)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def open_it(pat: Person, secret: str, **said: Any) -> httpx.Response:
    """Open it, in a browser of one's own."""
    return pat.served.client().post("/visits", json={"secret": secret, "name": "Dr Who", **said})


def report(pat: Person, token: str, path: str = "treatment-report") -> httpx.Response:
    """Read the report with what the page holds."""
    return pat.served.client().get(f"/visit/{path}", headers={"Authorization": f"Bearer {token}"})


def standing(pat: Person) -> list[dict[str, Any]]:
    """The links as the patient sees them."""
    told: list[dict[str, Any]] = pat.get("/visit-links").json()["visit_links"]
    return told


def test_a_link_shows_the_report_as_the_patient_sees_it(pat: Person) -> None:
    opened = open_it(pat, link(pat)["secret"]).json()

    assert (opened["display_name"], opened["today"]) == ("Ada", "2026-11-20")
    assert report(pat, opened["token"]).json() == pat.get("/treatment-report").json()
    assert report(pat, opened["token"], "months").json() == pat.get("/months").json()


def test_a_link_shows_nothing_else(pat: Person) -> None:
    token = open_it(pat, link(pat)["secret"]).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}

    asked = [pat.served.client().get(f"{pat.diary}/{of}", headers=headers) for of in ("days", "grants")]

    assert [one.status_code for one in asked] == [401, 401]
    assert "private" not in report(pat, token).text + report(pat, token, "months").text


def test_each_opening_is_shown_to_the_patient_with_the_name_that_was_given(pat: Person) -> None:
    secret = link(pat)["secret"]
    open_it(pat, secret)
    pat.served.now += timedelta(minutes=5)
    open_it(pat, secret, name="Dr Grace")

    (kept,) = standing(pat)
    assert [one["name"] for one in kept["openings"]] == ["Dr Who", "Dr Grace"]
    assert kept["openings"][1]["opened_at"] == "2026-11-20T12:05:00.000Z"


def test_each_read_is_written_down_for_the_patient(pat: Person) -> None:
    made = link(pat)
    token = open_it(pat, made["secret"]).json()["token"]
    report(pat, token)
    pat.http.delete(f"{pat.diary}/visit-links/{made['link_id']}")
    report(pat, token)

    looks = pat.get("/looks").json()["looks"]
    told = [(one["what"], one["allowed"], one["name"], one["reader"]) for one in reversed(looks)]
    assert told == [
        ("open_link", True, "Dr Who", "visitor"),
        ("read_report", True, "Dr Who", "visitor"),
        ("read_report", False, "Dr Who", "visitor"),
    ]
    assert {one["through"] for one in looks} == {made["link_id"]}


def test_a_revoked_link_ends_in_pages_that_are_open(pat: Person) -> None:
    made = link(pat)
    token = open_it(pat, made["secret"]).json()["token"]

    pat.http.delete(f"{pat.diary}/visit-links/{made['link_id']}")

    assert refusal(report(pat, token)) == refusal(report(pat, token, "months")) == NOT_THERE
    assert refusal(open_it(pat, made["secret"])) == NOT_THERE
    assert [one["standing"] for one in standing(pat)] == ["revoked"]


@pytest.mark.parametrize(("said", "days"), [({}, 7), ({"days": 30}, 30)])
def test_a_link_ends_by_itself(pat: Person, said: dict[str, int], days: int) -> None:
    secret = link(pat, **said)["secret"]
    token = open_it(pat, secret).json()["token"]

    pat.served.now += timedelta(days=days) - timedelta(seconds=1)
    before = report(pat, token).status_code, open_it(pat, secret).status_code
    pat.served.now += timedelta(seconds=1)

    assert before == (200, 201)
    assert (report(pat, token).status_code, open_it(pat, secret).status_code) == (404, 404)


@pytest.mark.parametrize("said", [{"days": 0}, {"days": 31}, {"passcode": "123"}, {"passcode": "1" * 65}])
def test_a_link_that_cannot_be_is_refused(pat: Person, said: dict[str, Any]) -> None:
    assert refusal(pat.http.post(f"{pat.diary}/visit-links", json=said)) == (422, "bad_input", list(said))


def test_a_passcode_is_asked_for(pat: Person) -> None:
    secret = link(pat, passcode="4711")["secret"]

    assert refusal(open_it(pat, secret)) == (403, "passcode_needed", [])
    assert refusal(open_it(pat, secret, passcode="4712")) == CODE_REFUSED
    assert open_it(pat, secret, passcode="4711").status_code == 201
    assert [(one["has_passcode"], one["wrong_passcodes"]) for one in standing(pat)] == [(True, 1)]


def test_after_five_wrong_passcodes_the_right_one_opens_nothing(pat: Person) -> None:
    secret = link(pat, passcode="4711")["secret"]
    for _ in range(5):
        open_it(pat, secret, passcode="4712")

    pat.served.now += timedelta(days=6)

    assert refusal(open_it(pat, secret, passcode="4711")) == CODE_REFUSED
    assert [one["wrong_passcodes"] for one in standing(pat)] == [5]


def test_right_passcodes_use_up_no_tries(pat: Person) -> None:
    secret = link(pat, passcode="4711")["secret"]

    assert [open_it(pat, secret, passcode="4711").status_code for _ in range(8)] == [201] * 8


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic QWxhZGRpbg"])
def test_without_what_the_page_holds_nobody_is_let_in(shared_server: Served, header: str) -> None:
    headers = {"Authorization": header} if header else {}

    assert refusal(shared_server.client().get("/visit/months", headers=headers))[:2] == (401, "not_signed_in")


def test_what_no_page_holds_shows_nothing(shared_server: Served) -> None:
    headers = {"Authorization": f"Bearer {'A' * 43}"}

    assert refusal(shared_server.client().get("/visit/months", headers=headers)) == NOT_THERE


def test_an_open_page_learns_that_the_link_has_ended_and_asking_is_no_look(pat: Person) -> None:
    made = link(pat)
    headers = {"Authorization": f"Bearer {open_it(pat, made['secret']).json()['token']}"}

    def goes_on() -> int:
        return pat.served.client().get("/visit", headers=headers).status_code

    before = goes_on()
    pat.http.delete(f"{pat.diary}/visit-links/{made['link_id']}")

    assert (before, goes_on()) == (204, 404)
    assert [one["what"] for one in pat.get("/looks").json()["looks"]] == ["open_link"]


def test_a_secret_that_nobody_made_opens_nothing(pat: Person) -> None:
    made = link(pat)

    assert refusal(open_it(pat, made["secret"][:-1] + "!")) == NOT_THERE
    assert refusal(open_it(pat, made["link_id"])) == NOT_THERE


def test_nobody_ends_a_link_of_another(pat: Person) -> None:
    made, ben = link(pat), Person(pat.served)

    assert ben.http.delete(f"{ben.diary}/visit-links/{made['link_id']}").status_code == 404
    assert open_it(pat, made["secret"]).status_code == 201
