"""What must be on the disk before the next step is taken: a power cut between the two loses nothing."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from app.storage.backup import back_up
from app.storage.backup_sqlite import SqliteBackups
from app.storage.erasure import ErasedList
from tests.databases import SQLITE, migrated_database
from tests.storage.books import DAY, NOW, file_of, opened

Steps = list[tuple[str, str]]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """What was synced, renamed and removed, in order, each with the name of its file or folder."""
    taken: Steps = []
    fsync, replace, unlink = os.fsync, Path.replace, Path.unlink

    def synced(handle: int) -> None:
        taken.append(("synced", Path(f"/proc/self/fd/{handle}").readlink().name))
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        taken.append(("renamed", Path(target).name))
        return replace(path, target)

    def removed(path: Path, missing_ok: bool = False) -> None:
        taken.append(("removed", path.name))
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(Path, "unlink", removed)
    return taken


def test_the_list_of_erased_diaries_is_on_the_disk_with_its_name(tmp_path: Path, steps: Steps) -> None:
    ErasedList(tmp_path).add({uuid4()})

    assert steps == [("synced", "erased-diaries.txt"), ("synced", tmp_path.name)]


@pytest.fixture
def restored(tmp_path: Path) -> Callable[[], Path]:
    """Restores a backup over a database; gives the folder."""
    url = migrated_database(SQLITE, tmp_path)
    with opened(url) as books:
        books.save(books.person(), DAY)
    back_up(url, tmp_path / "backup")

    def restore() -> Path:
        SqliteBackups(Path(file_of(url))).replace_by(tmp_path / "backup", NOW)
        return Path(file_of(url))

    return restore


def test_a_restore_syncs_each_step_before_it_takes_the_next(
    restored: Callable[[], Path], steps: Steps
) -> None:
    file = restored()

    folder, new = file.parent.name, f"{file.name}.restored"
    renamed = steps.index(("renamed", file.name))
    wal_gone = steps.index(("removed", f"{file.name}-wal"))
    assert ("synced", new) in steps[:renamed]  # the new file is whole before it has its name
    assert ("synced", folder) in steps[wal_gone:renamed]  # no WAL of the old file lies beside the new one
    assert ("synced", folder) in steps[renamed:]  # and the name stays
