"""How long a browser keeps a sign-in: a patient's for a year, a clinician's until it is closed."""

import httpx
import pytest

from app.api import cookies
from tests.api.test_enrolment import app_of, enrol, options
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person

SESSION, DEVICE = "diary_session", "diary_device"


def signed_in(ada: Person) -> dict[str, httpx.Response]:
    """Every way in that there is, by its name."""
    clinicians, now = Clinicians(ada.served, ada.username), ada.served.now
    username, app = clinicians.with_code_app()
    browser, device = clinicians.with_passkey_alone()
    token, enrolling = clinicians.one_time_link(clinicians.new()), ada.served.client()
    first = app_of(options(enrolling, token)).at(now)
    said = {"password": PASSWORD}
    recovery = {"username": ada.username, "recovery_code": ada.account["recovery_codes"][0]}
    signed = device.sign(browser.post("/session/passkey/options").json())
    client = ada.served.client
    return {
        "patient": client().post("/session", json=said | {"username": ada.username}),
        "patient, recovered": client().post("/session/recovery", json=said | recovery),
        "clinician": client().post("/session", json=said | {"username": username, "code": app.at(now)}),
        "clinician, by a passkey": browser.post("/session/passkey", json={"passkey": signed}),
        "clinician, by a link": enrol(enrolling, token, code=first, **said),
    }


def lasting(answers: dict[str, httpx.Response]) -> dict[str, set[str]]:
    """The cookies that outlive the browser, by the way in."""
    assert {answer.is_success for answer in answers.values()} == {True}
    return {
        name: {
            cookie.partition("=")[0]
            for cookie in answer.headers.get_list("set-cookie")
            if "max-age" in cookie.lower() or "expires" in cookie.lower()
        }
        for name, answer in answers.items()
    }


def test_a_clinicians_sign_in_ends_with_the_browser(ada: Person) -> None:
    found = lasting(signed_in(ada))

    assert len(found) == 5
    for name, kept in found.items():
        assert kept == ({SESSION, DEVICE} if name.startswith("patient") else {DEVICE}), name


def test_a_clinicians_sign_in_that_lasts_is_caught(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    set_session = cookies.set_session
    monkeypatch.setattr(
        cookies, "set_session", lambda answer, token, https, _: set_session(answer, token, https, True)
    )

    assert {SESSION in kept for kept in lasting(signed_in(ada)).values()} == {True}
