"""What an edit was made on: what the person saw, what the device had heard, what was its own word.

A device is no rival of itself: what it said last of a part stands on what it said before, whatever revision
the edit names. Looked up by keys alone: nothing here grows with the history.
"""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

import orjson

from app.errors import BadInput
from app.rules.merge import PartOf
from app.rules.who_said import WhoSaid
from app.storage.documents import latest_values
from app.storage.kinds import Address, Document, Values
from app.storage.patches import Merging, Patch
from app.storage.prepared import Transaction
from app.storage.said import who_said


class Order(Enum):
    """How what a copy holds stands to what is shown."""

    EARLIER = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True)
class Base:
    """What an edit was made on: its values (None = nothing), where they are kept, whether that is sure."""

    values: Values | None
    at: int | None
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of the history, None = deleted, and whether it was shown."""

    values: Values | None
    was_shown: bool


class MadeOn:
    """What one edit was made on."""

    def __init__(
        self,
        tx: Transaction,
        merging: Merging,
        address: Address,
        current: Document | None,
        said: tuple[Patch, str],
    ) -> None:
        self._tx, self._merging, self._address, self._current = tx, merging, address, current
        self._kind = merging.kind
        self._patch, self._device = said

    @cached_property
    def who(self) -> WhoSaid:
        """Who said what is shown."""
        return who_said(self._tx, self._kind, self._address, self._current)

    @cached_property
    def named(self) -> Kept | None:
        """The revision that the edit names as its base; None when it is none of this document here."""
        number, current = self._patch.base_revision, self._current
        if number is None:
            return None
        if current is not None and current.revision == number:
            return Kept(current.values, True)
        return self._kept(number)

    @property
    def heard(self) -> int:
        """All that was shown up to this revision the device had heard; 0 when that is not known.

        A value kept beside what is shown tells what its device had, not what others had said by then.
        """
        return (self._patch.base_revision or 0) if self.named and self.named.was_shown else 0

    def _kept(self, revision: int) -> Kept | None:
        where = {"of_diary": self._address.diary_id, "of_key": self._address.key, "of_revision": revision}
        row = self._kind.select_value.first(self._tx, **where)
        if row is None:
            return None
        return Kept(None if row[0] is None else self._kind.unsaid | orjson.loads(row[0]), row[2])

    @cached_property
    def seen(self) -> Values | None:
        """What the person saw, as it was sent; None when it was not, or is no document: see `ignores`.

        Most see what is shown here: that is checked already.
        """
        sent, current = self._patch.base_values, self._current
        if sent is None or (current is not None and sent == current.values):
            return current.values if sent is not None and current is not None else None
        try:
            return self._merging.checked(sent)
        except BadInput:
            return None

    @property
    def ignores(self) -> bool:
        """Whether what was sent as seen is no document."""
        return self._patch.base_values is not None and self.seen is None

    @cached_property
    def base(self) -> Base:
        """The values that it was made on: as sent, else of the own chain, else of the revision named."""
        patch = self._patch
        if self.seen is not None:
            return Base(self._kind.shape.settle(self.seen, self._current), patch.base_revision, True)
        chained = self._last_of_this_device()
        last = self._kept(chained) if chained else None
        if last is not None:
            return Base(last.values, chained, True)
        named = self.named
        if named and not (patch.is_copy and named.values != self._kind.unsaid | patch.fields):
            return Base(named.values, patch.base_revision, True)
        return Base(self._own_values(), None, False)

    def _last_of_this_device(self) -> int | None:
        """The revision that holds what this device said after the one it names: its own chain."""
        patch, current = self._patch, self._current
        if patch.is_copy or current is None or current.revision == patch.base_revision:
            return None
        last = self.who.last.get(self._device, 0)
        return last if last > (patch.base_revision or 0) else None

    def _own_values(self) -> Values | None:
        """On a revision that is not known here: the parts that this device itself said last."""
        if self._patch.base_revision is None or self._current is None or self._current.values is None:
            return None
        own = [part.of(self._current.values) for part in self._kind.parts if self.has_said(part)]
        values = dict(self._kind.unsaid)
        for part in own:
            values |= part
        return values if own else None

    def has_said(self, part: PartOf) -> bool:
        """Whether this device itself said just what is shown."""
        return self.who.has_said(self._device, part.name)

    def latest(self) -> Values | None:
        """What is shown, or was before it was deleted; None when there never was anything."""
        return latest_values(self._tx, self._kind, self._address, self._current)

    def untouched(self) -> Values | None:
        """The latest, its parts that the patch names blank."""
        values = self.latest()
        if values is None:
            return None
        for part in self.touched:
            values = values | part.of(self._kind.unsaid)
        return values

    def order_of(self, part: PartOf) -> Order | None:
        """Whether a copy holds a later state than what is shown, or an earlier; None when that is not known.

        It is where what is shown is the device's own, or was sent again by whatever device: the numbers of
        what was lost followed each other. An edit is no copy.
        """
        number, copied = self._patch.base_revision, self.who.copied.get(part.name)
        if not self._patch.is_copy or number is None or not (copied or self.has_said(part)):
            return None
        return Order.LATER if (copied or self.who.since(part.name)) < number else Order.EARLIER

    def own_parts(self, shown: Values, base: Values) -> set[str]:
        """The parts in which nobody but this device said anything after what the edit was made on."""
        own = {part.name for part in self._kind.parts if self.has_said(part)}
        since = {part.name: self.who.since(part.name) for part in self._kind.parts}
        if self._patch.is_copy:
            return {part.name for part in self._kind.parts if self.order_of(part) is Order.LATER}
        heard = self.named.values if self.named and self.named.was_shown else None
        if self.seen is not None and heard is not None:
            own -= {part.name for part in self._kind.parts if _is_unknowing(part, heard, base, shown)}
        return own | {name for name, at in since.items() if at <= self.heard}

    @property
    def touched(self) -> list[PartOf]:
        """The parts that the patch names."""
        return [part for part in self._kind.parts if not self._patch.fields.keys().isdisjoint(part.fields)]


def _is_unknowing(part: PartOf, heard: Values, base: Values, shown: Values) -> bool:
    """Whether the device had said nothing of the part that waited, and did not know what is shown.

    Then another device bears the same id: a phone was copied with all that it held.
    """
    return part.is_same(heard, base) and not part.is_same(base, shown)
