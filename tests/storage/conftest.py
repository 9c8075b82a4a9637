"""Fixtures of the storage tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import migrated_database
from tests.storage.books import Books, Writer


@pytest.fixture(scope="session")
def books(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """One open database of each kind for all tests that only add people of their own."""
    opened = Books(migrated_database(kind, tmp_path_factory.mktemp(f"books-{kind}")))
    yield opened
    opened.database.close()


@pytest.fixture
def own_books(migrated_url: str, tmp_path: Path) -> Iterator[Books]:
    """An open database of this test alone."""
    opened = Books(migrated_url)
    yield opened
    opened.database.close()


@pytest.fixture
def ada(books: Books) -> Writer:
    """A patient with a new, empty diary."""
    return books.person()
