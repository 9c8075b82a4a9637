"""The OpenAPI document: it is the contract, whole and pleasant to read."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from app.api.door import ToDiary, ToOneself, doors_of
from app.api.routes import every_route
from tests.contract.served_document import GOLDEN, Operation, as_text, document, golden, operations
from tests.served import PASSWORD, Person, Served

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))
WHOLE = golden()
OPERATIONS = operations(WHOLE)
SCHEMAS = WHOLE["components"]["schemas"]
WITH_EXAMPLES = [name for name, schema in SCHEMAS.items() if "examples" in schema]
BODIES = [operation for operation in OPERATIONS if "requestBody" in operation.says]
UNKNOWN_ID = "5f0c2d0e-7a9b-4c58-8f3e-0b1f6f7f2a11"
OTHERWISE = {  # an example cannot name what only this person has, or be somebody else
    "post_account": {409},
    "post_session": {401},
    "post_confirmation": {401, 403},
    "put_grant": {404},
    "post_patient": {404},
    "post_recovery": {401},
    "post_passkey": {403},
    "post_session_passkey": {403},
    "post_enrolment_options": {404},
    "post_enrolment": {404},
    "post_visit": {404},
}
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


def validator(name: str) -> jsonschema_rs.Validator:
    """What checks a value against one of the schemas."""
    return jsonschema_rs.validator_for(
        {"$ref": f"#/components/schemas/{name}", "components": WHOLE["components"]}, validate_formats=True
    )


def model_of(says: dict[str, Any]) -> str:
    """The name of the schema of a body or an answer."""
    return str(says["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2])


def test_the_app_serves_the_document_that_is_kept(shared_server: Served) -> None:
    assert shared_server.client().get("/openapi.json").json() == WHOLE


def test_the_kept_document_is_what_make_openapi_writes() -> None:
    assert GOLDEN.read_text("utf-8") == as_text(document())


def test_no_two_operations_have_one_name() -> None:
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS) == 69


@each_operation
def test_an_operation_says_what_it_is(operation: Operation) -> None:
    assert 5 <= len(operation.says["summary"]) <= 100
    assert operation.says["description"].startswith(operation.says["summary"])
    assert operation.says["tags"][0] in {tag["name"] for tag in WHOLE["tags"]}


@each_operation
def test_an_operation_says_what_it_answers(operation: Operation) -> None:
    answers = operation.says["responses"]
    good = [status for status in answers if status < "300"]

    assert good
    assert [answers[status] for status in good if "content" not in answers[status]] == [
        answers[status] for status in good if status == "204"
    ]
    assert "Successful Response" not in str(answers)


@each_operation
def test_every_error_is_a_problem_document(operation: Operation) -> None:
    errors = {status: says for status, says in operation.says["responses"].items() if status >= "400"}
    problems = [
        says["content"].keys()
        for status, says in errors.items()
        if operation.name != "readyz" or status != "503"
    ]

    assert "421" in errors
    assert [kinds for kinds in problems if kinds != {"application/problem+json"}] == []


@each_operation
def test_an_operation_names_the_errors_of_its_door(operation: Operation) -> None:
    expected = {"401", "404"} if operation.of_a_diary else set()
    expected |= {"403", "503", "507"} if operation.method != "GET" else set()
    expected |= {"413", "415"} if "requestBody" in operation.says else set()
    expected |= {"412"} if operation.of_a_diary and operation.method != "GET" else set()

    assert expected <= operation.says["responses"].keys()


@each_operation
def test_every_parameter_is_described(operation: Operation) -> None:
    parameters = operation.says.get("parameters", [])

    assert [one["name"] for one in parameters if "description" not in one] == []


def test_the_document_and_the_routes_are_of_one_mind(shared_server: Served) -> None:
    shown = [route for route in every_route(shared_server.app) if route.include_in_schema]
    asked = {(route.name, method, route.path) for route in shown for method in route.methods or ()}
    guarded = {route.name for route in shown if isinstance(doors_of(route.dependant)[0], ToDiary | ToOneself)}

    assert asked == {(one.name, one.method, one.path) for one in OPERATIONS}
    assert guarded == {one.name for one in OPERATIONS if one.says.get("security") == [{"session": []}]}


def test_every_body_and_every_answer_has_an_example() -> None:
    bodies = {model_of(operation.says["requestBody"]) for operation in BODIES}
    answers = {
        model_of(says)
        for operation in OPERATIONS
        for status, says in operation.says["responses"].items()
        if "application/json" in says.get("content", ())
    }

    assert bodies | answers <= set(WITH_EXAMPLES)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_an_example_is_as_its_schema_says(name: str) -> None:
    found = [str(error) for one in SCHEMAS[name]["examples"] for error in validator(name).iter_errors(one)]

    assert found == []


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_a_schema_takes_nothing_that_it_does_not_name(name: str) -> None:
    one = SCHEMAS[name]["examples"][0] | {"unheard_of": 1}

    assert validator(name).is_valid(one) is (name == "ProblemOut")


@pytest.mark.parametrize("operation", BODIES, ids=lambda operation: operation.name)
def test_the_examples_of_a_body_are_taken_but_for_the_password_that_everybody_reads(
    ada: Person, operation: Operation
) -> None:
    path = operation.path.removeprefix("/api/v1").format(
        diary_id="mine",
        day="2026-02-03",
        injection_id=UNKNOWN_ID,
        grant_id=UNKNOWN_ID,
        circumstance_id=UNKNOWN_ID,
    )
    shown = SCHEMAS[model_of(operation.says["requestBody"])]["examples"]
    examples = [one | ({"password": PASSWORD} if "password" in one else {}) for one in shown]  # shown = known

    answers = [ada.http.request(operation.method, path, json=one).status_code for one in examples]

    assert set(answers) <= {200, 201, 204} | OTHERWISE.get(operation.name, set())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_golden_report_is_as_its_schema_says(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))["expected"]
    report = expected["treatment_report"] | {"entries": {"total": 1, "late": None, "imported": None}}

    validator("MonthsOut").validate({"months": expected["months"]})
    validator("TreatmentReportOut").validate(report)


def test_a_wrong_report_is_found() -> None:
    report = SCHEMAS["TreatmentReportOut"]["examples"][0]

    assert not validator("TreatmentReportOut").is_valid(report | {"benchmark": "50"})
    assert not validator("TreatmentReportOut").is_valid(report | {"as_of": "2026-02-30"})
