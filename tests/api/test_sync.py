"""Sync over HTTP: edits made offline, on one phone or on two."""

from typing import Any
from uuid import uuid4

import pytest

from tests.served import Person

DAY = "2026-11-19"


def edit(day: str = DAY, base: int | None = None, **said: Any) -> dict[str, Any]:
    """An edit as a phone saves it; `delete=True` deletes."""
    delete = said.pop("delete", False)
    return {
        "operation_id": str(uuid4()),
        "kind": "day",
        "key": day,
        "base_revision": base,
        "set": said,
        "delete": delete,
        "made_at": "2026-11-19T20:00:00+01:00",
        "time_zone": "Europe/Berlin",
    }


def sync(person: Person, *edits: dict[str, Any], **body: Any) -> dict[str, Any]:
    """One exchange."""
    said = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": edits, **body}
    answer = person.http.post(f"{person.diary}/sync", json=said)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def said(person: Person, *edits: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of these edits."""
    return list(sync(person, *edits)["results"])


@pytest.fixture
def base(ada: Person) -> int:
    """The revision of a mild headache that both phones know."""
    return int(said(ada, edit(headache=True, peak_intensity="mild"))[0]["revision"])


def test_an_edit_made_offline_is_there_after_one_exchange(ada: Person) -> None:
    answer = sync(ada, edit(headache=True, peak_intensity="mild"))

    assert answer["results"][0]["status"] == "applied"
    assert ada.get(f"/days/{DAY}").json()["peak_intensity"] == "mild"
    assert [change["key"] for change in answer["changes"]] == [DAY]


def test_the_same_operation_again_has_one_effect(ada: Person) -> None:
    once = edit(headache=True)

    first, second = said(ada, once), said(ada, once)

    assert second[0] == first[0] | {"status": "duplicate"}
    assert len(ada.get(f"/days/{DAY}/history").json()["history"]) == 1


def test_the_same_id_with_another_content_is_rejected(ada: Person) -> None:
    once = edit(headache=True)
    said(ada, once)

    again = said(ada, once | {"set": {"headache": False}})

    assert again[0]["status"] == "rejected"
    assert again[0]["errors"][0]["field"] == "operation_id"


def test_two_phones_that_changed_different_parts_are_merged(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at work"))

    second = said(ada, edit(base=base, triggers=["wine"]))

    day = ada.get(f"/days/{DAY}").json()
    assert second[0]["status"] == "merged"
    assert (day["note"], day["triggers"]) == ("at work", ["wine"])


def test_two_phones_that_changed_the_same_part_leave_both_values_and_a_flag(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at work"))

    answer = sync(ada, edit(base=base, note="at home"))

    (change,) = answer["changes"]
    assert answer["results"][0]["status"] == "conflict"
    assert change["values"]["note"] == "at work"
    assert change["conflict"]["parts"] == ["note"]
    assert [other["values"]["note"] for other in change["conflict"]["others"]] == ["at home"]


def test_picking_a_value_ends_the_conflict(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at work"))
    flagged = said(ada, edit(base=base, note="at home"))

    (change,) = sync(ada, edit(base=flagged[0]["revision"], note="at home"))["changes"]

    assert change["values"]["note"] == "at home"
    assert change["conflict"] is None


def test_every_value_said_on_either_phone_is_in_the_history(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at work"))
    said(ada, edit(base=base, note="at home"))

    history = ada.get(f"/days/{DAY}/history").json()["history"]

    assert {past["value"]["note"] for past in history} == {None, "at work", "at home"}
    assert [past["shown"] for past in history].count(False) == 1


def test_the_next_edit_of_a_phone_is_made_on_what_that_phone_had_said(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at work"))
    merged = said(ada, edit(base=base, menstruation=True))

    after = said(ada, edit(base=merged[0]["said_revision"], menstruation=False))

    day = ada.get(f"/days/{DAY}").json()
    assert after[0]["status"] == "merged"
    assert (day["note"], day["menstruation"]) == ("at work", False)


UNKNOWN = 1_795_794_486_502
"""A revision of before a restore, which the server does not know."""


def test_a_part_said_on_an_unknown_base_joins_what_is_there(ada: Person, base: int) -> None:
    result = said(ada, edit(base=UNKNOWN, note="at work"))

    day = ada.get(f"/days/{DAY}").json()
    assert result[0]["status"] == "merged"
    assert (day["headache"], day["peak_intensity"], day["note"]) == (True, "mild", "at work")


def test_the_same_part_said_otherwise_on_an_unknown_base_is_kept_beside(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at home"))

    (change,) = sync(ada, edit(base=UNKNOWN, note="at work"))["changes"]

    assert change["values"]["note"] == "at home"
    assert [other["values"]["note"] for other in change["conflict"]["others"]] == ["at work"]


def test_a_part_said_on_an_unknown_base_brings_a_deleted_day_back(ada: Person, base: int) -> None:
    said(ada, edit(base=base, delete=True))

    said(ada, edit(base=UNKNOWN, note="at work"))

    day = ada.get(f"/days/{DAY}").json()
    assert (day["peak_intensity"], day["note"]) == ("mild", "at work")


def test_a_part_of_a_day_that_never_was_is_rejected(ada: Person) -> None:
    assert said(ada, edit(base=UNKNOWN, note="at work"))[0]["status"] == "rejected"


def test_an_unchanged_copy_of_before_leaves_no_trace(ada: Person, base: int) -> None:
    said(ada, edit(base=base, note="at work"))

    copy = said(ada, edit(base=base, headache=True, peak_intensity="mild"))

    history = ada.get(f"/days/{DAY}/history").json()["history"]
    assert (copy[0]["status"], copy[0]["said_revision"]) == ("merged", base)
    assert len(history) == 2


@pytest.mark.parametrize("deleted_first", [True, False])
def test_an_edit_beats_a_deletion_in_both_orders(ada: Person, base: int, deleted_first: bool) -> None:
    edits = [edit(base=base, delete=True), edit(base=base, note="at work")]

    for one in edits if deleted_first else reversed(edits):
        said(ada, one)

    assert ada.get(f"/days/{DAY}").json()["note"] == "at work"


def test_an_unchanged_copy_does_not_bring_a_deleted_day_back(ada: Person, base: int) -> None:
    said(ada, edit(base=base, delete=True))

    copy = said(ada, edit(headache=True, peak_intensity="mild"))

    assert copy[0]["status"] == "merged"
    assert ada.get(f"/days/{DAY}").status_code == 404


def test_a_deleted_day_is_told_as_a_tombstone(ada: Person, base: int) -> None:
    (change,) = sync(ada, edit(base=base, delete=True))["changes"]

    assert change["deleted"]
    assert change["values"] is None


def test_one_bad_operation_blocks_no_other(ada: Person) -> None:
    results = said(
        ada,
        edit("2026-11-17", headache=False, nausea=True),
        edit("2026-11-31", headache=True),
        edit("2027-11-18", headache=True),
        edit("2026-11-16", headache=True) | {"kind": "weather"},
        edit("2026-11-15", headache=True, mood="low"),
        edit("2026-11-18", headache=True),
    )

    assert [result["status"] for result in results] == ["rejected"] * 5 + ["applied"]
    assert [result["errors"][0]["field"] for result in results[:5]] == [
        "nausea",
        "key",
        "key",
        "kind",
        "mood",
    ]


def test_a_cursor_hears_only_what_came_after_it(ada: Person, base: int) -> None:
    heard = sync(ada)

    later = sync(ada, edit("2026-11-18", headache=False), cursor=heard["next_cursor"], epoch=heard["epoch"])

    assert [change["key"] for change in later["changes"]] == ["2026-11-18"]
    assert not later["has_more"]


def test_injections_and_the_treatment_are_synced_too(ada: Person) -> None:
    injection = edit(injected_on="2026-11-02", total_units=155) | {"kind": "injection", "key": str(uuid4())}
    treatment = edit(headache_days_per_30=22.5) | {"kind": "treatment", "key": "treatment"}

    sync(ada, injection, treatment)

    assert ada.get("/injections").json()["injections"][0]["total_units"] == 155
    assert ada.get("/treatment").json()["headache_days_per_30"] == 22.5


def test_nobody_syncs_with_the_diary_of_somebody_else(ada: Person, ben: Person) -> None:
    body = {"device_id": str(uuid4()), "operations": [edit(headache=True)]}

    answer = ben.http.post(f"{ada.diary}/sync", json=body)

    assert answer.status_code == 404
    assert ada.get("/days").json() == {"days": []}


def test_more_than_200_operations_are_refused_whole(ada: Person) -> None:
    body = {"device_id": str(uuid4()), "operations": [edit(headache=True)] * 201}

    assert ada.http.post(f"{ada.diary}/sync", json=body).status_code == 422
