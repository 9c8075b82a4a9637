"""Names that would turn or break what stands around them are refused; what was called so before goes on."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from app.rules.names import TURNING
from app.storage import kinds
from app.storage.kinds import table_of
from app.storage.prepared import Prepared
from app.storage.tables import Account
from tests.api.test_accounts import register
from tests.authenticator import Authenticator
from tests.conftest import Tell
from tests.served import PASSWORD, Person, Served

UNSEEN = ("\u3164", "\u200b\u200d", "\u00a0 ")
REFUSED_NAMES = (*(f"Ada {mark} B" for mark in (*TURNING, "\n", "\r", "\u2028", "\u2029", "\x85")), *UNSEEN)
DAY = "2026-11-19"
Sending = Callable[[Person, str], httpx.Response]


def medicine(name: str, **more: Any) -> dict[str, Any]:
    """A day on which it was taken."""
    return {"headache": False, "acute_medications": [{"name": name, "drug_class": "other"}], **more}


def device_at_sync(one: Person, name: str) -> httpx.Response:
    """Sign in once more, on a device of this name."""
    said = {"username": one.username, "password": "x" * 15, "device_name": name}
    return one.served.client().post("/session", json=said)


def passkey(one: Person, name: str) -> httpx.Response:
    """Add a passkey of this name."""
    challenge = one.http.post("/passkey-options").json()
    return one.http.post("/passkeys", json=Authenticator(one.served.origin).make(challenge) | {"name": name})


def visitor(one: Person, name: str) -> httpx.Response:
    """Open a one-visit link under this name."""
    secret = one.http.post(f"{one.diary}/visit-links", json={}).json()["secret"]
    return one.served.client().post("/visits", json={"secret": secret, "name": name})


def injection(one: Person, **said: Any) -> httpx.Response:
    """Add a session."""
    return one.http.post(f"{one.diary}/injections", json={"injected_on": "2026-02-02", **said})


def circumstance(one: Person, **said: Any) -> httpx.Response:
    """Add a preventive."""
    body = {"kind": "preventive", "name": "Topiramate", "began_on": "2026-02-02", **said}
    return one.http.post(f"{one.diary}/circumstances", json=body)


def synced(one: Person, kind: str, key: str, said: dict[str, Any]) -> dict[str, Any]:
    """What became of an edit that a phone sent."""
    operation: dict[str, Any] = {"operation_id": str(uuid4()), "kind": kind, "key": key, "set": said}
    operation |= {
        "base_revision": None,
        "unset": [],
        "delete": False,
        "made_at": "2026-11-20T11:00:00Z",
        "time_zone": "UTC",
    }
    body = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": [operation]}
    (result,) = one.http.post(f"{one.diary}/sync", json=body).json()["results"]
    return dict(result)


FIELDS: dict[str, Sending] = {
    "display_name": lambda one, name: register(one.served, display_name=name),
    "new display_name": lambda one, name: one.http.put(
        "/account", json={"display_name": name, "time_zone": "UTC"}
    ),
    "username": lambda one, name: register(one.served, username=f"x{uuid4().hex}{name}".replace(" ", "")),
    "device_name": device_at_sync,
    "passkey": passkey,
    "visitor": visitor,
    "medicine": lambda one, name: one.put_day(DAY, **medicine(name)),
    "trigger": lambda one, name: one.put_day(DAY, triggers=[name]),
    "product": lambda one, name: injection(one, product=name),
    "lot": lambda one, name: injection(one, lot=name),
    "clinic": lambda one, name: injection(one, clinic=name),
    "muscle": lambda one, name: injection(
        one, sites=[{"muscle": name, "side": "left", "units": 5, "points": 1}]
    ),
    "preventive": lambda one, name: circumstance(one, name=name),
    "dose": lambda one, name: circumstance(one, dose=name),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_name_that_turns_breaks_or_hides_is_refused(ada: Person, field: str, tell: Tell) -> None:
    send = FIELDS[field]
    own = REFUSED_NAMES if field not in {"username", "trigger"} else REFUSED_NAMES[:17]

    statuses = [send(ada, name).status_code for name in own]

    tell(f"{field}: {len(own)} names")
    assert statuses == [422] * len(own)
    assert len(own) >= len(REFUSED_NAMES) - len(UNSEEN) == 17


@pytest.mark.parametrize("document", ["day", "circumstance", "injection"])
def test_a_phone_is_told_and_the_rest_of_its_edits_counts(ada: Person, document: str) -> None:
    said: dict[str, tuple[str, dict[str, Any]]] = {
        "day": (DAY, medicine("Ibu\u202eprofen")),
        "circumstance": (
            str(uuid4()),
            {"kind": "preventive", "name": "A\u2066", "began_on": "2026-02-02"},
        ),
        "injection": (str(uuid4()), {"injected_on": "2026-02-02", "product": "B\n"}),
    }

    refused = synced(ada, document, *said[document])

    assert (refused["status"], len(refused["errors"])) == ("rejected", 1)
    assert synced(ada, "day", DAY, {"headache": True})["status"] == "applied"


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Labels are not looked at, as in the release before."""
    monkeypatch.setattr(kinds, "label_fault", lambda _: None)
    yield monkeypatch
    monkeypatch.undo()


@pytest.mark.usefixtures("unchecked")
def test_labels_that_nobody_looks_at_are_caught(ada: Person) -> None:
    let_through = [
        name for name in REFUSED_NAMES[:17] if FIELDS["medicine"](ada, name).status_code in {200, 201}
    ]

    assert len(let_through) == 17


def test_what_was_called_so_before_goes_on(ada: Person, unchecked: pytest.MonkeyPatch) -> None:
    ada.put_day(DAY, **medicine("Ibu\u202eprofen"), triggers=["wi\u2066ne"])
    unchecked.undo()
    day = ada.get(f"/days/{DAY}").json()

    noted = ada.put_day(DAY, **{name: day[name] for name in day if name != "day"} | {"note": "a word"})
    edit = {"acute_medications": [*day["acute_medications"], {"name": "Aspirin", "drug_class": "other"}]}
    added = synced(ada, "day", DAY, {"headache": False, **edit})
    other = synced(ada, "day", DAY, {"headache": False, **medicine("A\u202e")})

    assert (noted.status_code, added["status"], other["status"]) == (200, "merged", "rejected")
    names = [one["name"] for one in ada.get(f"/days/{DAY}").json()["acute_medications"]]
    assert names == ["Ibu\u202eprofen", "Aspirin"]


def _renamed(served: Served, of: str, **names: str) -> None:
    account = table_of(Account)
    change = Prepared(update(account).where(account.c.username == of).values(**names))
    asyncio.run(served.app.state.database.write(change))


def test_a_person_of_an_old_name_signs_in_and_moves_and_keeps_it(own_server: Served) -> None:
    ada = Person(own_server)
    old, username = "Ada\u202e", f"{ada.username}\u202e"
    _renamed(own_server, of=ada.username, display_name=old, username=username)

    answers = [
        ada.http.put("/account", json={"display_name": name, "time_zone": "Asia/Tokyo"})
        for name in (old, "Ben\u202e")
    ]
    said = {"username": username.upper(), "password": PASSWORD}
    signed_in = own_server.client().post("/session", json=said)

    assert [one.status_code for one in (*answers, signed_in)] == [200, 422, 200]
    assert signed_in.json()["display_name"] == old


def test_a_browser_names_itself_without_turning_anything(ada: Person) -> None:
    client = ada.served.client()
    client.headers["user-agent"] = "A phone\t" + "x" * 300
    said = {"username": ada.username, "password": PASSWORD}
    assert client.post("/session", json=said).status_code == 200

    names = [one["device_name"] for one in client.get("/sessions").json()["sessions"]]

    assert f"A phone {'x' * 192}" in names
