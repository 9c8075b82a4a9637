"""What the diary is told about the treatment."""

from typing import Any

import httpx
import pytest

from tests.api.told import refusal, refused
from tests.served import Person

NOTHING = {"revision": 0, "headache_days_per_30": None, "earlier_rounds": 0, "interval_weeks": 12}


def put(ada: Person, **said: object) -> httpx.Response:
    return ada.http.put(f"{ada.diary}/treatment", json=said)


def test_before_anything_is_said_the_defaults_are_told(ada: Person) -> None:
    got = ada.get("/treatment")

    assert (got.status_code, got.json()) == (200, NOTHING)
    assert got.headers["ETag"] == '"0"'


def test_all_that_is_said_comes_back(ada: Person) -> None:
    said = {"headache_days_per_30": 22.5, "earlier_rounds": 3, "interval_weeks": 14}

    answer = put(ada, **said)

    assert answer.status_code == 200
    revision = answer.json()["revision"]
    assert ada.get("/treatment").json() == answer.json() == {"revision": revision} | said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headache_days_per_30", 0),
        ("headache_days_per_30", 30),
        ("headache_days_per_30", 0.1),
        ("earlier_rounds", 60),
        ("interval_weeks", 26),
    ],
)
def test_each_field_may_be_said_alone(ada: Person, field: str, value: float) -> None:
    said = put(ada, **{field: value}).json()

    assert said == NOTHING | {"revision": said["revision"], field: value}


def test_what_is_left_out_stays_as_it_was(ada: Person) -> None:
    put(ada, headache_days_per_30=24, earlier_rounds=3)

    after = put(ada, interval_weeks=16).json()

    said = {"headache_days_per_30": 24, "earlier_rounds": 3, "interval_weeks": 16}
    assert after == {"revision": after["revision"]} | said


def test_null_takes_back_what_was_said(ada: Person) -> None:
    put(ada, headache_days_per_30=24, earlier_rounds=3, interval_weeks=16)

    after = put(ada, headache_days_per_30=None, earlier_rounds=None, interval_weeks=None).json()

    assert after == NOTHING | {"revision": after["revision"]}


def test_the_same_said_again_makes_no_new_revision(ada: Person) -> None:
    first = put(ada, headache_days_per_30=24).json()

    assert put(ada, headache_days_per_30=24.0).json() == first
    assert put(ada).json() == first


@pytest.mark.parametrize("said", [{}, {"headache_days_per_30": 22.5, "earlier_rounds": 2}])
def test_what_was_read_may_be_sent_back_unchanged(ada: Person, said: dict[str, Any]) -> None:
    put(ada, **said)
    read = ada.get("/treatment").json()

    again = put(ada, **read)

    assert again.status_code == 200
    assert again.json() == read


def test_a_change_of_an_old_revision_is_refused(ada: Person) -> None:
    old = put(ada, earlier_rounds=1).json()
    current = put(ada, earlier_rounds=2).json()

    answer = put(ada, **old | {"interval_weeks": 13})

    assert refusal(answer) == (412, "revision_differs", [])
    assert answer.json()["current"] == current


def test_an_old_entity_tag_is_refused(ada: Person) -> None:
    put(ada, earlier_rounds=1)

    answer = ada.http.put(f"{ada.diary}/treatment", json={"earlier_rounds": 2}, headers={"If-Match": '"0"'})

    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headache_days_per_30", -0.1),
        ("headache_days_per_30", 30.1),
        ("headache_days_per_30", 22.55),
        ("headache_days_per_30", "24"),
        ("headache_days_per_30", True),
        ("headache_days_per_30", 1e300),
        ("headache_days_per_30", 1e-300),
        ("earlier_rounds", -1),
        ("earlier_rounds", 61),
        ("earlier_rounds", 1.0),
        ("earlier_rounds", "1"),
        ("earlier_rounds", True),
        ("interval_weeks", 11),
        ("interval_weeks", 27),
        ("interval_weeks", 12.5),
        ("interval_months", 3),
        ("diary_id", "mine"),
    ],
)
def test_what_cannot_be_is_refused_by_field(eve: Person, field: str, value: object) -> None:
    assert refusal(put(eve, **{field: value})) == refused(field)
    assert eve.get("/treatment").json() == NOTHING


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused_by_field(eve: Person, number: str) -> None:
    body = f'{{"headache_days_per_30": {number}}}'
    json = {"content-type": "application/json"}

    answer = eve.http.put(f"{eve.diary}/treatment", content=body, headers=json)

    assert refusal(answer) == refused("headache_days_per_30")
