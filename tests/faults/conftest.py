"""What the fault tests share: how they tell how many cases ran, and what cannot run without a C compiler."""

import os
import sys

import pytest

from tests.conftest import Tell
from tests.faults.disk import compiler

__all__ = ["Tell"]


@pytest.fixture
def c_compiler() -> None:
    """For tests whose disk is made of C."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a C compiler where there is none; DIARY_REQUIRE_COMPILER forbids it."""
    if compiler() or os.environ.get("DIARY_REQUIRE_COMPILER"):
        return
    out = [item for item in items if "c_compiler" in getattr(item, "fixturenames", ())]
    if out:
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=out)
        _say_what_is_left_out(config, len(out))


def _say_what_is_left_out(config: pytest.Config, many: int) -> None:
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture and getattr(config, "workerinput", {}).get("workerid", "gw0") == "gw0":
        with capture.global_and_fixture_disabled():
            sys.stderr.write(f"\nNOT RUN: {many} tests need a C compiler: apt-get install gcc libc6-dev\n")
