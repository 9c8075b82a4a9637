"""Accounts: registering without an e-mail address."""

import re
from concurrent.futures import ThreadPoolExecutor
from math import log2
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.api.passwords import _CODE_LETTERS, code_hash, new_recovery_codes
from tests.api.told import refusal, refused
from tests.served import PASSWORD, Person, Served


def register(served: Served, **otherwise: object) -> httpx.Response:
    """Send an account with a user name of its own."""
    account: dict[str, Any] = {
        "username": f"patient-{uuid4().hex[:12]}",
        "password": PASSWORD,
        "display_name": "Ada",
        "time_zone": "Europe/Berlin",
        "role": "patient",
    }
    return served.client().post("/accounts", json=account | otherwise)


def test_a_new_patient_has_a_diary_a_session_and_recovery_codes(shared_server: Served) -> None:
    person = Person(shared_server)

    session = person.http.get("/session").json()

    assert person.account.keys() == {"account_id", "diary_id", "recovery_codes"}
    assert session["diary_id"] == person.account["diary_id"]
    assert person.get("/days").json() == {"days": []}


def test_ten_recovery_codes_are_given_and_all_differ(ada: Person) -> None:
    codes = ada.account["recovery_codes"]

    assert len(set(codes)) == 10
    assert [
        code for code in codes if not re.fullmatch("([A-HJ-NP-Z2-9]{4}-){5}[A-HJ-NP-Z2-9]{4}", code)
    ] == []


def test_the_role_and_the_device_may_be_left_out(shared_server: Served) -> None:
    account = {"username": uuid4().hex, "password": PASSWORD, "display_name": "A", "time_zone": "UTC"}

    assert shared_server.client().post("/accounts", json=account).status_code == 201


@pytest.mark.parametrize("spelt", ["{name}", "{NAME}", "ＰＡＴＩＥＮＴ{rest}"])
def test_a_user_name_is_given_once_however_it_is_spelt(ada: Person, spelt: str) -> None:
    name = ada.username
    again = spelt.format(name=name, NAME=name.upper(), rest=name.removeprefix("patient"))

    assert refusal(register(ada.served, username=again)) == (409, "username_taken", [])


def test_a_refused_account_leaves_nothing_behind(shared_server: Served) -> None:
    name = f"patient-{uuid4().hex[:12]}"
    refused_first = register(shared_server, username=name, time_zone="Mars/Olympus")

    assert refused_first.status_code == 422
    assert register(shared_server, username=name).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ab"),
        ("username", "x" * 65),
        ("username", "with space"),
        ("username", "nul\x00nul"),
        ("username", ""),
        ("username", None),
        ("username", 12345),
        ("password", None),
        ("password", 123456789012345),
        ("display_name", ""),
        ("display_name", "x" * 201),
        ("display_name", "bell\x07"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "europe/berlin"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "localtime"),
        ("time_zone", ""),
        ("time_zone", "UTC\x00"),
        ("role", "clinician"),
        ("role", "admin"),
        ("device_id", "phone"),
        ("device_name", "x" * 201),
        ("e_mail", "ada@example.org"),
        ("account_id", "5f0c2d0e-7a9b-4c58-8f3e-0b1f6f7f2a11"),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_field(
    shared_server: Served, field: str, value: object
) -> None:
    assert refusal(register(shared_server, **{field: value})) == refused(field)


@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "x" * 129,
        "aaaaaaaaaaaaaaaaaaaa",
        "passwordpassword",
        "123456789012345",
        "qwertyuiopasdfgh",
    ],
    ids=lambda password: password[:16],
)
def test_a_short_long_or_easily_guessed_password_is_refused(shared_server: Served, password: str) -> None:
    answer = register(shared_server, password=password)

    assert refusal(answer) == (422, "password_refused", ["password"])
    assert password not in answer.text


def test_a_password_made_of_the_own_name_is_refused(shared_server: Served) -> None:
    answer = register(shared_server, username="wilhelmina-fitz", password="wilhelmina-fitzwilhelmina-fitz")

    assert refusal(answer) == (422, "password_refused", ["password"])


def test_a_password_may_hold_any_characters(shared_server: Served) -> None:
    odd = "ΩmegĀ 🧠 ünïcödé\x00 \u202e right to left"
    name = f"patient-{uuid4().hex[:12]}"
    register(shared_server, username=name, password=odd)

    signed_in = shared_server.client().post("/session", json={"username": name, "password": odd})

    assert signed_in.status_code == 200


def test_a_password_that_is_slow_to_judge_keeps_nobody_else_waiting(ada: Person) -> None:
    slow = ("4@8({[<369&#!1/|0$5+7%2" * 6)[:128]
    with ThreadPoolExecutor(1) as pool:
        judged = pool.submit(register, ada.served, password=slow)
        others = [ada.get("/days").status_code for _ in range(5)]
        still_judged = not judged.done()

    assert others == [200] * 5
    assert still_judged
    assert judged.result().status_code == 201


def test_a_recovery_code_holds_120_bits_and_shorter_ones_of_before_go_on() -> None:
    code = new_recovery_codes()[0]

    assert len(code.replace("-", "")) * log2(len(_CODE_LETTERS)) == 120
    assert code_hash("7kqm zp3a-XW94 htrc") == code_hash("7KQM-ZP3A-XW94-HTRC")
