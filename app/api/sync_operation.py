"""What an operation of a sync says: its fields, what it was made on, when and where; and its hashes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import orjson

from app.api.schemas.fields import known_zone
from app.api.schemas.sync import OperationIn
from app.errors import BadInput, FieldFault
from app.storage.kinds import Values
from app.storage.patches import Merging, Patch

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
_SAID = ("kind", "key", "set", "unset", "delete", "made_at", "time_zone")
_AS_COMPARED = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


@dataclass(frozen=True, slots=True)
class Taken:
    """What an operation says of itself as it is taken; a note for each thing that was not taken as sent."""

    made_at: datetime
    time_zone: str
    notes: list[str]


def taken_of(operation: OperationIn, now: datetime) -> Taken:
    """A zone that is not known here is UTC; a clock that is off by years or days is the server's."""
    made_at, zone, notes = operation.made_at, operation.time_zone, []
    try:
        known_zone(zone)
    except ValueError:
        zone, notes = "UTC", ["time_zone_unknown"]
    if not (_EARLIEST.year - 1 <= made_at.year <= now.year + 1 and _EARLIEST <= made_at <= now + _AHEAD):
        made_at, notes = now, [*notes, "made_at_replaced"]
    return Taken(made_at, zone, notes)


def patch_of(operation: OperationIn, merging: Merging) -> Patch:
    """What the operation says. BadInput when it names a field that this kind has not."""
    blank = merging.kind.unsaid
    unknown = sorted((operation.set.keys() | set(operation.unset)) - blank.keys())
    if unknown:
        message = f"no field of a {operation.kind}"
        raise BadInput(faults=[FieldFault(name, message, "unknown_field") for name in unknown])
    content, said = _hashes(operation)
    return Patch(
        operation_id=operation.operation_id,
        content_hash=content,
        said_hash=said,
        base_revision=_known_number(operation.base_revision),
        base_values=_base_values(operation, blank),
        fields=operation.set | {name: blank[name] for name in operation.unset},
        delete=operation.delete,
    )


def _known_number(revision: int | None) -> int | None:
    """A number that a revision can have; any other is that of no document."""
    return revision if revision is not None and 0 < revision < 2**63 else None


def _base_values(operation: OperationIn, blank: Values) -> Values | None:
    """What the person saw, as far as this release knows its fields."""
    seen = operation.base_values
    if seen is None or seen.keys() == blank.keys():
        return seen
    return blank | {name: seen[name] for name in seen.keys() & blank.keys()}


def _hashes(operation: OperationIn) -> tuple[bytes, bytes]:
    """Of what it says with its base revision, as releases before compare it; and of what it says alone."""
    said = {name: getattr(operation, name) for name in _SAID}
    with_base = said | {"base_revision": operation.base_revision}
    content, alone = (sha256(orjson.dumps(one, option=_AS_COMPARED)).digest() for one in (with_base, said))
    return content, alone
