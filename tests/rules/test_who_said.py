"""Who said what is shown, step by step."""

from dataclasses import replace

from app.rules.merge import PartOf, Values
from app.rules.who_said import DELETED, MOST_DEVICES, NOBODY, Step, WhoSaid, who_said_after

PARTS = (PartOf("pain", ("pain", "nausea")), PartOf("note", ("note",)))


def said(pain: str, note: str | None = None) -> Values:
    return {"pain": pain, "nausea": None, "note": note}


def after(*steps: Step) -> WhoSaid:
    who, was = NOBODY, None
    for step in steps:
        who, was = who_said_after(PARTS, who, was, step), step.shown
    return who


FIRST = Step(10, "phone", said("mild"), said("mild"), 10)
OTHERS = Step(20, "tablet", said("mild", "at work"), said("mild", "at work"), 20)


def test_what_is_said_first_is_all_of_that_device() -> None:
    who = after(FIRST)

    assert who.parts == {"pain": (10, ("phone",)), "note": (10, ("phone",))}
    assert (who.at, who.last) == (10, {"phone": 10})


def test_a_part_that_changes_is_of_whoever_changed_it_and_the_rest_stays() -> None:
    who = after(FIRST, OTHERS)

    assert (who.since("pain"), who.since("note"), who.since("weather")) == (10, 20, 0)
    assert who.has_said("phone", "pain")
    assert who.has_said("tablet", "pain")
    assert not who.has_said("phone", "note")
    assert not who.has_said("phone", "weather")


def test_a_value_kept_beside_makes_its_device_a_sayer_of_what_it_shares() -> None:
    beside = Step(20, "phone", said("mild", "at home"), OTHERS.shown, 21)

    who = after(FIRST, OTHERS, beside)

    assert who.parts["note"] == (20, ("tablet",))
    assert who.last == {"tablet": 20, "phone": 21}


def test_what_a_merge_made_of_two_is_said_by_nobody() -> None:
    merged = Step(30, "phone", said("severe", "at home"), said("severe", "both"), 29)

    assert after(FIRST, OTHERS, merged).parts == {"pain": (30, ("phone",)), "note": (30, ())}


def test_a_deletion_is_the_one_part_of_a_tombstone_and_may_be_said_by_two() -> None:
    gone = Step(30, "phone", None, None, 30)

    who = after(FIRST, gone, replace(gone, device="tablet", held_at=None))

    assert who.parts == {DELETED.name: (30, ("phone", "tablet"))}


def test_a_value_kept_beside_a_tombstone_did_not_delete() -> None:
    gone = Step(30, "phone", None, None, 30)

    who = after(FIRST, gone, Step(30, "tablet", said("mild"), None, 31))

    assert who.parts == {DELETED.name: (30, ("phone",))}


def test_what_is_said_after_a_deletion_is_new() -> None:
    again = replace(FIRST, revision=40, device="tablet")

    assert after(FIRST, Step(30, "phone", None, None, 30), again).parts["pain"] == (40, ("tablet",))


def test_a_step_of_which_nobody_held_the_value_is_of_nobody() -> None:
    who = after(FIRST, Step(20, "phone", None, said("severe"), 19))

    assert who.parts == {"pain": (20, ()), "note": (10, ("phone",))}


def test_of_many_devices_the_latest_are_remembered() -> None:
    steps = [replace(FIRST, device=f"device {number}", held_at=number) for number in range(50)]

    who = after(*steps)

    assert who.parts["pain"][1] == tuple(f"device {number}" for number in range(50 - MOST_DEVICES, 50))
    assert list(who.last.values()) == list(range(50 - MOST_DEVICES, 50))


def test_a_device_that_says_it_twice_is_named_once_and_its_last_word_counts() -> None:
    who = after(FIRST, replace(FIRST, held_at=11))

    assert who.parts["pain"] == (10, ("phone",))
    assert who.last == {"phone": 11}


COPY = Step(30, "phone", said("mild", "then"), said("mild", "then"), 30, copy_of=25)


def test_a_part_that_was_copied_bears_the_number_of_before() -> None:
    assert after(FIRST, COPY).copied == {"note": 25}


def test_a_later_copy_of_the_same_raises_that_number_and_an_earlier_one_does_not() -> None:
    again = replace(COPY, device="tablet", held_at=31)

    assert after(FIRST, COPY, replace(again, copy_of=27)).copied == {"note": 27}
    assert after(FIRST, COPY, replace(again, copy_of=22)).copied == {"note": 25}


def test_what_is_said_over_a_copy_is_no_copy() -> None:
    assert after(FIRST, COPY, Step(40, "phone", said("mild"), said("mild"), 40)).copied == {}


def test_a_part_that_the_copy_did_not_hold_is_none() -> None:
    assert after(FIRST, replace(COPY, held=said("mild", "other"))).copied == {}
