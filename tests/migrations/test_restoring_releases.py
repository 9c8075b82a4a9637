"""Backups and releases: an older backup is migrated on, and a restore is the way back to an older release."""

from pathlib import Path

import pytest

from app.errors import BackupRefused
from app.storage.backup import back_up, restore
from app.storage.opening import bring_to_head, open_for_server
from app.storage.schema import SchemaState, schema_state
from tests.migrations.schemas import MadeUp, schema_of, triggers_of
from tests.storage.books import Books, said

pytestmark = pytest.mark.usefixtures("programs")
ADDS_A_TABLE = ('op.create_table("newer", sa.Column("id", sa.Integer(), primary_key=True))',)


@pytest.fixture
def url(migrated_url: str) -> str:
    """A database with Ada in it."""
    books = Books(migrated_url)
    books.person("ada")
    books.database.close()
    return migrated_url


def test_an_older_backup_is_put_back_and_migrated_at_the_next_start(
    url: str, made_up: MadeUp, tmp_path: Path
) -> None:
    backup, then = back_up(url, tmp_path / "one").file, said(url)
    made_up.add("adds", *ADDS_A_TABLE)
    bring_to_head(url, tmp_path)

    restore(url, backup, tmp_path, force=True)
    state = schema_state(url)
    open_for_server(url, tmp_path).close()

    assert (state, schema_state(url)) == (SchemaState.BEHIND, SchemaState.AT_HEAD)
    assert said(url) == then


def test_a_restore_takes_everything_of_the_newer_release_away(
    url: str, made_up: MadeUp, tmp_path: Path
) -> None:
    before = (schema_of(url), triggers_of(url))
    backup = back_up(url, tmp_path / "one").file
    made_up.add("adds", *ADDS_A_TABLE)
    bring_to_head(url, tmp_path)

    restore(url, backup, tmp_path, force=True)

    assert (schema_of(url), triggers_of(url)) == before


def test_the_backup_of_a_newer_release_is_refused_until_that_release_runs(
    url: str, made_up: MadeUp, tmp_path: Path
) -> None:
    revision = made_up.add("adds", *ADDS_A_TABLE)
    bring_to_head(url, tmp_path)
    backup = back_up(url, tmp_path / "one").file
    made_up.remove(revision)

    with pytest.raises(BackupRefused, match=f"revision {revision}.*run the newer release"):
        restore(url, backup, tmp_path, force=True)

    assert "newer" in schema_of(url)
