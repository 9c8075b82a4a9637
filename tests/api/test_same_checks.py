"""The server and the phone find the same faults in the same edits; here the server, through sync."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.api.schemas import fields
from tests.api.edits import Case, cases
from tests.served import Person, Served

CASES = {case.name: case for case in cases()}
AT_ONCE = 2  # the longest texts, written as escapes, fill a body
NOTES = 4
Found = list[tuple[str, str]]


def operation(case: Case, number: int) -> dict[str, Any]:
    """The case as a phone sends it, of a document of its own where the key is not what is tried."""
    own = str(date(2026, 11, 19) - timedelta(number)) if case.kind == "day" else str(uuid4())
    return {
        "operation_id": str(uuid4()),
        "kind": case.kind,
        "key": case.key if case.has_own_key else own,
        "set": case.values,
        "made_at": "2026-11-20T12:00:00Z",
        "time_zone": "Europe/Berlin",
    }


def found(served: Served) -> Iterator[tuple[str, Found]]:
    """The faults that sync finds in each case; what has none is taken."""
    ada = Person(served)
    numbered = list(enumerate(CASES.values()))
    for start in range(0, len(numbered), AT_ONCE):
        some = numbered[start : start + AT_ONCE]
        operations = [operation(case, number) for number, case in some]
        said = json.dumps({"device_id": str(uuid4()), "operations": operations})
        answer = ada.http.post(
            f"{ada.diary}/sync", content=said, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 200, answer.text
        for (_, case), result in zip(some, answer.json()["results"], strict=True):
            faults = sorted((fault["field"], fault["code"]) for fault in result["errors"])
            assert (result["status"] == "rejected") == bool(faults), (case.name, result)
            yield case.name, faults


def test_sync_finds_the_faults_of_every_case_and_no_others(shared_server: Served) -> None:
    told = dict(found(shared_server))

    assert {name: faults for name, faults in told.items() if faults != CASES[name].faults} == {}
    assert len(told) == 469


def test_a_server_that_lets_a_vertical_tab_through_is_caught_in_every_note(
    shared_server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "_NOT_TEXT", re.compile("[\x00-\x08\x0c-\x1f\x7f]"))

    told = dict(found(shared_server))

    missed = [name for name, faults in told.items() if faults != CASES[name].faults]
    of_notes = [
        name for name in CASES if "a vertical tab" in name and ("note" in name or "objection" in name)
    ]
    assert [
        name for name in missed if "a vertical tab" in name
    ] == of_notes  # labels have a rule of their own
    assert len(of_notes) == NOTES
