"""One request for every operation of the API that writes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from app.storage.tables import Purpose
from tests.authenticator import Authenticator
from tests.contract.clinicians import Clinicians
from tests.contract.expected import Actor
from tests.served import PASSWORD, Person

DAY, OTHER_DAY, DAY_OFFLINE = "2026-11-01", "2026-11-02", "2026-11-03"
INJECTION = "7d1c9bb8-5f0c-4c0e-9d0a-3f2f6f0f5a01"
OTHER_INJECTION = "7d1c9bb8-5f0c-4c0e-9d0a-3f2f6f0f5a02"
Writes = dict[tuple[str, str], Callable[[], httpx.Response]]


def somebody(person: Person) -> Person:
    """A person with a day, an injection and a life event that can be deleted."""
    person.put_day(DAY, headache=True)
    person.http.put(f"{person.diary}/injections/{INJECTION}", json={"injected_on": DAY})
    said = {"kind": "life_event", "name": "Move", "began_on": DAY}
    person.http.put(f"{person.diary}/circumstances/{INJECTION}", json=said)
    return person


def every_write(person: Person) -> Writes:
    """By method and path as the OpenAPI document names them; signing out comes last."""
    http, diary = person.http, person.diary
    sign_in = {"username": person.username, "password": PASSWORD}
    new = {"username": f"new-{uuid4().hex[:12]}", "password": PASSWORD, "display_name": "Eve"}
    account = new | {"time_zone": "Europe/Berlin", "role": "patient"}
    days, injections = "/diaries/{diary_id}/days/{day}", "/diaries/{diary_id}/injections"
    an_injection = {"injected_on": OTHER_DAY}
    other, _ = a_sign_in(person), a_sign_in(person)
    invitations, grants = (
        "/diaries/{diary_id}/invitations/{invitation_id}",
        "/diaries/{diary_id}/grants/{grant_id}",
    )
    clinicians, diary_id = Clinicians(person.served, person.username), person.account["diary_id"]
    clinician = clinicians.signed_in()
    asked = clinicians.grant(diary_id, clinicians.new(), Actor.WAITING)
    (invitation, _), (_, secret) = clinicians.invitation(diary_id), clinicians.invitation(diary_id)
    (link, _), (_, shown) = clinicians.visit_link(diary_id), clinicians.visit_link(diary_id)
    links, erased = "/diaries/{diary_id}/visit-links", Person(person.served)
    of_other = f"{diary}/injections/{OTHER_INJECTION}"
    signing_in = writes_of_signing_in(person, clinicians)
    return (
        signing_in
        | writes_of_circumstances(person)
        | {
            ("put", days): lambda: person.put_day(OTHER_DAY, headache=True),
            ("delete", days): lambda: http.delete(f"{diary}/days/{DAY}"),
            ("post", injections): lambda: http.post(f"{diary}/injections", json=an_injection),
            ("put", f"{injections}/{{injection_id}}"): lambda: http.put(of_other, json=an_injection),
            ("delete", f"{injections}/{{injection_id}}"): lambda: http.delete(
                f"{diary}/injections/{INJECTION}"
            ),
            ("put", "/diaries/{diary_id}/treatment"): lambda: http.put(
                f"{diary}/treatment", json={"interval_weeks": 13}
            ),
            ("post", "/diaries/{diary_id}/sync"): lambda: http.post(f"{diary}/sync", json=an_exchange()),
            ("post", "/diaries/{diary_id}/invitations"): lambda: http.post(f"{diary}/invitations", json={}),
            ("delete", invitations): lambda: http.delete(f"{diary}/invitations/{invitation}"),
            ("put", grants): lambda: http.put(f"{diary}/grants/{asked}", json={}),
            ("delete", grants): lambda: http.delete(f"{diary}/grants/{asked}"),
            ("post", links): lambda: http.post(f"{diary}/visit-links", json={}),
            ("delete", f"{links}/{{link_id}}"): lambda: http.delete(f"{diary}/visit-links/{link}"),
            ("post", "/visits"): lambda: http.post("/visits", json={"secret": shown, "name": "Dr Who"}),
            ("delete", "/diaries/{diary_id}"): lambda: erased.http.delete(erased.diary),
            ("post", "/patients"): lambda: clinician.post("/patients", json={"secret": secret}),
            ("post", "/session/confirmation"): lambda: confirmed_later(person),
            ("delete", "/sessions/{session_id}"): lambda: http.delete(f"/sessions/{other}"),
            ("delete", "/sessions"): lambda: http.delete("/sessions"),
            ("put", "/account/password"): lambda: http.put("/account/password", json={"password": PASSWORD}),
            ("post", "/session"): lambda: http.post("/session", json=sign_in, headers={"Cookie": ""}),
            ("post", "/accounts"): lambda: person.served.client().post("/accounts", json=account),
            ("delete", "/session"): lambda: http.delete("/session"),
        }
    )


def writes_of_circumstances(person: Person) -> Writes:
    """Those of preventives and life events."""
    http, all_of_them = person.http, "/diaries/{diary_id}/circumstances"
    one, here = f"{all_of_them}/{{circumstance_id}}", f"{person.diary}/circumstances"
    said = {"kind": "preventive", "name": "Topiramate", "began_on": OTHER_DAY}
    return {
        ("post", all_of_them): lambda: http.post(here, json=said),
        ("put", one): lambda: http.put(f"{here}/{OTHER_INJECTION}", json=said),
        ("delete", one): lambda: http.delete(f"{here}/{INJECTION}"),
    }


def writes_of_signing_in(person: Person, clinicians: Clinicians) -> Writes:
    """Those of the account, its passkeys and its one-time links."""
    http, client = person.http, person.served.client()
    account_id, lost = UUID(person.account["account_id"]), Person(person.served)
    lost_id = UUID(lost.account["account_id"])
    (device, passkey_id), new = clinicians.passkey(account_id), Authenticator(person.served.origin)
    add = clinicians.challenge(Purpose.ADD_PASSKEY, account_id)
    sign = clinicians.challenge(Purpose.SIGN_IN, None)
    recovery = {"username": lost.username, "password": PASSWORD}
    code, token = lost.account["recovery_codes"][0], clinicians.one_time_link(lost_id)
    profile, signed = {"display_name": "Eve", "time_zone": "UTC"}, {"passkey": device.sign(sign)}
    return {
        ("put", "/account"): lambda: http.put("/account", json=profile),
        ("post", "/account/recovery-codes"): lambda: http.post("/account/recovery-codes"),
        ("post", "/session/recovery"): lambda: client.post(
            "/session/recovery", json=recovery | {"recovery_code": code}
        ),
        ("post", "/passkey-options"): lambda: http.post("/passkey-options"),
        ("post", "/passkeys"): lambda: http.post("/passkeys", json=new.make(add)),
        ("post", "/session/passkey/options"): lambda: client.post("/session/passkey/options"),
        ("post", "/session/passkey"): lambda: client.post("/session/passkey", json=signed),
        ("post", "/session/confirmation/options"): lambda: http.post("/session/confirmation/options"),
        ("delete", "/passkeys/{passkey_id}"): lambda: http.delete(f"/passkeys/{passkey_id}"),
        ("post", "/enrolment/options"): lambda: client.post("/enrolment/options", json={"token": token}),
        ("post", "/enrolment"): lambda: client.post(
            "/enrolment", json={"token": token, "password": PASSWORD}
        ),
    }


def confirmed_later(person: Person) -> httpx.Response:
    """Prove anew who one is, a moment after signing in."""
    person.served.now += timedelta(seconds=1)
    return person.http.post("/session/confirmation", json={"password": PASSWORD})


def a_sign_in(person: Person) -> str:
    """The id of a sign-in of this person on another device."""
    sign_in = {"username": person.username, "password": PASSWORD, "device_name": uuid4().hex}
    assert person.served.client().post("/session", json=sign_in).status_code == 200
    told = person.http.get("/sessions").json()["sessions"]
    return str(next(one for one in told if one["device_name"] == sign_in["device_name"])["session_id"])


def an_exchange() -> dict[str, object]:
    """What a phone sends that was offline for a day."""
    operation = {
        "operation_id": str(uuid4()),
        "kind": "day",
        "key": DAY_OFFLINE,
        "set": {"headache": True},
        "made_at": "2026-11-03T20:00:00Z",
        "time_zone": "Europe/Berlin",
    }
    return {"device_id": str(uuid4()), "operations": [operation]}


def operations_that_write(person: Person) -> set[tuple[str, str]]:
    """All that the OpenAPI document lists with an unsafe method."""
    paths = person.http.get("/openapi.json").json()["paths"]
    return {
        (method, path.removeprefix("/api/v1"))
        for path, methods in paths.items()
        for method in methods
        if method not in {"get", "head", "options"}
    }
