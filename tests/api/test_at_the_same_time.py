"""Several phones at once: one edit after the other, and nobody's is lost unseen."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx

from tests.served import PASSWORD, Person

PHONES = 8


def at_once(ada: Person, ask: Callable[[httpx.Client, int], httpx.Response]) -> list[httpx.Response]:
    """Let each of her phones ask at the same time."""
    phones = [ada.served.client() for _ in range(PHONES)]
    for phone in phones:
        phone.cookies = ada.http.cookies
    with ThreadPoolExecutor(PHONES) as pool:
        return list(pool.map(ask, phones, range(PHONES)))


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_of_many_first_entries_one_is_the_first(ada: Person) -> None:
    answers = at_once(
        ada,
        lambda phone, number: phone.put(
            f"{ada.diary}/days/2026-11-19",
            json={"headache": True, "duration_minutes": number + 1},
            headers={"If-None-Match": "*"},
        ),
    )

    assert statuses(answers) == {201: 1, 412: PHONES - 1}
    assert len(ada.get("/days/2026-11-19/history").json()["history"]) == 1


def test_of_many_changes_of_one_revision_one_is_taken(ada: Person) -> None:
    tag = ada.put_day("2026-11-19", headache=True).headers["ETag"]

    answers = at_once(
        ada,
        lambda phone, number: phone.put(
            f"{ada.diary}/days/2026-11-19",
            json={"headache": True, "duration_minutes": number + 1},
            headers={"If-Match": tag},
        ),
    )

    assert statuses(answers) == {200: 1, 412: PHONES - 1}
    assert len(ada.get("/days/2026-11-19/history").json()["history"]) == 2


def test_of_many_changes_without_a_condition_each_is_kept(ada: Person) -> None:
    answers = at_once(
        ada,
        lambda phone, number: phone.put(
            f"{ada.diary}/days/2026-11-19", json={"headache": True, "duration_minutes": number + 1}
        ),
    )
    history = ada.get("/days/2026-11-19/history").json()["history"]

    assert statuses(answers) == {201: 1, 200: PHONES - 1}
    assert sorted(past["value"]["duration_minutes"] for past in history) == list(range(1, PHONES + 1))
    assert [past["based_on"] for past in history[1:]] == [past["revision"] for past in history[:-1]]


def test_a_retry_that_overtakes_the_first_try_doubles_nothing(ada: Person) -> None:
    session = {"injection_id": str(uuid4()), "injected_on": "2026-02-02"}

    answers = at_once(ada, lambda phone, _: phone.post(f"{ada.diary}/injections", json=session))

    assert statuses(answers) == {201: PHONES}
    assert len(ada.get("/injections").json()["injections"]) == 1
    assert [answer.json() for answer in answers] == [answers[0].json()] * PHONES


def test_days_said_at_once_are_all_kept(ada: Person) -> None:
    answers = at_once(
        ada,
        lambda phone, number: phone.put(f"{ada.diary}/days/2026-11-0{number + 1}", json={"headache": True}),
    )

    assert statuses(answers) == {201: PHONES}
    assert len({answer.json()["revision"] for answer in answers}) == PHONES


def test_a_phone_that_is_signed_out_meanwhile_says_nothing_more(ada: Person) -> None:
    other = ada.served.client()
    other.post("/session", json={"username": ada.username, "password": PASSWORD})
    cookie = dict(other.cookies)
    other.delete("/session")
    other.cookies.update(cookie)

    assert other.put(f"{ada.diary}/days/2026-11-19", json={"headache": True}).status_code == 401
    assert ada.get("/days").json() == {"days": []}
