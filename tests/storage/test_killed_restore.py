"""A restore that is killed at any step leaves the old database or the new one, whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.backup import back_up, restore
from app.storage.opening import open_for_server
from tests.databases import SQLITE, migrated_database
from tests.storage.books import DAY, file_of, opened, said

LEAST_STEPS = 25


OLD, NEW = ["ada", "ben"], ["zoe"]


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `start` (Ada in the file, Ben in the WAL alone), `backup` (Zoe) and the `attempts`."""
    folder = tmp_path_factory.mktemp("killed")
    url, other = (migrated_database(SQLITE, folder) for _ in range(2))
    for of, name in ((url, "ada"), (other, "zoe")):
        with opened(of) as books:
            books.save(books.person(name), DAY)
    back_up(other, folder / "backup")
    (folder / "start").mkdir()
    with opened(url) as books:
        books.save(books.person("ben"), DAY)
        for ending in ("", "-wal"):
            shutil.copyfile(f"{file_of(url)}{ending}", f"{folder}/start/diary.sqlite3{ending}")
    subprocess.run([sys.executable, "-m", "tests.storage.killing", str(folder)], check=True)
    return folder


def names(file: Path) -> list[str]:
    """The usernames in a database, read from a copy of it, so that nothing is repaired in its place."""
    copy = file.parent / "read"
    copy.mkdir()
    for path in file.parent.glob("diary.sqlite3*"):
        shutil.copyfile(path, copy / path.name)
    accounts = said(f"sqlite:///{copy}/diary.sqlite3")["account"]
    shutil.rmtree(copy)
    return sorted(str(account[1]) for account in accounts)


def test_at_every_step_the_old_or_the_new_database_is_there(attempts: Path) -> None:
    found = [names(one / "diary.sqlite3") for one in sorted((attempts / "attempts").iterdir())]

    assert found == [OLD] * found.count(OLD) + [NEW] * found.count(NEW)
    assert len(found) >= LEAST_STEPS
    assert NEW in found


def test_after_a_kill_at_any_step_a_server_starts(attempts: Path) -> None:
    for one in sorted((attempts / "attempts").iterdir()):
        work = shutil.copytree(one, attempts / "served" / one.name)
        open_for_server(f"sqlite:///{work}/diary.sqlite3", work).close()


def test_after_a_kill_at_any_step_the_restore_can_be_done_again(attempts: Path) -> None:
    for one in sorted((attempts / "attempts").iterdir()):
        work = shutil.copytree(one, attempts / "again" / one.name)
        restore(f"sqlite:///{work}/diary.sqlite3", attempts / "backup", work / "safety", force=True)
        assert names(work / "diary.sqlite3") == NEW


def test_what_was_acknowledged_is_always_in_the_database_or_in_the_safety_backup(attempts: Path) -> None:
    for one in sorted((attempts / "attempts").iterdir()):
        kept = [said(f"sqlite:///{file}")["account"] for file in one.glob("safety/before-restore-*.sqlite3")]
        assert names(one / "diary.sqlite3") == OLD or [len(accounts) for accounts in kept] == [2]
