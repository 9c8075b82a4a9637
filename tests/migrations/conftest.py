"""Fixtures of the migration tests."""

from pathlib import Path

import pytest

from app.storage import schema
from tests.migrations.schemas import MadeUp
from tests.storage.books import path_with_programs


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    """Migrations that this process takes for its release's."""
    migrations = MadeUp(tmp_path / "made-up" / "migrations")
    monkeypatch.setattr(schema, "_MIGRATIONS", migrations.folder)
    return migrations


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of PostgreSQL on PATH."""
    monkeypatch.setenv("PATH", path_with_programs())
