"""Who said what is shown: for each part of a document, since when, and which devices said just that.

A device is no rival of itself: what it said last stands on what it said before, whatever revision it names.
What is kept here says so without a look at the history, and can be made again from the history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.rules.merge import PartOf, Values

MOST_DEVICES = 20
"""So many are remembered for a part; of one that said the same earlier it is as if it had said nothing."""

DELETED = PartOf("deleted", ())
"""The one part of a tombstone."""


@dataclass(frozen=True, slots=True)
class WhoSaid:
    """At a revision of the document: each part's, and the revision that holds what each device said last.

    `parts`: a part's name -> since which revision it is shown, and who said just that (texts of device ids).
    `copied`: a part that a phone sent again after the server was put back -> the number of before at which it
    had heard it; of two such the later number counts, whoever sends it.
    """

    at: int
    parts: Mapping[str, tuple[int, tuple[str, ...]]]
    last: Mapping[str, int]
    copied: Mapping[str, int] = field(default_factory=dict)

    def since(self, part: str) -> int:
        """The revision at which the part came to what is shown; 0 when it is not known."""
        return self.parts[part][0] if part in self.parts else 0

    def has_said(self, device: str, part: str) -> bool:
        """Whether the device said just what is shown."""
        return part in self.parts and device in self.parts[part][1]


NOBODY = WhoSaid(0, {}, {})


@dataclass(frozen=True, slots=True)
class Step:
    """Something said: by which device, what it held then, what is shown since; None = deleted.

    `revision`: of what is shown. `held_at`: the revision that holds the device's value; None when the device
    did not say it by sync. `copy_of`: the number of before, where it is a copy of what was heard then.
    """

    revision: int
    device: str
    held: Values | None
    shown: Values | None
    held_at: int | None = None
    copy_of: int | None = None


def who_said_after(parts: tuple[PartOf, ...], before: WhoSaid, was: Values | None, step: Step) -> WhoSaid:
    """The same after one step more; `was` is what was shown before it."""
    last = dict(before.last)
    if step.held_at is not None:
        last.pop(step.device, None)
        last[step.device] = step.held_at
    if step.shown is None:
        said = {DELETED.name: _deleted(before, step)}
    else:
        said = {part.name: _said(part, before, was, step) for part in parts}
    newest = dict(list(last.items())[-MOST_DEVICES:])
    if step.copy_of is None and not before.copied:
        return WhoSaid(step.revision, said, newest)
    copied = {name: number for name in said if (number := _copied(name, before, said, step))}
    return WhoSaid(step.revision, said, newest, copied)


def _copied(
    name: str, before: WhoSaid, said: Mapping[str, tuple[int, tuple[str, ...]]], step: Step
) -> int | None:
    """The number of before at which the part was heard as it is shown; None when it was not copied."""
    since, devices = said[name]
    known = before.copied.get(name) if before.since(name) == since else None
    is_new = since == step.revision != before.since(name)
    if step.copy_of is None or step.device not in devices or not (known or is_new):
        return known
    return max(known or 0, step.copy_of)


def _deleted(before: WhoSaid, step: Step) -> tuple[int, tuple[str, ...]]:
    since, devices = before.parts.get(DELETED.name, (step.revision, ()))
    return since, _with(devices, step.device) if step.held is None else devices


def _said(part: PartOf, before: WhoSaid, was: Values | None, step: Step) -> tuple[int, tuple[str, ...]]:
    shown: Values = step.shown or {}
    since: int = step.revision
    devices: tuple[str, ...] = ()
    if was is not None and part.name in before.parts and part.is_same(was, shown):
        since, devices = before.parts[part.name]
    if step.held is not None and part.is_same(step.held, shown):
        devices = _with(devices, step.device)
    return since, devices


def _with(devices: tuple[str, ...], device: str) -> tuple[str, ...]:
    return devices if device in devices else (*devices, device)[-MOST_DEVICES:]
