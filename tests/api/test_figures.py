"""Months and the treatment report: what may be asked of them."""

import pytest

from app.rules.measures import Measure
from tests.api.told import refusal, refused
from tests.served import Person


@pytest.fixture
def ada_with_march(ada: Person) -> Person:
    """Ten headache days of two hours, one of six, then a headache-free one; triptans on ten."""
    triptan = [{"name": "Sumatriptan", "drug_class": "triptan"}]
    for day in range(1, 11):
        ada.put_day(f"2026-03-{day:02}", headache=True, duration_minutes=120, acute_medications=triptan)
    ada.put_day("2026-03-11", headache=True, duration_minutes=360)
    ada.put_day("2026-03-12")
    return ada


def months_of(person: Person, **query: str) -> list[str]:
    answer = person.get("/months", **{name.rstrip("_"): value for name, value in query.items()})
    return [month["month"] for month in answer.json()["months"]]


def test_an_empty_diary_has_no_months(eve: Person) -> None:
    assert eve.get("/months").json() == {"months": []}


def test_an_empty_diary_has_a_report_without_rounds(eve: Person) -> None:
    report = eve.get("/treatment-report").json()

    assert (report["as_of"], report["rounds"], report["next_due_on"]) == ("2026-11-20", [], None)
    assert report["baseline"] == {
        "kind": "none",
        "start": None,
        "end": None,
        "days": None,
        "logged_days": None,
        "measures": {},
        "warnings": [],
    }
    assert report["entries"] == {"total": 0, "late": 0, "imported": 0}


def test_months_go_from_the_first_entry_to_today(ada_with_march: Person) -> None:
    months = ada_with_march.get("/months").json()["months"]

    assert [month["month"] for month in months] == [f"2026-{number:02}" for number in range(3, 12)]
    assert [month["in_progress"] for month in months] == [False] * 8 + [True]
    assert months[-1]["days"] == 20


def test_a_month_tells_all_thirteen_measures_and_its_overuse(ada_with_march: Person) -> None:
    march = ada_with_march.get("/months").json()["months"][0]

    assert list(march["measures"]) == [measure.value for measure in Measure]
    assert (march["days"], march["logged_days"], march["measures"]["headache"]["count"]) == (31, 12, 11)
    assert march["medication_overuse"] == [
        {"drug_class": "triptan", "days": 10, "limit": 10, "level": "reached", "sustained": False}
    ]


def test_both_months_asked_for_are_listed(ada_with_march: Person) -> None:
    assert months_of(ada_with_march, from_="2026-04", to="2026-06") == ["2026-04", "2026-05", "2026-06"]
    assert months_of(ada_with_march, from_="2026-04", to="2026-04") == ["2026-04"]


def test_one_end_of_the_months_may_be_left_open(ada_with_march: Person) -> None:
    assert months_of(ada_with_march, from_="2026-10") == ["2026-10", "2026-11"]
    assert months_of(ada_with_march, to="2026-04") == ["2026-03", "2026-04"]


def test_months_before_the_first_entry_and_after_today(ada_with_march: Person) -> None:
    assert months_of(ada_with_march, from_="2026-01", to="2026-03") == ["2026-01", "2026-02", "2026-03"]
    assert months_of(ada_with_march, from_="2026-11", to="2030-01") == ["2026-11"]
    assert months_of(ada_with_march, from_="2027-01") == []


def test_months_as_of_an_earlier_day_know_nothing_of_later_days(ada_with_march: Person) -> None:
    (march,) = ada_with_march.get("/months", as_of="2026-03-05").json()["months"]

    assert (march["in_progress"], march["days"], march["logged_days"]) == (True, 5, 5)


def test_the_headache_day_may_be_one_of_four_hours(ada_with_march: Person) -> None:
    any_length = ada_with_march.get("/treatment-report", headache_day="any").json()
    four_hours = ada_with_march.get("/treatment-report", headache_day="4h").json()

    assert (any_length["headache_day"], any_length["headline_measure"]) == ("any", "headache")
    assert (four_hours["headache_day"], four_hours["headline_measure"]) == ("4h", "headache_4h")


def test_what_was_corrected_is_counted_as_corrected(ada_with_march: Person) -> None:
    ada_with_march.put_day("2026-03-11", headache=False)

    march = ada_with_march.get("/months").json()["months"][0]

    assert march["measures"]["headache"]["count"] == 10


def test_a_deleted_day_is_counted_no_longer(ada_with_march: Person) -> None:
    ada_with_march.http.delete(f"{ada_with_march.diary}/days/2026-03-12")

    march = ada_with_march.get("/months").json()["months"][0]

    assert march["logged_days"] == 11
    assert ada_with_march.get("/treatment-report").json()["entries"]["total"] == 11


def test_the_due_date_follows_the_interval_of_the_diary(ada: Person) -> None:
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-02-02"})
    ada.http.put(f"{ada.diary}/treatment", json={"interval_weeks": 16})

    assert ada.get("/treatment-report").json()["next_due_on"] == "2026-05-25"


def test_earlier_rounds_shift_the_numbers_of_the_rounds(ada: Person) -> None:
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-02-02"})
    ada.http.put(f"{ada.diary}/treatment", json={"earlier_rounds": 4})

    (only,) = ada.get("/treatment-report").json()["rounds"]

    assert only["number"] == 5


@pytest.mark.parametrize(
    "month", ["2026-3", "2026-13", "2026-00", "26-03", "2026-03-01", "1899-12", "２０２６-03", "", "x"]
)
@pytest.mark.parametrize("name", ["from", "to"])
def test_a_month_that_is_none_is_refused(eve: Person, name: str, month: str) -> None:
    assert refusal(eve.get("/months", **{name: month})) == refused(name)


def test_months_asked_for_the_wrong_way_round_are_refused(eve: Person) -> None:
    assert refusal(eve.get("/months", **{"from": "2026-04", "to": "2026-03"})) == refused("from")


@pytest.mark.parametrize("path", ["/months", "/treatment-report"])
@pytest.mark.parametrize("definition", ["ANY", "four", "4", "", "any,4h"])
def test_an_unknown_headache_day_is_refused(eve: Person, path: str, definition: str) -> None:
    assert refusal(eve.get(path, headache_day=definition)) == refused("headache_day")


@pytest.mark.parametrize("path", ["/months", "/treatment-report", "/days", "/injections", "/treatment"])
def test_a_misspelt_parameter_is_refused_and_never_ignored(eve: Person, path: str) -> None:
    assert refusal(eve.get(path, headacheday="4h")) == refused("headacheday")


def test_a_parameter_that_comes_twice_is_refused(eve: Person) -> None:
    assert refusal(eve.http.get(f"{eve.diary}/months?from=2026-01&from=2026-02")) == refused("from")
    assert refusal(eve.http.get(f"{eve.diary}/months?as_of=2026-01-01&as_of=2026-01-01")) == refused("as_of")
