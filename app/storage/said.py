"""Who said which part of a document, kept beside its current value; a hash of each value that ever was."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from app.rules.who_said import NOBODY, Step, WhoSaid, who_said_after
from app.storage.kinds import Address, Document, Edit, Kind, Values
from app.storage.prepared import Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """What a device itself had, None = deleted; `at`: the revision that holds it, None without a sync."""

    values: Values | None
    at: int | None


def who_said(tx: Transaction, kind: Kind, address: Address, current: Document | None) -> WhoSaid:
    """Who said what is shown. Where the release before wrote last it is made anew from the history."""
    if current is None:
        return NOBODY
    known = _known(current.said) if current.said else NOBODY
    return known if known.at == current.revision else _replayed(tx, kind, address)


def said_after(
    kind: Kind,
    before: tuple[WhoSaid, Document | None],
    shown: tuple[int, Values | None],
    said: tuple[Edit, Held],
) -> WhoSaid:
    """Who said what is shown at this revision, after a device said something more."""
    who, current = before
    edit, held = said
    step = Step(shown[0], str(edit.device_id), held.values, shown[1], held.at, edit.copy_of)
    return who_said_after(kind.parts, who, current.values if current else None, step)


def keep_said(tx: Transaction, kind: Kind, address: Address, who: WhoSaid) -> None:
    """What is shown stays as it is; that one device more said it is written down."""
    kind.update_said(tx, of_diary=address.diary_id, of_key=address.key, said=text_of(who))


def text_of(who: WhoSaid) -> str:
    """As it is kept."""
    parts = {name: (since, *devices) for name, (since, devices) in who.parts.items()}
    copied = {"copied": who.copied} if who.copied else {}
    return orjson.dumps({"at": who.at, "parts": parts, "last": who.last, **copied}).decode()


def _known(text: str) -> WhoSaid:
    kept = orjson.loads(text)
    parts = {name: (since, tuple(devices)) for name, (since, *devices) in kept["parts"].items()}
    return WhoSaid(kept["at"], parts, kept["last"], kept.get("copied", {}))


def _replayed(tx: Transaction, kind: Kind, address: Address) -> WhoSaid:
    """The whole history once more: a value kept beside, then what was made of it, then the next."""
    who, was = NOBODY, None
    beside: tuple[Any, ...] | None = None
    for row in kind.select_steps(tx, of_diary=address.diary_id, of_key=address.key):
        revision, text, shown, device, operation, saved_at = row
        values = None if text is None else kind.unsaid | orjson.loads(text)
        at = revision if operation else None
        if not shown:
            who = who_said_after(kind.parts, who, was, Step(who.at, str(device), values, was, at))
            beside = (device, saved_at, values)
            continue
        made_of = beside and operation is None and beside[:2] == (device, saved_at)
        held = beside[2] if beside and made_of else values
        who = who_said_after(kind.parts, who, was, Step(revision, str(device), held, values, at))
        was, beside = values, None
    return who


def value_hash(values: Mapping[str, Any]) -> bytes:
    """Of what is said in a value; a field that a later release adds and nobody filled in changes nothing."""
    said = {name: value for name, value in values.items() if value is not None}
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()[:16]


def ever_was(tx: Transaction, kind: Kind, address: Address, values: Values) -> bool:
    """Whether the document ever had just this value."""
    place = {"of_diary": address.diary_id, "of_key": address.key}
    if kind.select_same(tx, **place, hash=value_hash(values)):
        return True
    unhashed = kind.select_unhashed(tx, **place)  # what the release before wrote on this schema
    return any(kind.unsaid | orjson.loads(text) == values for (text,) in unhashed)
