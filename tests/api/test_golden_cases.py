"""The golden diaries over HTTP: said day by day, then every figure exactly as written in tests/cases."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from tests.databases import migrated_database
from tests.served import Person, Served, serve

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))
LATE_AFTER_DAYS = 2


@pytest.fixture(scope="module")
def golden_server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose clock each case sets for itself."""
    folder = tmp_path_factory.mktemp(f"golden-{kind}")
    with serve(migrated_database(kind, folder), folder) as served:
        yield served


def noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), UTC)


def said_on(case: dict[str, Any]) -> str:
    """The day on which the diary is told: as of the case's day, or later where it goes on."""
    return str(max([case["as_of"], *case["entries"], *case["injections"]]))


def person_of(case: dict[str, Any], served: Served) -> Person:
    """A patient who says all that the case holds."""
    person = Person(served, "UTC")
    told = {name: case[name] for name in ("headache_days_per_30", "earlier_rounds")}
    answers = [person.http.put(f"{person.diary}/treatment", json=told)]
    for day in case["injections"]:
        answers.append(person.http.post(f"{person.diary}/injections", json={"injected_on": day}))
    for day, entry in case["entries"].items():
        answers.append(person.http.put(f"{person.diary}/days/{day}", json=entry))
    assert {answer.status_code for answer in answers} <= {200, 201}
    return person


def totals(case: dict[str, Any]) -> dict[str, int]:
    """Entries up to the case's day, and those that were said more than two days late."""
    days = [date.fromisoformat(day) for day in case["entries"] if day <= case["as_of"]]
    told = date.fromisoformat(said_on(case))
    late = [day for day in days if (told - day).days > LATE_AFTER_DAYS]
    return {"total": len(days), "late": len(late), "imported": 0}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_figure_of_a_golden_diary_is_exact(golden_server: Served, path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    golden_server.now = noon(said_on(case))
    person = person_of(case, golden_server)
    asked = {"as_of": case["as_of"], "headache_day": case["headache_day"]}

    months = person.get("/months", **asked).json()["months"]
    report = person.get("/treatment-report", **asked).json()

    assert months == case["expected"]["months"]
    assert report == case["expected"]["treatment_report"] | {"entries": totals(case)}
    assert totals(case)["total"] == case["expected"]["treatment_report"]["entries"]["total"]


def test_all_golden_diaries_are_there() -> None:
    assert len(CASES) == 37
