"""What an edit that came by sync says, how its kind is taken, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.errors import FieldFault
from app.storage.kinds import Kind, Values

_OF_COPIES = 5  # of the version of an id


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

    `base_revision`: the one that the device had heard. `base_values`: the document as the person saw it, as
    sent, with no field but the kind's; None when nothing was shown, or the phone is of a release before.
    `content_hash`, `said_hash`: of all that it says, with and without its base.
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
    notes: tuple[str, ...] = ()
