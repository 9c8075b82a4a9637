"""Write the database of this release as its own backups, for the migrations to come: one for each database.

Run it before the first migration after a release: `python -m tests.migrations.write_release`.
"""

import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from app.storage import sign_ins
from app.storage.backup import back_up, backups_of
from app.storage.injections import INJECTIONS, NOTHING_SAID, TREATMENT
from app.storage.schema import known_revisions
from app.storage.sign_ins import NewSession
from tests.databases import KINDS, migrated_database
from tests.storage.books import NOW, SESSION, Books, Writer, path_with_programs

RELEASES = Path(__file__).parent / "releases"
FIRST_DAY = date(2026, 3, 1)
DAYS_LOGGED = 90
PILL = {"id": None, "name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1, "relief": "full"}


def write_release() -> None:
    """Two patients: a diary with edits, a tombstone, injections and a baseline, and one with a single day."""
    os.environ["PATH"] = path_with_programs()
    with tempfile.TemporaryDirectory() as scratch:
        for kind in KINDS:
            url = migrated_database(kind, Path(scratch))
            books = Books(url)
            _whole_diary(books, books.person("ada"))
            books.save(books.person("ben", "Asia/Tokyo"), FIRST_DAY, headache=True)
            books.database.close()
            back_up(url, RELEASES / f"{known_revisions()[-1]}{backups_of(url).suffix}")


def _whole_diary(books: Books, ada: Writer) -> None:
    phone = NewSession(b"token", uuid4(), ada.account_id, ada.edit.device_id, "phone")
    books.write(lambda tx: sign_ins.open_session(tx, phone, NOW))
    for number in range(DAYS_LOGGED):
        books.save(_made(ada, number), FIRST_DAY + timedelta(days=number), **_entry(number))
    for number in range(0, DAYS_LOGGED, 7):
        books.save(
            _made(ada, 100), FIRST_DAY + timedelta(days=number), headache=True, peak_intensity="severe"
        )
    books.delete(ada, FIRST_DAY + timedelta(days=5))
    for number, injected_on in enumerate(("2025-12-08", "2026-03-02")):
        session = SESSION | {"injected_on": injected_on, "total_units": 155.5, "note": "偏頭痛 🌧"}
        books.save_as(INJECTIONS, ada, UUID(int=number), session)
    books.save_as(TREATMENT, ada, ada.diary_id, NOTHING_SAID | {"headache_days_per_30": 22.5})


def _made(ada: Writer, number: int) -> Writer:
    moment = datetime(2026, 3, 1, 20, 0, 0, 654321, tzinfo=UTC) + timedelta(days=number)
    return ada.at(made_at=moment, saved_at=moment + timedelta(seconds=2))


def _entry(number: int) -> dict[str, object]:
    if number % 3:
        return {"acute_medications": []}
    return {
        "headache": True,
        "peak_intensity": ("mild", "moderate", "severe")[number % 9 // 3],
        "duration_minutes": 15 * number or None,
        "aura": number % 2 == 0,
        "acute_medications": [PILL],
        "triggers": ["stress", "weather"],
        "note": f"Tag {number}\nzweite Zeile",
    }


if __name__ == "__main__":
    write_release()
