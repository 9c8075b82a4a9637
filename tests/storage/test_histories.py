"""Pages of histories are read by the index that fits: a few values at once, many along their numbers."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.dialects.sqlite import dialect

from app.storage.circumstances import CIRCUMSTANCES
from app.storage.days import DAYS
from app.storage.histories import _OfFew, _OfMany
from app.storage.injections import INJECTIONS
from app.storage.kinds import Kind
from tests.databases import SQLITE, migrated_database
from tests.storage.books import file_of


@pytest.fixture
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    return migrated_database(SQLITE, tmp_path_factory.mktemp("histories"))


def index_for(url: str, reading: _OfFew | _OfMany) -> str:
    """How SQLite says that it searches for a page."""
    text = reading.values._for(dialect()).sql
    with closing(sqlite3.connect(file_of(url))) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?")).fetchall()
    return str(plan[0][3])


@pytest.mark.parametrize("kind", [DAYS, INJECTIONS, CIRCUMSTANCES], ids=lambda kind: kind.key)
def test_a_few_values_are_found_by_their_document_and_many_by_their_numbers(
    migrated: str, kind: Kind
) -> None:
    few, many = (index_for(migrated, reading) for reading in (_OfFew(kind), _OfMany(kind)))

    assert f"(diary_id=? AND {kind.key}=?)" in few
    assert "(diary_id=? AND revision>? AND revision<?)" in many
