"""Histories on the wire: a list, oldest first, and where the next page is (RFC 8288)."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from app.api import answers
from app.api.schemas.fields import Answered
from app.storage.histories import MOST, NEWEST, USUAL, Page, Span

_LINK = {
    "description": '`<address>; rel="next"` when there is more.',
    "schema": {"type": "string"},
}
After = Annotated[
    int,
    Query(ge=0, le=NEWEST, description="Only values after this revision; for the next page."),
]
Limit = Annotated[
    int, Query(ge=1, le=MOST, description="So many values at most; fewer come when they are long.")
]


async def _asked(after: After = 0, limit: Limit = USUAL) -> Span:
    return Span(after, at_most=limit)


PageAsked = Annotated[Span, Depends(_asked)]


def history_on_wire(request: Request, page: Page) -> Response:
    """A page of a history; `Link` names the next one, and is left out at the end."""
    response = answers.as_json({"history": [answers.past_value(one) for one in page.past]})
    if page.following is not None:
        following = f"{request.scope['path']}?after={page.following.after}&limit={page.following.at_most}"
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def paged(model: type[Answered]) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document: an answer that is a page."""
    return {200: {"model": model, "headers": {"Link": _LINK}}}
