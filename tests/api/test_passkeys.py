"""Passkeys: only what was asked for, signed by a device that asked its owner, opens an account."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.storage.passkeys import VALID_FOR
from app.storage.tables import Purpose
from tests.api.told import Refusal, refusal
from tests.authenticator import Authenticator, read, written
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person, Served

REFUSED: Refusal = (403, "passkey_refused", [])


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server whose clock may be moved."""
    return Person(own_server)


@pytest.fixture
def device(pat: Person) -> Authenticator:
    """A device with a passkey of hers."""
    return added(pat)


def added(person: Person, **said: Any) -> Authenticator:
    """One more device with a passkey of this person."""
    device = Authenticator(person.served.origin)
    answer = person.http.post("/passkeys", json=device.make(options(person.http, "/passkey-options"), **said))
    assert answer.status_code == 201, answer.text
    return device


def options(client: httpx.Client, of: str) -> dict[str, Any]:
    """A challenge."""
    told: dict[str, Any] = client.post(of).json()
    return told


def sign_in(client: httpx.Client, signed: dict[str, Any]) -> httpx.Response:
    """Try it with a passkey."""
    return client.post("/session/passkey", json={"passkey": signed})


def test_a_passkey_signs_in_without_a_name_or_a_password(pat: Person, device: Authenticator) -> None:
    client = pat.served.client()

    answer = sign_in(client, device.sign(options(client, "/session/passkey/options")))

    assert answer.status_code == 200
    assert answer.json() == client.get("/session").json() == pat.http.get("/session").json()


def test_what_a_device_is_asked_for(pat: Person, device: Authenticator) -> None:
    made, signed = (
        options(pat.http, "/passkey-options")["options"],
        options(pat.http, "/session/passkey/options")["options"],
    )
    again = options(pat.http, "/session/confirmation/options")["options"]

    assert (made["rp"]["id"], made["user"]["name"]) == ("localhost", pat.username)
    assert made["authenticatorSelection"]["userVerification"] == signed["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    own = [{"id": written(device.credential_id), "type": "public-key"}]
    assert made["excludeCredentials"] == again["allowCredentials"] == own
    assert signed["allowCredentials"] == []


def test_several_passkeys_are_listed_and_each_can_be_removed(pat: Person) -> None:
    first, second = added(pat, name="phone"), added(pat, name="key")
    told = pat.http.get("/passkeys").json()["passkeys"]

    pat.http.delete(f"/passkeys/{told[0]['passkey_id']}")

    assert [one["name"] for one in told] == ["phone", "key"]
    signed = [one.sign(options(pat.http, "/session/passkey/options")) for one in (first, second)]
    assert [sign_in(pat.served.client(), one).status_code for one in signed] == [403, 200]
    (left,) = pat.http.get("/passkeys").json()["passkeys"]
    assert left["last_used_at"] == "2026-11-20T12:00:00.000Z"


def test_the_last_way_in_is_not_removed(pat: Person) -> None:
    clinicians = Clinicians(pat.served, pat.username)
    client, device = clinicians.with_passkey_alone()
    sign_in(client, device.sign(options(client, "/session/passkey/options")))
    (only,) = client.get("/passkeys").json()["passkeys"]

    assert refusal(client.delete(f"/passkeys/{only['passkey_id']}")) == (409, "last_way_in", [])
    assert len(client.get("/passkeys").json()["passkeys"]) == 1


def test_a_challenge_is_answered_once(pat: Person, device: Authenticator) -> None:
    signed = device.sign(options(pat.http, "/session/passkey/options"))

    answers = [sign_in(pat.served.client(), signed) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 403]


def test_a_challenge_that_was_answered_wrongly_is_gone(pat: Person, device: Authenticator) -> None:
    told = options(pat.http, "/session/passkey/options")
    stranger = Authenticator(pat.served.origin)
    stranger.credential_id = device.credential_id

    answers = [sign_in(pat.served.client(), one.sign(told)) for one in (stranger, device)]

    assert [refusal(one) for one in answers] == [REFUSED] * 2


@pytest.mark.parametrize(("later", "status"), [(VALID_FOR - timedelta(seconds=1), 200), (VALID_FOR, 403)])
def test_a_challenge_is_good_for_five_minutes(
    pat: Person, device: Authenticator, later: timedelta, status: int
) -> None:
    signed = device.sign(options(pat.http, "/session/passkey/options"))

    pat.served.now += later

    assert sign_in(pat.served.client(), signed).status_code == status


@pytest.mark.parametrize("of", ["/passkey-options", "/session/confirmation/options"])
def test_a_challenge_given_for_something_else_signs_nobody_in(
    pat: Person, device: Authenticator, of: str
) -> None:
    assert refusal(sign_in(pat.served.client(), device.sign(options(pat.http, of)))) == REFUSED


def test_a_passkey_that_is_nobodys_signs_nobody_in(pat: Person) -> None:
    signed = Authenticator(pat.served.origin).sign(options(pat.http, "/session/passkey/options"))

    assert refusal(sign_in(pat.served.client(), signed)) == REFUSED


@pytest.mark.parametrize(
    "spoilt",
    [
        {"signature": written(b"0" * 70)},
        {"authenticator_data": written(b"0" * 37)},
        {"authenticator_data": "AA"},
        {"client_data_json": written(b"no json")},
        {"client_data_json": written(b"[]")},
        {"credential_id": "A"},
        {"credential_id": written(b"unheard of")},
    ],
)
def test_what_is_spoilt_is_refused(pat: Person, device: Authenticator, spoilt: dict[str, str]) -> None:
    signed = device.sign(options(pat.http, "/session/passkey/options")) | spoilt

    assert refusal(sign_in(pat.served.client(), signed)) == REFUSED


@pytest.mark.parametrize(
    "said",
    [{"origin": "https://diary.example.net"}, {"host": "example.net"}, {"flags": 0x01}, {"flags": 0x04}],
    ids=["another origin", "another host", "without a finger or a PIN", "nobody there"],
)
def test_a_device_that_says_something_else_is_refused(
    pat: Person, device: Authenticator, said: dict[str, Any]
) -> None:
    for name, value in said.items():
        setattr(device, name, value)

    assert (
        refusal(sign_in(pat.served.client(), device.sign(options(pat.http, "/session/passkey/options"))))
        == REFUSED
    )
    made = Authenticator(pat.served.origin)
    for name, value in said.items():
        setattr(made, name, value)
    answer = pat.http.post("/passkeys", json=made.make(options(pat.http, "/passkey-options")))
    assert refusal(answer) == REFUSED


def test_a_passkey_of_which_there_are_two_is_refused(pat: Person, device: Authenticator) -> None:
    sign_in(pat.served.client(), device.sign(options(pat.http, "/session/passkey/options")))

    device.count = 0

    assert (
        refusal(sign_in(pat.served.client(), device.sign(options(pat.http, "/session/passkey/options"))))
        == REFUSED
    )


def test_a_passkey_gets_in_however_many_tries_of_others_failed(pat: Person, device: Authenticator) -> None:
    client = pat.served.client()
    said = {"username": pat.username, "password": "five walnuts under a blue hat"}
    for _ in range(12):
        client.post("/session", json=said)

    assert client.post("/session", json=said | {"password": PASSWORD}).status_code == 401
    assert sign_in(client, device.sign(options(client, "/session/passkey/options"))).status_code == 200


def test_a_passkey_of_another_account_is_not_added(pat: Person, device: Authenticator) -> None:
    ben = Person(pat.served)

    answer = ben.http.post("/passkeys", json=device.make(options(ben.http, "/passkey-options")))

    assert refusal(answer) == REFUSED
    assert ben.http.get("/passkeys").json()["passkeys"] == []


def test_a_challenge_given_to_another_is_refused(pat: Person) -> None:
    ben = Person(pat.served)
    made = Authenticator(pat.served.origin).make(options(ben.http, "/passkey-options"))

    assert refusal(pat.http.post("/passkeys", json=made)) == REFUSED


def confirm(person: Person, **said: Any) -> httpx.Response:
    """Prove anew who one is."""
    return person.http.post("/session/confirmation", json=said)


def test_a_passkey_proves_anew_who_one_is(pat: Person, device: Authenticator) -> None:
    pat.served.now += timedelta(minutes=11)
    before = pat.http.post(f"{pat.diary}/invitations", json={})

    confirmed = confirm(pat, passkey=device.sign(options(pat.http, "/session/confirmation/options")))

    assert refusal(before) == (403, "confirm_needed", [])
    assert confirmed.status_code == 204
    assert pat.http.post(f"{pat.diary}/invitations", json={}).status_code == 201


def test_the_passkey_of_another_proves_nothing(pat: Person) -> None:
    ben = Person(pat.served)
    theirs = added(ben)

    answer = confirm(pat, passkey=theirs.sign(options(pat.http, "/session/confirmation/options")))

    assert refusal(answer) == REFUSED


def test_a_signature_made_for_signing_in_proves_nothing(pat: Person, device: Authenticator) -> None:
    signed = device.sign(options(pat.http, "/session/passkey/options"))

    assert refusal(confirm(pat, passkey=signed)) == REFUSED


def test_a_clinicians_password_proves_nothing_without_a_code(pat: Person) -> None:
    clinicians = Clinicians(pat.served, pat.username)
    account_id = clinicians.new()
    client, code = clinicians.signed_in(account_id), clinicians.code_for(account_id)

    def told(**said: str) -> int:
        return client.post("/session/confirmation", json={"password": PASSWORD, **said}).status_code

    assert [told(), told(code="000000"), told(code=code), told(code=code)] == [401, 401, 204, 401]


def test_nothing_is_kept_of_a_challenge_but_its_bytes(pat: Person) -> None:
    told = Clinicians(pat.served, pat.username).challenge(Purpose.SIGN_IN, None)

    assert len(read(told["options"]["challenge"])) == 32
