"""Injection sessions."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.told import refusal, refused
from tests.served import Person

SESSION: dict[str, Any] = {
    "injected_on": "2026-02-02",
    "product": "onabotulinumtoxinA",
    "lot": "C1234",
    "total_units": 155,
    "sites": [
        {"muscle": "frontalis", "side": "left", "units": 10, "points": 2},
        {"muscle": "procerus", "side": "midline", "units": 2.5, "points": 1},
        {"muscle": "occipitalis", "side": "right", "units": 15, "points": 3},
    ],
    "clinic": "Headache clinic",
    "note": "well tolerated",
    "objection": None,
}


def post(person: Person, **session: object) -> httpx.Response:
    return person.http.post(f"{person.diary}/injections", json=session)


def put(person: Person, key: object, **session: object) -> httpx.Response:
    return person.http.put(f"{person.diary}/injections/{key}", json=session)


def listed(person: Person) -> list[dict[str, Any]]:
    sessions: list[dict[str, Any]] = person.get("/injections").json()["injections"]
    return sessions


def test_a_session_comes_back_with_every_field(ada: Person) -> None:
    made = post(ada, **SESSION)

    got = ada.get(f"/injections/{made.json()['injection_id']}")

    assert made.status_code == 201
    by_the_server = {name: made.json()[name] for name in ("injection_id", "revision")}
    assert got.json() == made.json() == SESSION | by_the_server | {"entered_by": None}
    assert got.headers["ETag"] == made.headers["ETag"] == f'"{made.json()["revision"]}"'


def test_the_answer_says_where_the_session_is_found(ada: Person) -> None:
    made = post(ada, **SESSION)

    address = made.request.url.join(made.headers["Location"])

    assert ada.http.get(str(address)).json() == made.json()


def test_a_session_needs_its_date_alone(ada: Person) -> None:
    made = post(ada, injected_on="2026-02-02").json()

    assert {name for name, value in made.items() if value is None} == SESSION.keys() - {"injected_on"} | {
        "entered_by"
    }


def test_sessions_are_listed_by_date(ada: Person) -> None:
    for day in ("2026-05-04", "2026-02-02", "2026-08-03"):
        post(ada, injected_on=day)

    assert [one["injected_on"] for one in listed(ada)] == ["2026-02-02", "2026-05-04", "2026-08-03"]


def test_two_sessions_on_one_date_are_kept_apart(ada: Person) -> None:
    post(ada, injected_on="2026-02-02")
    post(ada, injected_on="2026-02-02")

    assert len(listed(ada)) == 2


def test_a_session_under_an_id_of_the_client_is_made_once(ada: Person) -> None:
    injection_id = uuid4()

    first, retry = put(ada, injection_id, **SESSION), put(ada, injection_id, **SESSION)

    assert (first.status_code, retry.status_code) == (201, 200)
    assert retry.json() == first.json()
    assert first.json()["injection_id"] == str(injection_id)
    assert len(listed(ada)) == 1


def test_a_retry_of_posting_never_doubles(ada: Person) -> None:
    with_id = SESSION | {"injection_id": str(uuid4())}

    first, retry = post(ada, **with_id), post(ada, **with_id)

    assert (first.status_code, retry.status_code) == (201, 201)
    assert listed(ada) == [first.json()] == [retry.json()]


def test_posting_another_session_under_a_used_id_changes_nothing(ada: Person) -> None:
    made = post(ada, **SESSION).json()

    answer = post(ada, injection_id=made["injection_id"], injected_on="2026-02-09")

    assert refusal(answer) == (412, "revision_differs", [])
    assert answer.json()["current"] == made
    assert listed(ada) == [made]


def test_a_late_retry_of_posting_does_not_bring_a_deleted_session_back(ada: Person) -> None:
    with_id = SESSION | {"injection_id": str(uuid4())}
    post(ada, **with_id)
    ada.http.delete(f"{ada.diary}/injections/{with_id['injection_id']}")

    retry = post(ada, **with_id)

    assert retry.status_code == 412
    assert retry.json()["current"] is None
    assert listed(ada) == []


def test_a_session_is_corrected(ada: Person) -> None:
    made = post(ada, **SESSION).json()

    corrected = put(ada, made["injection_id"], **SESSION | {"injected_on": "2026-02-03"})

    assert corrected.status_code == 200
    assert corrected.json()["revision"] > made["revision"]
    assert listed(ada) == [made | {"injected_on": "2026-02-03", "revision": corrected.json()["revision"]}]


def test_what_was_read_may_be_sent_back_unchanged(ada: Person) -> None:
    made = post(ada, **SESSION).json()

    again = put(ada, made["injection_id"], **made)

    assert again.status_code == 200
    assert again.json() == made


def test_a_correction_of_an_old_revision_is_refused(ada: Person) -> None:
    made = post(ada, **SESSION).json()
    current = put(ada, made["injection_id"], injected_on="2026-02-03").json()

    answer = put(ada, made["injection_id"], **made)

    assert refusal(answer) == (412, "revision_differs", [])
    assert answer.json()["current"] == current


def test_a_session_may_be_made_only_when_there_is_none(ada: Person) -> None:
    here = f"{ada.diary}/injections/{uuid4()}"

    first = ada.http.put(here, json=SESSION, headers={"If-None-Match": "*"})
    second = ada.http.put(here, json=SESSION | {"lot": "X"}, headers={"If-None-Match": "*"})

    assert (first.status_code, second.status_code) == (201, 412)


def test_a_deleted_session_is_gone_and_may_be_put_back(ada: Person) -> None:
    made = post(ada, **SESSION).json()
    here = f"{ada.diary}/injections/{made['injection_id']}"

    deleted = ada.http.delete(here)

    assert deleted.status_code == 204
    assert refusal(ada.http.get(here)) == (404, "not_found", [])
    assert ada.http.delete(here).status_code == 404
    assert ada.http.put(here, json=SESSION).status_code == 201


def test_a_session_sent_to_the_address_of_another_is_refused(eve: Person) -> None:
    answer = put(eve, uuid4(), injected_on="2026-02-02", injection_id=str(uuid4()))

    assert refusal(answer) == refused("injection_id")
    assert listed(eve) == []


@pytest.mark.parametrize("injection_id", ["1", "x", "5f0c2d0e", "5f0c2d0e-7a9b-4c58-8f3e-0b1f6f7f2a1g"])
def test_an_id_that_is_no_uuid_is_told_as_such(eve: Person, injection_id: str) -> None:
    assert refusal(put(eve, injection_id, injected_on="2026-02-02")) == refused("injection_id")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("injected_on", None),
        ("injected_on", "2026-02-30"),
        ("injected_on", "02.02.2026"),
        ("injected_on", 20260202),
        ("injected_on", "1899-12-31"),
        ("injection_id", 1),
        ("product", "x" * 201),
        ("product", 1),
        ("lot", "x" * 101),
        ("clinic", "x" * 201),
        ("note", "x" * 10_001),
        ("total_units", "155"),
        ("total_units", True),
        ("total_units", -1),
        ("total_units", 9999.1),
        ("total_units", 155.25),
        ("total_units", 1e300),
        ("sites", "frontalis"),
        ("sites", {}),
        ("dose", 155),
        ("revision", "1"),
    ],
)
def test_a_session_that_cannot_be_is_refused_by_field(eve: Person, field: str, value: object) -> None:
    answer = post(eve, **SESSION | {field: value})

    assert refusal(answer) == refused(field)
    assert listed(eve) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("muscle", ""),
        ("muscle", "x" * 61),
        ("side", "both"),
        ("side", None),
        ("units", -0.5),
        ("units", 1000.1),
        ("units", 2.55),
        ("units", "5"),
        ("points", 0),
        ("points", 101),
        ("points", 1.0),
        ("points", True),
        ("depth", 1),
    ],
)
def test_a_site_that_cannot_be_is_refused_by_field(eve: Person, field: str, value: object) -> None:
    sites = [*SESSION["sites"], SESSION["sites"][0] | {field: value}]

    assert refusal(post(eve, injected_on="2026-02-02", sites=sites)) == refused(f"sites.3.{field}")


def test_a_hundred_sites_are_taken_and_one_more_is_not(ada: Person) -> None:
    site = SESSION["sites"][0]

    assert post(ada, injected_on="2026-02-02", sites=[site] * 100).status_code == 201
    assert refusal(post(ada, injected_on="2026-02-02", sites=[site] * 101)) == refused("sites")


def test_a_session_without_its_date_is_refused(eve: Person) -> None:
    assert refusal(post(eve, product="onabotulinumtoxinA")) == refused("injected_on")


def test_units_are_kept_to_the_tenth(ada: Person) -> None:
    assert post(ada, injected_on="2026-02-02", total_units=0.1).json()["total_units"] == 0.1
    assert post(ada, injected_on="2026-02-02", total_units=155.0).text.count("155,") == 1
