"""What is watched while devices speak: nothing replaces or deletes what its device had not seen."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Engine

from app.storage.kinds import table_of
from app.storage.tables import Day, DayRevision

COPY = 5  # the version of the ids of what is sent again after a restore


@dataclass(frozen=True)
class Before:
    """A day before an operation: whether it is shown, its note, and whether it ever held what a copy says."""

    operation: dict[str, Any]
    was_there: bool
    note: str | None
    ever: bool


@dataclass
class Watch:
    """The days of one diary before and after each operation, and what each device had seen when it made it.

    Each note occurs once in the world: it names the edit whose value is shown.
    """

    engine: Engine
    diary_id: UUID
    seen: dict[str, set[str | None]] = field(default_factory=dict)  # operation -> notes
    by_device: dict[str, set[str | None]] = field(default_factory=dict)
    restored: bool = False
    judged: int = 0
    faults: list[str] = field(default_factory=list)

    def note_made(self, device: str, operation: str, shown: str | None, text: str | None = None) -> None:
        """A device made an operation while it showed this note, and says another one with it."""
        own = self.by_device.setdefault(device, set())
        own.add(shown)
        self.seen[operation] = set(own)
        if text is not None:
            own.add(text)

    def forget(self, device: str) -> None:
        """The device was emptied: it has seen nothing any more."""
        self.by_device.pop(device, None)

    def before(self, operations: list[dict[str, Any]]) -> list[Before]:
        """The days of which one operation each speaks, as the server shows them before it."""
        keys = Counter(one["key"] for one in operations if one["kind"] == "day")
        alone = [one for one in operations if one["kind"] == "day" and keys[one["key"]] == 1]
        return [Before(one, *self._shown(one["key"]), is_copy(one) and self._ever(one)) for one in alone]

    def after(self, days: list[Before]) -> None:
        """Judge what became of them."""
        for day in days:
            self._judge(day, *self._shown(day.operation["key"]))

    def _judge(self, before: Before, is_there: bool, now: str | None) -> None:
        self.judged += 1
        said = before.operation
        if is_copy(said):
            if before.ever and not before.was_there and not said["delete"] and is_there:
                self.faults.append("an unchanged copy beat a tombstone")
            return
        seen = self.seen.get(said["operation_id"])
        if self.restored or seen is None or not before.was_there or before.note in seen:
            return
        if not is_there:
            self.faults.append(f"a deletion beat an edit that its device had not seen: {before.note}")
        elif now != before.note and now == said["set"].get("note"):
            self.faults.append(f"replaced what it had not seen: {before.note} by {now}")

    def _shown(self, day: str) -> tuple[bool, str | None]:
        table = table_of(Day)
        mine = (table.c.diary_id == self.diary_id) & (table.c.day == date.fromisoformat(day))
        with self.engine.connect() as connection:
            row = connection.execute(table.select().where(mine)).mappings().first()
        if row is None or row["deleted"]:
            return False, None
        return True, row["note"]

    def _ever(self, said: dict[str, Any]) -> bool:
        table = table_of(DayRevision)
        mine = (table.c.diary_id == self.diary_id) & (table.c.day == date.fromisoformat(said["key"]))
        with self.engine.connect() as connection:
            values = connection.execute(table.select().where(mine).with_only_columns(table.c.value)).scalars()
            kept = [orjson.loads(value) for value in values if value]
        return any(all(one.get(name) == value for name, value in said["set"].items()) for one in kept)


def is_copy(operation: dict[str, Any]) -> bool:
    """Whether it is what a device held when the server was restored."""
    return UUID(operation["operation_id"]).version == COPY
