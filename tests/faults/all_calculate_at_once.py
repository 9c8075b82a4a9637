"""`headache-diary` where whoever asks for figures gets them at once: a negative control."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.api.calculations import Calculations
from app.cli import main


@asynccontextmanager
async def no_turn(_calculations: Calculations, _of: bytes) -> AsyncIterator[None]:
    """Everybody's turn is now."""
    yield


if __name__ == "__main__":
    setattr(Calculations, "turn", no_turn)  # noqa: B010
    main()
