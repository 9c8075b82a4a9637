"""What devices say differently about a document: the values kept beside what is shown, and whose they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from app.storage.kinds import Address, Conflict, Edit, Kind, Values
from app.storage.prepared import Row, Transaction

MOST_OTHERS = 20
_OF_COPIES = 5


@dataclass(frozen=True, slots=True)
class Sayer:
    """Whose a value is, and when it was said by that device's clock; the name None when it is not known."""

    device_id: UUID
    device_name: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Other:
    """A value kept beside; a copy is what a phone held when the server was put back, whoever had said it."""

    revision: int
    values: Values
    sayer: Sayer
    is_copy: bool

    @property
    def device(self) -> str:
        """The device's id as text."""
        return str(self.sayer.device_id)


def sayer_of(tx: Transaction, kind: Kind, address: Address, revision: int) -> Sayer | None:
    """Who said this revision; None when there is none."""
    row = _kept(tx, kind, address, revision)
    return Sayer(row[1], row[6], row[2]) if row else None


def edit_of(tx: Transaction, kind: Kind, address: Address, revision: int, now: datetime) -> Edit | None:
    """What was said in this revision, said again now by the server; None when there is none."""
    row = _kept(tx, kind, address, revision)
    return Edit(row[5], row[1], row[2], row[3], now, of_server=True) if row else None


def others_of(tx: Transaction, kind: Kind, address: Address, conflict: Conflict | None) -> list[Other]:
    """The values kept beside, in the order in which they came; [] without a conflict."""
    kept = [(number, _kept(tx, kind, address, number)) for number in (conflict.others if conflict else ())]
    return [
        Other(
            number,
            kind.unsaid | orjson.loads(row[0]),
            Sayer(row[1], row[6], row[2]),
            row[4] is not None and row[4].version == _OF_COPIES,
        )
        for number, row in kept
        if row and row[0]
    ]


def joined(parts: Iterable[str], others: list[int]) -> Conflict | None:
    """A conflict in these parts; None when there is none left."""
    names = tuple(sorted(set(parts)))
    return Conflict(names, tuple(others[-MOST_OTHERS:])) if names else None


def _kept(tx: Transaction, kind: Kind, address: Address, revision: int) -> Row | None:
    where = {"of_diary": address.diary_id, "of_key": address.key, "of_revision": revision}
    return kind.select_kept.first(tx, **where)
