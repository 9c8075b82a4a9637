"""`headache-diary report` on a table of many patients: the whole process, from its start to its end."""

import subprocess
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks import diaries, servers
from benchmarks.figures import Target, spread

PATIENTS, DAYS = 133, 31
_LAST = date(2026, 4, 27)
_PLAIN_FIELDS = ("headache", "peak_intensity", "duration_minutes", "nausea", "photophobia", "phonophobia")


def measure(folder: Path, repetitions: int) -> list[Target]:
    """Print the figures; the targets that they are held against."""
    folder.mkdir(parents=True, exist_ok=True)
    days, injections = _write(folder)
    command = [str(servers.COMMAND), "report", str(days), "--injections", str(injections)]
    command += ["--as-of", _LAST.isoformat(), "--format", "jsonl"]
    environment = servers.environment_of(folder / "bytecode")
    taken, lines = [], 0
    for _ in range(repetitions + 1):
        began = time.perf_counter()
        ran = subprocess.run(command, env=environment, capture_output=True, check=True)
        taken.append(time.perf_counter() - began)
        lines = len(ran.stdout.splitlines())
    print(f"  {lines} reports from {PATIENTS} patients x {DAYS} days: {spread(taken[1:], ' s')}")
    return [Target("report of 133 patients from CSV", 2, sorted(taken[1:])[repetitions // 2], "s")]


def _write(folder: Path) -> tuple[Path, Path]:
    days, injections = folder / "days.csv", folder / "injections.csv"
    with days.open("w", encoding="utf-8") as file:
        print("patient,day", *_PLAIN_FIELDS, "acute_medications", sep=",", file=file)
        for patient in range(PATIENTS):
            for day, values in list(diaries.entries(1, _LAST, seed=patient))[-DAYS:]:
                cells = [_cell(values[name]) for name in _PLAIN_FIELDS]
                taken = [
                    f"{one['drug_class']}:{one['name']}:{one['doses']}:{one['relief'] or ''}"
                    for one in values["acute_medications"]
                ]
                print(patient, day, *cells, ";".join(taken) or "none", sep=",", file=file)
    first = _LAST - timedelta(days=DAYS - 10)
    starts = [f"{patient},{first}" for patient in range(PATIENTS)]
    injections.write_text("\n".join(["patient,injected_on", *starts, ""]), "utf-8")
    return days, injections


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower()
