"""Who said something, when, and from which device, on the wire."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Answered


class ByOut(Answered):
    """Who."""

    account_id: UUID
    display_name: str | None


class DeviceOut(Answered):
    """From which device."""

    device_id: UUID
    name: str | None


class PastOut(Answered):
    """One value that it once had; each kind of document adds `value`."""

    revision: int
    based_on: Annotated[int | None, Field(description="The revision that was current before.")]
    deleted: bool
    shown: Annotated[
        bool, Field(description="False: said on another device meanwhile, and kept beside what was shown.")
    ]
    by: ByOut
    device: DeviceOut
    made_at: Annotated[datetime, Field(description="By the client's clock.")]
    time_zone: Annotated[str, Field(description="The client's zone then.")]
    saved_at: Annotated[datetime, Field(description="By the server's clock.")]


def past_example(value: dict[str, Any]) -> dict[str, Any]:
    """An example of a past value."""
    return {
        "revision": 7,
        "based_on": None,
        "deleted": False,
        "shown": True,
        "value": value,
        "by": {"account_id": "01a1fa8a-f426-71b8-9412-b96c60bd6f61", "display_name": "Ada"},
        "device": {"device_id": "5f0c2d0e-7a9b-4c58-8f3e-0b1f6f7f2a11", "name": "Ada's phone"},
        "made_at": "2026-02-03T18:04:11.250Z",
        "time_zone": "Europe/Berlin",
        "saved_at": "2026-02-03T18:04:11.250Z",
    }
