"""`If-Match` and `If-None-Match: *` (RFC 9110): what the writer says is there now."""

import re
from typing import Annotated, Any

from fastapi import Depends, Header

from app.api.schemas.fields import Answered
from app.errors import BadInput, FieldFault
from app.storage.documents import UNCONDITIONAL, Expected

_TAG = r'(W/)?"([^"]*)"'
_TAGS = re.compile(r'\s*(?:W/)?"[^"]*"(?:\s*,\s*(?:W/)?"[^"]*")*\s*')
_REVISION = re.compile("0|[1-9][0-9]{0,18}")

_Match = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The revision that was read, as `ETag` gave it.",
        examples=['"7"', "*"],
        json_schema_extra={"pattern": f"^([*]|{_TAGS.pattern})$"},
    ),
]
_NoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="`*`: only when there is nothing yet.",
        examples=["*"],
        json_schema_extra={"pattern": "^[*]$"},
    ),
]
_ETAG = {"ETag": {"description": "The revision, as `If-Match` takes it.", "schema": {"type": "string"}}}


async def expected(if_match: _Match = None, if_none_match: _NoneMatch = None) -> Expected:
    """What the headers expect. BadInput for tags that are none."""
    if if_match is None and if_none_match is None:
        return UNCONDITIONAL
    nothing = if_none_match is not None and if_none_match.strip() == "*"
    if if_none_match is not None and not nothing:
        raise BadInput(faults=[FieldFault("If-None-Match", "only * is understood when writing")])
    if if_match is None:
        return Expected(nothing=nothing)
    if if_match.strip() == "*":
        return Expected(something=True, nothing=nothing)
    return Expected(_revisions(if_match), nothing=nothing)


def _revisions(tags: str) -> frozenset[int]:
    """The revisions named: a weak tag never matches strongly, and a tag that is no number was never ours."""
    if not _TAGS.fullmatch(tags):
        raise BadInput(faults=[FieldFault("If-Match", 'an entity tag is written "7"')])
    strong = (tag for weak, tag in re.findall(_TAG, tags) if not weak)
    return frozenset(int(tag) for tag in strong if _REVISION.fullmatch(tag))


ExpectedDep = Annotated[Expected, Depends(expected)]


def tagged(model: type[Answered], *statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document: answers that are one document with its revision as entity tag."""
    return {status: {"model": model, "headers": _ETAG} for status in statuses}


def also(expected_now: Expected, revision: int | None) -> Expected:
    """The same, and the revision that came in the body: both must hold."""
    if revision is None:
        return expected_now
    revisions = frozenset({revision})
    if expected_now.revisions is not None:
        revisions &= expected_now.revisions
    return Expected(revisions, expected_now.something, expected_now.nothing)
