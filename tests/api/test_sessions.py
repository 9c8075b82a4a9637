"""Sessions: who am I, signing in and out, and when a sign-in ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.told import Refusal, refusal
from tests.served import NOW, PASSWORD, Person, Served

DAY = timedelta(days=1)
A_MOMENT = timedelta(seconds=1)
NOT_SIGNED_IN: Refusal = (401, "not_signed_in", [])


def sign_in(ada: Person, password: str = PASSWORD, **otherwise: str) -> httpx.Response:
    """Sign in anew, on a client without a cookie."""
    return ada.served.client().post(
        "/session", json={"username": ada.username, "password": password, **otherwise}
    )


def test_a_session_tells_who_is_signed_in(ada: Person) -> None:
    assert ada.http.get("/session").json() == {
        "account_id": ada.account["account_id"],
        "role": "patient",
        "diary_id": ada.account["diary_id"],
        "display_name": "Ada",
        "time_zone": "Europe/Berlin",
        "today": "2026-11-20",
    }


def test_signing_in_tells_the_same(ada: Person) -> None:
    answer = sign_in(ada)

    assert answer.status_code == 200
    assert answer.json() == ada.http.get("/session").json()


def test_the_case_of_the_user_name_does_not_matter(ada: Person) -> None:
    assert sign_in(ada, username=ada.username.upper()).status_code == 200


@pytest.mark.parametrize("otherwise", [{"password": "wrong horse battery"}, {"username": "nobody-at-all"}])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    ada: Person, otherwise: dict[str, str]
) -> None:
    answer = ada.served.client().post(
        "/session", json={"username": ada.username, "password": PASSWORD} | otherwise
    )

    assert refusal(answer) == (401, "sign_in_refused", [])
    assert answer.json()["detail"] == "User name or password is not right."
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a\x00b"),
        ("username", "x" * 201),
        ("password", "x" * 1001),
        ("password", 1),
        ("remember", True),
    ],
)
def test_a_sign_in_that_cannot_be_is_refused_by_field(eve: Person, field: str, value: object) -> None:
    answer = eve.served.client().post(
        "/session", json={"username": "ada", "password": PASSWORD, field: value}
    )

    assert refusal(answer) == (422, "bad_input", [field])


def test_the_cookie_is_for_the_browser_alone(ada: Person) -> None:
    cookie = sign_in(ada).headers["set-cookie"]

    assert cookie.startswith("diary_session=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_signing_out_ends_the_session_at_once(ada: Person) -> None:
    cookie = dict(ada.http.cookies)
    out = ada.http.delete("/session")

    answer = httpx.get(f"{ada.http.base_url}session", cookies=cookie)

    assert out.status_code == 204
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert refusal(answer) == NOT_SIGNED_IN


def test_signing_out_on_one_device_leaves_the_other_signed_in(ada: Person) -> None:
    other = ada.served.client()
    other.post("/session", json={"username": ada.username, "password": PASSWORD})

    other.delete("/session")

    assert ada.http.get("/session").status_code == 200


def test_signing_out_without_being_signed_in_is_no_fault(shared_server: Served) -> None:
    assert shared_server.client().delete("/session").status_code == 204


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "=",
        "A" * 42,
        "A" * 43,
        "A" * 44,
        "A" * 5000,
        "%00%ff",
        '"quoted"',
        "\x80\xff",
        "null",
        "' OR 1=1 --",
        "a; diary_session=b",
    ],
    ids=lambda cookie: repr(cookie[:12]),
)
def test_a_cookie_that_was_never_given_signs_nobody_in(shared_server: Served, cookie: str) -> None:
    header = {b"cookie": b"diary_session=" + cookie.encode("latin-1")}

    assert refusal(shared_server.client().get("/session", headers=header)) == NOT_SIGNED_IN
    assert refusal(shared_server.client().get("/diaries/mine/days", headers=header)) == NOT_SIGNED_IN
    assert shared_server.client().delete("/session", headers=header).status_code == 204


def read_the_days(ada: Person) -> int:
    return ada.get("/days").status_code


def ask_who_i_am(ada: Person) -> int:
    return ada.http.get("/session").status_code


def say_a_day(ada: Person) -> int:
    return ada.put_day("2026-11-01").status_code


def test_a_sign_in_ends_after_ninety_days_without_use(own_server: Served) -> None:
    ada = Person(own_server)
    own_server.now = NOW + 90 * DAY - A_MOMENT
    assert read_the_days(ada) == 200
    own_server.now += 90 * DAY

    assert refusal(ada.get("/days")) == NOT_SIGNED_IN
    assert refusal(ada.http.get("/session")) == NOT_SIGNED_IN
    assert refusal(ada.put_day("2026-11-20")) == NOT_SIGNED_IN


@pytest.mark.parametrize("use", [read_the_days, ask_who_i_am, say_a_day], ids=lambda use: use.__name__)
def test_any_use_keeps_a_sign_in_alive(own_server: Served, use: Callable[[Person], int]) -> None:
    ada = Person(own_server)
    answers = []
    for days in (60, 120, 180, 240):
        own_server.now = NOW + days * DAY
        answers.append(use(ada))

    assert set(answers) <= {200, 201}


def test_a_sign_in_ends_after_a_year_however_much_it_is_used(own_server: Served) -> None:
    ada = Person(own_server)
    for days in (60, 120, 180, 240, 300, 360):
        own_server.now = NOW + days * DAY
        assert read_the_days(ada) == 200
    own_server.now = NOW + 365 * DAY - A_MOMENT
    assert read_the_days(ada) == 200
    own_server.now = NOW + 365 * DAY

    assert refusal(ada.get("/days")) == NOT_SIGNED_IN


def test_after_its_end_one_signs_in_again(own_server: Served) -> None:
    ada = Person(own_server)
    ada.put_day("2026-11-20")
    own_server.now = NOW + 400 * DAY

    ada.http.post("/session", json={"username": ada.username, "password": PASSWORD})

    assert ada.get("/days/2026-11-20").status_code == 200


def test_a_new_device_may_sign_in_many_times_at_once(ada: Person) -> None:
    device_id = str(uuid4())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: sign_in(ada, device_id=device_id), range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4


def test_a_user_name_asked_for_by_many_at_once_is_given_once(shared_server: Served) -> None:
    account = {"username": uuid4().hex, "password": PASSWORD, "display_name": "A", "time_zone": "UTC"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shared_server.client().post("/accounts", json=account), range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


def sign_ins(person: Person) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = person.http.get("/sessions").json()["sessions"]
    return told


def signed_in_on(ada: Person, name: str) -> httpx.Client:
    """Ada's second device, signed in."""
    other = ada.served.client()
    said = {"username": ada.username, "password": PASSWORD, "device_name": name}
    assert other.post("/session", json=said).status_code == 200
    return other


def test_every_sign_in_is_listed_with_its_device_and_its_times(own_server: Served) -> None:
    ada = Person(own_server)
    own_server.now = NOW + 3 * DAY
    device_id = str(uuid4())
    sign_in(ada, device_id=device_id, device_name="Firefox, Android")

    new, own = sign_ins(ada)

    assert new == {
        "session_id": new["session_id"],
        "device_id": device_id,
        "device_name": "Firefox, Android",
        "created_at": "2026-11-23T12:00:00.000Z",
        "last_seen_at": "2026-11-23T12:00:00.000Z",
        "ends_at": "2027-02-21T12:00:00.000Z",
        "current": False,
    }
    assert (own["current"], own["created_at"]) == (True, "2026-11-20T12:00:00.000Z")


def test_a_sign_in_that_has_ended_is_not_listed(own_server: Served) -> None:
    ada = Person(own_server)
    signed_in_on(ada, "the old phone")
    own_server.now = NOW + 89 * DAY
    assert len(sign_ins(ada)) == 2
    own_server.now = NOW + 91 * DAY

    assert [one["current"] for one in sign_ins(ada)] == [True]


def test_a_sign_in_on_a_lost_phone_is_ended_from_another(ada: Person) -> None:
    lost = signed_in_on(ada, "the lost phone")
    (session_id,) = [one["session_id"] for one in sign_ins(ada) if one["device_name"] == "the lost phone"]

    answer = ada.http.delete(f"/sessions/{session_id}")

    assert answer.status_code == 204
    assert refusal(lost.get("/session")) == NOT_SIGNED_IN
    assert [one["current"] for one in sign_ins(ada)] == [True]


def test_all_other_sign_ins_are_ended_at_once(ada: Person, ben: Person) -> None:
    others = [signed_in_on(ada, "tablet"), signed_in_on(ada, "computer")]

    assert ada.http.delete("/sessions").status_code == 204

    assert [refusal(other.get("/session")) for other in others] == [NOT_SIGNED_IN] * 2
    assert [one["current"] for one in sign_ins(ada)] == [True]
    assert ben.http.get("/session").status_code == 200


def test_the_own_sign_in_can_be_ended_like_any_other(ada: Person) -> None:
    (own,) = [one["session_id"] for one in sign_ins(ada) if one["current"]]

    assert ada.http.delete(f"/sessions/{own}").status_code == 204
    assert refusal(ada.http.get("/sessions")) == NOT_SIGNED_IN


def test_nobody_sees_or_ends_the_sign_ins_of_another(ada: Person, ben: Person) -> None:
    of_ada = {one["session_id"] for one in sign_ins(ada)}

    answers = [ben.http.delete(f"/sessions/{session_id}") for session_id in (*of_ada, uuid4())]

    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert of_ada.isdisjoint(one["session_id"] for one in sign_ins(ben))
    assert ada.http.get("/session").status_code == 200


def test_a_sign_in_is_ended_once(ada: Person) -> None:
    signed_in_on(ada, "tablet")
    (session_id,) = [one["session_id"] for one in sign_ins(ada) if not one["current"]]

    answers = [ada.http.delete(f"/sessions/{session_id}").status_code for _ in range(2)]

    assert answers == [204, 404]


def test_a_new_sign_in_ends_the_one_that_the_browser_had(ada: Person, ben: Person) -> None:
    client = ada.served.client()
    said = [{"username": one.username, "password": PASSWORD} for one in (ada, ada, ben)]
    cookies = []
    for one in said:
        assert client.post("/session", json=one).status_code == 200
        cookies.append(client.cookies["diary_session"])
    wrong = client.post("/session", json=said[0] | {"password": "x" * 15})

    alive = []
    for cookie in cookies:
        other = ada.served.client()
        other.cookies.set("diary_session", cookie)
        alive.append(other.get("/session").status_code)

    assert (wrong.status_code, alive) == (401, [401, 401, 200])
    assert ada.http.get("/session").status_code == 200  # another browser's stays
