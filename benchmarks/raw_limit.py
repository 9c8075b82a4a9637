"""The raw limit: plain sqlite3, the same rows per edit, each edit in its own transaction, no web."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from benchmarks.load import DAYS, minutes
from benchmarks.patients import ZONE, Patient

_VALUE = (
    '{"headache":true,"peak_intensity":"moderate","duration_minutes":%d,"unilateral":true,"pulsating":true,'
    '"worse_with_activity":false,"nausea":true,"vomiting":false,"photophobia":true,"phonophobia":null,'
    '"osmophobia":null,"aura":false,"acute_medications":[{"id":"0198c0de-0000-7000-8000-000000000001",'
    '"name":"Sumatriptan 50 mg","drug_class":"triptan","doses":1,"relief":"full"}],"triggers":["stress",'
    '"weather"],"menstruation":false,"note":"Went to bed early, better in the evening."}'
)
_MEDICATIONS = (
    '[{"id":"0198c0de-0000-7000-8000-000000000001","name":"Sumatriptan 50 mg","drug_class":"triptan",'
    '"doses":1,"relief":"full"}]'
)
_SAID = (
    '{"at":REVISION,"parts":{"headache":[REVISION,"DEVICE"],"aura":[REVISION,"DEVICE"],'
    '"acute_medications":[REVISION,"DEVICE"],"triggers":[REVISION,"DEVICE"],'
    '"menstruation":[REVISION,"DEVICE"],"note":[REVISION,"DEVICE"]},"last":{}}'
)
_NOTE = "Went to bed early, better in the evening."
_COLUMNS = (
    "headache, peak_intensity, duration_minutes, unilateral, pulsating, worse_with_activity, nausea,"
    " vomiting, photophobia, phonophobia, osmophobia, aura, acute_medications, triggers, menstruation, note"
)
_READ = f"SELECT day, revision, deleted, {_COLUMNS} FROM day WHERE diary_id = ? AND day = ?"
_COUNT = "UPDATE diary SET change_counter = change_counter + 1 WHERE diary_id = ? RETURNING change_counter"
_KEEP = (
    "INSERT INTO day_revision (diary_id, revision, day, value, based_on, account_id, device_id, made_at,"
    " time_zone, saved_at, value_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SHOW = (
    f"INSERT INTO day (diary_id, day, revision, deleted, first_made_on, imported, said, {_COLUMNS})"
    " VALUES (?, ?, ?, 0, ?, 0, ?, 1, 'moderate', ?, 1, 1, 0, 1, 0, 1, NULL, NULL, 0, ?,"
    ' \'["stress","weather"]\', 0, ?)'
    " ON CONFLICT (diary_id, day) DO UPDATE SET revision = excluded.revision,"
    " duration_minutes = excluded.duration_minutes, acute_medications = excluded.acute_medications,"
    " note = excluded.note, said = excluded.said"
)


def edits_per_second(folder: Path, patients: list[Patient], first: int, seconds: float) -> float:
    """How many edits one connection commits, each in a transaction (and an fsync) of its own."""
    with closing(sqlite3.connect(folder / "diary.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        cursor = connection.cursor()
        edit, done = first, 0
        began = time.perf_counter()
        while time.perf_counter() < began + seconds:
            for patient in patients:
                _edit(cursor, patient, edit)
            edit += 1
            done += len(patients)
        return done / (time.perf_counter() - began)


def _edit(cursor: sqlite3.Cursor, patient: Patient, edit: int) -> None:
    diary_id = patient.diary_id.hex
    now = datetime.now(UTC)
    day = _day(now.date(), edit)
    moment = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    cursor.execute("BEGIN IMMEDIATE")
    current = cursor.execute(_READ, (diary_id, day)).fetchone()
    based_on = current and current[1]
    ((revision,),) = cursor.execute(_COUNT, (diary_id,)).fetchall()
    who = (patient.account_id.hex, patient.device_id.hex, moment, ZONE, moment)
    value = _VALUE % minutes(edit)
    same = sha256(value.encode()).digest()
    cursor.execute(_KEEP, (diary_id, revision, day, value, based_on, *who, same))
    said = _SAID.replace("REVISION", str(revision)).replace("DEVICE", str(patient.device_id))
    cursor.execute(_SHOW, (diary_id, day, revision, day, said, minutes(edit), _MEDICATIONS, _NOTE))
    cursor.execute("COMMIT")


def _day(today: date, edit: int) -> str:
    return (today - timedelta(days=1 + edit % DAYS)).isoformat()
