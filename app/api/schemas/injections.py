"""Injection sessions, and what is said about the treatment, on the wire."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import (
    Answered,
    DayOnWire,
    Revision,
    Sent,
    Tenths,
    example,
    number,
    optional_text,
    text,
)
from app.api.schemas.history import PastOut, past_example

_VALUES = {
    "injected_on": "2026-02-02",
    "product": "onabotulinumtoxinA",
    "lot": "C1234",
    "total_units": 155,
    "sites": [{"muscle": "frontalis", "side": "left", "units": 10, "points": 2}],
    "clinic": None,
    "note": None,
    "objection": None,
}
_INJECTION = {"injection_id": "01a1fa8a-f444-76da-b824-de1e34fbc92d", "revision": 8} | _VALUES
_INJECTION |= {"entered_by": "Dr M. Okafor"}
EnteredBy = Annotated[
    str | None, Field(description="The clinician whose value it is, by the name then; null = the patient's.")
]
_ABOUT_OBJECTION = Field(description="What the patient says against it; nobody else changes it.")
_ABOUT_DAYS = Field(description="Headache days in a typical month of 30 days, before the very first round.")
_Rounds = Annotated[int, Field(description="Rounds before the first one that is recorded.")]
_Weeks = Annotated[int, Field(description="Weeks from one round to the next, for the due date.")]


class Side(StrEnum):
    """Side of the body."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class SiteIn(Sent):
    """One muscle that was injected: units in all, spread over points."""

    muscle: text(60)  # type: ignore[valid-type]
    side: Side
    units: Annotated[Tenths, Field(ge=0, le=1000)]
    points: Annotated[int, Field(ge=1, le=100)]


class InjectionIn(Sent):
    """One session of injections. What GET gave may be sent back: `revision` acts as `If-Match`."""

    model_config = example({"injected_on": "2026-02-02", "product": "onabotulinumtoxinA", "total_units": 155})
    injection_id: Annotated[UUID, Field(description="Made by the client: a retry never doubles.")] | None = (
        None
    )
    revision: Revision | None = None
    injected_on: DayOnWire
    product: optional_text(200) = None  # type: ignore[valid-type]
    lot: optional_text(100) = None  # type: ignore[valid-type]
    total_units: Annotated[Tenths, Field(ge=0, le=9999)] | None = None
    sites: Annotated[list[SiteIn], Field(max_length=100)] | None = None
    clinic: optional_text(200) = None  # type: ignore[valid-type]
    note: optional_text(10_000) = None  # type: ignore[valid-type]
    objection: Annotated[optional_text(1000), _ABOUT_OBJECTION] = None  # type: ignore[valid-type]
    entered_by: Annotated[str | None, Field(description="As the answer gave it; it is not changed.")] = None

    def values(self) -> dict[str, Any]:
        """The session's fields as they are kept."""
        values = self.model_dump(mode="json", exclude={"injection_id", "revision", "entered_by"})
        sites = [site | {"units": number(site["units"])} for site in values["sites"] or ()]
        return values | {
            "total_units": number(values["total_units"]),
            "sites": None if values["sites"] is None else sites,
        }


class SiteOut(Answered):
    """One muscle that was injected."""

    muscle: str
    side: Side
    units: float
    points: int


class InjectionValuesOut(Answered):
    """What was said about a session; null = not said."""

    injected_on: date
    product: str | None
    lot: str | None
    total_units: float | None
    sites: list[SiteOut] | None
    clinic: str | None
    note: str | None
    objection: Annotated[str | None, _ABOUT_OBJECTION] = None


class InjectionOut(InjectionValuesOut):
    """One session of injections."""

    model_config = example(_INJECTION)
    injection_id: UUID
    revision: int
    entered_by: EnteredBy


class InjectionsOut(Answered):
    """Sessions by date."""

    model_config = example({"injections": [_INJECTION]})
    injections: list[InjectionOut]


class PastInjectionOut(PastOut):
    """One value that a session once had; null where it was deleted."""

    value: InjectionValuesOut | None


class InjectionHistoryOut(Answered):
    """Every value of a session, oldest first."""

    model_config = example({"history": [past_example(_VALUES)]})
    history: list[PastInjectionOut]


class TreatmentIn(Sent):
    """What the diary is told about the treatment; what is left out stays as it is, null takes it back."""

    model_config = example({"headache_days_per_30": 24, "earlier_rounds": 2, "interval_weeks": 12})
    revision: Revision | None = None
    headache_days_per_30: Annotated[Tenths, _ABOUT_DAYS, Field(ge=0, le=30)] | None = None
    earlier_rounds: Annotated[_Rounds, Field(ge=0, le=60)] | None = None
    interval_weeks: Annotated[_Weeks, Field(ge=12, le=26)] | None = None

    def values(self) -> dict[str, Any]:
        """The fields that were sent, as they are kept; null = taken back."""
        values = self.model_dump(mode="json", exclude_unset=True, exclude={"revision"})
        return {name: number(value) for name, value in values.items()}


class TreatmentOut(Answered):
    """What the diary was told about the treatment; revision 0 = nothing yet."""

    model_config = example(
        {"revision": 3, "headache_days_per_30": 22.5, "earlier_rounds": 2, "interval_weeks": 12}
    )
    revision: int
    headache_days_per_30: Annotated[float | None, _ABOUT_DAYS]
    earlier_rounds: _Rounds
    interval_weeks: _Weeks
