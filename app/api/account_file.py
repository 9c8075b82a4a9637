"""All that is kept of an account as one JSON document, made part by part, in bounded memory."""

from collections.abc import AsyncIterator
from typing import Any

import orjson

from app.api import answers, sharing_answers
from app.api.accounts import own_account
from app.api.asking import Asking
from app.api.door import DiaryDoor
from app.api.passkeys import passkey_on_wire
from app.api.sessions import sign_ins_on_wire
from app.api.sync import KINDS
from app.storage.export import Part, Place, parts_from
from app.storage.passkeys import passkeys_of
from app.storage.prepared import Transaction

FORMAT, VERSION = "headache-diary-account", 1
PART_BYTES = 256 * 1024
"""A part ends with the document, or the page of a history, that brings it to this size."""
_LISTS = {"days": "day", "injections": "injection", "treatment": "treatment", "circumstances": "circumstance"}


async def account_file(door: DiaryDoor) -> AsyncIterator[bytes]:
    """The parts of the document; each is read when the one before has been taken, and holds nothing."""
    yield orjson.dumps(await door.read(_head))[:-1]
    for name, kind in _LISTS.items():
        yield b',"%s":[' % name.encode()
        place: Place | None = Place()
        while place is not None:
            written, place = await door.read(_documents, kind, place)
            yield written
        yield b"]"
    yield b"," + orjson.dumps(await door.read(_sharing))[1:-1] + b',"looks":['
    page = await door.read(sharing_answers.looks)
    yield _items(page["looks"])
    while page["has_more"]:
        page = await door.read(sharing_answers.looks, page["looks"][-1]["look_id"])
        yield b"," + _items(page["looks"])
    yield b"]}"


def _items(of: list[Any]) -> bytes:
    return orjson.dumps(of)[1:-1]


def _head(tx: Transaction, asking: Asking) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": answers.moment(asking.now),
        "diary_id": asking.diary_id,
        "account": own_account(tx, asking.who, asking.now),
        "passkeys": [passkey_on_wire(one) for one in passkeys_of(tx, asking.who.account_id)],
        **sign_ins_on_wire(tx, asking.who, asking.now),
    }


def _documents(tx: Transaction, asking: Asking, kind: str, place: Place) -> tuple[bytes, Place | None]:
    """Documents of a kind from a place on, as they stand in its list, and where the list goes on."""
    written, following, is_first = bytearray(), None, place == Place()
    for part in parts_from(tx, KINDS[kind].kind, asking.diary_id, place):
        written += b"," if part.document is not None and not is_first else b""
        written += _on_wire(part)
        following, is_first = part.following, False
        if len(written) >= PART_BYTES:
            break
    return bytes(written), following


def _on_wire(part: Part) -> bytes:
    past = _items([answers.past_value(value) for value in part.past])
    document = part.document
    if document is None:
        begin = b"," if past else b""
    else:
        shown = {
            "key": document.key,
            "value": document.values,
            "conflict": document.conflict is not None,
        }
        begin = orjson.dumps(shown)[:-1] + b',"history":['
    return begin + past + (b"]}" if part.is_whole else b"")


def _sharing(tx: Transaction, asking: Asking) -> dict[str, Any]:
    return {
        "invitations": sharing_answers.invitations(tx, asking),
        "grants": sharing_answers.grants(tx, asking),
        "visit_links": sharing_answers.links(tx, asking),
    }
