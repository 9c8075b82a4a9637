"""Who may do what with whose diary."""

import pytest

from app.rules.access import POLICY, Action, Actor, Place, may

OF_A_DIARY = sorted(action for _, action, place in POLICY if place is Place.OWN_DIARY)


@pytest.mark.parametrize("action", OF_A_DIARY)
def test_a_patient_reaches_the_own_diary_and_no_other(action: Action) -> None:
    assert may(Actor.PATIENT, action, Place.OWN_DIARY)
    assert not may(Actor.PATIENT, action, Place.OTHER_DIARY)


@pytest.mark.parametrize("action", OF_A_DIARY)
@pytest.mark.parametrize("actor", [Actor.ANYBODY, Actor.CLINICIAN])
def test_nobody_else_reaches_a_diary(actor: Actor, action: Action) -> None:
    assert not any(may(actor, action, place) for place in Place)


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
