"""A migration keeps every row, happens whole or not at all, and begins with a backup."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from app.api.sync import KINDS
from app.errors import DatabaseNewer, RefusesToStart
from app.storage import sign_ins
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.injections import INJECTIONS, NOTHING_SAID, TREATMENT
from app.storage.kinds import Address
from app.storage.opening import bring_to_head
from app.storage.operations import Patch, apply
from app.storage.schema import SchemaState, known_revisions, schema_state, upgrade
from app.storage.sign_ins import NewSession
from tests.databases import POSTGRESQL, SQLITE, empty_database, migrated_database
from tests.migrations.schemas import MadeUp, schema_of, triggers_of
from tests.storage.books import NOW, SESSION, Books, all_rows, bare_engine, execute

DAY = date(2026, 11, 19)
NARROWS_ACCOUNT = (
    'with op.batch_alter_table("account") as batch:',
    '    batch.alter_column("display_name", existing_type=sa.String(200), nullable=True)',
)
OF_SHARING = {"invitation", "consent_grant", "visit_link", "visit_opening", "audit", "known_device"}
OF_SHARING |= {
    "summary",
    "patient_line",
    "passkey",
    "totp",
    "challenge",
    "one_time_link",
    "throttle",
    "failed_tries",
    "refused_look",
    "new_accounts",
    "clinic",
    "clinician",
}
NARROWS_DIARY = (
    'with op.batch_alter_table("diary") as batch:',
    '    batch.alter_column("change_counter", existing_type=sa.BigInteger(), nullable=True)',
)
ADDS_A_COLUMN = ('op.add_column("day", sa.Column("weather", sa.Text(), nullable=True))',)
BREAKS_HALFWAY = (
    'op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))',
    "op.execute(\"UPDATE account SET display_name = 'changed'\")",
    'op.execute("SELECT * FROM nowhere")',
)
ORPHANS = ('op.execute("DELETE FROM diary")',)
KILLS_ITSELF = (*BREAKS_HALFWAY[:2], "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
WORKS = BREAKS_HALFWAY[:1]


def filled(url: str) -> str:
    """A database with a row in every table."""
    books = Books(url)
    ada = books.person("ada")
    phone = NewSession(b"token", uuid4(), ada.account_id, ada.edit.device_id, "phone")
    books.write(lambda tx: sign_ins.open_session(tx, phone, NOW))
    books.save(ada, DAY, headache=True, note="偏頭痛", acute_medications=[], duration_minutes=90)
    books.save_as(INJECTIONS, ada, uuid4(), SESSION | {"total_units": 2.5})
    books.save_as(TREATMENT, ada, ada.diary_id, NOTHING_SAID | {"headache_days_per_30": 22.5})
    preventive = {"kind": "preventive", "name": "T", "dose": None, "ended_on": None, "note": None}
    books.save_as(CIRCUMSTANCES, ada, uuid4(), preventive | {"began_on": DAY.isoformat()})
    patch = Patch(uuid4(), b"of its content", None, {"headache": True}, delete=False)
    books.write(lambda tx: apply(tx, KINDS["day"], Address(ada.diary_id, DAY), patch, ada.edit))
    books.database.close()
    assert [name for name, rows in all_rows(url).items() if not rows and name not in OF_SHARING] == []
    return url


@pytest.fixture
def url(migrated_url: str) -> str:
    """See filled."""
    return filled(migrated_url)


@pytest.mark.parametrize("lines", [NARROWS_ACCOUNT, NARROWS_DIARY], ids=["account", "diary"])
def test_a_table_that_is_made_anew_keeps_its_rows_and_their_children(
    url: str, made_up: MadeUp, lines: tuple[str, ...]
) -> None:
    made_up.add("narrows", *lines)
    before, triggers = all_rows(url), triggers_of(url)

    upgrade(url)

    assert (all_rows(url), triggers_of(url)) == (before, triggers)
    assert schema_state(url) is SchemaState.AT_HEAD


def test_with_foreign_keys_on_the_children_would_be_deleted_silently(tmp_path: Path) -> None:
    url = filled(migrated_database(SQLITE, tmp_path))
    copy = "CREATE TABLE anew AS SELECT * FROM account"

    execute(url, copy, "DROP TABLE account", "ALTER TABLE anew RENAME TO account")

    left = all_rows(url)
    assert (len(left["account"]), len(left["session"]), len(left["device"])) == (1, 0, 0)


def test_a_migration_that_adds_a_column_changes_no_row(url: str, made_up: MadeUp) -> None:
    before = all_rows(url)
    made_up.add("adds", *ADDS_A_COLUMN)

    upgrade(url)

    assert all_rows(url) == before


def test_an_open_database_goes_on_after_a_migration_that_adds_a_column(url: str, made_up: MadeUp) -> None:
    books = Books(url)
    ben = books.person("ben")
    made_up.add("adds", *ADDS_A_COLUMN)
    upgrade(url)

    books.save(ben, DAY, note="after")

    assert (books.found(ben, DAY).values or {})["note"] == "after"
    books.database.close()


@pytest.mark.parametrize("lines", [BREAKS_HALFWAY, ORPHANS], ids=["breaks halfway", "leaves orphans"])
def test_a_migration_that_fails_changes_nothing_and_its_repair_succeeds(
    url: str, made_up: MadeUp, lines: tuple[str, ...]
) -> None:
    before: tuple[Any, ...] = (all_rows(url), schema_of(url), triggers_of(url))
    revision = made_up.add("fails", *lines)

    with pytest.raises((RefusesToStart, RuntimeError, DBAPIError)):
        upgrade(url)

    assert (all_rows(url), schema_of(url), triggers_of(url)) == before
    assert schema_state(url) is SchemaState.BEHIND
    made_up.replace(revision, *WORKS)
    upgrade(url)
    assert all_rows(url) == before[0]
    assert "half" in schema_of(url)


def test_a_migration_that_is_killed_changes_nothing_and_can_be_run_again(url: str, made_up: MadeUp) -> None:
    before: tuple[Any, ...] = (all_rows(url), schema_of(url))
    revision = made_up.add("killed", *KILLS_ITSELF)
    script = (
        "import sys; from pathlib import Path; from app.storage import schema;"
        "schema._MIGRATIONS = Path(sys.argv[1]); schema.upgrade(sys.argv[2])"
    )

    killed = subprocess.run([sys.executable, "-c", script, str(made_up.folder), url], check=False)

    assert killed.returncode == -9
    assert (all_rows(url), schema_of(url)) == before
    made_up.replace(revision, *WORKS)
    upgrade(url)
    assert all_rows(url) == before[0]


def test_several_migrations_happen_together_or_not_at_all(url: str, made_up: MadeUp) -> None:
    before = schema_of(url)
    made_up.add("works", *WORKS)
    made_up.add("fails", BREAKS_HALFWAY[-1])

    with pytest.raises((RefusesToStart, DBAPIError)):
        upgrade(url)

    assert schema_of(url) == before


@pytest.mark.usefixtures("programs")
def test_a_database_that_is_behind_is_backed_up_before_its_migration(
    url: str, made_up: MadeUp, tmp_path: Path
) -> None:
    before, backups = all_rows(url), tmp_path / "backups"
    made_up.add("works", *WORKS)

    assert bring_to_head(url, backups) is True

    (backup,) = backups.iterdir()
    assert backup.name.startswith("before-migration-")
    assert backup.stat().st_size > 10_000
    assert backup.suffix == ".pgdump" or all_rows(f"sqlite:///{backup}") == before


@pytest.mark.usefixtures("programs")
def test_without_a_backup_there_is_no_migration(url: str, made_up: MadeUp, tmp_path: Path) -> None:
    made_up.add("works", *WORKS)
    (tmp_path / "file").touch()

    with pytest.raises(Exception, match=r"Not a directory|File exists"):
        bring_to_head(url, tmp_path / "file")

    assert schema_state(url) is SchemaState.BEHIND


def test_a_new_database_is_migrated_without_a_backup(empty_url: str, tmp_path: Path) -> None:
    assert bring_to_head(empty_url, tmp_path / "backups") is True

    assert schema_state(empty_url) is SchemaState.AT_HEAD
    assert not (tmp_path / "backups").exists()


def test_a_database_at_head_is_left_alone(url: str, tmp_path: Path) -> None:
    before = all_rows(url)

    assert bring_to_head(url, tmp_path / "backups") is False

    assert all_rows(url) == before
    assert not (tmp_path / "backups").exists()


def test_the_database_of_a_newer_release_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    before = all_rows(url)

    with pytest.raises(DatabaseNewer, match=f"revision 9999.*knows {known_revisions()[-1]} at most"):
        bring_to_head(url, tmp_path / "backups")

    assert all_rows(url) == before


def test_a_database_of_something_else_is_refused_and_left_alone(empty_url: str, tmp_path: Path) -> None:
    with bare_engine(empty_url).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")

    with pytest.raises(RefusesToStart, match=r"something else \(invoices\)"):
        bring_to_head(empty_url, tmp_path / "backups")

    assert list(schema_of(empty_url)) == ["invoices"]


def test_a_database_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusesToStart, match="DIARY_DATABASE_URL must name one that does"):
        schema_state("postgresql://nobody@localhost:1/diary")
    with pytest.raises(RefusesToStart, match="unable to open database file"):
        schema_state(f"sqlite:///{tmp_path}/no/folder/diary.sqlite3")


def test_of_several_servers_that_start_at_once_on_postgresql_one_migrates(tmp_path: Path) -> None:
    url = empty_database(POSTGRESQL, tmp_path)
    environment = os.environ | {"DIARY_DATABASE_URL": url, "DIARY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "from app.cli import main; main()", "migrate"]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)]

    assert [process.wait(60) for process in started] == [0, 0, 0]

    assert schema_state(url) is SchemaState.AT_HEAD
