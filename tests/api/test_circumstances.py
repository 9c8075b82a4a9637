"""Other preventives and life events over HTTP: who may enter one, whose it is, and that none is lost."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.told import refusal
from tests.contract.clinicians import Clinicians
from tests.contract.expected import Actor
from tests.served import Person, Served

PREVENTIVE: dict[str, Any] = {
    "kind": "preventive",
    "name": "Topiramate",
    "dose": "50 mg",
    "began_on": "2026-07-10",
    "ended_on": None,
    "note": "made me tired",
}
SESSION = {"injected_on": "2026-08-03", "lot": "C1234", "total_units": 155}


class Clinic:
    """A patient, and clinicians with different grants."""

    def __init__(self, served: Served) -> None:
        self.pat = Person(served)
        self.clinicians = Clinicians(served, self.pat.username)

    def with_grant(self, actor: Actor) -> httpx.Client:
        """A clinician who may do what the actor may."""
        account_id = self.clinicians.new()
        self.clinicians.grant(self.pat.account["diary_id"], account_id, actor)
        return self.clinicians.signed_in(account_id)

    def at(self, path: str) -> str:
        """An address below the patient's diary."""
        return f"{self.pat.diary}/{path}"


@pytest.fixture
def clinic(shared_server: Served) -> Clinic:
    """A patient whom several clinicians know."""
    return Clinic(shared_server)


def test_one_comes_back_as_it_was_said(ada: Person) -> None:
    made = ada.http.post(f"{ada.diary}/circumstances", json=PREVENTIVE)
    key = made.json()["circumstance_id"]

    assert made.status_code == 201
    told = {"circumstance_id": key, "revision": made.json()["revision"], "entered_by": None}
    assert ada.get(f"/circumstances/{key}").json() == PREVENTIVE | told


def test_they_are_listed_by_their_first_day(ada: Person) -> None:
    for day in ("2026-03-01", "2026-01-01", "2026-02-01"):
        ada.http.post(f"{ada.diary}/circumstances", json=PREVENTIVE | {"began_on": day, "name": "listed"})

    told = ada.get("/circumstances").json()["circumstances"]

    assert [one["began_on"] for one in told if one["name"] == "listed"] == [
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ended_on": "2026-07-09"}, "ended_on"),
        ({"began_on": "2027-01-01"}, "began_on"),
        ({"kind": "weather"}, "kind"),
        ({"name": ""}, "name"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(eve: Person, said: dict[str, Any], field: str) -> None:
    answer = eve.http.post(f"{eve.diary}/circumstances", json=PREVENTIVE | said)

    assert answer.status_code == 422
    assert refusal(answer)[2] == [field]
    assert eve.get("/circumstances").json() == {"circumstances": []}


def test_one_that_is_taken_back_stays_in_its_history(ada: Person) -> None:
    key = str(uuid4())
    ada.http.put(f"{ada.diary}/circumstances/{key}", json=PREVENTIVE)

    assert ada.http.delete(f"{ada.diary}/circumstances/{key}").status_code == 204

    assert ada.get(f"/circumstances/{key}").status_code == 404
    history = ada.get(f"/circumstances/{key}/history").json()["history"]
    assert [one["deleted"] for one in history] == [False, True]


def test_a_clinician_with_treatment_enters_one_and_the_patient_sees_whose_it_is(clinic: Clinic) -> None:
    grace = clinic.with_grant(Actor.TREATING)

    made = grace.post(clinic.at("circumstances"), json=PREVENTIVE | {"note": None})

    assert made.status_code == 201
    (told,) = clinic.pat.get("/circumstances").json()["circumstances"]
    assert told["entered_by"] == grace.get("/session").json()["display_name"]


def test_a_clinician_without_notes_keeps_the_note_that_they_do_not_see(clinic: Clinic) -> None:
    key = clinic.pat.http.post(clinic.at("circumstances"), json=PREVENTIVE).json()["circumstance_id"]
    grace = clinic.with_grant(Actor.TREATING)

    changed = grace.put(clinic.at(f"circumstances/{key}"), json=PREVENTIVE | {"dose": "100 mg", "note": None})

    assert changed.json()["note"] is None
    assert clinic.pat.get(f"/circumstances/{key}").json()["note"] == "made me tired"


def test_a_session_that_the_clinic_entered_shows_its_author_until_the_patient_corrects_it(
    clinic: Clinic,
) -> None:
    grace = clinic.with_grant(Actor.TREATING)
    made = grace.post(clinic.at("injections"), json=SESSION).json()

    at = clinic.at(f"injections/{made['injection_id']}")
    objecting = clinic.pat.http.put(at, json=made | {"objection": "It was in September", "revision": None})
    corrected = clinic.pat.http.put(at, json=objecting.json() | {"injected_on": "2026-09-03"})

    assert (
        made["entered_by"] == objecting.json()["entered_by"] == grace.get("/session").json()["display_name"]
    )
    assert corrected.json()["entered_by"] is None


def test_only_the_patient_objects_and_the_session_counts_until_it_is_withdrawn(clinic: Clinic) -> None:
    grace = clinic.with_grant(Actor.TREATING)
    made = grace.post(clinic.at("injections"), json=SESSION | {"objection": "not mine to say"}).json()
    at = clinic.at(f"injections/{made['injection_id']}")
    clinic.pat.http.put(at, json=SESSION | {"objection": "It was in September"})

    changed = grace.put(at, json=SESSION | {"lot": "D1"}).json()

    assert made["objection"] is None
    assert changed["objection"] == "It was in September"
    course = grace.get(clinic.at("course")).json()
    assert [one["objection"] for one in course["sessions"]] == ["It was in September"]
    assert [one["injected_on"] for one in course["treatment_report"]["rounds"]] == ["2026-08-03"]


@pytest.mark.parametrize("again", [False, True], ids=["corrected", "deleted and entered again"])
def test_a_clinician_takes_away_no_objection_and_no_note(clinic: Clinic, again: bool) -> None:
    grace = clinic.with_grant(Actor.TREATING)
    at = clinic.at(f"injections/{uuid4()}")
    grace.put(at, json=SESSION)
    clinic.pat.http.put(at, json=SESSION | {"objection": "It was in September", "note": "between us"})

    if again:
        grace.delete(at)
    grace.put(at, json=SESSION | {"lot": "C2"})

    kept = clinic.pat.http.get(at).json()
    assert (kept["objection"], kept["note"], kept["lot"]) == ("It was in September", "between us", "C2")


def test_a_phone_that_was_offline_says_one_and_hears_the_clinics(clinic: Clinic) -> None:
    clinic.with_grant(Actor.TREATING).post(clinic.at("injections"), json=SESSION)
    operation = {
        "operation_id": str(uuid4()),
        "kind": "circumstance",
        "key": str(uuid4()),
        "set": PREVENTIVE,
        "made_at": "2026-11-19T20:00:00Z",
        "time_zone": "Europe/Berlin",
    }

    answer = clinic.pat.http.post(
        clinic.at("sync"), json={"device_id": str(uuid4()), "operations": [operation]}
    ).json()

    assert [one["status"] for one in answer["results"]] == ["applied"]
    assert [(one["kind"], one["entered_by"] is None) for one in answer["changes"]] == [
        ("injection", False),
        ("circumstance", True),
    ]
