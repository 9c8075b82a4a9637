"""`If-Match` and `If-None-Match: *` (RFC 9110): what the writer says is there now."""

import re
from typing import Annotated

from fastapi import Depends, Header

from app.errors import BadInput, FieldFault
from app.storage.documents import UNCONDITIONAL, Expected

_TAG = re.compile(r'\s*(?:W/)?"([^"]*)"\s*')


_Match = Annotated[str | None, Header(description="The revision that was read, as `ETag` gave it.")]
_NoneMatch = Annotated[str | None, Header(description="`*`: only when there is nothing yet.")]


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
    tags = [_TAG.fullmatch(part) for part in if_match.split(",")]
    if not all(tags):
        raise BadInput(faults=[FieldFault("If-Match", 'an entity tag is written "7"')])
    # A weak tag never matches strongly, and a tag that is no number was never ours.
    known = (
        str(tag[1]) for tag, part in zip(tags, if_match.split(","), strict=True) if tag and "W/" not in part
    )
    return Expected(frozenset(int(text) for text in known if text.isdecimal()), nothing=nothing)


ExpectedDep = Annotated[Expected, Depends(expected)]


def also(expected_now: Expected, revision: int | None) -> Expected:
    """The same, and the revision that came in the body: both must hold."""
    if revision is None:
        return expected_now
    revisions = frozenset({revision})
    if expected_now.revisions is not None:
        revisions &= expected_now.revisions
    return Expected(revisions, expected_now.something, expected_now.nothing)
