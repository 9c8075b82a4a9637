"""Refused looks are counted: nobody fills the access log, and the patient still sees who tried."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.storage import audit
from app.storage.audit import Look
from app.storage.prepared import Transaction
from tests.api.test_sharing import Grace, share
from tests.conftest import Tell
from tests.contract.clinicians import Clinicians
from tests.served import Person, Served
from tests.storage.books import all_rows

TRIES = 30
PATHS = ("days", "treatment", "treatment-report")


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server whose clock may be moved."""
    return Person(own_server)


@pytest.fixture
def grace(own_server: Served, pat: Person) -> Grace:
    """A clinician without any patient."""
    return Grace(own_server, pat)


def tried(grace: Grace, diary: str, times: int = TRIES) -> None:
    """Ask for a diary so often; each time there is nothing."""
    for number in range(times):
        assert grace.http.get(f"{diary}/{PATHS[number % len(PATHS)]}").status_code == 404


def rows(served: Served, name: str) -> list[Any]:
    """The rows of a table."""
    return all_rows(served.app.state.database.url)[name]


def looks(pat: Person) -> list[dict[str, Any]]:
    """What the patient sees, the last first."""
    told: list[dict[str, Any]] = pat.get("/looks").json()["looks"]
    return told


def revoked(pat: Person, grace: Grace) -> None:
    """The clinician had a permission, and has it no more."""
    grant_id = share(pat, grace)
    assert pat.http.delete(f"{pat.diary}/grants/{grant_id}").status_code == 204


def test_many_tries_of_one_reader_are_one_row_an_hour(pat: Person, grace: Grace, tell: Tell) -> None:
    tried(grace, pat.diary)
    grace.served.now += timedelta(minutes=59)
    grace.sign_in()
    tried(grace, pat.diary)
    in_the_hour = len(rows(pat.served, "refused_look"))
    grace.served.now += timedelta(minutes=1)
    grace.sign_in()
    tried(grace, pat.diary)

    tell(f"{3 * TRIES} refused looks in two hours, {len(rows(pat.served, 'refused_look'))} rows")
    assert (in_the_hour, len(rows(pat.served, "refused_look"))) == (1, 2)
    assert rows(pat.served, "audit") == []


def test_tries_at_a_diary_that_is_not_there_leave_nothing(pat: Person, grace: Grace) -> None:
    for _ in range(TRIES):
        tried(grace, f"/diaries/{uuid4()}", 1)

    assert rows(pat.served, "refused_look") == rows(pat.served, "audit") == []


def test_refused_looks_that_go_to_the_log_are_caught(
    pat: Person, grace: Grace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def logged(tx: Transaction, look: Look) -> None:
        named = {"reader": look.reader, "reader_id": look.reader_id, "through": look.through}
        audit._INSERT(
            tx,
            diary_id=look.diary_id,
            audit_id=uuid4(),
            at=look.at,
            verb=look.verb,
            allowed=look.allowed,
            **named,
        )

    monkeypatch.setattr(audit, "_count_refused", logged)
    tried(grace, f"/diaries/{uuid4()}", 5)

    assert len(rows(pat.served, "audit")) == 5


def test_the_patient_sees_how_often_somebody_tried_who_once_was_let_in(pat: Person, grace: Grace) -> None:
    revoked(pat, grace)
    tried(grace, pat.diary, 2)
    grace.served.now += timedelta(minutes=5)
    tried(grace, pat.diary, 1)

    (one,) = looks(pat)

    assert (one["name"], one["allowed"], one["times"], one["what"]) == ("Dr Who", False, 3, "read_days")
    assert (one["first_at"], one["at"]) == ("2026-11-20T12:00:00.000Z", "2026-11-20T12:05:00.000Z")


def test_looks_and_tries_stand_in_one_list_by_time_and_in_pages(
    pat: Person, grace: Grace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.sharing_answers.LOOKS_AT_MOST", 2)
    grant_id = share(pat, grace)
    for path in PATHS:
        grace.http.get(f"{pat.diary}/{path}")
    pat.http.delete(f"{pat.diary}/grants/{grant_id}")
    tried(grace, pat.diary, 2)

    first = pat.get("/looks").json()
    rest = pat.get("/looks", before=first["looks"][-1]["look_id"]).json()
    whole = pat.get("/everything").json()["looks"]

    assert [one["times"] for one in whole] == [2, 1, 1, 1]
    assert [one["allowed"] for one in first["looks"] + rest["looks"]] == [False, True, True, True]
    assert (first["has_more"], rest["has_more"], first["looks"] + rest["looks"]) == (True, False, whole)


def test_strangers_are_counted_and_not_named(pat: Person, grace: Grace) -> None:
    tried(grace, pat.diary, 3)
    ben = Person(pat.served)
    assert ben.http.get(f"{pat.diary}/days").status_code == 404

    assert looks(pat) == []
    assert sorted(row[7] for row in rows(pat.served, "refused_look")) == [1, 3]


def test_a_page_whose_link_has_ended_is_counted_too(pat: Person) -> None:
    link_id, secret = Clinicians(pat.served, pat.username).visit_link(pat.account["diary_id"])
    visitor = pat.served.client()
    opened = visitor.post("/visits", json={"secret": secret, "name": "Dr No"}).json()
    pat.http.delete(f"{pat.diary}/visit-links/{link_id}")
    bearer = {"authorization": f"Bearer {opened['token']}"}
    told = [visitor.get("/visit/months", headers=bearer).status_code for _ in range(4)]

    tries, opening = looks(pat)

    assert told == [404] * 4
    assert (tries["name"], tries["times"], tries["through"]) == ("Dr No", 4, link_id)
    assert (opening["what"], opening["times"], opening["allowed"]) == ("open_link", 1, True)


def test_the_counts_go_with_the_diary_and_none_begins_after_it(pat: Person, grace: Grace) -> None:
    tried(grace, pat.diary, 2)
    assert pat.http.delete(pat.diary).status_code == 204

    tried(grace, pat.diary, 2)

    assert rows(pat.served, "refused_look") == []
