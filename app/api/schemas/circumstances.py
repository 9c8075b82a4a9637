"""Other preventives and life events, on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Answered, DayOnWire, Revision, Sent, example, optional_text, text
from app.api.schemas.history import PastOut, past_example
from app.api.schemas.injections import EnteredBy
from app.errors import FieldFault
from app.rules.circumstances import CircumstanceKind, circumstance_faults

_ID = "01a1fa8a-f448-7b1d-9f3e-0b1f6f7f2a11"
_VALUES = {
    "kind": "preventive",
    "name": "Topiramate",
    "dose": "50 mg",
    "began_on": "2026-07-10",
    "ended_on": None,
    "note": None,
}
_CIRCUMSTANCE = {"circumstance_id": _ID, "revision": 12} | _VALUES | {"entered_by": "Dr M. Okafor"}
_ABOUT_END = Field(description="Its last day; null = it goes on.")


class CircumstanceIn(Sent):
    """A preventive or a life event. What GET gave may be sent back: `revision` acts as `If-Match`."""

    model_config = example(_VALUES)
    circumstance_id: (
        Annotated[UUID, Field(description="Made by the client: a retry never doubles.")] | None
    ) = None
    revision: Revision | None = None
    kind: CircumstanceKind
    name: text(200)  # type: ignore[valid-type]
    dose: optional_text(100) = None  # type: ignore[valid-type]
    began_on: DayOnWire
    ended_on: Annotated[DayOnWire | None, _ABOUT_END] = None
    note: optional_text(10_000) = None  # type: ignore[valid-type]
    entered_by: Annotated[str | None, Field(description="As the answer gave it; it is not changed.")] = None

    def faults(self) -> list[FieldFault]:
        """What the rules refuse beyond the schema."""
        return circumstance_faults(self.began_on, self.ended_on)

    def values(self) -> dict[str, Any]:
        """Its fields as they are kept."""
        return self.model_dump(mode="json", exclude={"circumstance_id", "revision", "entered_by"})


class CircumstanceValuesOut(Answered):
    """What was said about it."""

    kind: CircumstanceKind
    name: str
    dose: str | None
    began_on: date
    ended_on: Annotated[date | None, _ABOUT_END]
    note: str | None


class CircumstanceOut(CircumstanceValuesOut):
    """A preventive or a life event."""

    model_config = example(_CIRCUMSTANCE)
    circumstance_id: UUID
    revision: int
    entered_by: EnteredBy


class CircumstancesOut(Answered):
    """All of them, by their first day."""

    model_config = example({"circumstances": [_CIRCUMSTANCE]})
    circumstances: list[CircumstanceOut]


class PastCircumstanceOut(PastOut):
    """One value that it once had; null where it was deleted."""

    value: CircumstanceValuesOut | None


class CircumstanceHistoryOut(Answered):
    """Every value of it, oldest first."""

    model_config = example({"history": [past_example(_VALUES)]})
    history: list[PastCircumstanceOut]
