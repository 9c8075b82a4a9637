"""Durable writes: PUTs of a day beside the raw limit and the plain way, taken in turns; exchanges of sync."""

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
KINDS = ("put", "empty", "one edit", "60 edits")
_EDITS_OF_A_RUN = 60_000  # more than a run can make: the next run begins with values of its own
_PATIENCE_S = 60
_PLAIN = [sys.executable, "-m", "benchmarks.plain_way"]


@dataclass(frozen=True, slots=True)
class Work:
    """What one run asks for: a kind of `KINDS`, the number of the run, its length."""

    kind: str
    run: int
    seconds: float
    tells_values: bool = True


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
    places = {name: folder / name for name in ("served", "raw", "plain", "synced")}
    patients = {name: new_patients(place, CONNECTIONS) for name, place in places.items()}
    served, plain, raw = Taken(), Taken(), list[float]()
    with servers.diary(places["served"]) as ours, servers.running(places["plain"], _PLAIN) as theirs:
        for number in range(repetitions):
            first = number * _EDITS_OF_A_RUN
            raw.append(raw_limit.edits_per_second(places["raw"], patients["raw"], first, seconds))
            load(ours, patients["served"], Work("put", number, seconds), served)
            load(theirs, patients["plain"], Work("put", number, seconds), plain)
        memory = ours.memory_mb()
    _print(served, plain, raw)
    _print_sync(_synced(places["synced"], patients["synced"], repetitions, seconds))
    print(f"  memory of the server afterwards: {memory:.0f} MB")
    print(f"  {_kept(places['served'], served)}")
    ratio = median(mine / limit for mine, limit in zip(served.per_second, raw, strict=True))
    return [
        Target("durable PUT of a day, share of the raw limit", 0.5, ratio, "", at_least=True),
        Target("durable PUT of a day, p99", 50, median(served.p99_ms), "ms"),
    ]


def _synced(folder: Path, patients: list[Patient], repetitions: int, seconds: float) -> dict[str, Taken]:
    taken = {kind: Taken() for kind in KINDS[1:]}
    with servers.diary(folder) as ours:
        for number in range(repetitions):
            for kind, so_far in taken.items():
                load(ours, patients, Work(kind, number, seconds), so_far)
    return taken


def load(server: Server, patients: list[Patient], work: Work, taken: Taken) -> None:
    """One run against the server, added to what was taken."""
    asked = {
        "port": server.port,
        "kind": work.kind,
        "first": work.run * _EDITS_OF_A_RUN,
        "seconds": work.seconds,
        "tells_values": work.tells_values,
        "warm_up_s": 0.5,
        "patients": [
            {"cookie": one.cookie, "device_id": str(one.device_id), "diary_id": str(one.diary_id)}
            for one in patients
        ],
    }
    used = server.processor_s()
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=work.seconds + _PATIENCE_S,
    )
    told = json.loads(ran.stdout)
    latencies = told["latencies_ms"]
    taken.processor_us.append((server.processor_s() - used) / told["answers"] * 1e6)
    taken.answers += told["answers"]
    taken.refused += told["refused"]
    taken.per_second.append(len(latencies) / work.seconds)
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


def _print_sync(synced: dict[str, Taken]) -> None:
    print(f"  {'sync':22}{'exchanges/s':>32}{'p50 ms':>24}{'p99 ms':>28}{'processor us':>26}")
    for kind, taken in synced.items():
        print(
            f"  {kind:22}{spread(taken.per_second):>32}{spread(taken.p50_ms):>24}"
            f"{spread(taken.p99_ms):>28}{spread(taken.processor_us):>26}"
        )
        if taken.refused:
            print(f"  {kind}: {taken.refused} of {taken.answers} answers took not every edit")


def _kept(folder: Path, served: Taken) -> str:
    with closing(sqlite3.connect(folder / "diary.sqlite3")) as connection:
        ((revisions,),) = connection.execute("SELECT count(*) FROM day_revision")
    return f"{served.answers} PUTs were answered, {revisions} revisions are in the database"
