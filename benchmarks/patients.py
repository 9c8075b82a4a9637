"""Patients written into a fresh database through the storage's own functions, and the cookies they hold."""

import asyncio
import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from uuid_utils.compat import uuid4, uuid7

from app.storage import people, sign_ins
from app.storage.days import DAYS
from app.storage.documents import UNCONDITIONAL, save
from app.storage.injections import INJECTIONS
from app.storage.kinds import Address, Edit
from app.storage.opening import open_for_server
from app.storage.people import NewAccount
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession
from app.storage.tables import Role
from benchmarks import diaries

T = TypeVar("T")
ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Patient:
    """Who keeps a diary, signed in."""

    account_id: UUID
    device_id: UUID
    diary_id: UUID
    cookie: str


def database_url(folder: Path) -> str:
    """The database that a server with this data folder opens."""
    return f"sqlite:///{folder / 'diary.sqlite3'}"


def write(folder: Path, job: Callable[[Transaction], T]) -> T:
    """Run the job on the folder's database, made if need be; no server may run on it."""
    folder.mkdir(parents=True, exist_ok=True)
    database = open_for_server(database_url(folder), folder / "backups")
    try:
        return asyncio.run(_write(database.write, job))
    finally:
        database.close()


async def _write(writes: Callable[..., object], job: Callable[[Transaction], T]) -> T:
    return await writes(job)  # type: ignore[no-any-return, misc]


def new_patients(folder: Path, count: int) -> list[Patient]:
    """So many patients with empty diaries."""
    return write(folder, lambda tx: [_new_patient(tx) for _ in range(count)])


def new_diary(folder: Path, years: int) -> Patient:
    """A patient whose diary is full until yesterday."""
    last = datetime.now(UTC).date() - timedelta(days=1)

    def fill(tx: Transaction) -> Patient:
        patient = _new_patient(tx)
        for day, values in diaries.entries(years, last):
            save(tx, DAYS, Address(patient.diary_id, day), (values, UNCONDITIONAL), _edit(patient, day))
        for day in diaries.injection_days(years, last):
            said = (diaries.injection(day), UNCONDITIONAL)
            save(tx, INJECTIONS, Address(patient.diary_id, uuid7()), said, _edit(patient, day))
        return patient

    return write(folder, fill)


def _new_patient(tx: Transaction) -> Patient:
    now = datetime.now(UTC)
    token = secrets.token_bytes(32)
    cookie = "diary_session=" + base64.urlsafe_b64encode(token).decode().rstrip("=")
    patient = Patient(uuid7(), uuid4(), uuid7(), cookie)
    account = NewAccount(
        account_id=patient.account_id,
        username=f"patient-{patient.account_id.hex}",
        display_name="Ada",
        role=Role.PATIENT,
        time_zone=ZONE,
        password_hash="nobody signs in with it",
        diary_id=patient.diary_id,
    )
    people.create_account(tx, account, [], now)
    session = NewSession(sha256(token).digest(), uuid7(), patient.account_id, patient.device_id, "benchmark")
    sign_ins.open_session(tx, session, now)
    return patient


def _edit(patient: Patient, day: date) -> Edit:
    moment = datetime.combine(day, time(20), UTC)
    return Edit(patient.account_id, patient.device_id, moment, ZONE, moment)
