"""Tests that need what a machine lacks: left out, counted and told; or a failure where it must be there."""

import os
import sys

import pytest


def leave_out(
    config: pytest.Config, items: list[pytest.Item], fixture: str, needs: str, required: str
) -> None:
    """Leave out the tests that ask for this fixture, unless the environment names `required`."""
    out = [item for item in items if fixture in getattr(item, "fixturenames", ())]
    leave_out_items(config, items, out, needs, required)


def leave_out_items(
    config: pytest.Config, items: list[pytest.Item], out: list[pytest.Item], needs: str, required: str
) -> None:
    """Leave out these tests, unless the environment names `required`."""
    if out and not os.environ.get(required):
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=out)
        _say(config, f"NOT RUN: {len(out)} tests need {needs}")


def _say(config: pytest.Config, words: str) -> None:
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture and getattr(config, "workerinput", {}).get("workerid", "gw0") == "gw0":
        with capture.global_and_fixture_disabled():
            sys.stderr.write(f"\n{words}\n")
