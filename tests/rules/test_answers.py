"""How yes, no and unknown combine."""

import pytest

from app.rules.answers import Answer, any_of, at_least, both


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (True, True, True),
        (True, False, False),
        (True, None, None),
        (False, True, False),
        (False, False, False),
        (False, None, False),
        (None, True, None),
        (None, False, False),
        (None, None, None),
    ],
)
def test_both_is_no_as_soon_as_one_is_no(one: Answer, other: Answer, answer: Answer) -> None:
    assert both(one, other) is answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (True, True, True),
        (True, False, True),
        (True, None, True),
        (False, True, True),
        (False, False, False),
        (False, None, None),
        (None, True, True),
        (None, False, None),
        (None, None, None),
    ],
)
def test_one_of_two_is_yes_as_soon_as_one_is_yes(one: Answer, other: Answer, answer: Answer) -> None:
    assert any_of(one, other) is answer


def test_none_of_nothing_is_no() -> None:
    assert any_of() is False


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ((True, True, False, False), True),
        ((True, True, None, None), True),
        ((True, False, False, False), False),
        ((False, False, False, None), False),
        ((True, None, False, False), None),
        ((None, None, False, False), None),
        ((None, None, None, None), None),
    ],
)
def test_two_of_four_is_unknown_only_while_the_unknown_ones_could_decide(
    answers: tuple[Answer, ...], answer: Answer
) -> None:
    assert at_least(2, *answers) is answer
