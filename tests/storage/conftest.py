"""Fixtures of the storage tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import migrated_database
from tests.storage.books import DAY, Books, Writer, opened, path_with_programs


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


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of PostgreSQL on PATH."""
    monkeypatch.setenv("PATH", path_with_programs())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go; not there yet."""
    return tmp_path / "backups"


@pytest.fixture
def adas_url(migrated_url: str) -> str:
    """A database with Ada, who said something."""
    with opened(migrated_url) as books:
        books.save(books.person("ada"), DAY, note="before")
    return migrated_url
