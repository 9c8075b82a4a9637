"""Sharing: the handshake of patient and clinician, what a grant shows, and who looked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Tell
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person, Served

DAY = "2026-11-19"


class Grace:
    """A clinician, signed in."""

    def __init__(self, served: Served, patient: Person) -> None:
        clinicians = Clinicians(served, patient.username)
        self.clinic, self.served = clinicians.clinic, served
        self._clinicians, self._account_id = clinicians, clinicians.new()
        self.sign_in()

    def sign_in(self) -> None:
        """Again, when the clinician's short sign-in has ended."""
        self.http = self._clinicians.signed_in(self._account_id)

    def accept(self, secret: str) -> httpx.Response:
        """Enter a code."""
        return self.http.post("/patients", json={"secret": secret})

    def patients(self) -> list[dict[str, Any]]:
        """The list."""
        told: list[dict[str, Any]] = self.http.get("/patients").json()["patients"]
        return told


@pytest.fixture
def grace(own_server: Served, pat: Person) -> Grace:
    """A clinician without any patient."""
    return Grace(own_server, pat)


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server whose clock may be moved."""
    return Person(own_server)


def invite(pat: Person, **said: Any) -> dict[str, Any]:
    """Make an invitation."""
    answer = pat.http.post(f"{pat.diary}/invitations", json=said)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def share(pat: Person, grace: Grace, **said: Any) -> str:
    """The whole handshake; the grant's id."""
    grant_id = grace.accept(invite(pat)["secret"]).json()["grant_id"]
    assert pat.http.put(f"{pat.diary}/grants/{grant_id}", json=said).status_code == 200
    return str(grant_id)


def looks(pat: Person) -> list[tuple[str, bool]]:
    """What was looked at, the first first."""
    told = pat.get("/looks").json()["looks"]
    return [(one["what"], one["allowed"]) for one in reversed(told)]


def test_a_code_leads_to_a_grant_that_counts_once_the_patient_confirms_it(pat: Person, grace: Grace) -> None:
    made = invite(pat, kind="code", notes=True)
    accepted = grace.accept(f" {made['secret'][:4]}-{made['secret'][4:].lower()} ")

    assert (accepted.status_code, accepted.json()["standing"]) == (201, "pending")
    assert grace.patients() == []
    assert grace.http.get(f"{pat.diary}/days").status_code == 404
    (pending,) = pat.get("/grants").json()["grants"]
    assert (pending["clinician"], pending["clinic"], pending["notes"]) == ("Dr Who", grace.clinic, True)

    pat.http.put(f"{pat.diary}/grants/{pending['grant_id']}", json={"ends_on": "2026-12-15"})

    (active,) = grace.patients()
    assert (active["diary_id"], active["notes"]) == (pat.account["diary_id"], True)
    assert (active["ends_on"], active["ends_soon"]) == ("2026-12-15", True)
    assert grace.http.get(f"{pat.diary}/days").status_code == 200


def test_a_change_of_a_grant_keeps_what_it_leaves_out(pat: Person, grace: Grace) -> None:
    grant_id = share(pat, grace, notes=True, enter_treatment=True, ends_on="2026-12-15")
    changes: list[dict[str, object]] = [
        {},
        {"notes": False},
        {"enter_treatment": False},
        {"ends_on": "2027-01-02"},
    ]

    told = [pat.http.put(f"{pat.diary}/grants/{grant_id}", json=change).json() for change in changes]

    assert [(grant["notes"], grant["enter_treatment"], grant["ends_on"]) for grant in told] == [
        (True, True, "2026-12-15"),
        (False, True, "2026-12-15"),
        (False, False, "2026-12-15"),
        (False, False, "2027-01-02"),
    ]


def test_a_clinician_is_not_told_what_the_patients_devices_are_called(pat: Person, grace: Grace) -> None:
    pat.put_day(DAY)
    share(pat, grace)
    path = f"/days/{DAY}/history"

    own, seen = pat.get(path).json(), grace.http.get(f"{pat.diary}{path}").json()

    assert own["history"][0]["device"]["name"] is not None
    assert seen["history"][0]["device"]["name"] is None


def test_a_grant_lasts_twelve_months_where_nothing_is_said(pat: Person) -> None:
    assert invite(pat)["ends_on"] == "2027-11-20"


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-01", "2028-11-21"])
def test_a_grant_ends_after_today_and_within_two_years(pat: Person, day: str) -> None:
    assert pat.http.post(f"{pat.diary}/invitations", json={"ends_on": day}).status_code == 422


def test_a_code_works_once(pat: Person, grace: Grace) -> None:
    secret = invite(pat)["secret"]

    assert [grace.accept(secret).status_code for _ in range(2)] == [201, 403]
    assert len(pat.get("/grants").json()["grants"]) == 1


@pytest.mark.parametrize(("kind", "lasts"), [("code", timedelta(minutes=10)), ("link", timedelta(days=7))])
def test_an_invitation_works_until_its_time_is_over(
    pat: Person, grace: Grace, kind: str, lasts: timedelta
) -> None:
    first, second = invite(pat, kind=kind), invite(pat, kind=kind)
    own_server = grace.served

    own_server.now += lasts - timedelta(milliseconds=1)
    grace.sign_in()
    assert grace.accept(first["secret"]).status_code == 201
    own_server.now += timedelta(milliseconds=1)
    assert grace.accept(second["secret"]).status_code == 403


def test_an_invitation_that_was_taken_back_works_no_more(pat: Person, grace: Grace) -> None:
    made = invite(pat)

    assert pat.http.delete(f"{pat.diary}/invitations/{made['invitation_id']}").status_code == 204

    assert grace.accept(made["secret"]).status_code == 403
    assert pat.get("/invitations").json() == {"invitations": []}
    assert pat.http.delete(f"{pat.diary}/invitations/{made['invitation_id']}").status_code == 404


def test_after_five_wrong_codes_no_code_counts_until_it_has_lost_its_time(pat: Person, grace: Grace) -> None:
    secret = invite(pat)["secret"]
    for _ in range(5):
        assert grace.accept("ABCDEFGH").status_code == 403

    assert grace.accept(secret).status_code == 403
    grace.served.now += timedelta(minutes=10)
    assert pat.http.post("/session/confirmation", json={"password": PASSWORD}).status_code == 204
    assert grace.accept(invite(pat)["secret"]).status_code == 201


def test_a_revoked_grant_shows_nothing_any_more_and_the_try_is_seen(pat: Person, grace: Grace) -> None:
    grant_id = share(pat, grace)
    grace.http.get(f"{pat.diary}/treatment-report")

    assert pat.http.delete(f"{pat.diary}/grants/{grant_id}").status_code == 204

    assert grace.http.get(f"{pat.diary}/treatment-report").status_code == 404
    assert grace.patients() == []
    assert looks(pat) == [("read_report", True), ("read_report", False)]
    again = pat.http.put(f"{pat.diary}/grants/{grant_id}", json={})
    assert (again.status_code, again.json()["code"]) == (409, "grant_ended")


def test_a_grant_ends_with_its_last_day_where_the_patient_is(pat: Person, grace: Grace) -> None:
    share(pat, grace, ends_on="2026-11-21")

    grace.served.now += timedelta(hours=34, minutes=59)  # 23:59 in Berlin
    grace.sign_in()
    assert grace.http.get(f"{pat.diary}/days").status_code == 200
    grace.served.now += timedelta(minutes=1)
    assert grace.http.get(f"{pat.diary}/days").status_code == 404
    assert pat.get("/grants").json()["grants"][0]["standing"] == "expired"


def test_a_request_that_is_not_answered_within_a_week_ends(pat: Person, grace: Grace) -> None:
    grant_id = grace.accept(invite(pat)["secret"]).json()["grant_id"]

    grace.served.now += timedelta(days=7)

    pat.http.post("/session/confirmation", json={"password": PASSWORD})
    assert pat.http.put(f"{pat.diary}/grants/{grant_id}", json={}).status_code == 409


def test_notes_are_shown_only_where_the_grant_says_so(pat: Person, grace: Grace) -> None:
    pat.put_day(DAY, note="between us")
    grant_id = share(pat, grace)
    paths = ("days", f"days/{DAY}", f"days/{DAY}/history")

    hidden = [grace.http.get(f"{pat.diary}/{path}").text for path in paths]
    pat.http.put(f"{pat.diary}/grants/{grant_id}", json={"notes": True})
    shown = [grace.http.get(f"{pat.diary}/{path}").text for path in paths]

    assert ["between us" in text for text in hidden + shown] == [False] * 3 + [True] * 3


def test_a_clinician_who_may_not_see_a_note_cannot_take_it_away(pat: Person, grace: Grace) -> None:
    session = f"{pat.diary}/injections/{uuid4()}"
    pat.http.put(session, json={"injected_on": "2026-09-01", "note": "between us"})
    share(pat, grace, enter_treatment=True)

    corrected = grace.http.put(session, json={"injected_on": "2026-09-02", "lot": "C1"})
    stale = grace.http.put(session, json={"injected_on": "2026-09-03"}, headers={"If-Match": '"1"'})

    assert (corrected.status_code, corrected.json()["note"]) == (200, None)
    assert (stale.status_code, stale.json()["current"]["note"]) == (412, None)
    assert pat.http.get(session).json()["note"] == "between us"
    assert pat.http.get(f"{session}/history").json()["history"][-1]["by"]["display_name"] == "Dr Who"
    assert looks(pat) == [("write_injections", True)] * 2


def test_every_look_is_written_down_with_who_and_through_what(pat: Person, grace: Grace, tell: Tell) -> None:
    grant_id = share(pat, grace)
    paths = ("days", "injections", "treatment", "months", "treatment-report")

    for path in paths:
        assert grace.http.get(f"{pat.diary}/{path}").status_code == 200

    told = pat.get("/looks").json()["looks"]
    assert [one["what"] for one in reversed(told)] == [
        "read_days",
        "read_injections",
        "read_treatment",
        "read_report",
        "read_report",
    ]
    assert {(one["name"], one["clinic"], one["through"]) for one in told} == {
        ("Dr Who", grace.clinic, grant_id)
    }
    tell(f"{len(told)} looks, each with its row")


def test_what_the_patient_reads_is_not_written_down(pat: Person) -> None:
    pat.get("/days")

    assert pat.get("/looks").json() == {"looks": [], "has_more": False}


def test_a_stranger_who_tries_is_not_named_to_the_patient(pat: Person, grace: Grace) -> None:
    assert grace.http.get(f"{pat.diary}/days").status_code == 404

    assert looks(pat) == []


def test_sharing_asks_for_the_password_again_after_ten_minutes(pat: Person, own_server: Served) -> None:
    own_server.now += timedelta(minutes=10)

    refused = pat.http.post(f"{pat.diary}/invitations", json={})
    wrong = pat.http.post("/session/confirmation", json={"password": "four pears under a red hat"})
    right = pat.http.post("/session/confirmation", json={"password": PASSWORD})

    assert (refused.status_code, refused.json()["code"]) == (403, "confirm_needed")
    assert (wrong.status_code, right.status_code) == (401, 204)
    assert pat.http.post(f"{pat.diary}/invitations", json={}).status_code == 201


def test_revoking_asks_for_nothing(pat: Person, grace: Grace) -> None:
    grant_id = share(pat, grace)
    grace.served.now += timedelta(days=1)

    assert pat.http.delete(f"{pat.diary}/grants/{grant_id}").status_code == 204


def test_the_clinician_has_the_patients_day(own_server: Served) -> None:
    far = Person(own_server, "Pacific/Kiritimati")
    clinician = Grace(own_server, far)
    share(far, clinician)

    assert clinician.patients()[0]["today"] == "2026-11-21"
    report = clinician.http.get(f"{far.diary}/treatment-report").json()
    assert report["as_of"] == "2026-11-21"


def test_looks_come_in_pages(pat: Person, grace: Grace) -> None:
    share(pat, grace)
    for _ in range(201):
        grace.http.get(f"{pat.diary}/treatment")

    first = pat.get("/looks").json()
    rest = pat.get("/looks", before=first["looks"][-1]["look_id"]).json()

    assert [len(first["looks"]), first["has_more"]] == [200, True]
    assert [len(rest["looks"]), rest["has_more"]] == [1, False]
