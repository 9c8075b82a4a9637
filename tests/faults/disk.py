"""A disk for one server that fails when told to, and that can lose its power: the Python side of disk.c."""

import atexit
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from tests.faults.processes import ServerProcess

FULL, IO, SYNC, READ_ONLY, READ = "full", "io", "sync", "readonly", "read"
COMPILERS = ("cc", "gcc", "clang")
_SECTOR = 512
_runs = count(1)


def compiler() -> str | None:
    """The machine's C compiler; None when it has none."""
    return next((path for name in COMPILERS if (path := shutil.which(name))), None)


@cache
def _library() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="diary-disk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library, source = folder / "disk.so", Path(__file__).with_name("disk.c")
    program = compiler()
    assert program, "a C compiler is needed: apt-get install gcc libc6-dev"
    subprocess.run([program, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


@dataclass
class Disk:
    """What a server's data folder lies on."""

    server: ServerProcess

    def __post_init__(self) -> None:
        self.server.data.mkdir(mode=0o700, exist_ok=True)
        self.server.extra |= {
            "LD_PRELOAD": str(_library()),
            "DISK_FOLDER": str(self.server.data.resolve()),
            "DISK_FAULT": str(self._fault),
        }

    @property
    def _fault(self) -> Path:
        return self.server.folder / "fault"

    @contextmanager
    def failing(self, kind: str, after_bytes: int = 0) -> Iterator[None]:
        """Fail, after so many more bytes, until the end of the block."""
        new = self._fault.with_suffix(".new")
        new.write_text(f"{kind} {next(_runs)} {after_bytes}\n")
        new.replace(self._fault)
        try:
            yield
        finally:
            self._fault.unlink()


class DiskWithPower(Disk):
    """A disk on which only what was synced survives a power cut."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._platter.mkdir(exist_ok=True)
        self.server.extra["DISK_PLATTER"] = str(self._platter)

    @property
    def _platter(self) -> Path:
        return self.server.folder / "platter"

    def cut_power(self, chance: random.Random | None = None) -> None:
        """Kill the server; what it had not synced is gone, or by chance some sectors of it are not."""
        self.server.kill()
        left = self._left(chance)
        for file in self.server.data.iterdir():
            if file.is_file():
                file.unlink()
        for name, contents in left.items():
            (self.server.data / name).write_bytes(contents)
        shutil.rmtree(self._platter)
        self._platter.mkdir()

    def _left(self, chance: random.Random | None) -> dict[str, bytes]:
        left = {}
        for line in (self._platter / "names").read_text().splitlines():
            known_as, name = line.split(" ", 1)
            if name.endswith("-shm"):
                continue  # memory, not a file
            kept, live = self._platter / known_as, self.server.data / name
            synced = kept.read_bytes() if kept.exists() else b""
            same = live.exists() and known_as.startswith(f"{live.stat().st_ino}-")
            left[name] = _torn(synced, live.read_bytes(), chance) if chance and same else synced
        return left


def _torn(synced: bytes, written: bytes, chance: random.Random) -> bytes:
    """Of what was not synced some sectors reached the disk, others did not."""
    length = chance.choice([len(synced), len(written)])
    synced, written = (contents.ljust(length, b"\0") for contents in (synced, written))
    starts = range(0, length, _SECTOR)
    return b"".join(chance.choice([synced, written])[at : at + _SECTOR] for at in starts)[:length]
