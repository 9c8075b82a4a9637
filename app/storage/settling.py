"""Conflicts of a device with itself, which releases before marked: settled once, to what it said last."""

from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from app.rules.merge import PartOf
from app.storage.circumstances import CIRCUMSTANCES
from app.storage.conflicts import Other, edit_of, joined, others_of
from app.storage.days import DAYS
from app.storage.documents import Change, find, write
from app.storage.identity import first_to_settle
from app.storage.injections import INJECTIONS, TREATMENT
from app.storage.kinds import Address, Document, Kind, Values
from app.storage.people import hold_diary
from app.storage.prepared import Transaction
from app.storage.said import Held, who_said


def settle_chains(tx: Transaction, now: datetime) -> int:
    """Settle them all, the first time only; how many documents were settled.

    Each gets a new revision, so that the devices hear it; nothing goes from the history.
    """
    if not first_to_settle(tx):
        return 0
    marked = [
        (kind, Address(diary_id, key))
        for kind in (DAYS, INJECTIONS, TREATMENT, CIRCUMSTANCES)
        for diary_id, key in kind.select_conflicts(tx)
    ]
    return sum(_settle(tx, kind, address, now) for kind, address in marked)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What is shown when a device no longer contradicts itself, by whose last word, and what stays open."""

    values: Values
    last: Other | None
    still: list[str]


def _settle(tx: Transaction, kind: Kind, address: Address, now: datetime) -> bool:
    current = find(tx, kind, address) if hold_diary(tx, address.diary_id) else None
    if current is None or current.values is None or current.conflict is None:
        return False
    others = others_of(tx, kind, address, current.conflict)
    settled = _without_itself(tx, (kind, address), current, others)
    if settled.values == current.values and len(settled.still) == len(current.conflict.parts):
        return False
    last = settled.last
    edit = edit_of(tx, kind, address, last.revision if last else current.revision, now)
    if edit is None:
        return False
    left = [one.revision for one in others if _is_open(kind, one, settled)]
    held = Held(last.values if last else settled.values, None)
    change = Change(settled.values, current, joined(settled.still, left), held=held)
    write(tx, kind, address, change, replace(edit, entered_by=current.entered_by))
    return True


def _without_itself(
    tx: Transaction, of: tuple[Kind, Address], current: Document, others: list[Other]
) -> _Settled:
    kind, address = of
    who, marked = who_said(tx, kind, address, current), _marked(kind, current)
    values, last, still = current.values or {}, None, []
    for part in marked:
        own = [one for one in others if not one.is_copy and who.has_said(one.device, part.name)]
        later = [one for one in own if one.revision > who.since(part.name)]
        said = _last_said(tx, (kind, address, part), later, len(marked))
        if said is not None:
            values = values | part.of(said.values)
            last = max(last or said, said, key=lambda one: one.revision)
        if any(one not in own and not part.is_same(one.values, values) for one in others):
            still.append(part.name)
    return _Settled(values, last, still)


def _marked(kind: Kind, current: Document) -> list[PartOf]:
    names = current.conflict.parts if current.conflict else ()
    return [part for part in kind.parts if part.name in names]


def _is_open(kind: Kind, other: Other, settled: _Settled) -> bool:
    open_parts = [part for part in kind.parts if part.name in settled.still]
    return any(not part.is_same(other.values, settled.values) for part in open_parts)


def _last_said(
    tx: Transaction, of: tuple[Kind, Address, PartOf], later: list[Other], marked: int
) -> Other | None:
    """The last of them that says something of the part; None when there is none.

    A value that was kept beside because of another part holds of this one what its stale base held: what was
    shown some time before.
    """
    if len(later) <= 1 or marked == 1:
        return later[-1] if later else None
    kind, address, part = of
    rows = kind.select_steps(tx, of_diary=address.diary_id, of_key=address.key)
    shown = [part.of(kind.unsaid | orjson.loads(row[1])) for row in rows if row[1] and row[2]]
    new = [one for one in later if part.of(one.values) not in shown]
    return (new or later)[-1]
