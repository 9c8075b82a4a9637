"""The machine that the figures were taken on."""

import os
import platform
import sqlite3
from pathlib import Path


def description(folder: Path) -> list[str]:
    """Its size and its versions, a line each."""
    return [
        f"cores    {len(os.sched_getaffinity(0))} of {_cpu_model()}",
        f"memory   {_memory_gib():.1f} GiB",
        f"system   {platform.system()} {platform.release()}, disk as {_file_system(folder)}",
        f"Python   {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"load     {os.getloadavg()[0]:.1f} when it began (other work makes every figure worse)",
    ]


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _file_system(folder: Path) -> str:
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text("utf-8").splitlines():
        _device, place, kind, *_rest = line.split()
        if folder.resolve().is_relative_to(place) and len(place) > len(best[0]):
            best = (place, kind)
    return best[1]
