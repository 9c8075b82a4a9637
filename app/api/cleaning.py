"""The clean-up beside the requests: what has ended long enough ago goes, a slice at a time."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from app.errors import ShuttingDown, StorageUnavailable
from app.storage.cleaning import long_over, remove
from app.storage.engine import Database

EVERY_S = 3_600.0
BETWEEN_SLICES_S = 0.1
_log = logging.getLogger("diary")
Clock = Callable[[], datetime]


async def keep_cleaning(database: Database, clock: Clock) -> None:
    """Go on until cancelled: at once, then each hour; where the database cannot be written, later."""
    while True:
        try:
            while await clean_slice(database, clock()):
                await asyncio.sleep(BETWEEN_SLICES_S)
        except ShuttingDown:
            return
        except StorageUnavailable:
            pass
        except Exception as fault:
            _log.error("a clean-up failed: %s", type(fault).__name__)
        await asyncio.sleep(EVERY_S)


async def clean_slice(database: Database, now: datetime) -> int:
    """Remove some of what has ended long enough ago; how many rows, 0 when none is left."""
    over = await database.read(lambda tx: long_over(tx, now))
    found = sum(map(len, over.values()))
    if found:
        await database.write(lambda tx: remove(tx, over))
    return found
