"""One bad operation of each kind beside two good ones: it is told by itself, and the others count."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.api import sync_body
from app.api.body import JsonBody
from app.api.schemas.sync import SyncIn
from app.api.sync_body import SyncBody
from tests.api.test_sync import edit
from tests.served import Person

BEFORE, AFTER = "2026-11-01", "2026-11-03"
Changed = str | dict[str, Any]
REFUSED: dict[str, Changed] = {
    "not an object": '"an operation"',
    "null": "null",
    "a list": "[]",
    "without an id": {"operation_id": None},
    "an id that is none": {"operation_id": "seven"},
    "an id that is a number": {"operation_id": 7},
    "a kind that is unknown": {"kind": "weather"},
    "a kind that is a number": {"kind": 7},
    "a kind that is too long": {"kind": "k" * 33},
    "a key that is no day": {"key": "2026-11-31"},
    "a key that is too long": {"key": "2" * 65},
    "a key that is a number": {"key": 20261102},
    "a day that has not begun": {"key": "2027-11-02"},
    "a base that is a text": {"base_revision": "7"},
    "a base with decimals": {"base_revision": 7.5},
    "a base of 5,000 digits": '{"base_revision": %s}' % ("9" * 5_000),
    "base values that are a list": {"base_values": []},
    "fields that are a list": {"set": []},
    "a field that is unknown": {"set": {"mood": "low"}},
    "a field unset that is unknown": {"unset": ["mood"]},
    "a field unset that is a number": {"unset": [7]},
    "delete that is a text": {"delete": "yes"},
    "a moment without a zone": {"made_at": "2026-11-02T20:00:00"},
    "a moment that is none": {"made_at": "yesterday"},
    "a zone that is a number": {"time_zone": 7},
    "a field of the operation that is unknown": {"colour": "red"},
    "a headache-free day with nausea": {"set": {"headache": False, "nausea": True}},
    "a number that is none": '{"set": {"headache": true, "duration_minutes": NaN}}',
    "a number that is infinite": '{"set": {"headache": true, "duration_minutes": 1e999}}',
    "a number beyond 64 bits": {"set": {"headache": True, "duration_minutes": 2**64}},
    "a number of 5,000 digits": '{"set": {"headache": true, "duration_minutes": %s}}' % ("9" * 5_000),
    "half a character": '{"set": {"headache": true, "note": "\\ud800"}}',
    "a control character": {"set": {"headache": True, "note": "\x07"}},
    "a note that is too long": {"set": {"headache": True, "note": "n" * 10_001}},
    "a field said twice": '{"set": {"headache": true, "headache": false}}',
    "nested very deep": '{"set": {"headache": %s}}' % ("[" * 150 + "]" * 150),
    "nested deeper than one can look": '{"set": {"headache": %s}}' % ("[" * 900 + "]" * 900),
}
TAKEN: dict[str, tuple[Changed, list[str]]] = {
    "a zone without a name": ({"time_zone": "Etc/Unknown"}, ["time_zone_unknown"]),
    "a zone of no letters": ({"time_zone": ""}, ["time_zone_unknown"]),
    "a zone that is very long": ({"time_zone": "Z" * 200}, ["time_zone_unknown"]),
    "a clock at its beginning": ({"made_at": "1970-01-01T00:00:00Z"}, ["made_at_replaced"]),
    "a clock of the year 1": ({"made_at": "0001-01-01T00:00:00+14:00"}, ["made_at_replaced"]),
    "a clock of the year 9999": ({"made_at": "9999-12-31T23:59:59-12:00"}, ["made_at_replaced"]),
    "a clock two days ahead": ({"made_at": "2026-11-22T12:00:01Z"}, ["made_at_replaced"]),
    "a clock almost a day ahead": ({"made_at": "2026-11-21T11:59:59Z"}, []),
    "a clock of the year 2000": ({"made_at": "2000-01-01T00:00:00Z"}, []),
    "a base of 2^63": ({"base_revision": 2**63}, []),
    "a base of 2^63 - 1": ({"base_revision": 2**63 - 1}, []),
    "a base below zero": ({"base_revision": -1}, []),
    "base values that are no day": ({"base_values": {"headache": "perhaps"}}, ["base_ignored"]),
    "base values of a later release": ({"base_values": {"headache": True, "mood": "low"}}, []),
}


def exchange(person: Person, changed: Changed) -> httpx.Response:
    """Two good operations with another between them."""
    good = [edit(day, headache=True) for day in (BEFORE, AFTER)]
    between = edit("2026-11-02", headache=True)
    if isinstance(changed, dict):
        text = json.dumps(between | changed)
    elif changed.startswith("{"):
        name = next(iter(json.loads(changed, parse_int=float)))
        rest = {key: value for key, value in between.items() if key != name}
        text = f"{json.dumps(rest)[:-1]}, {changed[1:]}"
    else:
        text = changed
    operations = ", ".join([json.dumps(good[0]), text, json.dumps(good[1])])
    body = f'{{"device_id": "{uuid4()}", "operations": [{operations}]}}'
    headers = {"Content-Type": "application/json"}
    return person.http.post(f"{person.diary}/sync", content=body, headers=headers)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_with_one_operation_refuses_that_one_alone(ada: Person, what: str) -> None:
    answer = exchange(ada, REFUSED[what])

    assert answer.status_code == 200, answer.text
    assert [result["status"] for result in answer.json()["results"]] == ["applied", "rejected", "applied"]
    assert all(error["code"] for error in answer.json()["results"][1]["errors"])
    assert [day["day"] for day in ada.get("/days").json()["days"]] == [BEFORE, AFTER]


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_only_odd_is_taken_with_a_note(ada: Person, what: str) -> None:
    changed, notes = TAKEN[what]

    answer = exchange(ada, changed)

    assert answer.status_code == 200, answer.text
    assert [result["status"] for result in answer.json()["results"]] == ["applied"] * 3
    assert answer.json()["results"][1]["notes"] == notes


def test_a_moment_and_a_zone_that_cannot_be_kept_are_the_servers(ada: Person) -> None:
    exchange(ada, {"time_zone": "Etc/Unknown", "made_at": "9999-12-31T23:59:59-12:00"})

    (past,) = ada.get("/days/2026-11-02/history").json()["history"]
    assert (past["time_zone"], past["made_at"]) == ("UTC", past["saved_at"])


@pytest.mark.parametrize("body", ["[]", "{", '{"operations": []}', '{"device_id": 7, "operations": [7]}'])
def test_what_is_no_exchange_is_refused_whole(ada: Person, body: str) -> None:
    headers = {"Content-Type": "application/json"}

    assert ada.http.post(f"{ada.diary}/sync", content=body, headers=headers).status_code == 422


@pytest.mark.parametrize(
    "looks_like_a_number", ["0198c1e9-9999-7000-8000-000000001e99", "12345678-9012-4345-8789-012345678901"]
)
def test_an_id_that_looks_like_a_number_is_none(
    looks_like_a_number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else most exchanges were read operation by operation, which takes ten times as long."""
    monkeypatch.setattr(sync_body, "_one_by_one", None)
    said = edit(BEFORE, None, headache=True) | {"operation_id": looks_like_a_number}
    body = {"device_id": looks_like_a_number, "operations": [said] * 200}

    for separators in ((",", ":"), (", ", ": ")):
        sent = SyncBody(SyncIn).parse(json.dumps(body, separators=separators).encode())
        assert [str(one.operation_id) for one in sent.operations] == [looks_like_a_number] * 200


def test_a_body_that_is_read_only_as_a_whole_is_caught(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of before: of these cases all that the schema sees stop the two good ones as well."""
    monkeypatch.setattr(SyncBody, "parse", JsonBody.parse)

    stopped = [what for what, changed in REFUSED.items() if exchange(ada, changed).status_code != 200]

    assert len(REFUSED) == 37
    assert len(stopped) >= 24
