"""Phones that tap faster than they hear, played on a diary through the sync's own code."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from app.api.sync import KINDS
from app.rules.entry import OF_A_HEADACHE
from app.storage.conflicts import others_of
from app.storage.documents import find
from app.storage.kinds import Address, Document, Values
from app.storage.operations import apply
from app.storage.patches import Outcome, Patch
from app.storage.prepared import Transaction
from tests.storage.books import Writer, whole_history

DAYS = KINDS["day"].kind
PILL = {"id": str(UUID(int=1)), "name": "P", "drug_class": "triptan", "doses": 1, "relief": None}
Tap = Values | None
"""What a tap changes of what is shown; None deletes the day."""
SEVERE: Tap = {"headache": True, "peak_intensity": "severe"}
NAUSEA: Tap = {"headache": True, "nausea": True}
FREE: Tap = {"headache": False, **dict.fromkeys(OF_A_HEADACHE)}
WINE: Tap = {"triggers": ["wine"]}
TOOK: Tap = {"acute_medications": [PILL]}
NONE_TAKEN: Tap = {"acute_medications": []}
NOTED: Tap = {"note": "at work"}
DELETED: Tap = None
_first, _numbers = date(1900, 1, 1), count()


def new_day(writer: Writer) -> Address:
    """A day of this diary that nobody spoke of yet."""
    return Address(writer.diary_id, _first + timedelta(days=next(_numbers)))


@dataclass
class Phone:
    """A phone: what it sees of a day, and every base that it ever heard.

    `tells`: it says what the person saw, as phones of this release do.
    """

    tx: Transaction
    writer: Writer
    address: Address
    tells: bool = False
    device_id: UUID = field(default_factory=uuid4)
    seen: Values | None = None
    heard: list[int | None] = field(default_factory=lambda: [None])
    outcomes: list[Outcome] = field(default_factory=list)

    def tap(self, tap: Tap, base: int | None) -> Outcome:
        """Say it on a base that it may have heard long ago, with all its own edits laid over."""
        after = None if tap is None else (self.seen or DAYS.unsaid | {"headache": False}) | tap
        before = self.seen or {}
        fields = {name: value for name, value in (after or {}).items() if before.get(name, ...) != value}
        if after == before:
            return self.outcomes[-1]  # nothing to say
        outcome = self.send(self.patch(fields, base, delete=tap is None))
        self.seen = after
        self.heard.append(outcome.said)
        return outcome

    def patch(self, fields: Values, base: int | None, delete: bool = False, **otherwise: Any) -> Patch:
        """What goes over the wire."""
        operation_id = uuid4()
        content = sha256(repr((operation_id, base, fields)).encode()).digest()
        seen = self.seen if self.tells else None
        return replace(Patch(operation_id, content, base, fields, delete, seen), **otherwise)

    def send(self, patch: Patch) -> Outcome:
        """Let the server do it."""
        edit = replace(self.writer.edit, device_id=self.device_id, operation_id=patch.operation_id)
        outcome = apply(self.tx, KINDS["day"], self.address, patch, edit)
        self.outcomes.append(outcome)
        return outcome

    @property
    def shown(self) -> Document:
        """What the server shows."""
        document = find(self.tx, DAYS, self.address)
        assert document is not None
        return document

    def hear(self) -> None:
        """Take what is shown: all was exchanged."""
        self.seen = self.shown.values
        self.heard = [self.shown.revision]

    def beside(self) -> list[Values]:
        """What is kept beside what is shown."""
        return [other.values for other in others_of(self.tx, DAYS, self.address, self.shown.conflict)]

    def kept_beside(self) -> int:
        """How many values were ever kept beside."""
        return sum(not past.shown for past in whole_history(self.tx, DAYS, self.address))


def interleaved(one: int, other: int) -> Iterator[tuple[bool, ...]]:
    """Every order in which so many steps of one and of another can come; True = of the one."""
    if not one or not other:
        yield (True,) * one + (False,) * other
        return
    yield from ((True, *rest) for rest in interleaved(one - 1, other))
    yield from ((False, *rest) for rest in interleaved(one, other - 1))
