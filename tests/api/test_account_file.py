"""Taking everything along, part by part: the same document whatever the parts, and none that looks whole."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from app.api import account_file, answers, sharing_answers
from app.storage import export, histories
from tests.served import Person, Served

EVERYTHING = "/diaries/mine/everything"
DAYS = ("2026-11-17", "2026-11-18", "2026-11-19")
SMALLEST = (
    (histories, "PAGE_BYTES"),
    (export, "_AT_ONCE"),
    (account_file, "PART_BYTES"),
    (answers, "AT_ONCE_BYTES"),
    (sharing_answers, "LOOKS_AT_MOST"),
)


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient with three days of seven values, one of them deleted, a session and two circumstances."""
    pat = Person(own_server)
    for day in DAYS:
        for number in range(7):
            pat.put_day(day, headache=True, note=f"note {number}")
    pat.http.delete(f"{pat.diary}/days/{DAYS[1]}")
    pat.http.post(f"{pat.diary}/injections", json={"injected_on": "2026-11-01"})
    for name in ("Topiramate", "Candesartan"):
        said = {"kind": "preventive", "name": name, "began_on": "2026-02-02"}
        pat.http.post(f"{pat.diary}/circumstances", json=said)
    return pat


@contextmanager
def in_smallest_parts(before_each: Callable[[Any], object] = id) -> Iterator[None]:
    """Each part as small as can be; before each, something is done that is told where the reading is."""
    documents = account_file._documents

    def and_before(*of: Any) -> Any:
        before_each(of[-1].key)
        return documents(*of)

    with ExitStack() as stack:
        for where, name in SMALLEST:
            stack.enter_context(patch.object(where, name, 1))
        stack.enter_context(patch.object(account_file, "_documents", and_before))
        yield


def told(answer: httpx.Response) -> dict[str, Any]:
    """What is told, but for the moment; the answer is JSON to its end."""
    assert answer.status_code == 200
    content: dict[str, Any] = json.loads(answer.content)
    return content | {"exported_at": None}


def test_the_parts_make_the_same_document_whatever_their_size(pat: Person) -> None:
    whole = pat.http.get(EVERYTHING)

    with in_smallest_parts():
        in_parts = pat.http.get(EVERYTHING)

    assert told(in_parts) == told(whole)
    assert ("content-length" in whole.headers, "content-length" in in_parts.headers) == (True, False)
    assert [len(day["history"]) for day in told(whole)["days"]] == [7, 8, 7]


@pytest.mark.parametrize(("day", "note"), list(zip(DAYS, ("note 6", None, "meanwhile"), strict=True)))
def test_what_is_said_while_the_second_day_is_read_is_in_it_whole_or_not_at_all(
    pat: Person, day: str, note: str | None
) -> None:
    def say(where: Any) -> None:
        if str(where) == DAYS[1]:
            pat.served.client().cookies = pat.http.cookies
            pat.put_day(day, headache=True, note="meanwhile")

    with in_smallest_parts(say):
        content = told(pat.http.get(EVERYTHING))

    found = next(one for one in content["days"] if one["key"] == day)
    assert found["history"][-1]["value"] == found["value"]
    assert (found["value"] or {}).get("note") == note


def test_a_file_breaks_off_when_its_sign_in_ends_and_looks_like_no_whole_one(
    pat: Person, caplog: pytest.LogCaptureFixture
) -> None:
    def sign_out(where: Any) -> None:
        if str(where) == DAYS[1]:
            other = pat.served.client()
            other.cookies = pat.http.cookies
            other.delete("/session")

    with in_smallest_parts(sign_out), pytest.raises(httpx.RemoteProtocolError):
        pat.http.get(EVERYTHING)

    assert "Traceback" not in caplog.text
    assert pat.served.client().get("/session").status_code == 401
