"""`serve`, `migrate`, `backup` and `restore` as the operator meets them: exit status, words, files."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.storage.engine import address
from app.storage.erasure import ErasedList
from app.storage.opening import lock_of
from app.storage.schema import SchemaState, schema_state
from tests.databases import POSTGRESQL, SQLITE, empty_database, migrated_database
from tests.served import free_port, wait_until
from tests.storage.books import DAY, all_rows, file_of, opened, path_with_programs, said

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
ACCOUNT = {
    "username": "ada", "password": "ten copper spoons beside the canal", "display_name": "Ada",
    "time_zone": "Europe/Berlin", "role": "patient",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The commands set the umask of their process; nothing of the environment reaches them."""
    for name in [name for name in os.environ if name.startswith("DIARY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", path_with_programs())
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """DIARY_DATA_DIR."""
    return tmp_path / "data"


@pytest.fixture
def url(kind: str, tmp_path: Path) -> str:
    """A database with Ada in it, in a folder of its own."""
    (tmp_path / "database").mkdir()
    url = migrated_database(kind, tmp_path / "database")
    with opened(url) as books:
        books.save(books.person("ada"), DAY, note="said")
    return url


def run(*arguments: str, data: Path, url: str = "", **settings: str) -> Result:
    """Run a command with these settings."""
    environment = {f"DIARY_{name.upper()}": value for name, value in settings.items()}
    environment |= {"DIARY_DATA_DIR": str(data)} | ({"DIARY_DATABASE_URL": url} if url else {})
    return CliRunner().invoke(app, list(arguments), env=environment)


def refused(result: Result) -> str:
    """What was said by a command that refused; AssertionError when it did not, or fell over."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.startswith("headache-diary: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def modes(folder: Path) -> set[str]:
    """The permissions of everything below a folder and of itself."""
    return {f"{stat.S_IMODE(path.stat().st_mode):o}" for path in (folder, *folder.rglob("*"))}


# Migrate


def test_migrate_makes_a_database_and_says_when_there_is_nothing_to_do(kind: str, data: Path) -> None:
    data.mkdir()
    url = empty_database(kind, data)

    first, again = run("migrate", data=data, url=url), run("migrate", data=data, url=url)

    assert (first.exit_code, first.stdout) == (0, "The database is migrated.\n")
    assert (again.exit_code, again.stdout) == (0, "The database needs no migration.\n")
    assert schema_state(url) is SchemaState.AT_HEAD


def test_migrate_refuses_while_a_server_holds_the_database(data: Path) -> None:
    data.mkdir()
    url = migrated_database(SQLITE, data)
    lock = lock_of(url)

    said_ = refused(run("migrate", data=data, url=url))

    assert "another server or command holds" in said_
    assert "stop it first" in said_
    assert lock is not None
    lock.release()


# Back up and restore


def test_backup_and_restore_say_what_they_did(url: str, data: Path) -> None:
    backup = run("backup", data=data, url=url)
    (file,) = (data / "backups").iterdir()
    restored = run("restore", str(file), "--force", data=data, url=url)

    told = "1 accounts, 1 days, 0 injections"
    assert backup.stdout == f"{file}: {told}, restored to a scratch place and checked.\n"
    assert restored.stdout.startswith(f"Restored {file}: {told}. Devices will send again what they hold.\n")
    assert "What was there before is kept in " in restored.stdout
    assert sorted(path.name[:14] for path in (data / "backups").iterdir()) == [
        "before-restore",
        file.name[:14],
    ]


def test_a_restore_erases_again_what_was_erased_after_the_backup(url: str, data: Path) -> None:
    file = run("backup", data=data, url=url).stdout.partition(":")[0]
    ((diary_id, *_),) = all_rows(url)["diary"]
    ErasedList(data).add({diary_id})

    assert run("restore", file, "--force", data=data, url=url).exit_code == 0

    rows = all_rows(url)
    assert [rows[name] for name in ("account", "day", "day_revision")] == [[], [], []]


def test_a_backup_goes_where_it_is_told(url: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()

    named = run("backup", str(tmp_path / "disk" / "one"), data=data, url=url)
    in_folder = run("backup", str(tmp_path / "disk"), data=data, url=url)

    assert (named.exit_code, in_folder.exit_code) == (0, 0)
    assert len(list((tmp_path / "disk").iterdir())) == 2
    assert not data.exists()


def test_backups_are_nobody_elses_to_read(url: str, data: Path) -> None:
    file = Path(run("backup", data=data, url=url).stdout.partition(":")[0])
    run("restore", str(file), "--force", data=data, url=url)

    assert modes(data) == {"700", "600"}


def test_a_restored_sqlite_file_is_nobody_elses_to_read(
    url: str, kind: str, data: Path, tmp_path: Path
) -> None:
    file = Path(run("backup", data=data, url=url).stdout.partition(":")[0])
    anew = f"sqlite:///{tmp_path}/new/diary.sqlite3" if kind == SQLITE else empty_database(kind, tmp_path)

    assert run("restore", str(file), data=data, url=anew).exit_code == 0

    assert said(anew) == said(url)
    assert kind == POSTGRESQL or modes(tmp_path / "new") == {"700", "600"}


def test_restore_without_force_refuses_over_people(url: str, data: Path) -> None:
    file = run("backup", data=data, url=url).stdout.partition(":")[0]
    before = all_rows(url)

    assert "--force replaces it" in refused(run("restore", file, data=data, url=url))

    assert all_rows(url) == before


def test_restore_refuses_while_a_server_uses_the_database(kind: str, url: str, data: Path) -> None:
    file = run("backup", data=data, url=url).stdout.partition(":")[0]
    lock = lock_of(url)
    with opened(url):
        refusal = refused(run("restore", file, "--force", data=data, url=url))
    if lock is not None:
        lock.release()

    assert "stop" in refusal
    assert "first" in refusal


def test_a_file_that_is_no_backup_is_refused(url: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "diary.csv").write_text("day,headache\n2026-11-19,yes\n")

    refused(run("restore", str(tmp_path / "diary.csv"), "--force", data=data, url=url))
    assert "is not there" in refused(run("restore", str(tmp_path / "none"), data=data, url=url))


def test_a_backup_that_cannot_be_written_is_told(url: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "file" in refused(run("backup", str(tmp_path / "file"), data=data, url=url))
    assert "file" in refused(run("backup", str(tmp_path / "file" / "one"), data=data, url=url))
    assert "file" in refused(run("backup", data=tmp_path / "file", url=url))


# What a command does not start with

BAD = {
    "port of letters": ({"port": "eighty"}, "DIARY_PORT"),
    "port 0": ({"port": "0"}, "DIARY_PORT"),
    "port 65536": ({"port": "65536"}, "DIARY_PORT"),
    "origin without scheme": ({"origin": "diary.example.org"}, "DIARY_ORIGIN"),
    "origin with a path": ({"origin": "https://diary.example.org/diary"}, "DIARY_ORIGIN"),
    "origin in the clear": ({"origin": "http://diary.example.org"}, "DIARY_ORIGIN must be https"),
    "no database URL": ({"database_url": "diary.sqlite3"}, "DIARY_DATABASE_URL is not a database URL"),
    "other database": ({"database_url": "mysql://localhost/diary"}, "DIARY_DATABASE_URL is of kind 'mysql'"),
    "in memory": ({"database_url": "sqlite://"}, "DIARY_DATABASE_URL names no file"),
    "nobody answers": (
        {"database_url": "postgresql://me:secret@127.0.0.1:1/diary"},
        "DIARY_DATABASE_URL must",
    ),
}


@pytest.mark.parametrize("command", ["serve", "migrate"])
@pytest.mark.parametrize(("settings", "named"), BAD.values(), ids=BAD)
def test_a_bad_setting_is_refused_by_its_name(
    command: str, settings: dict[str, str], named: str, data: Path
) -> None:
    told = refused(run(command, data=data, **settings))

    assert named in told
    assert "secret" not in told


@pytest.mark.parametrize("command", [["backup"], ["migrate"]])
def test_a_database_that_does_not_answer_is_told_without_the_password(command: list[str], data: Path) -> None:
    told = refused(run(*command, data=data, url="postgresql://me:secret@127.0.0.1:1/diary"))

    assert "refused" in told
    assert "secret" not in told


def test_a_database_file_in_a_folder_that_cannot_be_made_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    told = refused(run("migrate", data=data, url=f"sqlite:///{tmp_path}/file/diary.sqlite3"))

    assert "DIARY_DATABASE_URL" in told
    assert "must name a folder that this user may write" in told


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "DIARY_DATA_DIR" in refused(run("migrate", data=tmp_path / "file" / "data"))


def test_a_postgresql_without_durable_commits_is_refused(data: Path, tmp_path: Path) -> None:
    url = migrated_database(POSTGRESQL, tmp_path)
    plain = address(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute(f"ALTER DATABASE {address(url).database} SET synchronous_commit = off".encode())

    assert "synchronous_commit=off, on is needed" in refused(run("serve", data=data, url=url))


def test_the_database_of_something_else_is_refused(kind: str, data: Path, tmp_path: Path) -> None:
    url = migrated_database(kind, tmp_path)
    with opened(url) as books:
        books.write(lambda tx: tx.cursor.execute("DROP TABLE alembic_version", ()))

    assert "the database holds something else" in refused(run("serve", data=data, url=url))


def test_a_text_file_is_no_database(data: Path) -> None:
    data.mkdir()
    (data / "diary.sqlite3").write_text("no database at all " * 100)

    assert "file is not a database" in refused(run("serve", data=data))
    assert (data / "diary.sqlite3").read_text() == "no database at all " * 100


# Serve


@contextmanager
def served(data: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`headache-diary serve` as a process of its own, and its address."""
    port = free_port()
    environment = os.environ | {
        "DIARY_DATA_DIR": str(data),
        "DIARY_DATABASE_URL": url,
        "DIARY_PORT": str(port),
    }
    process = subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Headache diary on ")
            wait_until(lambda: alive(f"http://127.0.0.1:{port}"))
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def alive(server: str) -> bool:
    """Whether the server answers."""
    try:
        return httpx.get(f"{server}/livez").status_code == 200
    except httpx.TransportError:
        return False


def test_a_server_begins_with_nothing_can_be_backed_up_while_it_runs_and_ends_well(
    kind: str, data: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{data}/diary.sqlite3" if kind == SQLITE else empty_database(kind, tmp_path)
    with served(data, url) as (process, server):
        assert httpx.post(f"{server}/api/v1/accounts", json=ACCOUNT).status_code == 201
        backup = run("backup", data=data, url=url)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    assert "1 accounts, 0 days" in backup.stdout
    assert modes(data) == {"700", "600"}
    assert kind == POSTGRESQL or [path.name for path in data.glob("diary*")].count("diary.sqlite3-wal") == 0


def test_commands_that_would_change_the_file_refuse_while_a_server_runs(data: Path) -> None:
    url = f"sqlite:///{data}/diary.sqlite3"
    with served(data, url):
        file = run("backup", data=data, url=url).stdout.partition(":")[0]
        refusals = [
            refused(run(*arguments, data=data, url=url))
            for arguments in (["migrate"], ["restore", file, "--force"], ["serve"])
        ]

    assert ["stop it first" in told for told in refusals] == [True] * 3
    assert file_of(url).exists()
