"""Who may do what with whose diary."""

import pytest

from app.rules.access import POLICY, Action, Actor, Place, may

OF_A_DIARY = sorted(action for _, action, place in POLICY if place is Place.OWN_DIARY)


@pytest.mark.parametrize("action", OF_A_DIARY)
def test_a_patient_reaches_the_own_diary_and_no_other(action: Action) -> None:
    assert may(Actor.PATIENT, action, Place.OWN_DIARY)
    assert not may(Actor.PATIENT, action, Place.OTHER_DIARY)


@pytest.mark.parametrize("action", OF_A_DIARY)
def test_without_a_grant_nobody_reaches_anothers_diary(action: Action) -> None:
    assert not any(may(Actor.ANYBODY, action, place) for place in Place)
    assert not may(Actor.CLINICIAN, action, Place.OWN_DIARY, Place.OTHER_DIARY)


@pytest.mark.parametrize(
    ("place", "wider"),
    [
        (Place.GRANTED_DIARY, set()),
        (Place.GRANTED_WITH_NOTES, {Action.READ_NOTES}),
        (Place.GRANTED_FOR_TREATMENT, {Action.WRITE_INJECTIONS, Action.WRITE_TREATMENT}),
    ],
)
def test_a_grant_covers_reading_and_what_its_scopes_say(place: Place, wider: set[Action]) -> None:
    reading = {name for name in Action if name.startswith("read_")} - {Action.READ_NOTES}

    covered = {action for action in Action if may(Actor.CLINICIAN, action, Place.GRANTED_DIARY, place)}

    assert covered == reading | wider


def test_what_the_table_does_not_say_is_denied() -> None:
    allowed = [
        (actor, action, place)
        for actor in Actor
        for action in Action
        for place in Place
        if may(actor, action, place)
    ]

    assert set(allowed) == POLICY
    assert len(allowed) < len(Actor) * len(Action) * len(Place) / 4
