"""Putting a backup in the database's place."""

from pathlib import Path

import pytest

from app.errors import BackupRefused, RevisionDiffers
from app.storage.backup import back_up, restore
from app.storage.days import DAYS
from app.storage.documents import Expected, save
from app.storage.kinds import Address
from tests.databases import migrated_database
from tests.storage.books import DAY, HEADACHE_FREE, OF_A_RESTORE, ada_of, all_rows, opened, said

pytestmark = pytest.mark.usefixtures("programs")


def test_a_restore_brings_back_what_was_and_keeps_what_is(adas_url: str, folder: Path) -> None:
    then = said(adas_url)
    backup = back_up(adas_url, folder / "one").file
    with opened(adas_url) as books:
        books.save(books.person("ben"), DAY, note="after")
    now = all_rows(adas_url)

    before = restore(adas_url, backup, folder, force=True).before

    assert said(adas_url) == then
    assert before is not None
    restore(adas_url, before, folder, force=True)
    assert said(adas_url) == {name: rows for name, rows in now.items() if name not in OF_A_RESTORE}


def test_a_restore_over_people_needs_force(adas_url: str, folder: Path) -> None:
    backup = back_up(adas_url, folder / "one").file
    with opened(adas_url) as books:
        books.person("ben")
    before = all_rows(adas_url)

    with pytest.raises(BackupRefused, match="--force replaces it, after a backup of it"):
        restore(adas_url, backup, folder)

    assert all_rows(adas_url) == before
    assert [path.name for path in folder.iterdir()] == ["one"]


def test_a_restore_over_nobody_needs_no_force(kind: str, adas_url: str, folder: Path, tmp_path: Path) -> None:
    nobody = migrated_database(kind, tmp_path)

    assert restore(nobody, back_up(adas_url, folder / "one").file, folder).before is None

    assert said(nobody) == said(adas_url)


def test_a_restore_begins_a_new_epoch(adas_url: str, folder: Path) -> None:
    backup = back_up(adas_url, folder / "one").file
    epochs = [all_rows(adas_url)["database_identity"][0][1]]
    for _ in range(2):
        restore(adas_url, backup, folder, force=True)
        epochs.append(all_rows(adas_url)["database_identity"][0][1])

    assert len(set(epochs)) == 3


def test_after_restores_no_revision_comes_a_second_time(adas_url: str, folder: Path) -> None:
    backup = back_up(adas_url, folder / "one").file
    given: list[int] = []
    for _ in range(3):
        with opened(adas_url) as books:
            ada = ada_of(adas_url)
            edits = [books.save(ada, DAY, note=f"edit {number}").document.revision for number in range(5)]
        given += edits
        restore(adas_url, backup, folder, force=True)

    assert len(set(given)) == 15
    assert given == sorted(given)


def test_what_was_read_before_a_restore_is_no_leave_to_write_after_it(adas_url: str, folder: Path) -> None:
    backup = back_up(adas_url, folder / "one").file
    with opened(adas_url) as books:
        ada = ada_of(adas_url)
        lost = books.save(ada, DAY, note="lost").document.revision
    restore(adas_url, backup, folder, force=True)

    with opened(adas_url) as books:
        books.save(ada, DAY, note="otherwise")
        entry, at = (HEADACHE_FREE, Expected(frozenset({lost}))), Address(ada.diary_id, DAY)
        with pytest.raises(RevisionDiffers):
            books.write(lambda tx: save(tx, DAYS, at, entry, ada.edit))
