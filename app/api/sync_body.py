"""The body of a sync: what is wrong with one operation refuses that one and no other."""

import json
from math import isfinite
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.api.body import JsonBody
from app.api.problems import field_faults
from app.api.schemas.sync import MOST_OPERATIONS, OperationIn, SyncIn, Unsound
from app.errors import BadInput, FieldFault

_MOST = 2**63 - 1
_LONGEST_NUMBER = len(str(_MOST))
_WITHOUT_NUMBERS = {str, bool, type(None)}


class SyncBody(JsonBody[SyncIn]):
    """A dependency that gives the body of a sync; see JsonBody."""

    def parse(self, body: bytes) -> SyncIn:
        """BadInput when it is no exchange, or has too many operations."""
        try:
            sent = super().parse(body)
        except BadInput as fault:
            return _one_by_one(body, fault)
        return sent if all(map(_holds_numbers, sent.operations)) else _one_by_one(body, BadInput())


class _Twice(dict[str, Any]):
    """An object with a field that is said twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(pairs) if len(dict(pairs)) == len(pairs) else _Twice(pairs)


def _number(text: str) -> float:
    """A whole number; one that is longer than any that counts is infinite."""
    return int(text) if len(text) <= _LONGEST_NUMBER else float("inf")


def _one_by_one(body: bytes, fault: BadInput) -> SyncIn:
    """Each operation read by itself. The fault of the whole when that is none of an operation."""
    try:
        said = json.loads(body.decode(), object_pairs_hook=_pairs, parse_int=_number)
    except (ValueError, RecursionError):
        raise fault from None
    operations = said.get("operations") if isinstance(said, dict) else None
    if not isinstance(operations, list) or isinstance(said, _Twice) or len(operations) > MOST_OPERATIONS:
        raise fault
    try:
        sent = SyncIn.model_validate_json(json.dumps(said | {"operations": []}))
    except ValidationError as wrong:
        raise BadInput(faults=field_faults(wrong.errors(include_url=False))) from None
    read = dict(enumerate(map(_read, operations)))
    sent.operations = [one for one in read.values() if isinstance(one, OperationIn)]
    return sent.beside({place: one for place, one in read.items() if isinstance(one, Unsound)})


def _read(operation: Any) -> OperationIn | Unsound:  # noqa: ANN401  anything that JSON can say
    try:
        if _says_twice(operation):
            raise BadInput(faults=[FieldFault("operation", "says a field twice")])
        read = OperationIn.model_validate_json(json.dumps(operation))
        wrong_in = [name for name in ("set", "base_values") if not _can_be_kept(getattr(read, name))]
        if wrong_in:
            raise BadInput(faults=[FieldFault(name, "a number of 64 bits at most") for name in wrong_in])
        return read
    except ValidationError as wrong:
        faults = field_faults(wrong.errors(include_url=False))
        return Unsound(_id_of(operation), tuple(faults))
    except BadInput as wrong:
        return Unsound(_id_of(operation), wrong.faults)
    except RecursionError:
        return Unsound(_id_of(operation), (FieldFault("operation", "is nested too deep"),))


def _holds_numbers(operation: OperationIn) -> bool:
    """Whether all that it says of numbers can be kept: no infinite one, none that is too long."""
    if not _can_be_kept(operation.base_revision):
        return False
    for values in (operation.set, operation.base_values or {}):
        for value in values.values():  # of every edit: most say nothing but texts and truths
            if type(value) not in _WITHOUT_NUMBERS and not _can_be_kept(value):
                return False
    return True


def _can_be_kept(value: Any) -> bool:  # noqa: ANN401
    """Whether each number in it is one, and of 64 bits at most."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return all(type(part) in _WITHOUT_NUMBERS or _can_be_kept(part) for part in parts)
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, int) or -_MOST <= value <= _MOST


def _says_twice(value: Any) -> bool:  # noqa: ANN401
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, _Twice) or any(map(_says_twice, parts))


def _id_of(operation: Any) -> UUID | None:  # noqa: ANN401
    try:
        return UUID(operation["operation_id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
