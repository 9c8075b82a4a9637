"""The migrations lead to the tables as they stand in the code, one after the other, and back."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from app.storage.schema import SchemaState, known_revisions, schema_state, upgrade
from app.storage.tables import REVISION_TABLES
from tests.databases import empty_database
from tests.migrations.schemas import checks, differences, schema_of, spelt, triggers_of
from tests.storage.books import TABLES, bare_engine

INI = Path(__file__).resolve().parents[2] / "alembic.ini"


def scripts() -> ScriptDirectory:
    """The migrations as the tool reads them."""
    return ScriptDirectory.from_config(Config(str(INI)))


def downgrade(url: str) -> None:
    """Go back to nothing."""
    config = Config(str(INI))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.downgrade(config, "base")


def created_url(kind: str, folder: Path) -> str:
    """A database whose tables were made from the code, without migrations."""
    url = empty_database(kind, folder)
    with bare_engine(url).begin() as connection:
        SQLModel.metadata.create_all(connection)
    return url


def test_the_migrations_stand_in_one_line() -> None:
    ordered = [script.revision for script in scripts().walk_revisions()][::-1]

    assert len(scripts().get_heads()) == 1
    assert [script.down_revision for script in scripts().walk_revisions()][::-1] == [None, *ordered[:-1]]
    assert ordered == known_revisions()


def test_the_tool_and_the_server_know_the_same_latest_migration() -> None:
    assert scripts().get_current_head() == known_revisions()[-1]


def test_nothing_is_left_to_migrate(migrated_url: str) -> None:
    with bare_engine(migrated_url).connect() as connection:
        assert differences(connection) == []


def test_a_missing_index_would_be_found(migrated_url: str) -> None:
    with bare_engine(migrated_url).begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_session_account_id")
        assert len(differences(connection)) == 1


def test_a_migrated_database_equals_one_made_from_the_tables(
    kind: str, migrated_url: str, tmp_path: Path
) -> None:
    migrated = schema_of(migrated_url)
    del migrated["alembic_version"]

    assert migrated == schema_of(created_url(kind, tmp_path))


def test_the_checks_of_a_migrated_database_are_those_of_the_tables(
    kind: str, migrated_url: str, tmp_path: Path
) -> None:
    found = checks(migrated_url)

    assert found == checks(created_url(kind, tmp_path))
    assert sum(map(len, found.values())) == sum(str(CreateTable(table)).count("CHECK") for table in TABLES)


def test_a_changed_check_would_be_found(kind: str, migrated_url: str) -> None:
    assert spelt("x BETWEEN 0 AND 60") == spelt("((x between 0 and 60))") != spelt("x BETWEEN 0 AND 61")
    assert checks(migrated_url)["treatment"]["ck_treatment_earlier_rounds_in_range"].count("60") == 1


def test_the_way_back_leads_to_nothing_and_up_again_to_the_same(empty_url: str) -> None:
    upgrade(empty_url)
    first, triggers = schema_of(empty_url), triggers_of(empty_url)
    downgrade(empty_url)
    nothing, state = schema_of(empty_url), schema_state(empty_url)
    upgrade(empty_url)

    assert (list(nothing), state) == (["alembic_version"], SchemaState.EMPTY)
    assert (schema_of(empty_url), triggers_of(empty_url)) == (first, triggers)


def test_migrating_again_changes_nothing(migrated_url: str) -> None:
    before = schema_of(migrated_url)
    upgrade(migrated_url)

    assert schema_of(migrated_url) == before
    assert schema_state(migrated_url) is SchemaState.AT_HEAD


@pytest.mark.parametrize("table", REVISION_TABLES)
def test_every_table_of_revisions_is_guarded(migrated_url: str, table: str) -> None:
    guarding = [name for name in triggers_of(migrated_url) if name.startswith(f"{table}_")]

    assert guarding in ([f"{table}_kept"], [f"{table}_no_delete", f"{table}_no_update"])
