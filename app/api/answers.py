"""What goes out: documents as JSON with their ETag."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import orjson
from fastapi import Response
from fastapi.responses import StreamingResponse

from app.storage.documents import Past, Saved
from app.storage.kinds import Document

AT_ONCE_BYTES = 1024 * 1024
"""Of an answer made in parts: a smaller one begins when all of it is known, a fault then has its status."""
_JSON = "application/json"
_AUTHORED = ("injection_id", "circumstance_id")


def as_json(content: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer whose content is ready for the wire."""
    return Response(orjson.dumps(content), status, headers, media_type=_JSON)


async def as_file(parts: AsyncIterator[bytes]) -> Response:
    """A JSON document that is made part by part: a small one with its length, a large one as it is read."""
    begun = b""
    async for part in parts:
        begun += part
        if len(begun) >= AT_ONCE_BYTES:
            return StreamingResponse(_following(begun, parts), media_type=_JSON)
    return Response(begun, media_type=_JSON)


async def _following(begun: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for part in parts:
        yield part


def shown(document: Document) -> dict[str, Any]:
    """A document as its readers see it: its key by name, its revision, its fields. {} for a tombstone."""
    if document.values is None:
        return {}
    key = {document.key_name: document.key} if document.key_name != "diary_id" else {}
    by = {"entered_by": document.entered_by} if document.key_name in _AUTHORED else {}
    return {**key, "revision": document.revision, **document.values, **by}


def etag(document: Document) -> str:
    """The document's revision as an entity tag (RFC 9110)."""
    return f'"{document.revision}"'


def one(document: Document, status: int = 200) -> Response:
    """One document."""
    return as_json(shown(document), status, {"ETag": etag(document)})


def saved(result: Saved) -> Response:
    """A document that was saved: 201 when it is new, 200 when it was there."""
    return one(result.document, 201 if result.made else 200)


def past_value(value: Past) -> dict[str, Any]:
    """One value that a document once had."""
    return {
        "revision": value.revision,
        "based_on": value.based_on,
        "deleted": value.values is None,
        "shown": value.shown,
        "value": value.values,
        "by": {"account_id": value.account_id, "display_name": value.display_name},
        "device": {"device_id": value.device_id, "name": value.device_name},
        "made_at": moment(value.made_at),
        "time_zone": value.time_zone,
        "saved_at": moment(value.saved_at),
    }


def moment(of: datetime) -> str:
    """A moment as RFC 3339 in UTC."""
    return of.isoformat(timespec="milliseconds").replace("+00:00", "Z")
