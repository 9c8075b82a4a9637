"""Durable PUTs of a day: the server beside the raw limit and the plain way, taken in turns."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import raw_limit, servers
from benchmarks.figures import Target, percentile, spread
from benchmarks.patients import Patient, new_patients
from benchmarks.servers import Server

CONNECTIONS = 16
_EDITS_OF_A_RUN = 60_000  # more than a run can make: the next run begins with values of its own
_PATIENCE_S = 60
_PLAIN = [sys.executable, "-m", "benchmarks.plain_way"]


@dataclass(slots=True)
class Taken:
    """What the runs against one server gave."""

    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    processor_us: list[float] = field(default_factory=list)
    answers: int = 0
    refused: int = 0


def measure(folder: Path, repetitions: int, seconds: float) -> list[Target]:
    """Print the figures; the targets that they are held against."""
    places = {name: folder / name for name in ("served", "raw", "plain")}
    patients = {name: new_patients(place, CONNECTIONS) for name, place in places.items()}
    served, plain, raw = Taken(), Taken(), list[float]()
    with servers.diary(places["served"]) as ours, servers.running(places["plain"], _PLAIN) as theirs:
        for number in range(repetitions):
            first = number * _EDITS_OF_A_RUN
            raw.append(raw_limit.edits_per_second(places["raw"], patients["raw"], first, seconds))
            _load(ours, patients["served"], (first, seconds), served)
            _load(theirs, patients["plain"], (first, seconds), plain)
        memory = ours.memory_mb()
    _print(served, plain, raw)
    print(f"  memory of the server afterwards: {memory:.0f} MB")
    print(f"  {_kept(places['served'], served)}")
    ratio = median(mine / limit for mine, limit in zip(served.per_second, raw, strict=True))
    return [
        Target("durable PUT of a day, share of the raw limit", 0.5, ratio, "", at_least=True),
        Target("durable PUT of a day, p99", 50, median(served.p99_ms), "ms"),
    ]


def _load(server: Server, patients: list[Patient], run: tuple[int, float], taken: Taken) -> None:
    first, seconds = run
    asked = {
        "port": server.port,
        "first": first,
        "seconds": seconds,
        "warm_up_s": 0.5,
        "cookies": [patient.cookie for patient in patients],
    }
    command = [sys.executable, "-m", "benchmarks.load"]
    used = server.processor_s()
    ran = subprocess.run(
        command,
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds + _PATIENCE_S,
    )
    told = json.loads(ran.stdout)
    latencies = told["latencies_ms"]
    taken.processor_us.append((server.processor_s() - used) / told["answers"] * 1e6)
    taken.answers += told["answers"]
    taken.refused += told["refused"]
    taken.per_second.append(len(latencies) / seconds)
    taken.p50_ms.append(percentile(latencies, 50))
    taken.p99_ms.append(percentile(latencies, 99))


def _print(served: Taken, plain: Taken, raw: list[float]) -> None:
    print(f"  {'':22}{'PUT/s':>32}{'p50 ms':>24}{'p99 ms':>28}{'processor us':>26}")
    print(f"  {'raw limit, no web':22}{spread(raw):>32}")
    for name, taken in (("headache-diary serve", served), ("plain way", plain)):
        print(
            f"  {name:22}{spread(taken.per_second):>32}{spread(taken.p50_ms):>24}"
            f"{spread(taken.p99_ms):>28}{spread(taken.processor_us):>26}"
        )
        if taken.refused:
            print(f"  {name}: {taken.refused} of {taken.answers} answers were no success")
    to_raw = [mine / limit for mine, limit in zip(served.per_second, raw, strict=True)]
    to_plain = [mine / theirs for mine, theirs in zip(served.per_second, plain.per_second, strict=True)]
    print(f"  ratio to the raw limit {spread(to_raw)}, to the plain way {spread(to_plain)}")


def _kept(folder: Path, served: Taken) -> str:
    with closing(sqlite3.connect(folder / "diary.sqlite3")) as connection:
        ((revisions,),) = connection.execute("SELECT count(*) FROM day_revision")
    return f"{served.answers} PUTs were answered, {revisions} revisions are in the database"
