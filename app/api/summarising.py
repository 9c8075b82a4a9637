"""Summaries, calculated beside the requests: what has changed, or a new day has begun for, is found and done.

A write does nothing for it but raise the diary's change counter: a summary of another one is out of date.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.errors import ShuttingDown, StorageUnavailable
from app.interop.summary_document import summary_document
from app.rules import RULES_VERSION
from app.rules.diary import Asked
from app.rules.summary import summary
from app.storage.engine import Database
from app.storage.grants import refresh_lines
from app.storage.people import hold_diary
from app.storage.prepared import Transaction
from app.storage.summaries import (
    KeptSummary,
    change_counter,
    conflicts_of,
    find_summary,
    is_listed,
    keep_summary,
    stale_diaries,
)
from app.storage.whole_diary import read_diary

EVERY_S = 2.0
AT_ONCE = 20
_log = logging.getLogger("diary")
Clock = Callable[[], datetime]


async def keep_summarising(database: Database, clock: Clock) -> None:
    """Go on until cancelled; where the database cannot be written, later."""
    while True:
        try:
            done = await summarise(database, clock())
        except ShuttingDown:
            return
        except StorageUnavailable:
            done = 0
        except Exception as fault:
            _log.error("a summary failed: %s", type(fault).__name__)
            done = 0
        if done == 0:
            await asyncio.sleep(EVERY_S)


async def summarise(database: Database, now: datetime) -> int:
    """Calculate some of the summaries that are out of date; how many, 0 when none is."""
    stale = await database.read(lambda tx: stale_diaries(tx, RULES_VERSION, now, AT_ONCE))
    for diary_id, time_zone in stale:
        await _summarise_one(database, diary_id, time_zone, now)
    return len(stale)


async def _summarise_one(database: Database, diary_id: UUID, time_zone: str, now: datetime) -> None:
    def calculate(tx: Transaction) -> KeptSummary:
        return calculated(tx, diary_id, time_zone, now)

    fresh = await database.read(calculate)

    def keep(tx: Transaction) -> None:
        if hold_diary(tx, diary_id) and is_listed(
            tx, diary_id
        ):  # it may have been erased meanwhile, or the last grant revoked
            keep_summary(tx, diary_id, fresh)
            refresh_lines(tx, diary_id, now)

    await database.write(keep)


def calculated(tx: Transaction, diary_id: UUID, time_zone: str, now: datetime) -> KeptSummary:
    """The summary of a diary as of this moment, on one snapshot."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    document = summary_document(summary(read_diary(tx, diary_id), Asked(today)))
    document["conflicts"] = conflicts_of(tx, diary_id)
    before = find_summary(tx, diary_id)
    return KeptSummary(
        change_counter=change_counter(tx, diary_id),
        rules_version=RULES_VERSION,
        valid_until=datetime.combine(today + timedelta(days=1), time(), zone),
        computed_at=now,
        document=document,
        changed=_changed(before, document),
    )


def _changed(before: KeptSummary | None, document: dict[str, Any]) -> dict[str, Any] | None:
    """A verdict that other rules gave to the same round; it stays told until the round has a new one."""
    if before is None:
        return None
    old, new = before.document["judged"], document["judged"]
    if before.rules_version == RULES_VERSION:
        told = before.changed
        return told if told and new and told["number"] == new["number"] else None
    if old is None or new is None or old["number"] != new["number"]:
        return None
    said = {name: old[name] for name in ("number", "verdict", "certain")}
    differs = any(said[name] != new[name] for name in said)
    return {"rules_version": before.rules_version, **said} if differs else None


async def ended(task: "asyncio.Task[None]") -> None:
    """Stop it and wait until it has stopped."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
