"""`python -m benchmarks`: measure everything in one run and print it; it measures, it does not judge."""

import argparse
import tempfile
from pathlib import Path

from benchmarks import clinic, command_line, machine, phone, reads, sign_ins, start_up, writes
from benchmarks.figures import Target, table

_PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure, print."""
    asked = _asked()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.folder, prefix="benchmark-") as scratch:
        print(*machine.description(Path(scratch)), sep="\n")
        targets = _measure(Path(scratch), asked.quick)
    print("\nTargets", *table(targets), sep="\n")


def _measure(scratch: Path, quick: bool) -> list[Target]:
    _title("Durable PUT of a day over HTTP, 16 keep-alive connections, one server process")
    targets = writes.measure(scratch / "writes", 2 if quick else 7, 1.5 if quick else 4)
    _title("Months and treatment report")
    targets += reads.measure(scratch / "reads", 15 if quick else 60)
    _title("The clinic: the list, the patient page, the page to print")
    targets += clinic.measure(scratch / "clinic", 1_000 if quick else 10_000, 20 if quick else 100)
    _title("Refused sign-ins")
    targets += sign_ins.measure(scratch / "sign-ins", 15 if quick else 60)
    _title("Start and memory")
    targets += start_up.measure(scratch / "start", 2 if quick else 7)
    _title("headache-diary report")
    targets += command_line.measure(scratch / "report", 2 if quick else 7)
    _title("The phone, in Chromium")
    return targets + phone.measure(scratch / "phone", 1 if quick else 5)


def _title(text: str) -> None:
    print(f"\n{text}", flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, to see that it runs")
    parser.add_argument(
        "--folder", type=Path, default=_PROJECT / "data", help="where the scratch databases lie: their disk"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
