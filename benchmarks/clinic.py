"""The clinic's pages: the list out of few and of many patients, a patient's course, the page to print."""

import base64
import http.client
import secrets
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from uuid_utils.compat import uuid4, uuid7

from app.api.summarising import calculated
from app.rules.consent import Consent
from app.storage import clinics, sign_ins
from app.storage.days import DAYS
from app.storage.grants import KeptGrant, Scopes, confirm_grant, request_grant
from app.storage.people import NewAccount, create_account
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession
from app.storage.summaries import keep_summary
from app.storage.tables import Role
from benchmarks import servers
from benchmarks.figures import Target, percentile
from benchmarks.patients import ZONE, Patient, new_diary, write

FEW = 100
LIST_YEARS = 2
COURSE_YEARS = 3
_COLUMNS = ", ".join(column.name for column in DAYS.table.c if column.name != "diary_id")
_COPY_DAYS = f"INSERT INTO day (diary_id, {_COLUMNS}) SELECT ?, {_COLUMNS} FROM day WHERE diary_id = ?"


def measure(folder: Path, many: int, requests: int) -> list[Target]:
    """Print the figures; the targets that they are held against."""
    pages = {count: _list(folder / f"list-{count}", count, requests) for count in (FEW, many)}
    pages_p50 = {count: percentile(times, 50) for count, times in pages.items()}
    for count, times in pages.items():
        print(f"  list page of 50 out of {count:6,} diaries x {LIST_YEARS} years  {_told(times)}")
    course, unchanged, page = _patient_page(folder / "patient", requests)
    print(f"  course of {COURSE_YEARS} years  {_told(course)}")
    print(f"  the same, unchanged (304)  {_told(unchanged)}")
    print(f"  the page to print, fonts loaded  {_told(page)}")
    return [
        Target(f"list page of 50 out of {many:,}, p50", 60, pages_p50[many], "ms"),
        Target("the same to a page out of 100", 1.5, pages_p50[many] / pages_p50[FEW], ""),
        Target("patient page data, 3 years, p50", 40, percentile(course, 50), "ms"),
        Target("the same, unchanged (304), p50", 3, percentile(unchanged, 50), "ms"),
        Target("page to print, warm, p50", 300, percentile(page, 50), "ms"),
    ]


def _told(times: list[float]) -> str:
    return f"p50 {percentile(times, 50):6.2f} ms  p99 {percentile(times, 99):6.2f} ms"


def one_patient(folder: Path) -> tuple[str, UUID]:
    """A clinician's cookie, and the diary of the one patient who lets them read."""
    cookie = write(folder, lambda tx: _clinician(tx)[1])
    template = new_diary(folder, LIST_YEARS)
    write(folder, lambda tx: _fill(tx, template, 1))
    (diary_id,) = write(folder, _granted)
    return cookie, diary_id


def _granted(tx: Transaction) -> list[UUID]:
    tx.cursor.execute("SELECT diary_id FROM consent_grant", ())
    return [UUID(diary_id) for (diary_id,) in tx.cursor.fetchall()]


def _list(folder: Path, count: int, requests: int) -> list[float]:
    cookie = write(folder, lambda tx: _clinician(tx)[1])
    template = new_diary(folder, LIST_YEARS)
    write(folder, lambda tx: _fill(tx, template, count))
    with servers.diary(folder) as server:
        return _times(server.port, "patients?sort=next_due", {"Cookie": cookie}, requests)[0]


def _clinician(tx: Transaction) -> tuple[UUID, str]:
    now, token = datetime.now(UTC), secrets.token_bytes(32)
    account = NewAccount(uuid7(), "clinician", "Dr Grace", Role.CLINICIAN, ZONE, "", None)
    clinics.add_clinic(tx, uuid7(), "Clinic", now)
    clinics.add_clinician(tx, account, "Clinic", now)
    session = NewSession(sha256(token).digest(), uuid7(), account.account_id, uuid4(), "benchmark")
    sign_ins.open_session(tx, session, now)
    return account.account_id, "diary_session=" + base64.urlsafe_b64encode(token).decode().rstrip("=")


def _fill(tx: Transaction, template: Patient, count: int) -> None:
    """So many patients of the one clinician, each with the days and the summary of the template."""
    now = datetime.now(UTC)
    tx.cursor.execute("SELECT account_id FROM clinician", ())
    clinician_id = UUID(tx.cursor.fetchall()[0][0])
    summary = calculated(tx, template.diary_id, ZONE, now)
    scopes = Scopes(notes=False, enter_treatment=False)
    for number in range(count):
        name, diary_id = f"Patient {number:05}", uuid7()
        account = NewAccount(uuid7(), f"patient-{number}", name, Role.PATIENT, ZONE, "", diary_id)
        create_account(tx, account, [], now)
        tx.cursor.execute(_COPY_DAYS, (diary_id.hex, template.diary_id.hex))
        tx.cursor.execute(
            "UPDATE diary SET change_counter = ? WHERE diary_id = ?", (summary.change_counter, diary_id.hex)
        )
        keep_summary(tx, diary_id, summary)
        consent = Consent(now, None, now + timedelta(days=365), None)
        grant = KeptGrant(diary_id, uuid7(), clinician_id, scopes, consent)
        request_grant(tx, grant)
        confirm_grant(tx, grant, scopes, now + timedelta(days=365), now)


def _patient_page(folder: Path, requests: int) -> tuple[list[float], list[float], list[float]]:
    patient = new_diary(folder, COURSE_YEARS)
    headers = {"Cookie": patient.cookie}
    with servers.diary(folder) as server:
        course, tag = _times(server.port, "diaries/mine/course", headers, requests)
        known = headers | {"If-None-Match": tag}
        unchanged, _ = _times(server.port, "diaries/mine/course", known, requests, 304)
        page, _ = _times(server.port, "diaries/mine/one-page-report", headers, requests)
    return course, unchanged, page


def _times(
    port: int, what: str, headers: dict[str, str], requests: int, status: int = 200
) -> tuple[list[float], str]:
    """In ms, after a first request that is not counted; and the entity tag."""
    times, tag = [], ""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        for _ in range(requests + 1):
            began = time.perf_counter()
            connection.request("GET", f"/api/v1/{what}", headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append(1000 * (time.perf_counter() - began))
            tag = answer.headers.get("ETag") or ""
            if answer.status != status:
                raise RuntimeError(f"{what} answered {answer.status}")
    return times[1:], tag
