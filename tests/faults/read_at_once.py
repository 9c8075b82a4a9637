"""`headache-diary` that reads all that is kept in one transaction: the negative control of slow readers.

The answer is made whole before its first byte leaves, as it was before it came in parts.
"""

from collections.abc import AsyncIterator
from typing import Any

import orjson

from app.api import account_file, answers, own_data
from app.api.asking import Asking
from app.api.door import DiaryDoor
from app.api.sync import KINDS
from app.cli import main
from app.storage import histories
from app.storage.changes import changes_after
from app.storage.histories import Span, history_page
from app.storage.kinds import Address, Kind
from app.storage.prepared import Transaction

ALL = 2**31 - 2


def whole_history(tx: Transaction, kind: Kind, address: Address) -> list[dict[str, Any]]:
    """Every value at once."""
    page = history_page(tx, kind, address, Span(at_most=ALL))
    return [answers.past_value(value) for value in page.past]


def everything(tx: Transaction, asking: Asking) -> dict[str, Any]:
    """All of it as objects."""
    kinds = {name: merging.kind for name, merging in KINDS.items()}
    return account_file._head(tx, asking) | {
        "days": [
            {
                "key": one.document.key,
                "value": one.document.values,
                "history": whole_history(tx, kinds[one.kind], Address(asking.diary_id, one.document.key)),
            }
            for one in changes_after(tx, kinds, asking.diary_id, 0, ALL).documents
        ]
    }


async def at_once(door: DiaryDoor) -> AsyncIterator[bytes]:
    """One part."""
    yield orjson.dumps(await door.read(everything))


if __name__ == "__main__":
    histories.PAGE_BYTES = ALL
    setattr(own_data, "account_file", at_once)  # noqa: B010
    main()
