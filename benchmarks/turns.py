"""`python -m benchmarks.turns FOLDER`: this release and another one's checkout, measured in turns.

The other one's folder has its own `.venv`, as `make run` leaves it. Each is asked as its own phones ask: the
first ones sent no `base_values`; `--other-tells-values` says that the other one's do, `--as-before` asks both
without them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import servers, writes
from benchmarks.figures import spread
from benchmarks.patients import Patient
from benchmarks.servers import Server
from benchmarks.writes import Taken

_NEW_PATIENTS = """
import json, sys
from pathlib import Path
from benchmarks.patients import new_patients
made = new_patients(Path(sys.argv[1]), int(sys.argv[2]))
names = ("account_id", "device_id", "diary_id", "cookie")
print(json.dumps([{name: str(getattr(one, name)) for name in names} for one in made]))
"""


@dataclass(slots=True)
class Release:
    """A checkout under measurement, and what it gave by kind of work."""

    checkout: Path
    tells_values: bool
    patients: list[Patient] = field(default_factory=list)
    taken: dict[str, Taken] = field(default_factory=lambda: {kind: Taken() for kind in writes.KINDS})

    def begin(self, folder: Path) -> None:
        """Make its patients, with its own storage."""
        command = [str(self.checkout / ".venv/bin/python"), "-c", _NEW_PATIENTS, str(folder)]
        made = subprocess.run(
            [*command, str(writes.CONNECTIONS)],
            cwd=self.checkout,
            env=_environment(self.checkout),
            stdout=subprocess.PIPE,
            check=True,
        )
        self.patients = [Patient(**one) for one in json.loads(made.stdout)]

    def command(self) -> list[str]:
        """What serves it."""
        serves = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.cli import main; main()"
        return [str(self.checkout / ".venv/bin/python"), "-c", serves, str(self.checkout), "serve"]


def _environment(checkout: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(checkout)}


def main() -> None:
    """Measure in turns, print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("other", type=Path, help="the checkout to compare with, its .venv made")
    parser.add_argument("--other-tells-values", action="store_true")
    parser.add_argument("--as-before", action="store_true")
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=4)
    asked = parser.parse_args()
    this = Release(Path(__file__).resolve().parents[1], not asked.as_before)
    other = Release(asked.other.resolve(), asked.other_tells_values)
    with tempfile.TemporaryDirectory(prefix="turns-") as scratch, ExitStack() as running:
        serving = {"this": this, "other": other}.items()
        both = [_serving(release, Path(scratch) / name, running) for name, release in serving]
        for turn in range(asked.turns):
            for kind in writes.KINDS:
                for release, server in both if turn % 2 else both[::-1]:
                    work = writes.Work(kind, turn, asked.seconds, release.tells_values)
                    writes.load(server, release.patients, work, release.taken[kind])
    _print(this, other)


def _serving(release: Release, folder: Path, running: ExitStack) -> tuple[Release, Server]:
    release.begin(folder)
    return release, running.enter_context(servers.running(folder, release.command()))


def _print(this: Release, other: Release) -> None:
    print(f"  {'':14}{'this, a second':>28}{'the other':>28}{'ratio':>24}{'processor, ratio':>24}")
    for kind in writes.KINDS:
        mine, theirs = this.taken[kind], other.taken[kind]
        ratios = [one / two for one, two in zip(mine.per_second, theirs.per_second, strict=True)]
        worked = [one / two for one, two in zip(mine.processor_us, theirs.processor_us, strict=True)]
        print(
            f"  {kind:14}{spread(mine.per_second):>28}{spread(theirs.per_second):>28}"
            f"{spread(ratios):>24}{spread(worked):>24}"
        )
        print(f"  {'':14}refused: {mine.refused} of {mine.answers}, {theirs.refused} of {theirs.answers}")
        if median(ratios) < 0.9:
            print(f"  {'':14}below 0.9", file=sys.stderr)


if __name__ == "__main__":
    main()
