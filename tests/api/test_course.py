"""The course over HTTP: the same numbers as the report and the months, for each reader what is theirs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.contract.clinicians import Clinicians
from tests.contract.expected import Actor
from tests.served import Person, Served

INJECTED = date(2026, 7, 6)


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient with a round, on a server whose clock may be moved."""
    pat = Person(own_server)
    for number in range(-28, 84):
        day = (INJECTED + timedelta(days=number)).isoformat()
        pat.put_day(day, headache=number % 3 == 0, peak_intensity="severe" if number % 3 == 0 else None)
    pat.http.post(f"{pat.diary}/injections", json={"injected_on": INJECTED.isoformat()})
    return pat


@pytest.fixture
def grace(own_server: Served, pat: Person) -> httpx.Client:
    """A clinician who may read."""
    clinicians = Clinicians(own_server, pat.username)
    account_id = clinicians.new()
    clinicians.grant(pat.account["diary_id"], account_id, Actor.READING)
    return clinicians.signed_in(account_id)


def course(reader: httpx.Client, pat: Person, **asked: Any) -> dict[str, Any]:
    """The course as this reader gets it."""
    told: dict[str, Any] = reader.get(f"{pat.diary}/course", params=asked).json()
    return told


def test_it_holds_the_report_and_the_months_as_they_are(pat: Person) -> None:
    told = course(pat.http, pat)

    assert told["treatment_report"] == pat.get("/treatment-report").json()
    assert told["months"] == pat.get("/months").json()["months"]


def test_patient_and_clinician_read_the_same_numbers(pat: Person, grace: httpx.Client) -> None:
    own, seen = course(pat.http, pat), course(grace, pat)

    differs = {name for name in own if own[name] != seen[name]}
    assert differs == {"grant"}
    assert (own["grant"], seen["grant"]["enter_treatment"]) == (None, False)


def test_the_blocks_add_up_by_intensity(pat: Person) -> None:
    blocks = course(pat.http, pat)["course"]["blocks"]

    assert [one["name"] for one in blocks][:4] == ["before", "weeks_1_4", "weeks_5_8", "weeks_9_12"]
    assert all(sum(one["intensity"].values()) == one["count"] for one in blocks)
    assert [one["intensity"]["severe"] for one in blocks[:4]] == [one["count"] for one in blocks[:4]]


def test_an_earlier_day_and_the_other_definition_are_answered_with_their_own_tag(pat: Person) -> None:
    earlier = pat.http.get(f"{pat.diary}/course", params={"as_of": "2026-08-01", "headache_day": "4h"})
    today = pat.http.get(f"{pat.diary}/course")

    report = earlier.json()["treatment_report"]
    assert (report["as_of"], report["headache_day"]) == ("2026-08-01", "4h")
    assert earlier.headers["ETag"] != today.headers["ETag"]


def test_what_has_not_changed_is_not_calculated_again(pat: Person, grace: httpx.Client) -> None:
    for reader in (pat.http, grace):
        tag = reader.get(f"{pat.diary}/course").headers["ETag"]
        again = reader.get(f"{pat.diary}/course", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")

    pat.put_day("2026-11-01")

    assert pat.http.get(f"{pat.diary}/course", headers={"If-None-Match": tag}).status_code == 200


def test_a_clinicians_looks_of_one_day_are_one_visit(
    own_server: Served, pat: Person, grace: httpx.Client
) -> None:
    first = course(grace, pat)
    own_server.now += timedelta(minutes=5)
    pat.put_day("2026-11-18")

    assert (first["since"], course(grace, pat)["since"]) == (None, None)


def _reader(client: httpx.Client) -> UUID:
    return UUID(client.get("/session").json()["account_id"])


def test_what_was_said_after_the_last_look_is_counted_by_kind(
    own_server: Served, pat: Person, grace: httpx.Client
) -> None:
    reader = _reader(grace)
    course(grace, pat)
    own_server.now += timedelta(days=1)
    pat.put_day("2026-11-18")
    pat.put_day(INJECTED.isoformat(), headache=False)
    pat.http.post(f"{pat.diary}/injections", json={"injected_on": "2026-11-02"})

    told = course(Clinicians(own_server, pat.username).signed_in(reader), pat)["since"]

    assert (told["days_added"], told["days_changed"], told["sessions"]) == (1, 1, 1)


@pytest.mark.parametrize("sheet", ["report", "reauthorisation"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_is_a_tagged_pdf(pat: Person, sheet: str, language: str) -> None:
    answer = pat.http.get(f"{pat.diary}/one-page-report", params={"sheet": sheet, "language": language})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content
    assert b"/MarkInfo" in answer.content


@pytest.mark.parametrize(
    "asked", [{"language": "xx"}, {"paper": "a5"}, {"sheet": "x"}, {"as_of": "2027-06-01"}]
)
def test_a_page_that_there_is_not_is_refused(pat: Person, asked: dict[str, str]) -> None:
    assert pat.http.get(f"{pat.diary}/one-page-report", params=asked).status_code == 422
