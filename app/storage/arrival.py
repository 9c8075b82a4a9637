"""An edit that arrives: what was said since it was made, by whom, and what becomes of it.

What a device did not know of, another's word or its own on a copied phone, stays shown, and its value is kept
beside. Clocks decide nothing.
"""

from dataclasses import replace
from functools import cached_property

from app.errors import BadInput
from app.rules.merge import PartOf, merge
from app.rules.who_said import DELETED
from app.storage.conflicts import Other, joined, others_of
from app.storage.documents import Change, keep_beside, write
from app.storage.kinds import Address, Conflict, Document, Edit, Values, label_faults, refuse_labels
from app.storage.made_on import Base, MadeOn, Order
from app.storage.patches import Merging, Outcome, Patch, Status
from app.storage.prepared import Transaction
from app.storage.said import Held, ever_was, keep_said, said_after


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
        self._patch, edit = said
        self._edit = replace(edit, copy_of=self._patch.base_revision) if self._patch.is_copy else edit
        self._device = str(self._edit.device_id)
        self._made_on = MadeOn(tx, merging, address, current, (self._patch, self._device))
        self._is_guess = False  # what it was made on is not known, and was taken to be what is there
        self.has_kept = False  # a value more is in the history

    def outcome(self) -> Outcome:
        """Let it take effect. BadInput when what it says is no document; TooManyValues, AccountFull."""
        outcome = self._outcome()
        return replace(outcome, notes=("base_ignored",)) if self._made_on.ignores else outcome

    def _outcome(self) -> Outcome:
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

    def _mine(self) -> Values:
        """The whole document as the device has it. BadInput when that is none.

        What a patch was made on may be known in part only, then it was meant for what is there, or was there
        last: no edit is refused for its base.
        """
        fields = self._merging.implied(self._patch.fields)
        blank = self._kind.unsaid
        fault: BadInput | None = None
        for base in (
            lambda: self._made_on.base.values or blank,
            self._made_on.latest,
            self._made_on.untouched,
        ):
            values = base()
            if values is None:
                break
            try:
                said = self._merging.checked(values | fields)
            except BadInput as refused:
                fault = fault or refused
                continue
            # What the phone held was taken once, whatever it is called.
            if not self._patch.is_copy and label_faults(self._kind, said):
                refuse_labels(self._kind, said, self._made_on.latest(), self._made_on.base.values)
            self._is_guess = fault is not None
            return self._kind.shape.settle(said, self._current)
        raise fault or BadInput

    # What becomes of it

    def _is_on_what_is_shown(self, current: Document, mine: Values) -> bool:
        patch = self._patch
        if current.revision != patch.base_revision:
            return False
        if patch.is_copy:
            return mine == current.values  # otherwise its number meant something else
        return self._made_on.seen is None or self._made_on.base.values == current.values

    def _over_its_base(self, current: Document, mine: Values) -> Outcome:
        """The edit was made on what is shown: it is what the patient wants, and picks the parts it names."""
        conflict = self._conflict(mine)
        if mine == current.values and conflict == current.conflict:
            return Outcome(Status.APPLIED, current.revision, current.revision)
        return self._write(mine, conflict)

    def _write(self, mine: Values | None, conflict: Conflict | None = None) -> Outcome:
        revision = self._shown(Change(mine, self._current, conflict), self._edit)
        return Outcome(Status.APPLIED, revision, revision)

    def _shown(self, change: Change, edit: Edit) -> int:
        self.has_kept = True
        return write(self._tx, self._kind, self._address, change, edit).revision

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
        base = self._made_on.base.values or self._kind.unsaid
        own = self._made_on.own_parts(shown, base)
        rivals = [part for part in self._kind.parts if part.name not in own and not part.is_same(base, shown)]
        unheard = [other for other in self._others if self._is_unheard(other)]
        return bool(rivals or unheard)

    def _is_unheard(self, other: Other) -> bool:
        return other.revision > self._made_on.heard and other.device != self._device

    def _over_tombstone(self, mine: Values) -> Outcome:
        """An edit brings a deleted document back; an unchanged copy of what was deleted does not."""
        patch, current = self._patch, self._current
        if current is None or current.revision == patch.base_revision:
            return self._write(mine)
        is_own = self._made_on.has_said(DELETED) and bool(patch.fields) and not patch.is_copy
        is_earlier = self._made_on.order_of(DELETED) is Order.EARLIER
        unchanged = is_earlier or (not is_own and self._is_unchanged(mine))
        return Outcome(Status.MERGED, current.revision) if unchanged else self._write(mine)

    def _is_unchanged(self, mine: Values) -> bool:
        if self._made_on.base.is_sure and self._made_on.base.values is not None:
            return mine == self._made_on.base.values
        return ever_was(self._tx, self._kind, self._address, mine)

    def _merge(self, current: Document, shown: Values, mine: Values) -> Outcome:
        base = self._made_on.base
        if mine == shown:
            return self._agree(current, mine)
        if base.is_sure and mine == base.values:
            return self._unchanged(current, shown, base)
        values = base.values or self._kind.unsaid
        own = self._made_on.own_parts(shown, values)
        merged = merge(self._kind.parts, self._before(values, mine), shown, mine, own)
        if merged.values == mine and not merged.conflicts and not self._is_guess:
            return self._write(mine, self._conflict(mine))
        aside = self._keep_beside(mine)
        held = Held(None if self._is_guess else mine, aside)
        conflict = self._conflict(merged.values, merged.conflicts, (aside, mine))
        if merged.values == shown and conflict == current.conflict:
            self._note_agreement(current, held)
            return Outcome(Status.MERGED, current.revision, aside)
        change = Change(merged.values, self._current, conflict, held=held)
        revision = self._shown(change, replace(self._edit, operation_id=None))
        return Outcome(Status.CONFLICT if merged.conflicts else Status.MERGED, revision, aside)

    def _unchanged(self, current: Document, shown: Values, base: Base) -> Outcome:
        """It changes nothing; it may pick what is shown."""
        conflict = self._conflict(shown)
        if conflict == current.conflict:
            return Outcome(Status.MERGED, current.revision, base.at)
        revision = self._shown(Change(shown, current, conflict, held=Held(base.values, base.at)), self._edit)
        return Outcome(Status.MERGED, revision, base.at)

    def _keep_beside(self, mine: Values) -> int:
        current, change = self._current, Change(mine, self._current, shown=False)
        revision, tally = keep_beside(self._tx, self._kind, self._address, change, self._edit)
        self._current = current and replace(current, tally=tally)
        self.has_kept = True
        return revision

    def _agree(self, current: Document, mine: Values) -> Outcome:
        """It says what is shown: the device is one of those who said it, and said nothing else any more."""
        conflict = self._conflict(mine)
        if conflict != current.conflict:
            return self._write(mine, conflict)
        self._note_agreement(current, Held(mine, current.revision))
        return Outcome(Status.MERGED, current.revision, current.revision)

    def _note_agreement(self, current: Document, held: Held | None) -> None:
        said = (self._edit, held or Held(None, current.revision))
        who = said_after(self._kind, (self._made_on.who, current), (current.revision, current.values), said)
        if who != self._made_on.who:
            keep_said(self._tx, self._kind, self._address, who)

    def _before(self, base: Values, mine: Values) -> Values:
        """The base; a part of a copy that was heard earlier than what is shown is an earlier step of that."""
        for part in self._kind.parts:
            if self._made_on.order_of(part) is Order.EARLIER:
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
        current = self._current
        if current is None or (current.conflict is None and not named):
            return None
        open_before = [part for part in self._kind.parts if part.name in _parts_of(current.conflict)]
        touched = set() if self._patch.is_copy else {part.name for part in self._made_on.touched}
        picked = set() if any(map(self._is_unheard, self._others)) else touched
        mine = beside[1] if beside else None
        left = [one for one in self._others if not self._ends(one, (open_before, shown, touched, mine))]
        held = [(one.revision, one.values, touched if self._is_own(one) else ()) for one in left]
        is_known = self._patch.is_copy and any(one.values == mine for one in left)
        if beside and not is_known and (named or len(left) < len(self._others)):
            held.append((*beside, ()))
        still = [
            part.name
            for part in open_before
            if part.name not in picked
            and any(part.name not in passed and not part.is_same(values, shown) for _, values, passed in held)
        ]
        return joined((*still, *named), [revision for revision, *_ in held])

    def _is_own(self, other: Other) -> bool:
        return other.device == self._device and not other.is_copy

    def _ends(self, other: Other, now: tuple[list[PartOf], Values, set[str], Values | None]) -> bool:
        """Whether all that this device said there it says otherwise now, or holds again in its new value."""
        if not self._is_own(other) or self._patch.is_copy:
            return False
        open_before, shown, touched, mine = now
        return all(
            part.name in touched
            or part.is_same(other.values, shown)
            or (mine is not None and part.is_same(other.values, mine))
            for part in open_before
        )


def _parts_of(conflict: Conflict | None) -> tuple[str, ...]:
    return conflict.parts if conflict else ()
