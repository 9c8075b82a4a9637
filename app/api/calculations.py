"""Turns for what reads a diary whole: a long one never takes all the readers of the database.

What a report takes grows with the days and sessions of its diary, of which somebody may store a great many.
Whoever asks gets one such answer after the other, and all together a part of the readers.
"""

from asyncio import Lock, Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

AT_ONCE = 2
"""Of the database's four readers; one more may be at a summary."""


@dataclass(slots=True)
class _Line:
    """One who asks: their turns come one after the other."""

    lock: Lock = field(default_factory=Lock)
    many: int = 0


class Calculations:
    """Who calculates now, and who waits."""

    def __init__(self) -> None:
        self._room = Semaphore(AT_ONCE)
        self._lines: dict[bytes, _Line] = {}

    @asynccontextmanager
    async def turn(self, of: bytes) -> AsyncIterator[None]:
        """Wait for a turn of somebody, known by the hash of their sign-in or of their link's page."""
        line = self._lines.setdefault(of, _Line())
        line.many += 1
        try:
            async with line.lock, self._room:
                yield
        finally:
            line.many -= 1
            if line.many == 0:
                del self._lines[of]
