"""`demo`: synthetic people whose courses cover what a clinician meets, in an empty database alone."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.cli.demo import CLINICS, PASSWORD
from app.cli.demo_courses import COURSES
from tests.databases import migrated_database
from tests.served import Served, serve


@pytest.fixture(scope="module")
def made(kind: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, str, Path]:
    """What the command printed, and where it filled a database."""
    folder = tmp_path_factory.mktemp(f"demo-{kind}")
    url = migrated_database(kind, folder)
    return run(folder, url), url, folder


def run(folder: Path, url: str) -> Result:
    """The command."""
    told = {"DIARY_DATA_DIR": str(folder), "DIARY_DATABASE_URL": url}
    return CliRunner().invoke(app, ["demo"], env=told)


def lists(made: tuple[Result, str, Path], served: Served) -> list[list[dict[str, Any]]]:
    """Each clinician's list, after enrolling with what was printed."""
    from app.api.summarising import summarise

    found = []
    served.now = datetime.now(UTC)
    while asyncio.run(summarise(served.app.state.database, served.now)):
        pass
    for token in re.findall(r"/enrol/#(\S+)", made[0].stdout):
        told = served.client().post("/enrolment/options", json={"token": token}).json()
        found.append(listed(served, token, told))
    return found


def listed(served: Served, token: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    from tests.authenticator import Authenticator

    client = served.client()
    made = Authenticator(served.origin).make(told["challenge"])
    assert client.post("/enrolment", json={"token": token, "passkey": made}).status_code == 201
    patients: list[dict[str, Any]] = client.get("/patients").json()["patients"]
    return patients


def test_it_tells_that_nobody_exists_and_how_to_sign_in(made: tuple[Result, str, Path]) -> None:
    assert made[0].exit_code == 0, made[0].output
    assert made[0].stdout.startswith("These people are synthetic: nobody of them exists.")
    assert made[0].stdout.count("/enrol/#") == len(CLINICS)
    assert PASSWORD in made[0].stdout


def test_it_fills_an_empty_database_alone(made: tuple[Result, str, Path]) -> None:
    again = run(made[2], made[1])

    assert again.exit_code == 1
    assert "empty database" in again.stderr


def test_the_courses_cover_what_a_clinician_meets(made: tuple[Result, str, Path]) -> None:
    with serve(made[1], made[2]) as served:
        all_lists = lists(made, served)
        patient = {"username": "ewa-0", "password": PASSWORD}
        signed_in = served.client().post("/session", json=patient)

    lines = [one["summary"] for patients in all_lists for one in patients]
    judged = [one["judged"] for one in lines if one["judged"]]
    said = {(one["verdict"], one["certain"]) for one in judged}
    assert [len(patients) for patients in all_lists] == [len(COURSES)] * len(CLINICS)
    assert {(name, sure) for name in ("benchmark_met", "partial", "below") for sure in (True, False)} <= said
    assert {("provisional", False), ("not_computed", False)} <= said
    assert {one["wear_off"] for one in judged} >= {"yes", "no", "cannot_tell"}
    assert any(one["judged"] is None and one["round_number"] == 1 for one in lines)
    assert {one["baseline_kind"] for one in lines} >= {"diary", "reported", "none"}
    for name in ("overuse", "gap_questions", "symptoms_unsaid", "days_needed", "conflicts"):
        assert any(one[name] for one in lines), name
    assert any(one["below_after_two_rounds"] == "yes" for one in lines)
    assert any(one["next_due_on"] and one["next_due_on"] < one["as_of"] for one in lines)
    assert any(one["round_number"] == 3 for one in lines)
    assert any(one["percent"] is not None and one["percent"] < 0 for one in judged)
    assert signed_in.status_code == 200
    assert isinstance(signed_in, httpx.Response)
