"""No question, however odd, is answered with a fault of the server or against the document."""

from pathlib import Path

import pytest

from tests.conftest import Tell
from tests.contract.fuzzing import fuzz
from tests.served import Person, Served

SIGNS_OUT = (
    "delete_session",
    "delete_sign_in",
    "delete_diary",
)  # asked by themselves: what follows would be asked by nobody


def test_no_question_is_answered_with_a_fault_or_against_the_document(
    own_server: Served, tmp_path: Path, tell: Tell
) -> None:
    left_out = [word for name in SIGNS_OUT for word in ("--exclude-operation-id", name)]

    found = fuzz(Person(own_server), tmp_path, *left_out)

    tell(f"{found.cases} requests of {found.tested} operations, {len(found.told['failures'])} failures")
    assert found.told["failures"] == [], found.printed
    assert (found.told["exit_code"], found.told["complete"], found.tested) == (0, True, 66)
    assert found.cases >= 900


@pytest.mark.parametrize("name", SIGNS_OUT)
def test_signing_out_is_answered_as_the_document_says(own_server: Served, tmp_path: Path, name: str) -> None:
    found = fuzz(Person(own_server), tmp_path, "--include-operation-id", name)

    assert found.told["failures"] == [], found.printed
    assert (found.told["exit_code"], found.tested) == (0, 1)


def test_an_answer_against_the_document_is_found(own_server: Served, tmp_path: Path) -> None:
    document = own_server.app.openapi()
    document["components"]["schemas"]["TreatmentOut"]["properties"]["revision"] = {"type": "string"}

    found = fuzz(Person(own_server), tmp_path, "--include-operation-id", "get_treatment")

    assert found.told["exit_code"] == 1
    assert "Response violates schema" in found.printed
