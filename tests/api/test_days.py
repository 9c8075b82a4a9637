"""Days: one entry a calendar day."""

from tests.api.told import refusal, refused
from tests.served import Person

EVERY_FIELD = {
    "headache": True,
    "peak_intensity": "severe",
    "duration_minutes": 1440,
    "unilateral": True,
    "pulsating": False,
    "worse_with_activity": True,
    "nausea": True,
    "vomiting": False,
    "photophobia": True,
    "phonophobia": False,
    "osmophobia": True,
    "aura": True,
    "acute_medications": [
        {
            "id": "5f0c2d0e-7a9b-4c58-8f3e-0b1f6f7f2a11",
            "name": "Sumatriptan 50 mg",
            "drug_class": "triptan",
            "doses": 2,
            "relief": "partial",
        }
    ],
    "triggers": ["short night", "red wine"],
    "menstruation": True,
    "note": "woke up with it",
}


def test_a_day_that_was_said_can_be_read_again(ada: Person) -> None:
    put = ada.put_day("2026-11-19", headache=True, peak_intensity="severe")

    got = ada.get("/days/2026-11-19")

    assert put.status_code == 201
    assert got.json() == put.json()
    assert got.headers["ETag"] == f'"{got.json()["revision"]}"'


def test_every_field_of_a_day_comes_back_as_it_was_said(ada: Person) -> None:
    put = ada.put_day("2026-11-19", **EVERY_FIELD)

    assert put.status_code == 201
    by_the_server = {"day": "2026-11-19", "revision": put.json()["revision"]}
    assert ada.get("/days/2026-11-19").json() == by_the_server | EVERY_FIELD


def test_what_was_not_said_is_null_and_never_no(ada: Person) -> None:
    ada.put_day("2026-11-19", headache=True)

    day = ada.get("/days/2026-11-19").json()

    assert day.keys() == {"day", "revision", *EVERY_FIELD}
    assert {name for name, value in day.items() if value is None} == EVERY_FIELD.keys() - {
        "headache",
        "aura",
        "triggers",
    }
    assert (day["aura"], day["triggers"]) == (False, [])


def test_no_medication_taken_is_not_the_same_as_not_said(ada: Person) -> None:
    ada.put_day("2026-11-18", acute_medications=[])
    ada.put_day("2026-11-19")

    assert ada.get("/days/2026-11-18").json()["acute_medications"] == []
    assert ada.get("/days/2026-11-19").json()["acute_medications"] is None


def test_a_day_that_is_said_again_otherwise_is_changed(ada: Person) -> None:
    first = ada.put_day("2026-11-19", headache=True)

    second = ada.put_day("2026-11-19", headache=False)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["revision"] > first.json()["revision"]
    assert ada.get("/days/2026-11-19").json()["headache"] is False


def test_the_same_said_again_makes_no_new_revision(ada: Person) -> None:
    first = ada.put_day("2026-11-19", **EVERY_FIELD)

    second = ada.put_day("2026-11-19", **EVERY_FIELD)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len(ada.get("/days/2026-11-19/history").json()["history"]) == 1


def test_a_medication_without_an_id_keeps_the_one_it_was_given(ada: Person) -> None:
    taken = [{"name": "Ibuprofen", "drug_class": "simple_analgesic"}] * 2

    first = ada.put_day("2026-11-19", acute_medications=taken)
    second = ada.put_day("2026-11-19", acute_medications=taken)

    assert second.json() == first.json()
    assert len({one["id"] for one in second.json()["acute_medications"]}) == 2


def test_what_was_read_may_be_sent_back_unchanged(ada: Person) -> None:
    ada.put_day("2026-11-19", **EVERY_FIELD)
    read = ada.get("/days/2026-11-19")

    again = ada.http.put(f"{ada.diary}/days/2026-11-19", json=read.json())

    assert again.status_code == 200
    assert again.json() == read.json()


def test_a_day_sent_to_the_address_of_another_day_is_refused(eve: Person) -> None:
    answer = eve.http.put(f"{eve.diary}/days/2026-11-19", json={"headache": True, "day": "2026-11-18"})

    assert refusal(answer) == refused("day")
    assert eve.get("/days").json() == {"days": []}


def test_a_day_nobody_said_anything_about_is_not_there(eve: Person) -> None:
    assert refusal(eve.get("/days/2026-11-19")) == (404, "not_found", [])


def test_a_deleted_day_is_unlogged_again(ada: Person) -> None:
    ada.put_day("2026-11-19")

    deleted = ada.http.delete(f"{ada.diary}/days/2026-11-19")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert ada.get("/days/2026-11-19").status_code == 404
    assert ada.get("/days").json() == {"days": []}


def test_deleting_a_day_that_is_not_there_is_refused(eve: Person) -> None:
    answer = eve.http.delete(f"{eve.diary}/days/2026-11-19")

    assert refusal(answer) == (404, "not_found", [])


def test_a_deleted_day_may_be_said_anew(ada: Person) -> None:
    before = ada.put_day("2026-11-19")
    ada.http.delete(f"{ada.diary}/days/2026-11-19")

    again = ada.put_day("2026-11-19")

    assert again.status_code == 201
    assert again.json()["revision"] > before.json()["revision"]


def test_days_are_listed_in_order_with_the_first_and_the_last_asked_for(ada: Person) -> None:
    for day in ("2026-11-12", "2026-11-09", "2026-11-11", "2026-11-10"):
        ada.put_day(day)

    listed = ada.get("/days", **{"from": "2026-11-10", "to": "2026-11-12"}).json()["days"]

    assert [day["day"] for day in listed] == ["2026-11-10", "2026-11-11", "2026-11-12"]
    assert listed[0] == ada.get("/days/2026-11-10").json()


def test_without_an_end_all_days_are_listed(ada: Person) -> None:
    for day in ("1900-01-01", "2026-11-20"):
        ada.put_day(day)

    assert [day["day"] for day in ada.get("/days").json()["days"]] == ["1900-01-01", "2026-11-20"]
    assert len(ada.get("/days", **{"from": "1900-01-02"}).json()["days"]) == 1
    assert len(ada.get("/days", to="2026-11-19").json()["days"]) == 1


def test_one_day_may_be_both_the_first_and_the_last_asked_for(ada: Person) -> None:
    ada.put_day("2026-11-12")

    listed = ada.get("/days", **{"from": "2026-11-12", "to": "2026-11-12"}).json()["days"]

    assert [day["day"] for day in listed] == ["2026-11-12"]


def test_days_asked_for_the_wrong_way_round_are_refused(eve: Person) -> None:
    answer = eve.get("/days", **{"from": "2026-11-12", "to": "2026-11-11"})

    assert refusal(answer) == refused("from")


def test_a_patient_may_write_mine_for_the_own_diary(ada: Person) -> None:
    put = ada.http.put("/diaries/mine/days/2026-11-19", json={"headache": False})

    assert put.status_code == 201
    assert ada.get("/days/2026-11-19").json() == put.json()
