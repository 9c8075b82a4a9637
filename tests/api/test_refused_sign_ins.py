"""What a refused sign-in leaves: nothing of a made-up name, a count for the owner of a real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest

from app.api import summarising, tries
from app.storage import failed_tries, people, throttle
from app.storage.failed_tries import KEPT_FOR
from app.storage.prepared import Prepared, Transaction
from tests.api.told import refusal
from tests.conftest import Tell
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person, Served, narrow
from tests.storage.books import all_rows

WRONG = "five walnuts under a blue hat"
GUESSED = "password password"
CODE = "AAAA-BBBB-CCCC-DDDD"
TRIES = 7  # four that are free, the fifth, and two that have to wait
Statements = list[int]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing runs in the background: what is recorded belongs to the requests."""

    async def nothing(*_: object) -> int:
        return 0

    monkeypatch.setattr(summarising, "summarise", nothing)


@pytest.fixture
def pat(quiet: None, own_server: Served) -> Person:
    """A patient on a server whose clock may be moved."""
    return Person(own_server)


def by_password(client: httpx.Client, username: str) -> httpx.Response:
    """Guess the password."""
    return client.post("/session", json={"username": username, "password": WRONG})


def by_recovery_code(client: httpx.Client, username: str) -> httpx.Response:
    """Guess a recovery code."""
    said = {"username": username, "recovery_code": CODE, "password": PASSWORD}
    return client.post("/session/recovery", json=said)


def with_a_guessed_password(client: httpx.Client, username: str) -> httpx.Response:
    """Guess a recovery code, and choose a password that is refused."""
    said = {"username": username, "recovery_code": CODE, "password": GUESSED}
    return client.post("/session/recovery", json=said)


WAYS = [by_password, by_recovery_code]


@contextmanager
def recorded() -> Iterator[Statements]:
    """The statements that are run, in their order."""
    ran: Statements = []
    run = Prepared.__call__

    def noting(self: Prepared, tx: Transaction, **values: object) -> list[Any]:
        ran.append(id(self))
        return run(self, tx, **values)

    with patch.object(Prepared, "__call__", noting):
        yield ran


def statements_of(
    served: Served, username: str, way: Any, told: tuple[int, str] = (401, "sign_in_refused")
) -> list[Statements]:
    """What each of several refused tries runs, each from a browser and a network of its own."""
    found = []
    for _ in range(TRIES):
        client = served.client()
        with recorded() as ran:
            assert refusal(way(client, username))[:2] == told
        found.append(list(ran))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_made_up_and_real_names_run_the_same_statements(pat: Person, way: Any, tell: Tell) -> None:
    of_real = statements_of(pat.served, pat.username, way)
    of_made_up = statements_of(pat.served, uuid4().hex, way)

    tell(f"{TRIES} tries of each, {len(of_real[0])} statements a try")
    assert of_real == of_made_up
    assert len(of_real[0]) >= 10


@pytest.mark.parametrize("way", WAYS)
def test_a_clinicians_name_runs_them_too(pat: Person, way: Any) -> None:
    clinician = Clinicians(pat.served, pat.username).named()

    assert statements_of(pat.served, clinician, way) == statements_of(pat.served, uuid4().hex, way)


def test_a_name_that_is_told_apart_by_its_statements_is_caught(
    pat: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_hold = people.still_hold
    note = failed_tries.note_failed
    monkeypatch.setattr(
        tries, "note_failed", lambda tx, account_id, now: account_id.int and note(tx, account_id, now)
    )
    monkeypatch.setattr(people, "still_hold", lambda tx, one: one is not tries.NOBODY and still_hold(tx, one))

    for way in WAYS:
        assert statements_of(pat.served, pat.username, way) != statements_of(pat.served, uuid4().hex, way)


def rows(served: Served) -> dict[str, int]:
    """How many rows each table has."""
    return {name: len(found) for name, found in all_rows(served.app.state.database.url).items()}


def new_rows(pat: Person, usernames: list[str]) -> dict[str, int]:
    """How many rows one network adds that tries all these names, twice each in both ways."""
    client = pat.served.client()
    client.post("/session", json={"username": uuid4().hex, "password": WRONG})
    before = rows(pat.served)
    for username in usernames * 2:
        for way in WAYS:
            way(client, username)
    after = rows(pat.served)
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def test_a_made_up_name_leaves_no_row(pat: Person) -> None:
    assert new_rows(pat, [uuid4().hex for _ in range(5)]) == {}
    assert new_rows(pat, [pat.username]) == {"throttle": 1, "failed_tries": 1}


def test_a_row_of_a_made_up_name_is_caught(pat: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    take_try = throttle.take_try
    monkeypatch.setattr(throttle, "take_try", lambda tx, subjects, now, **_: take_try(tx, subjects, now))
    client = pat.served.client()

    before = rows(pat.served)["throttle"]
    by_password(client, uuid4().hex)

    assert rows(pat.served)["throttle"] - before == 3  # the network twice, and the name


# A new password that is refused


@pytest.mark.parametrize("is_known", [True, False])
def test_a_new_password_that_is_refused_is_no_failed_try(pat: Person, is_known: bool) -> None:
    browser = pat.http if is_known else pat.served.client()
    said = {"username": pat.username, "recovery_code": pat.account["recovery_codes"][0]}
    for _ in range(TRIES):
        refused = browser.post("/session/recovery", json=said | {"password": GUESSED})
        assert refused.json()["code"] == "password_refused"

    assert browser.post("/session/recovery", json=said | {"password": PASSWORD}).status_code == 200


def test_a_new_password_that_is_refused_runs_the_same_statements(pat: Person) -> None:
    for _ in range(TRIES):  # so that the real name has to wait
        by_password(pat.served.client(), pat.username)

    told = (422, "password_refused")
    of_real = statements_of(pat.served, pat.username, with_a_guessed_password, told)

    assert of_real == statements_of(pat.served, uuid4().hex, with_a_guessed_password, told)


def test_new_passwords_that_are_refused_take_no_failure_back(pat: Person) -> None:
    browser = pat.served.client()
    said = {"username": pat.username, "recovery_code": CODE}
    for _ in range(TRIES):
        by_password(browser, pat.username)
        browser.post("/session/recovery", json=said | {"password": GUESSED})

    assert sign_in(pat.served.client(), pat.username) == 401  # it has to wait


# A network


def of_network(client: httpx.Client, other: httpx.Client) -> httpx.Client:
    """The client, in the other one's network."""
    client.headers["x-forwarded-for"] = other.headers["x-forwarded-for"]
    return client


def sign_in(client: httpx.Client, username: str) -> int:
    """Rightly."""
    return client.post("/session", json={"username": username, "password": PASSWORD}).status_code


def test_sign_ins_of_one_network_are_limited(pat: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(pat.served, monkeypatch, sign_ins_per_hour=3)
    here, served = pat.served.client(), pat.served

    told = [sign_in(of_network(served.client(), here), pat.username) for _ in range(4)]
    refused = by_password(of_network(served.client(), here), uuid4().hex)

    assert told == [200, 200, 200, 429]
    assert refusal(refused) == (429, "too_many_sign_ins", [])
    assert int(refused.headers["retry-after"]) > 0
    assert sign_in(of_network(pat.http, here), pat.username) == 200  # a known browser
    assert sign_in(served.client(), pat.username) == 200  # another network
    served.now += timedelta(minutes=20)
    assert sign_in(of_network(served.client(), here), pat.username) == 200


def test_a_network_without_a_limit_is_caught(pat: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(pat.served, monkeypatch, sign_ins_per_hour=3)
    monkeypatch.setattr(throttle, "take_turn", lambda *_: True)
    here = pat.served.client()

    told = [sign_in(of_network(pat.served.client(), here), pat.username) for _ in range(4)]

    assert told == [200] * 4


def test_a_network_beyond_its_limit_costs_no_hash(pat: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(pat.served, monkeypatch, sign_ins_per_hour=0.5)
    with patch.object(type(pat.served.app.state.passwords), "matches") as matches:
        assert by_password(pat.served.client(), pat.username).status_code == 429

    matches.assert_not_called()


def test_tries_to_make_an_account_count_too_and_cost_no_hash_beyond(
    pat: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow(pat.served, monkeypatch, sign_ins_per_hour=3)
    taken = {"username": pat.username, "password": PASSWORD, "display_name": "Ada"}
    taken |= {"time_zone": "Europe/Berlin", "role": "patient"}
    here = pat.served.client()

    told = [here.post("/accounts", json=taken).status_code for _ in range(3)]
    with patch.object(type(pat.served.app.state.passwords), "check") as check:
        refused = here.post("/accounts", json=taken)

    assert told == [409] * 3
    assert refusal(refused) == (429, "too_many_sign_ins", [])
    check.assert_not_called()


# What the owner sees


def failed(person: Person) -> dict[str, Any]:
    """The failed tries that the owner of the account is told of."""
    told: dict[str, Any] = person.http.get("/sessions").json()["failed_tries"]
    return told


def test_the_owner_sees_the_tries_that_failed(pat: Person) -> None:
    before = failed(pat)
    for minutes, way in enumerate([*WAYS, *WAYS[:1] * 4]):  # the sixth has to wait, and is told all the same
        pat.served.now += timedelta(minutes=min(minutes, 1))
        way(pat.served.client(), pat.username)
    ben = Person(pat.served)

    assert before == {"count": 0, "since": None, "last_at": None}
    first, last = "2026-11-20T12:00:00.000Z", "2026-11-20T12:05:00.000Z"
    assert failed(pat) == {"count": 6, "since": first, "last_at": last}
    assert pat.get("/everything").json()["failed_tries"] == failed(pat)
    assert failed(ben)["count"] == 0


def test_a_right_sign_in_is_none_of_them_and_takes_none_away(pat: Person) -> None:
    by_password(pat.served.client(), pat.username)

    assert sign_in(pat.served.client(), pat.username) == 200
    assert failed(pat)["count"] == 1


def test_a_wrong_password_before_a_sensitive_step_is_one_of_them(pat: Person) -> None:
    pat.http.post("/session/confirmation", json={"password": WRONG})
    pat.http.post("/session/confirmation", json={"password": PASSWORD})

    assert failed(pat)["count"] == 1


def test_for_a_clinician_a_wrong_code_is_one_and_to_be_asked_for_it_is_none(pat: Person) -> None:
    username, app = Clinicians(pat.served, pat.username).with_code_app()
    browser = pat.served.client()
    said = {"username": username, "password": PASSWORD}
    for code in ({}, {"code": "000000"}, {"code": app.at(pat.served.now)}):
        browser.post("/session", json=said | code)

    assert browser.get("/sessions").json()["failed_tries"]["count"] == 1


def test_failed_tries_are_told_for_thirty_days(pat: Person) -> None:
    by_password(pat.served.client(), pat.username)
    pat.served.now += KEPT_FOR - timedelta(minutes=1)
    by_password(pat.served.client(), pat.username)
    both = failed(pat)["count"]
    pat.served.now += timedelta(minutes=1)
    one = failed(pat)["count"]
    pat.served.now += timedelta(days=2)
    by_password(pat.served.client(), pat.username)

    kept = all_rows(pat.served.app.state.database.url)["failed_tries"]
    assert (both, one, len(kept)) == (2, 1, 2)
