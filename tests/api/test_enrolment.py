"""One-time links: a clinician's first sign-in, and an account that is opened again."""

from base64 import b32decode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pyotp
import pytest

from app.storage.clinics import LINK_FOR
from tests.api.told import Refusal, refusal
from tests.authenticator import Authenticator
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person, Served

NEW = "seven lanterns in a quiet harbour"
NOT_THERE: Refusal = (404, "not_found", [])


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server whose clock may be moved."""
    return Person(own_server)


@pytest.fixture
def links(pat: Person) -> Clinicians:
    """Whoever hands out links."""
    return Clinicians(pat.served, pat.username)


def options(client: httpx.Client, token: str) -> dict[str, Any]:
    """What the link tells."""
    answer = client.post("/enrolment/options", json={"token": token})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def app_of(told: dict[str, Any]) -> pyotp.TOTP:
    """The code app that read the QR code."""
    return pyotp.TOTP(parse_qs(urlsplit(told["code_app"]).query)["secret"][0])


def enrol(client: httpx.Client, token: str, **said: Any) -> httpx.Response:
    """Use the link."""
    return client.post("/enrolment", json={"token": token, **said})


def own(pat: Person, links: Clinicians) -> str:
    """A link that opens her account again."""
    return links.one_time_link(UUID(pat.account["account_id"]))


def test_a_clinician_chooses_a_passkey(pat: Person, links: Clinicians) -> None:
    token, client, device = (
        links.one_time_link(links.new()),
        pat.served.client(),
        Authenticator(pat.served.origin),
    )
    told = options(client, token)

    made = enrol(client, token, passkey=device.make(told["challenge"]))

    assert (told["display_name"], told["role"], made.status_code) == ("Dr Who", "clinician", 201)
    assert made.json() == {"recovery_codes": []}
    assert client.get("/session").json()["role"] == "clinician"
    account = client.get("/account").json()
    assert (account["clinic"], account["has_password"], account["passkeys"]) == (links.clinic, False, 1)


def test_a_clinician_chooses_a_password_with_a_code_app(pat: Person, links: Clinicians) -> None:
    token, client = links.one_time_link(links.new()), pat.served.client()
    told = options(client, token)
    app = app_of(told)

    made = enrol(client, token, password=NEW, code=app.at(pat.served.now))

    assert len(made.json()["recovery_codes"]) == 10
    said = {"username": told["username"], "password": NEW}
    later = app.at(pat.served.now + timedelta(seconds=30))
    tried = [pat.served.client().post("/session", json=said | more) for more in ({}, {"code": later})]
    assert [one.status_code for one in tried] == [401, 200]


@pytest.mark.parametrize("code", [None, "000000", "not digits"])
def test_a_clinicians_password_without_a_code_is_refused(
    pat: Person, links: Clinicians, code: str | None
) -> None:
    token = links.one_time_link(links.new())

    answer = enrol(pat.served.client(), token, password=NEW, code=code)

    assert refusal(answer) == (403, "code_refused", [])
    assert options(pat.served.client(), token)["role"] == "clinician"  # it is not used up


def test_the_secret_of_a_code_app_differs_from_link_to_link(pat: Person, links: Clinicians) -> None:
    apps = [app_of(options(pat.served.client(), links.one_time_link(links.new()))).secret for _ in range(2)]

    assert apps[0] != apps[1]
    assert [len(b32decode(one)) for one in apps] == [20, 20]


def test_a_patient_opens_the_account_again_and_nothing_from_before_does(
    pat: Person, links: Clinicians
) -> None:
    account_id = UUID(pat.account["account_id"])
    links.passkey(account_id)
    token, client = links.one_time_link(account_id), pat.served.client()

    made = enrol(client, token, password=NEW)

    assert len(made.json()["recovery_codes"]) == 10
    assert pat.http.get("/session").status_code == 401
    assert client.get("/passkeys").json()["passkeys"] == []
    old = {"username": pat.username, "recovery_code": pat.account["recovery_codes"][0], "password": NEW}
    assert pat.served.client().post("/session/recovery", json=old).status_code == 401
    said = [{"username": pat.username, "password": one} for one in (PASSWORD, NEW)]
    assert [pat.served.client().post("/session", json=one).status_code for one in said] == [401, 200]
    assert client.get(f"{pat.diary}/days").status_code == 200


def test_a_link_of_a_patient_shows_no_code_app(pat: Person, links: Clinicians) -> None:
    told = options(pat.served.client(), own(pat, links))

    assert (told["code_app"], told["purpose"]) == (None, "reset")


def test_a_link_works_once(pat: Person, links: Clinicians) -> None:
    token = own(pat, links)

    answers = [enrol(pat.served.client(), token, password=NEW) for _ in range(2)]

    assert answers[0].status_code == 201
    assert refusal(answers[1]) == NOT_THERE


def test_a_new_link_ends_the_one_before(pat: Person, links: Clinicians) -> None:
    first, second = own(pat, links), own(pat, links)

    assert [enrol(pat.served.client(), one, password=NEW).status_code for one in (first, second)] == [
        404,
        201,
    ]


@pytest.mark.parametrize(("later", "status"), [(LINK_FOR - timedelta(seconds=1), 201), (LINK_FOR, 404)])
def test_a_link_works_for_seven_days(pat: Person, links: Clinicians, later: timedelta, status: int) -> None:
    token = own(pat, links)

    pat.served.now += later

    assert enrol(pat.served.client(), token, password=NEW).status_code == status


@pytest.mark.parametrize("token", ["A" * 43, "no link", "A"])
def test_a_link_that_nobody_handed_out_is_not_there(shared_server: Served, token: str) -> None:
    client = shared_server.client()

    assert refusal(client.post("/enrolment/options", json={"token": token})) == NOT_THERE
    assert refusal(enrol(client, token, password=NEW)) == NOT_THERE


def test_one_way_is_chosen(pat: Person, links: Clinicians) -> None:
    token, device = own(pat, links), Authenticator(pat.served.origin)
    made = device.make(options(pat.served.client(), token)["challenge"])

    answers = [enrol(pat.served.client(), token, **said) for said in ({}, {"password": NEW, "passkey": made})]

    assert [refusal(one)[0] for one in answers] == [422, 422]


def test_a_passkey_made_for_another_link_is_refused(pat: Person, links: Clinicians) -> None:
    mine, theirs = own(pat, links), links.one_time_link(links.new())
    made = Authenticator(pat.served.origin).make(options(pat.served.client(), theirs)["challenge"])

    assert refusal(enrol(pat.served.client(), mine, passkey=made)) == (403, "passkey_refused", [])


def test_an_easily_guessed_password_is_refused(pat: Person, links: Clinicians) -> None:
    answer = enrol(pat.served.client(), own(pat, links), password="passwordpassword")

    assert refusal(answer) == (422, "password_refused", ["password"])
