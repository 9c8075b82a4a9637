"""How soon a server answers, and how much memory it holds when nobody asks for anything."""

import shutil
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.figures import Target, spread
from benchmarks.patients import new_patients


def measure(folder: Path, repetitions: int) -> list[Target]:
    """Print the figures; the targets that they are held against."""
    data, bytecode = folder / "data", folder / "bytecode"
    empty = [_start(folder / f"empty-{number}", bytecode)[0] for number in range(repetitions + 1)][1:]
    new_patients(data, 1)
    warm = [_start(data, bytecode) for _ in range(repetitions)]
    cold = [_start(data, folder / f"bytecode-{number}")[0] for number in range(max(1, repetitions // 2))]
    seconds, memory = [one[0] for one in warm], [one[1] for one in warm]
    print(f"  first answer after the process starts   {spread(seconds, ' s')}")
    print(f"  the same with a database to be made     {spread(empty, ' s')}")
    print(f"  the same, no bytecode from a run before {spread(cold, ' s')}")
    print(f"  memory after the first answer           {spread(memory, ' MB')}")
    return [
        Target("first answer after the process starts", 1.5, median(seconds), "s"),
        Target("memory of an idle server", 110, median(memory), "MB"),
    ]


def _start(folder: Path, bytecode: Path) -> tuple[float, float]:
    folder.mkdir(parents=True, exist_ok=True)
    with servers.diary(folder, bytecode) as server:
        figures = (server.first_answer_s, server.memory_mb())
    if bytecode.name != "bytecode":
        shutil.rmtree(bytecode)
    return figures
