"""Fixtures of the API's tests."""

import pytest

from tests.served import Person, Served


@pytest.fixture(scope="session")
def eve(shared_server: Served) -> Person:
    """A patient whose diary stays empty: everything that she sends is refused."""
    return Person(shared_server)
