"""The databases of earlier releases, as their own backups: every row is there after the migration."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData

from app.api.sync import KINDS
from app.rules.limits import BESIDE
from app.storage.backup import backups_of, restore
from app.storage.changes import changes_after
from app.storage.opening import bring_to_head
from app.storage.schema import SchemaState, known_revisions, schema_state
from app.storage.tables import REVISION_TABLES
from tests.databases import migrated_database
from tests.migrations.write_release import DAYS_LOGGED, FIRST_DAY, RELEASES
from tests.storage.books import ada_of, bare_engine, opened

pytestmark = pytest.mark.usefixtures("programs")
Rows = dict[str, list[dict[str, Any]]]
BEFORE = sorted({file.stem for file in RELEASES.iterdir()})


def rows_of(url: str, columns: Rows | None = None) -> Rows:
    """Every row of every table as the database itself tells it, or only these tables with these columns."""
    engine = bare_engine(url)
    seen = MetaData()
    seen.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: [
                dict(row)
                for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
            ]
            for table in seen.sorted_tables
            if table.name != "alembic_version"
        }
    if columns is None:
        return found
    return {
        name: [{key: row[key] for key in rows[0]} for row in found[name]] if rows else found[name]
        for name, rows in columns.items()
    }


@pytest.fixture(params=BEFORE)
def old(request: pytest.FixtureRequest, empty_url: str, tmp_path: Path) -> str:
    """A database as an earlier release left it."""
    restore(empty_url, RELEASES / f"{request.param}{backups_of(empty_url).suffix}", tmp_path)
    return empty_url


def test_every_release_before_this_one_has_left_its_database() -> None:
    assert known_revisions()[:-1] == BEFORE


def test_every_row_of_an_earlier_release_is_the_same_after_the_migration(old: str, tmp_path: Path) -> None:
    before = rows_of(old)

    assert bring_to_head(old, tmp_path) is True

    assert rows_of(old, before) == before
    assert sum(map(len, before.values())) > 2 * DAYS_LOGGED
    assert schema_state(old) is SchemaState.AT_HEAD


def test_a_diary_of_an_earlier_release_is_read_told_and_written_on(old: str, tmp_path: Path) -> None:
    bring_to_head(old, tmp_path)
    ada, kinds = ada_of(old), {name: merging.kind for name, merging in KINDS.items()}

    with opened(old) as books:
        corrected = books.past(ada, FIRST_DAY)
        changes = books.read(lambda tx: changes_after(tx, kinds, ada.diary_id, 0, 1000))
        books.save(ada, FIRST_DAY, note="said today")
        past = books.past(ada, FIRST_DAY)

    assert [one.values["peak_intensity"] for one in corrected if one.values] == ["mild", "severe"]
    assert (len(changes.documents), len(past)) == (DAYS_LOGGED + 3, 3)


def test_what_an_earlier_release_kept_is_counted(old: str, tmp_path: Path) -> None:
    bring_to_head(old, tmp_path)
    rows = rows_of(old)
    counted = Counter({one["diary_id"]: one["stored_bytes"] for one in rows["diary"]})
    kept: Counter[Any] = Counter()
    for name in REVISION_TABLES:
        for one in rows.get(name, []):
            kept[one["diary_id"]] += len((one["value"] or "").encode()) + BESIDE

    assert counted == kept
    assert max(kept.values()) > DAYS_LOGGED * BESIDE


def test_what_an_earlier_release_writes_fits_into_this_ones_tables(
    old: str, kind: str, tmp_path: Path
) -> None:
    rows = rows_of(old)
    new = migrated_database(kind, tmp_path)
    engine = bare_engine(new)
    tables = MetaData()
    tables.reflect(engine)

    with engine.begin() as connection:
        connection.execute(tables.tables["database_identity"].delete())
        for table in tables.sorted_tables:
            if rows.get(table.name):
                connection.execute(table.insert(), rows[table.name])

    assert rows_of(new, rows) == rows
