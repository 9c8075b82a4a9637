"""Guessing: refused all alike, ever slower, wherever it comes from; and it keeps nobody else out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import httpx
import pyotp
import pytest

from app.api.lanes import Lane
from app.api.passwords import Passwords
from tests.api.told import Refusal, refusal
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person, Served

WRONG = "five walnuts under a blue hat"
REFUSED: Refusal = (401, "sign_in_refused", [])
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server whose clock may be moved."""
    return Person(own_server)


def sign_in(client: httpx.Client, username: str, password: str = PASSWORD, **said: Any) -> httpx.Response:
    """Try it."""
    return client.post("/session", json={"username": username, "password": password, **said})


@contextmanager
def counted_checks() -> Iterator[list[str | None]]:
    """The hashes that passwords were compared with, None for the dummy."""
    compared: list[str | None] = []
    matches = Passwords.matches

    async def counting(self: Passwords, password: str, kept: str | None, *lane: Lane) -> bool:
        compared.append(kept)
        return await matches(self, password, kept, *lane)

    with patch.object(Passwords, "matches", counting):
        yield compared


def guesses(pat: Person, times: int, password: str = WRONG) -> list[int]:
    """The statuses of so many tries, each from another browser and another network."""
    return [sign_in(pat.served.client(), pat.username, password).status_code for _ in range(times)]


def test_unknown_wrong_and_waiting_get_the_same_answer_after_the_same_work(pat: Person) -> None:
    with counted_checks() as compared:
        unknown = sign_in(pat.served.client(), "nobody-at-all")
        wrong = sign_in(pat.served.client(), pat.username, WRONG)
        guesses(pat, 5)
        waiting = sign_in(pat.served.client(), pat.username)

    assert unknown.content == wrong.content == waiting.content
    assert [refusal(one) for one in (unknown, wrong, waiting)] == [REFUSED] * 3
    assert (compared[0], compared[-1], len(compared)) == (None, None, 8)
    assert compared[1] is not None


def test_a_dummy_hash_takes_the_place_of_one_that_is_not_there(pat: Person) -> None:
    passwords = pat.served.app.state.passwords
    with patch.object(passwords, "_hasher", wraps=passwords._hasher) as hasher:
        sign_in(pat.served.client(), "nobody-at-all")

    hasher.verify.assert_called_once_with(PASSWORD, passwords._dummy)


def test_after_the_fifth_failure_the_right_password_has_to_wait_as_well(pat: Person) -> None:
    guesses(pat, 5)

    early = sign_in(pat.served.client(), pat.username)
    pat.served.now += timedelta(seconds=1)
    later = sign_in(pat.served.client(), pat.username)

    assert (early.status_code, later.status_code) == (401, 200)


def test_a_right_password_makes_the_failures_before_it_forgotten(pat: Person) -> None:
    guesses(pat, 4)
    sign_in(pat.served.client(), pat.username)

    assert guesses(pat, 4) == [401] * 4
    assert sign_in(pat.served.client(), pat.username).status_code == 200


def test_the_failures_of_others_never_keep_out_a_browser_that_has_signed_in_before(pat: Person) -> None:
    pat.http.delete("/session")
    guesses(pat, 12)

    assert sign_in(pat.http, pat.username).status_code == 200


def test_a_known_browser_waits_after_its_own_failures(pat: Person) -> None:
    own = [sign_in(pat.http, pat.username, WRONG).status_code for _ in range(5)]

    assert own == [401] * 5
    assert sign_in(pat.http, pat.username).status_code == 401
    assert sign_in(pat.served.client(), pat.username).status_code == 200


def test_a_browser_is_known_to_its_own_account_alone(pat: Person) -> None:
    ben = Person(pat.served)
    guesses(pat, 5)

    assert sign_in(ben.http, pat.username).status_code == 401


def test_a_network_that_guesses_at_many_accounts_has_to_wait(pat: Person) -> None:
    client = pat.served.client()
    for number in range(5):
        sign_in(client, f"somebody-{number}")

    assert sign_in(client, pat.username).status_code == 401
    assert sign_in(pat.served.client(), pat.username).status_code == 200


def test_a_network_where_people_sign_in_rightly_never_waits(pat: Person) -> None:
    network = pat.served.client().headers["x-forwarded-for"]
    people = [Person(pat.served) for _ in range(8)]

    told = []
    for one in people:
        client = pat.served.client()
        client.headers["x-forwarded-for"] = network
        told.append(sign_in(client, one.username).status_code)

    assert told == [200] * 8


def test_a_new_password_is_set_with_a_recovery_code_once(pat: Person) -> None:
    said = {"username": pat.username, "recovery_code": pat.account["recovery_codes"][3].lower()}
    client, new = pat.served.client(), "seven lanterns in a quiet harbour"

    opened = client.post("/session/recovery", json=said | {"password": new})
    again = pat.served.client().post("/session/recovery", json=said | {"password": PASSWORD})

    assert (opened.status_code, opened.json()["display_name"]) == (200, "Ada")
    assert refusal(again) == REFUSED
    assert pat.http.get("/session").status_code == 401  # whoever had the old password is out
    assert [sign_in(pat.served.client(), pat.username, one).status_code for one in (PASSWORD, new)] == [
        401,
        200,
    ]
    assert client.get("/account").json()["recovery_codes_left"] == 9


def test_recovery_codes_are_guessed_as_slowly_as_passwords(pat: Person) -> None:
    said = {"username": pat.username, "recovery_code": "AAAA-BBBB-CCCC-DDDD", "password": PASSWORD}
    for _ in range(5):
        pat.served.client().post("/session/recovery", json=said)

    right = said | {"recovery_code": pat.account["recovery_codes"][0]}
    assert refusal(pat.served.client().post("/session/recovery", json=right)) == REFUSED


@pytest.fixture
def grace(own_server: Served, pat: Person) -> tuple[str, pyotp.TOTP]:
    """A clinician with a password and a code app."""
    return Clinicians(own_server, pat.username).with_code_app()


def code_at(app: pyotp.TOTP, served: Served, later: timedelta = timedelta(0)) -> str:
    """What the app shows."""
    return app.at(served.now + later)


def test_a_clinician_needs_a_code_beside_the_password(pat: Person, grace: tuple[str, pyotp.TOTP]) -> None:
    username, app = grace
    client = pat.served.client()

    without = sign_in(client, username)
    wrong = sign_in(client, username, code="000000")
    right = sign_in(client, username, code=code_at(app, pat.served))

    assert [one.json().get("code") for one in (without, wrong)] == ["second_factor_needed"] * 2
    assert (right.status_code, right.json()["role"]) == (200, "clinician")


@pytest.mark.parametrize(("seconds", "status"), [(0, 401), (30, 200), (-30, 401)])
def test_a_code_of_the_app_counts_once_and_none_before_it(
    pat: Person, grace: tuple[str, pyotp.TOTP], seconds: int, status: int
) -> None:
    username, app = grace
    sign_in(pat.served.client(), username, code=code_at(app, pat.served))

    code = code_at(app, pat.served, timedelta(seconds=seconds))
    assert sign_in(pat.served.client(), username, code=code).status_code == status


def test_codes_of_the_app_cannot_be_guessed_by_whoever_knows_the_password(
    pat: Person, grace: tuple[str, pyotp.TOTP]
) -> None:
    username, app = grace
    for _ in range(5):
        sign_in(pat.served.client(), username, code="000000")

    right = sign_in(pat.served.client(), username, code=code_at(app, pat.served))
    assert refusal(right) == REFUSED


def test_a_clinician_without_a_code_app_does_not_get_in_with_a_password(
    pat: Person, own_server: Served
) -> None:
    username = Clinicians(own_server, pat.username).without_code_app()

    assert sign_in(pat.served.client(), username, code="000000").status_code == 401


def test_a_clinician_does_not_get_in_with_a_recovery_code_alone(pat: Person, own_server: Served) -> None:
    clinicians = Clinicians(own_server, pat.username)
    username, code = clinicians.with_recovery_code()
    said = {"username": username, "recovery_code": code, "password": PASSWORD}

    assert refusal(pat.served.client().post("/session/recovery", json=said)) == REFUSED
    assert sign_in(pat.served.client(), username, code=code).status_code == 200


def test_failures_are_counted_across_a_restart(pat: Person) -> None:
    guesses(pat, 5)
    pat.served.app.state.passwords.close()
    pat.served.app.state.passwords = Passwords()

    assert guesses(pat, 1, PASSWORD) == [401]
