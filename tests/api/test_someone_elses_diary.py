"""Someone else's diary is not there: told no otherwise than one that does not exist."""

from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.told import Refusal, refusal
from tests.served import Person

PATHS = [
    "/days",
    "/days/2026-11-19",
    "/days/2026-11-19/history",
    "/injections",
    "/treatment",
    "/months",
    "/treatment-report",
]
NOT_FOUND: Refusal = (404, "not_found", [])


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer tells: its status, its body, its headers but the time."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("path", PATHS)
def test_another_diary_is_told_no_otherwise_than_one_that_does_not_exist(
    ada: Person, ben: Person, path: str
) -> None:
    ada.put_day("2026-11-19", note="private")

    others = ben.http.get(f"{ada.diary}{path}")
    absent = ben.http.get(f"/diaries/{uuid4()}{path}")

    assert refusal(others) == NOT_FOUND
    assert told(others) == told(absent)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    "condition", [{}, {"If-Match": "the revision"}, {"If-Match": '"2"'}, {"If-None-Match": "*"}], ids=str
)
def test_writing_to_another_diary_tells_and_changes_nothing(
    ada: Person, ben: Person, method: str, condition: dict[str, str]
) -> None:
    day = ada.put_day("2026-11-19", headache=True).json()
    body = {"headache": False, "day": "2026-11-19"}
    if condition.get("If-Match") == "the revision":
        condition = {"If-Match": f'"{day["revision"]}"'}

    others = ben.http.request(method, f"{ada.diary}/days/2026-11-19", json=body, headers=condition)
    absent = ben.http.request(method, f"/diaries/{uuid4()}/days/2026-11-19", json=body, headers=condition)

    assert told(others) == told(absent)
    assert others.status_code == 404
    assert ada.get("/days/2026-11-19").json() == day


def test_bad_input_tells_no_more_of_another_diary(ada: Person, ben: Person) -> None:
    answers = [
        ben.http.put(f"/diaries/{diary}/days/2026-11-19", json={"headache": 1})
        for diary in (ada.account["diary_id"], uuid4())
    ]

    assert told(answers[0]) == told(answers[1])


@pytest.mark.parametrize("spelt", ["{}", "{{{}}}", "urn:uuid:{}"])
def test_another_diary_is_not_found_however_its_id_is_spelt(ada: Person, ben: Person, spelt: str) -> None:
    diary_id = UUID(ada.account["diary_id"])

    for text in (str(diary_id), str(diary_id).upper(), diary_id.hex):
        assert refusal(ben.http.get(f"/diaries/{spelt.format(text)}/days")) == NOT_FOUND


@pytest.mark.parametrize(
    "diary", ["0", "me", "MINE", "null", "*", "mine%00", "%2e%2e", "' OR 1=1", "a" * 5000]
)
def test_a_diary_that_is_no_id_is_not_found(eve: Person, diary: str) -> None:
    assert refusal(eve.http.get(f"/diaries/{diary}/days")) == NOT_FOUND


def test_mine_is_the_diary_of_whoever_asks(ada: Person, ben: Person) -> None:
    ada.put_day("2026-11-19")

    assert len(ada.http.get("/diaries/mine/days").json()["days"]) == 1
    assert ben.http.get("/diaries/mine/days").json() == {"days": []}


def test_a_session_of_another_diary_is_not_found_by_its_id(ada: Person, ben: Person) -> None:
    made = ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-02-02", "lot": "A"}).json()
    here = f"/diaries/mine/injections/{made['injection_id']}"

    assert refusal(ben.http.get(here)) == NOT_FOUND
    assert refusal(ben.http.delete(here)) == NOT_FOUND
    assert ben.http.get(f"{here}/history").json() == {"history": []}


def test_two_diaries_may_use_one_id_without_meeting(ada: Person, ben: Person) -> None:
    here = f"/diaries/mine/injections/{uuid4()}"
    of_ada = ada.http.put(here, json={"injected_on": "2026-02-02"})
    of_ben = ben.http.put(here, json={"injected_on": "2026-03-03"})

    assert (of_ada.status_code, of_ben.status_code) == (201, 201)
    assert ada.http.get(here).json()["injected_on"] == "2026-02-02"
    assert ben.http.get(here).json()["injected_on"] == "2026-03-03"


def test_one_phone_may_be_used_by_two_people(ada: Person) -> None:
    phone = str(uuid4())
    names = [f"patient-{uuid4().hex[:12]}" for _ in range(2)]
    account = {"password": "ten copper spoons beside the canal", "time_zone": "UTC", "device_id": phone}

    answers = [
        ada.served.client().post("/accounts", json=account | {"username": name, "display_name": name})
        for name in names
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
