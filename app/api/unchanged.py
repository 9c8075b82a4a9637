"""Figures that have not changed: their entity tag is known without calculating them (RFC 9110).

What a figure rests on is the diary's change counter, the patient's day, what was asked, the rules, and what
whoever asks may see.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header, Response

from app.api import answers
from app.api.asking import Viewing
from app.api.schemas.fields import Answered
from app.rules import RULES_VERSION
from app.storage.prepared import Transaction
from app.storage.summaries import change_counter

KnownTags = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="The `ETag` of an answer that is kept: 304 when it still holds.",
        examples=['"q83vEjRWeJA"'],
    ),
]
Told = tuple[str, Any]  # the tag, and what was calculated; None = unchanged
_ETAG = {"ETag": {"description": "For `If-None-Match`.", "schema": {"type": "string"}}}


def unless_known(
    tx: Transaction, viewing: Viewing, asked: tuple[object, ...], known: str | None, query: Callable[[], Any]
) -> Told:
    """The tag, and what the query gives unless that is known already."""
    counter = change_counter(tx, viewing.diary_id)
    state = (viewing.diary_id, viewing.scope, counter, viewing.today, RULES_VERSION, *asked)
    tag = f'"{sha256(repr(state).encode()).hexdigest()[:22]}"'
    return tag, None if _names(known, tag) else query()


def answer(told: Told, wrap: Callable[[Any], Any]) -> Response:
    """200 with what was calculated, 304 where it is known."""
    tag, content = told
    if content is None:
        return Response(status_code=304, headers={"ETag": tag})
    return answers.as_json(wrap(content), 200, {"ETag": tag})


def tagged_figures(model: type[Answered]) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document: the figures, or that they are unchanged."""
    return {
        200: {"model": model, "headers": _ETAG},
        304: {"description": "Unchanged since.", "headers": _ETAG},
    }


def _names(known: str | None, tag: str) -> bool:
    if known is None:
        return False
    tags = [one.strip().removeprefix("W/") for one in known.split(",")]
    return tag in tags or tags == ["*"]
