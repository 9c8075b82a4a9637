"""What the fault tests share: how they tell how many cases ran, and what cannot run without a C compiler."""

import pytest

from tests.conftest import Tell
from tests.faults.disk import compiler
from tests.left_out import leave_out

__all__ = ["Tell"]


@pytest.fixture
def c_compiler() -> None:
    """For tests whose disk is made of C."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a C compiler where there is none; DIARY_REQUIRE_COMPILER forbids it."""
    if not compiler():
        needs = "a C compiler: apt-get install gcc libc6-dev"
        leave_out(config, items, "c_compiler", needs, "DIARY_REQUIRE_COMPILER")
