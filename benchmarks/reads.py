"""Months and the treatment report of long diaries, as a client sees them and in their parts."""

import http.client
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from sqlalchemy.dialects import sqlite

from app.interop.report_document import months_document, report_document
from app.rules.calendar_months import calendar_months
from app.rules.diary import Asked, Diary
from app.rules.treatment_report import treatment_report
from app.storage.prepared import Transaction
from app.storage.whole_diary import latest_of, read_diary
from benchmarks import servers
from benchmarks.diaries import DAYS_OF_A_YEAR, ROUNDS_OF_A_YEAR
from benchmarks.figures import Target, percentile
from benchmarks.patients import Patient, new_diary
from benchmarks.servers import Server

YEARS = (1, 5, 10)


def measure(folder: Path, requests: int) -> list[Target]:
    """Print the figures; the targets that they are held against."""
    patients = {years: new_diary(folder, years) for years in YEARS}
    with servers.diary(folder) as server:
        report = _over_http(server, patients, "treatment-report", requests)
        _over_http(server, patients, "months", requests)
    parts = {years: _parts(folder, patients[years], max(5, requests // 4)) for years in YEARS}
    _print_parts(parts)
    to_one = report[10] / (10 * report[1])
    return [
        Target("treatment report of 10 years, p50", 30, report[10], "ms"),
        Target("treatment report, a day of 10 years to one of 1 year", 1.3, to_one, ""),
    ]


def _over_http(server: Server, patients: dict[int, Patient], what: str, requests: int) -> dict[int, float]:
    print(f"  {what} over HTTP, {requests} requests each")
    p50 = {}
    first, *_rest = patients
    for years, patient in patients.items():
        used = server.processor_s()
        times, size = _times(server.port, patient, what, requests)
        used = (server.processor_s() - used) / len(times)
        p50[years] = percentile(times[1:], 50)
        per_day = 1000 * p50[years] / (years * DAYS_OF_A_YEAR)
        print(
            f"    {_diary(years):32} p50 {p50[years]:6.1f} ms  p99 {percentile(times[1:], 99):6.1f} ms"
            f"  first {times[0]:6.1f} ms  processor {1000 * used:5.1f} ms  {per_day:5.2f} us a day"
            f" ({p50[years] / years / p50[first] * first:.2f} of 1 year's)  {size / 1000:5.0f} kB"
        )
    return p50


def _times(port: int, patient: Patient, what: str, requests: int) -> tuple[list[float], int]:
    times, size = [], 0
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        for _ in range(requests + 1):
            began = time.perf_counter()
            connection.request("GET", f"/api/v1/diaries/mine/{what}", headers={"Cookie": patient.cookie})
            answer = connection.getresponse()
            size = len(answer.read())
            times.append(1000 * (time.perf_counter() - began))
            if answer.status != http.client.OK:
                raise RuntimeError(f"{what} answered {answer.status}")
    return times, size


def _parts(folder: Path, patient: Patient, times: int) -> dict[str, float]:
    with closing(sqlite3.connect(folder / "diary.sqlite3")) as connection:
        tx = Transaction(connection.cursor(), sqlite.dialect())
        diary = read_diary(tx, patient.diary_id)
        asked = _asked(diary)
        report, months = treatment_report(diary, asked), calendar_months(diary, asked)
        document = report_document(report)
        jobs: dict[str, Callable[[], Any]] = {
            "reading": lambda: read_diary(tx, patient.diary_id),
            "report": lambda: treatment_report(diary, asked),
            "its document": lambda: report_document(report),
            "its bytes": lambda: orjson.dumps(document),
            "months": lambda: calendar_months(diary, asked),
            "their document": lambda: months_document(months),
        }
        return {name: _median_ms(job, times) for name, job in jobs.items()}


def _asked(diary: Diary) -> Asked:
    latest = latest_of(diary)
    assert latest is not None
    return Asked(latest)


def _median_ms(job: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        job()
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def _print_parts(parts: dict[int, dict[str, float]]) -> None:
    print("  the parts, without HTTP, in ms")
    for years, figures in parts.items():
        cells = "  ".join(f"{name} {value:.2f}" for name, value in figures.items())
        print(f"    {_diary(years):32} {cells}")


def _diary(years: int) -> str:
    return f"{years:2} years, {years * DAYS_OF_A_YEAR:4} days, {years * ROUNDS_OF_A_YEAR:2} rounds"
