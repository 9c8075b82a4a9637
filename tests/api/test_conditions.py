"""Entity tags: nobody overwrites what they have not seen."""

import httpx
import pytest

from tests.api.told import refusal
from tests.served import Person

DAY = "2026-11-19"


def put(ada: Person, headache: bool, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return ada.http.put(f"{ada.diary}/days/{DAY}", json={"headache": headache}, headers=names)


def test_a_change_based_on_the_current_revision_is_taken(ada: Person) -> None:
    tag = put(ada, True).headers["ETag"]

    changed = put(ada, False, If_Match=tag)

    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_a_change_based_on_an_old_revision_gets_the_current_entry(ada: Person) -> None:
    old = put(ada, True).headers["ETag"]
    current = put(ada, False)

    answer = put(ada, True, If_Match=old)

    assert refusal(answer) == (412, "revision_differs", [])
    assert answer.json()["current"] == current.json() == ada.get(f"/days/{DAY}").json()


def test_the_revision_in_the_body_acts_as_a_condition(ada: Person) -> None:
    old = put(ada, True).json()
    current = put(ada, False).json()

    answer = ada.http.put(f"{ada.diary}/days/{DAY}", json=old)

    assert refusal(answer) == (412, "revision_differs", [])
    assert answer.json()["current"] == current


def test_a_revision_in_the_body_and_another_in_the_header_cannot_both_hold(ada: Person) -> None:
    first = put(ada, True).json()
    tag = put(ada, False).headers["ETag"]

    answer = ada.http.put(f"{ada.diary}/days/{DAY}", json=first, headers={"If-Match": tag})

    assert answer.status_code == 412


def test_a_condition_on_a_day_that_is_not_there_tells_that_there_is_nothing(eve: Person) -> None:
    answer = put(eve, True, If_Match='"1"')

    assert refusal(answer) == (412, "revision_differs", [])
    assert answer.json()["current"] is None
    assert eve.get("/days").json() == {"days": []}


@pytest.mark.parametrize(
    "form", ["{tag}", '"999", {tag}', '{tag},"999"', '{tag} , "a,b"', "*"], ids=lambda form: form[:8]
)
def test_one_of_several_tags_is_enough(ada: Person, form: str) -> None:
    tag = put(ada, True).headers["ETag"]

    assert put(ada, False, If_Match=form.format(tag=tag)).status_code == 200


@pytest.mark.parametrize(
    "tag",
    [
        'W/"1"',
        '"2"',
        '"0"',
        '"-1"',
        '"01"',
        '"+1"',
        '""',
        '"1 "',
        '"' + "1" * 5000 + '"',
        '"1,1"',
        'W/"1", "2"',
    ],
    ids=lambda tag: tag[:12],
)
def test_a_weak_or_foreign_tag_never_matches(ada: Person, tag: str) -> None:
    put(ada, True)

    answer = put(ada, False, If_Match=tag)

    assert refusal(answer) == (412, "revision_differs", [])
    assert ada.get(f"/days/{DAY}").json()["headache"] is True


@pytest.mark.parametrize("tag", ["1", '"1', "", 'w/"1"', '"1" "2"', '"1";"2"', "**"])
def test_a_condition_that_is_no_tag_is_told_as_such(ada: Person, tag: str) -> None:
    put(ada, True)

    assert refusal(put(ada, False, If_Match=tag)) == (422, "bad_input", ["If-Match"])


def test_only_when_there_is_nothing_yet(ada: Person) -> None:
    first = put(ada, True, If_None_Match="*")
    second = put(ada, False, If_None_Match="*")

    assert first.status_code == 201
    assert refusal(second) == (412, "revision_differs", [])
    assert second.json()["current"] == first.json()


def test_a_deleted_day_counts_as_nothing_yet(ada: Person) -> None:
    put(ada, True)
    ada.http.delete(f"{ada.diary}/days/{DAY}")

    assert put(ada, True, If_Match="*").status_code == 412
    assert put(ada, True, If_None_Match="*").status_code == 201


def test_a_tag_to_be_absent_is_not_understood_when_writing(ada: Person) -> None:
    answer = put(ada, True, If_None_Match='"1"')

    assert refusal(answer) == (422, "bad_input", ["If-None-Match"])


def test_deleting_what_was_changed_in_between_is_refused(ada: Person) -> None:
    old = put(ada, True).headers["ETag"]
    tag = put(ada, False).headers["ETag"]

    refused = ada.http.delete(f"{ada.diary}/days/{DAY}", headers={"If-Match": old})
    deleted = ada.http.delete(f"{ada.diary}/days/{DAY}", headers={"If-Match": tag})

    assert (refused.status_code, deleted.status_code) == (412, 204)
    assert refused.json()["current"]["headache"] is False


def test_the_same_said_again_with_an_old_condition_is_refused(ada: Person) -> None:
    old = put(ada, True).headers["ETag"]
    put(ada, False)

    assert put(ada, False, If_Match=old).status_code == 412
