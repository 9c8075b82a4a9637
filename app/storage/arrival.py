"""An edit that arrives: what it was made on, what was said since and by whom, and what becomes of it.

A device is no rival of itself. What it did not know of, another's word or its own on a copied phone, stays
shown, and its value is kept beside. Clocks decide nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from uuid import UUID

import orjson

from app.errors import BadInput, FieldFault
from app.rules.merge import PartOf, merge
from app.rules.who_said import DELETED, WhoSaid
from app.storage.conflicts import Other, joined, others_of
from app.storage.documents import Change, keep, write
from app.storage.kinds import Address, Conflict, Document, Edit, Kind, Values, refuse_labels
from app.storage.prepared import Transaction
from app.storage.said import Held, ever_was, keep_said, said_after, who_said


class Status(StrEnum):
    """What became of an operation."""

    APPLIED = "applied"
    MERGED = "merged"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Merging:
    """How a kind's edits are taken: what follows from a patch, and how values are checked (BadInput)."""

    kind: Kind
    checked: Callable[[Values], Values]
    implied: Callable[[Values], Values] = dict


@dataclass(frozen=True, slots=True)
class Patch:
    """What an operation says: the fields it sets (null = taken back), or that the document is deleted.

    `base_revision`: the one that the device had heard. `base_values`: the document as the person saw it; None
    when nothing was shown, or the phone is of a release before. `content_hash`, `said_hash`: of all that
    it says, with and without its base.
    """

    operation_id: UUID
    content_hash: bytes
    base_revision: int | None
    fields: Values
    delete: bool
    base_values: Values | None = None
    said_hash: bytes | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it says again what a phone held when the server was put back: see docs/sync.md."""
        return self.operation_id.version == _OF_COPIES


_OF_COPIES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation.

    `revision`: the one that is shown now, None when there is nothing. `said`: the one that holds the value as
    the device had it, on which its next edit of the same document was made; None when there is none.
    """

    status: Status
    revision: int | None = None
    said: int | None = None
    faults: tuple[FieldFault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Base:
    """What an edit was made on: its values (None = nothing), where they are kept, whether that is sure."""

    values: Values | None
    at: int | None
    is_sure: bool


class Arrival:
    """One edit that meets one document."""

    def __init__(
        self,
        tx: Transaction,
        merging: Merging,
        address: Address,
        current: Document | None,
        said: tuple[Patch, Edit],
    ) -> None:
        self._tx, self._merging, self._address, self._current = tx, merging, address, current
        self._kind = merging.kind
        self._patch, self._edit = said
        self._device = str(self._edit.device_id)
        self._is_guess = False  # what it was made on is not known, and was taken to be what is there

    def outcome(self) -> Outcome:
        """Let it take effect. BadInput when what it says is no document."""
        current = self._current
        if self._patch.delete:
            return self._delete()
        mine = self._mine()
        if current is None:
            return self._write(mine)
        if current.values is None:
            return self._over_tombstone(mine)
        if self._is_on_what_is_shown(current, mine):
            return self._over_its_base(current, mine)
        return self._merge(current, current.values, mine)

    # What it was made on

    @cached_property
    def _who(self) -> WhoSaid:
        return who_said(self._tx, self._kind, self._address, self._current)

    @cached_property
    def _heard(self) -> tuple[bool, Values | None]:
        """Whether the revision that the device had heard is one of this document here, and its values."""
        number, current = self._patch.base_revision, self._current
        if number is None:
            return False, None
        if current is not None and current.revision == number:
            return True, current.values
        return self._kept(number)

    def _kept(self, revision: int) -> tuple[bool, Values | None]:
        where = {"of_diary": self._address.diary_id, "of_key": self._address.key, "of_revision": revision}
        row = self._kind.select_value.first(self._tx, **where)
        if row is None:
            return False, None
        return True, None if row[0] is None else self._kind.unsaid | orjson.loads(row[0])

    @cached_property
    def _base(self) -> _Base:
        patch = self._patch
        if patch.base_values is not None:
            return _Base(self._kind.shape.settle(patch.base_values, self._current), patch.base_revision, True)
        chained = self._last_of_this_device()
        if chained is not None:
            return _Base(self._kept(chained)[1], chained, True)
        is_here, values = self._heard
        if is_here and not (patch.is_copy and values != self._kind.unsaid | patch.fields):
            return _Base(values, patch.base_revision, True)
        return _Base(self._own_values(), None, False)

    def _last_of_this_device(self) -> int | None:
        """The revision that holds what this device said after the one it names: its own chain."""
        patch, current = self._patch, self._current
        if patch.is_copy or current is None or current.revision == patch.base_revision:
            return None
        last = self._who.last.get(self._device, 0)
        return last if last > (patch.base_revision or 0) else None

    def _own_values(self) -> Values | None:
        """On a revision that is not known here: the parts that this device itself said last."""
        if self._patch.base_revision is None or self._current is None or self._current.values is None:
            return None
        own = [part.of(self._current.values) for part in self._kind.parts if self._has_said(part)]
        values = dict(self._kind.unsaid)
        for part in own:
            values |= part
        return values if own else None

    def _has_said(self, part: PartOf) -> bool:
        return self._who.has_said(self._device, part.name)

    # What it says

    def _mine(self) -> Values:
        """The whole document as the device has it. BadInput when that is none.

        What a patch was made on may be known in part only, then it was meant for what is there, or was there
        last: no edit is refused for its base.
        """
        fields = self._merging.implied(self._patch.fields)
        blank = self._kind.unsaid
        fault: BadInput | None = None
        for base in (lambda: self._base.values or blank, self._latest, lambda: self._untouched(fields)):
            values = base()
            if values is None:
                break
            try:
                said = self._merging.checked(values | fields)
            except BadInput as refused:
                fault = fault or refused
                continue
            self._is_guess = fault is not None
            if not self._patch.is_copy:  # what the phone held was taken once, whatever it is called
                refuse_labels(self._kind, said, self._latest())
            return self._kind.shape.settle(said, self._current)
        raise fault or BadInput

    def _latest(self) -> Values | None:
        """What is shown, or was before it was deleted; None when there never was anything."""
        current = self._current
        if current is None or current.values is not None:
            return current.values if current else None
        where = {"of_diary": self._address.diary_id, "of_key": self._address.key}
        tombstone = self._kind.select_value.first(self._tx, **where, of_revision=current.revision)
        return self._kept(tombstone[1])[1] if tombstone and tombstone[1] else None

    def _untouched(self, fields: Values) -> Values | None:
        """The latest, its parts that the patch names blank."""
        values = self._latest()
        if values is None:
            return None
        touched = [part for part in self._kind.parts if not fields.keys().isdisjoint(part.fields)]
        for part in touched:
            values = values | part.of(self._kind.unsaid)
        return values

    # What becomes of it

    def _is_on_what_is_shown(self, current: Document, mine: Values) -> bool:
        patch = self._patch
        if current.revision != patch.base_revision:
            return False
        if patch.is_copy:
            return mine == current.values  # otherwise its number meant something else
        return patch.base_values is None or self._base.values == current.values

    def _over_its_base(self, current: Document, mine: Values) -> Outcome:
        """The edit was made on what is shown: it is what the patient wants, and picks the parts it names."""
        conflict = self._conflict(mine)
        if mine == current.values and conflict == current.conflict:
            return Outcome(Status.APPLIED, current.revision, current.revision)
        return self._write(mine, conflict)

    def _write(self, mine: Values | None, conflict: Conflict | None = None) -> Outcome:
        change = Change(mine, self._current, conflict)
        revision = write(self._tx, self._kind, self._address, change, self._edit).revision
        return Outcome(Status.APPLIED, revision, revision)

    def _delete(self) -> Outcome:
        """Leave a tombstone, unless another said something that this device had not heard."""
        current = self._current
        if current is None:
            return self._write(None)
        if current.values is None:
            self._note_agreement(current, None)
            return Outcome(Status.APPLIED, current.revision, current.revision)
        if current.revision == self._patch.base_revision or not self._is_rival_of(current.values):
            return self._write(None)
        return Outcome(Status.MERGED, current.revision)

    def _is_rival_of(self, shown: Values) -> bool:
        base = self._base.values or self._kind.unsaid
        own = self._own_parts(shown, base)
        rivals = [part for part in self._kind.parts if part.name not in own and not part.is_same(base, shown)]
        unheard = [other for other in self._others if self._is_unheard(other)]
        return bool(rivals or unheard)

    def _is_unheard(self, other: Other) -> bool:
        heard = self._heard[0] and other.revision <= (self._patch.base_revision or 0)
        return not heard and other.device != self._device

    def _over_tombstone(self, mine: Values) -> Outcome:
        """An edit brings a deleted document back; an unchanged copy of what was deleted does not."""
        patch, current = self._patch, self._current
        if current is None or current.revision == patch.base_revision:
            return self._write(mine)
        deleted_it = self._has_said(DELETED)
        if patch.is_copy:
            later = deleted_it and patch.base_revision is not None and patch.base_revision < current.revision
            unchanged = later or self._is_unchanged(mine)
        else:
            unchanged = not (deleted_it and patch.fields) and self._is_unchanged(mine)
        return Outcome(Status.MERGED, current.revision) if unchanged else self._write(mine)

    def _is_unchanged(self, mine: Values) -> bool:
        if self._base.is_sure and self._base.values is not None:
            return mine == self._base.values
        return ever_was(self._tx, self._kind, self._address, mine)

    def _merge(self, current: Document, shown: Values, mine: Values) -> Outcome:
        base = self._base
        if mine == shown:
            return self._agree(current, mine)
        if base.is_sure and mine == base.values:
            return Outcome(Status.MERGED, current.revision, base.at)
        values = base.values or self._kind.unsaid
        own = self._own_parts(shown, values)
        merged = merge(self._kind.parts, self._before(values, mine, own), shown, mine, own)
        if merged.values == mine and not merged.conflicts and not self._is_guess:
            return self._write(mine, self._conflict(mine))
        aside = self._keep_beside(mine)
        held = Held(None if self._is_guess else mine, aside)
        conflict = self._conflict(merged.values, merged.conflicts, (aside, mine))
        if merged.values == shown and conflict == current.conflict:
            self._note_agreement(current, held)
            return Outcome(Status.MERGED, current.revision, aside)
        change = Change(merged.values, current, conflict, held=held)
        edit = replace(self._edit, operation_id=None)
        revision = write(self._tx, self._kind, self._address, change, edit).revision
        return Outcome(Status.CONFLICT if merged.conflicts else Status.MERGED, revision, aside)

    def _keep_beside(self, mine: Values) -> int:
        change = Change(mine, self._current, shown=False)
        return keep(self._tx, self._kind, self._address, change, self._edit)

    def _agree(self, current: Document, mine: Values) -> Outcome:
        """It says what is shown: the device is one of those who said it, and said nothing else any more."""
        conflict = self._conflict(mine)
        if conflict != current.conflict:
            return self._write(mine, conflict)
        self._note_agreement(current, Held(mine, current.revision))
        return Outcome(Status.MERGED, current.revision, current.revision)

    def _note_agreement(self, current: Document, held: Held | None) -> None:
        said = (self._edit.device_id, held or Held(None, current.revision))
        who = said_after(self._kind, (self._who, current), (current.revision, current.values), said)
        if who != self._who:
            keep_said(self._tx, self._kind, self._address, who)

    # Whose word stands

    def _own_parts(self, shown: Values, base: Values) -> set[str]:
        """The parts in which nobody but this device said anything after what the edit was made on."""
        number, (is_here, heard) = self._patch.base_revision or 0, self._heard
        own = {part.name for part in self._kind.parts if self._has_said(part)}
        if self._patch.is_copy:
            return {name for name in own if self._who.since(name) < number}
        since = {part.name: self._who.since(part.name) for part in self._kind.parts}
        if self._patch.base_values is not None and is_here and heard is not None:
            own -= {
                part.name
                for part in self._kind.parts
                if since[part.name] > number and part.is_same(heard, base) and not part.is_same(base, shown)
            }
        return own | {name for name, at in since.items() if is_here and at <= number}

    def _before(self, base: Values, mine: Values, own: set[str]) -> Values:
        """The base; in a copy, a part that this device said anew since is an earlier step of its own."""
        number = self._patch.base_revision
        if not self._patch.is_copy or number is None:
            return base
        earlier = [part for part in self._kind.parts if self._has_said(part) and part.name not in own]
        for part in earlier:
            base = base | part.of(mine)
        return base

    @cached_property
    def _others(self) -> list[Other]:
        current = self._current
        return others_of(self._tx, self._kind, self._address, current.conflict if current else None)

    def _conflict(
        self, shown: Values, named: tuple[str, ...] = (), beside: tuple[int, Values] | None = None
    ) -> Conflict | None:
        """What stays open: what another holds otherwise, unless this edit picks it; and what is new.

        `beside`: this device's value, where it is kept beside what is shown, and the revision that holds it.
        """
        if self._current is None or (self._current.conflict is None and not named):
            return None
        before = self._current.conflict.parts if self._current.conflict else ()
        left = [one for one in self._others if not self._ends(one)]
        held = [(one.revision, one.values) for one in left]
        if beside and (named or len(left) < len(self._others)):
            held.append(beside)
        picked = set() if any(map(self._is_unheard, self._others)) else set(self._patch.fields)
        still = [
            part.name
            for part in self._kind.parts
            if part.name in before
            and picked.isdisjoint(part.fields)
            and any(not part.is_same(values, shown) for _, values in held)
        ]
        return joined((*still, *named), [revision for revision, _ in held])

    def _ends(self, other: Other) -> bool:
        """What a device says later holds what it said before; what it held of others it did not say."""
        return other.device == self._device and not other.is_copy and not self._patch.is_copy
