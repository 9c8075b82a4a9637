"""Days over HTTP."""

from tests.served import Person


def test_a_day_that_was_said_can_be_read_again(ada: Person) -> None:
    put = ada.put_day("2026-11-19", headache=True, peak_intensity="severe")

    got = ada.get("/days/2026-11-19")

    assert put.status_code == 201
    assert got.json() == put.json()
    assert got.headers["ETag"] == f'"{got.json()["revision"]}"'


def test_after_five_edits_the_history_has_five_values(ada: Person) -> None:
    for minutes in (30, 60, 120, 240, 480):
        ada.put_day("2026-11-19", headache=True, duration_minutes=minutes)

    history = ada.get("/days/2026-11-19/history").json()["history"]

    assert [past["value"]["duration_minutes"] for past in history] == [30, 60, 120, 240, 480]
