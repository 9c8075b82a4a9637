"""Two edits of one day after an offline spell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.entry import OF_A_HEADACHE
from app.rules.merge import DAY_PARTS, PartOf, Values, merge, parts_of, whole_group

BLANK: Values = dict.fromkeys(("headache", *OF_A_HEADACHE, "acute_medications", "menstruation", "note")) | {
    "aura": False,
    "triggers": [],
}


def day(**said: Any) -> Values:
    return {**BLANK, "headache": True, **said}


def taken(key: str, name: str = "Sumatriptan") -> Values:
    return {"id": key, "name": name, "drug_class": "triptan", "doses": 1, "relief": None}


def test_what_only_one_side_changed_is_that_sides() -> None:
    base = day()

    merged = merge(DAY_PARTS, base, day(note="at work"), day(menstruation=True))

    assert merged.values == day(note="at work", menstruation=True)
    assert merged.conflicts == ()


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    merged = merge(DAY_PARTS, day(), day(note="at work"), day(note="at work"))

    assert merged == merge(DAY_PARTS, day(), day(), day(note="at work"))


def test_a_note_written_differently_on_both_sides_keeps_the_one_that_is_shown_and_is_named() -> None:
    merged = merge(DAY_PARTS, day(), day(note="at work"), day(note="at home"))

    assert merged.values["note"] == "at work"
    assert merged.conflicts == ("note",)


def test_a_headache_made_headache_free_on_one_side_and_severe_on_the_other_stays_one_of_both() -> None:
    free = day(headache=False)

    merged = merge(DAY_PARTS, day(), free, day(peak_intensity="severe", nausea=True))

    assert merged.values == free
    assert merged.conflicts == ("headache",)


def test_triggers_of_both_sides_are_there() -> None:
    base = day(triggers=["stress"])

    merged = merge(DAY_PARTS, base, day(triggers=["stress", "wine"]), day(triggers=["weather"]))

    assert merged.values["triggers"] == ["weather", "wine"]


def test_medicines_of_both_sides_are_there() -> None:
    base = day(acute_medications=[taken("a")])
    theirs = day(acute_medications=[taken("a"), taken("b")])

    merged = merge(DAY_PARTS, base, theirs, day(acute_medications=[taken("a"), taken("c")]))

    assert [one["id"] for one in merged.values["acute_medications"]] == ["a", "b", "c"]


def test_a_medicine_edited_on_one_side_and_removed_on_the_other_stays() -> None:
    base = day(acute_medications=[taken("a"), taken("b")])
    edited = day(acute_medications=[taken("a", "Rizatriptan"), taken("b")])
    removed = day(acute_medications=[taken("b")])

    assert merge(DAY_PARTS, base, edited, removed).values == edited
    assert merge(DAY_PARTS, base, removed, edited).values == edited


def test_none_taken_contradicts_a_medicine() -> None:
    merged = merge(DAY_PARTS, day(), day(acute_medications=[taken("a")]), day(acute_medications=[]))

    assert merged.conflicts == ("acute_medications",)


def test_no_merge_says_none_taken_where_neither_side_did() -> None:
    base = day(acute_medications=[taken("a"), taken("b")])
    theirs = day(acute_medications=[taken("a")])

    merged = merge(DAY_PARTS, base, theirs, day(acute_medications=[taken("b")]))

    assert merged.values == theirs
    assert merged.conflicts == ("acute_medications",)


def test_without_a_known_base_only_what_was_said_on_both_sides_can_conflict() -> None:
    merged = merge(DAY_PARTS, BLANK, day(note="at work"), day(aura=True))

    assert merged.values == day(note="at work", aura=True)
    assert merged.conflicts == ()


def test_where_only_this_device_spoke_since_its_latest_word_counts() -> None:
    merged = merge(DAY_PARTS, day(), day(note="at work"), day(note="at home"), {"note"})

    assert merged.values["note"] == "at home"
    assert merged.conflicts == ()


def test_a_medicine_said_in_two_ways_by_one_device_is_as_it_said_it_last() -> None:
    base, theirs = day(acute_medications=[taken("a")]), [taken("a", "Rizatriptan"), taken("b")]

    merged = merge(
        DAY_PARTS,
        base,
        day(acute_medications=theirs),
        day(acute_medications=[taken("a", "Naratriptan")]),
        {"acute_medications"},
    )

    assert [one["name"] for one in merged.values["acute_medications"]] == ["Naratriptan", "Sumatriptan"]
    assert merged.conflicts == ()


def test_a_device_that_says_none_taken_after_a_medicine_of_its_own_is_believed() -> None:
    own = {"acute_medications"}

    merged = merge(DAY_PARTS, day(), day(acute_medications=[taken("a")]), day(acute_medications=[]), own)

    assert (merged.values["acute_medications"], merged.conflicts) == ([], ())


def test_each_field_of_another_kind_is_a_part_by_itself() -> None:
    assert parts_of(("lot", "clinic")) == (PartOf("lot", ("lot",)), PartOf("clinic", ("clinic",)))


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ({"nausea": True}, {"nausea": True, "headache": True}),
        ({"nausea": False}, {"nausea": False, "headache": True}),
        ({"peak_intensity": "severe"}, {"peak_intensity": "severe", "headache": True}),
        ({"duration_minutes": 30}, {"duration_minutes": 30, "headache": True}),
        ({"headache": False}, {"headache": False} | dict.fromkeys(OF_A_HEADACHE)),
        ({"headache": True}, {"headache": True}),
        ({"nausea": None}, {"nausea": None}),
        ({"note": "n"}, {"note": "n"}),
        ({"headache": False, "nausea": True}, {"headache": False, "nausea": True}),
    ],
    ids=str,
)
def test_a_patch_of_the_headache_says_what_follows_from_it(said: Values, whole: Values) -> None:
    assert whole_group(said) == whole


texts = st.lists(st.sampled_from("abc"), unique=True, max_size=3)
medicines = st.none() | st.lists(
    st.builds(taken, st.sampled_from("xyz"), st.sampled_from(["one", "two"])),
    unique_by=lambda one: one["id"],
    max_size=3,
)
headaches = st.one_of(
    st.just({"headache": False}),
    st.fixed_dictionaries(
        {"headache": st.just(True), "peak_intensity": st.sampled_from([None, "mild", "severe"])},
        optional={"nausea": st.booleans()},
    ),
)
days = st.builds(
    lambda pain, rest: {**BLANK, **pain, **rest},
    headaches,
    st.fixed_dictionaries(
        {
            "aura": st.booleans(),
            "note": st.sampled_from([None, "n", "m"]),
            "triggers": texts,
            "acute_medications": medicines,
        }
    ),
)


@given(days, days, days)
def test_both_orders_of_arrival_name_the_same_parts(base: Values, one: Values, other: Values) -> None:
    assert merge(DAY_PARTS, base, one, other).conflicts == merge(DAY_PARTS, base, other, one).conflicts


@given(days, days, days)
def test_parts_without_a_conflict_are_the_same_in_both_orders(
    base: Values, one: Values, other: Values
) -> None:
    first, second = merge(DAY_PARTS, base, one, other), merge(DAY_PARTS, base, other, one)
    agreed = [field for part in DAY_PARTS if part.name not in first.conflicts for field in part.fields]

    assert _told(first.values, agreed) == _told(second.values, agreed)


def _told(values: Values, fields: list[str]) -> list[Any]:
    """The fields' values; lists by what they hold, whatever their order."""
    told = [values[field] for field in fields]
    return [sorted(map(str, value)) if isinstance(value, list) else value for value in told]


@given(days, days, days)
def test_a_merge_is_idempotent(base: Values, one: Values, other: Values) -> None:
    merged = merge(DAY_PARTS, base, one, other).values

    assert merge(DAY_PARTS, base, merged, merged).values == merged


@given(days, days, days)
def test_no_merge_makes_an_impossible_day(base: Values, one: Values, other: Values) -> None:
    merged = merge(DAY_PARTS, base, one, other).values

    assert merged["headache"] or all(merged[field] is None for field in OF_A_HEADACHE)


@given(days, days)
def test_an_unchanged_copy_changes_nothing(base: Values, current: Values) -> None:
    assert merge(DAY_PARTS, base, current, base).values == current


@given(days, days, days)
def test_where_all_is_of_one_device_nothing_is_contested_and_no_day_impossible(
    base: Values, current: Values, mine: Values
) -> None:
    merged = merge(DAY_PARTS, base, current, mine, {part.name for part in DAY_PARTS})

    assert merged.conflicts == ()
    assert merged.values["headache"] or all(merged.values[field] is None for field in OF_A_HEADACHE)
