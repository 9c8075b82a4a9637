"""Two edits of one document after an offline spell: three-way merge by field, so that nothing said is lost.

A clock never decides: what was there first stays shown, the other is kept and named, and both orders of
arrival keep the same values and name the same parts. The values are as on the wire; null = not said.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rules.entry import OF_A_HEADACHE

Values = dict[str, Any]


class Part(StrEnum):
    """How one part of a document is merged."""

    WHOLE = "whole"  # its fields together: no merge makes an impossible day
    BY_ID = "by_id"  # a list of things with ids
    AS_SET = "as_set"  # a list of texts


@dataclass(frozen=True, slots=True)
class PartOf:
    """One part of a kind of document: its name where it must be told, its fields, and how it is merged."""

    name: str
    fields: tuple[str, ...]
    by: Part = Part.WHOLE

    def of(self, values: Mapping[str, Any]) -> Values:
        """This part of a document."""
        return {field: values[field] for field in self.fields}

    def is_same(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Whether two documents say the same of it."""
        if one is other:
            return True
        for field in self.fields:  # noqa: SIM110  asked of every part of every edit: a generator takes thrice as long
            if one[field] != other[field]:
                return False
        return True


DAY_PARTS = (
    PartOf("headache", ("headache", *OF_A_HEADACHE)),
    PartOf("aura", ("aura",)),
    PartOf("acute_medications", ("acute_medications",), Part.BY_ID),
    PartOf("triggers", ("triggers",), Part.AS_SET),
    PartOf("menstruation", ("menstruation",)),
    PartOf("note", ("note",)),
)
"""The headache with its intensity, duration and features is one part."""


def parts_of(fields: tuple[str, ...]) -> tuple[PartOf, ...]:
    """Each field a part of its own: injections and the treatment."""
    return tuple(PartOf(field, (field,)) for field in fields)


@dataclass(frozen=True, slots=True)
class Merged:
    """What is shown after a merge, and the names of the parts on which the two sides differ."""

    values: Values
    conflicts: tuple[str, ...]


def merge(
    parts: tuple[PartOf, ...], base: Values, current: Values, mine: Values, own: Collection[str] = ()
) -> Merged:
    """Merge `mine` into `current`, both made from `base` (a blank document when the base is unknown).

    Changed on one side: that side. The same on both: that. Changed differently: `current` stays shown and the
    part is named, unless it is one of `own`: there nobody but this device said anything since, and its latest
    word counts. Lists are merged by element.
    """
    values: Values = {}
    conflicts = []
    for part in parts:
        before, theirs, ours = (part.of(side) for side in (base, current, mine))
        merged, agreed = _merge_part(part, before, theirs, ours)
        if not agreed and part.name in own:
            merged, agreed = _merge_part(part, before, ours, theirs)[0], True
        values |= merged
        if not agreed:
            conflicts.append(part.name)
    return Merged(values, tuple(conflicts))


def whole_group(fields: Values) -> Values:
    """What a patch of a day says of the headache, with what follows from it.

    Whoever names an intensity, a duration or a feature has a headache; a headache-free day has none of them.
    A patch that contradicts itself stays as it is, to be refused.
    """
    named = [field for field in OF_A_HEADACHE if fields.get(field) is not None]
    if named and "headache" not in fields:
        return fields | {"headache": True}
    if fields.get("headache") is False and not named:
        return dict.fromkeys(OF_A_HEADACHE) | fields
    return fields


def _merge_part(part: PartOf, base: Values, current: Values, mine: Values) -> tuple[Values, bool]:
    if mine in (base, current):
        return current, True
    if current == base:
        return mine, True
    if part.by is Part.WHOLE:
        return current, False
    (field,) = part.fields
    sides = base[field], current[field], mine[field]
    merged, agreed = _merge_texts(*sides) if part.by is Part.AS_SET else _merge_things(*sides)
    return {field: merged}, agreed


def _merge_texts(base: list[str], current: list[str], mine: list[str]) -> tuple[list[str], bool]:
    """Texts added on either side are there, texts removed on either side are not."""
    removed = (set(base) - set(current)) | (set(base) - set(mine))
    together = dict.fromkeys([*current, *mine])
    return sorted(text for text in together if text not in removed), True


def _merge_things(
    base: list[Values] | None, current: list[Values] | None, mine: list[Values] | None
) -> tuple[list[Values] | None, bool]:
    """By id. `[]` says "none": it contradicts a list, and no merge may say it where neither side did."""
    if not current or not mine:
        return current, False
    before, theirs, ours = ({thing["id"]: thing for thing in side or ()} for side in (base, current, mine))
    merged: list[Values] = []
    agreed = True
    for key in sorted(before.keys() | theirs.keys() | ours.keys()):
        thing, same = _merge_thing(before.get(key), theirs.get(key), ours.get(key))
        merged += [thing] if thing else []
        agreed = agreed and same
    return (merged, agreed) if merged else (current, False)


def _merge_thing(
    before: Values | None, theirs: Values | None, ours: Values | None
) -> tuple[Values | None, bool]:
    """An edit beats a removal; two different edits leave what is there."""
    if ours in (before, theirs):
        return theirs, True
    if theirs == before or theirs is None:
        return ours, True
    return theirs, ours is None
