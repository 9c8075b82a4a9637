"""How an answer is worded as a check."""

import pytest

from app.rules.answers import Answer
from app.rules.checks import Check, checked


@pytest.mark.parametrize(
    ("answer", "check"), [(True, Check.YES), (False, Check.NO), (None, Check.CANNOT_TELL)]
)
def test_unknown_cannot_be_told(answer: Answer, check: Check) -> None:
    assert checked(answer) is check
