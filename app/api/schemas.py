"""What comes in: requests on the wire. Strict: unknown fields, NaN and text for numbers are refused."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from app.errors import FieldFault
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief, entry_faults

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def day_of(text: object) -> date:
    """A day as YYYY-MM-DD, from 1900 on; nothing else is a day. ValueError says what is wrong."""
    if isinstance(text, date):
        return text
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ValueError("a day is written YYYY-MM-DD")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day {text}") from None
    if day < FIRST_DAY:
        raise ValueError(f"days begin with {FIRST_DAY}")
    return day


def _plain(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise ValueError("text may not hold control characters")
    return text


def _whole_tenths(number: float) -> float:
    if Decimal(str(number)) * 10 % 1:
        raise ValueError("one decimal at most")
    return number


def _none_when_empty(text: str | None) -> str | None:
    return text or None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str) -> str:
    """The name itself. ValueError when it is none of the IANA list."""
    if name not in _zones():
        raise ValueError("not a time zone of the IANA list, such as Europe/Berlin")
    return name


def _folded(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    if not re.fullmatch(r"[^\s\x00-\x1f\x7f]{3,64}", folded):
        raise ValueError("3 to 64 characters without spaces")
    return folded


DayOnWire = Annotated[
    date,
    BeforeValidator(day_of, json_schema_input_type=date),
    PlainSerializer(date.isoformat, return_type=str),
]
Text = Annotated[str, AfterValidator(_plain)]


def _text(most: int) -> Any:  # noqa: ANN401  an annotation, made once a field
    return Annotated[
        Annotated[str, StringConstraints(max_length=most), AfterValidator(_plain)] | None,
        AfterValidator(_none_when_empty),
    ]


Tag = Annotated[
    str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(_plain)
]
Username = Annotated[str, StringConstraints(max_length=200), AfterValidator(_folded)]
Tenths = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_whole_tenths)]


class Sent(BaseModel):
    """A request body."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    def faults(self) -> list[FieldFault]:
        """What the rules refuse beyond the schema; empty when it is sound."""
        return []


class MedicationIn(Sent):
    """One acute medication of a day; `id` is made on the phone, else by the server."""

    id: UUID | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_plain)]
    drug_class: DrugClass
    doses: Annotated[int, Field(ge=1, le=100)] = 1
    relief: Relief | None = None


class EntryIn(Sent):
    """The entry of a day. Null or left out = not said; `acute_medications: []` = none taken.

    What GET gave may be sent back: `day` must match the address, `revision` acts as If-Match.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"headache": False, "acute_medications": []},
                {
                    "headache": True,
                    "peak_intensity": "moderate",
                    "duration_minutes": 240,
                    "nausea": True,
                    "acute_medications": [
                        {"name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1, "relief": "full"}
                    ],
                },
            ]
        }
    )
    day: DayOnWire | None = None
    revision: int | None = None
    headache: bool
    peak_intensity: Intensity | None = None
    duration_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    unilateral: bool | None = None
    pulsating: bool | None = None
    worse_with_activity: bool | None = None
    nausea: bool | None = None
    vomiting: bool | None = None
    photophobia: bool | None = None
    phonophobia: bool | None = None
    osmophobia: bool | None = None
    aura: bool | None = False
    acute_medications: Annotated[list[MedicationIn], Field(max_length=50)] | None = None
    triggers: Annotated[list[Tag], Field(max_length=50)] | None = None
    menstruation: bool | None = None
    note: _text(10_000) = None  # type: ignore[valid-type]

    def values(self) -> dict[str, Any]:
        """The entry's fields as they are kept: every field there, what was not said null."""
        values = self.model_dump(mode="json", exclude={"day", "revision"})
        return values | {"aura": bool(self.aura), "triggers": list(dict.fromkeys(self.triggers or ()))}

    def faults(self) -> list[FieldFault]:
        """What the rules refuse in it; empty when it is sound."""
        medications = self.acute_medications
        said = {name: getattr(self, name) for name in Entry.__slots__ if name not in _CONVERTED}
        return list(
            entry_faults(
                Entry(
                    **said,
                    acute_medications=None
                    if medications is None
                    else tuple(
                        Medication(
                            item.name,
                            item.drug_class,
                            item.doses,
                            item.relief,
                            str(item.id) if item.id else None,
                        )
                        for item in medications
                    ),
                )
            )
        )


_CONVERTED = {"aura", "acute_medications", "triggers", "note"}


class Side(StrEnum):
    """Side of the body."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class SiteIn(Sent):
    """One muscle that was injected: units in all, spread over points."""

    muscle: Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_plain)]
    side: Side
    units: Annotated[Tenths, Field(ge=0, le=1000)]
    points: Annotated[int, Field(ge=1, le=100)]


class InjectionIn(Sent):
    """One session of injections. What GET gave may be sent back: `revision` acts as If-Match."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"injected_on": "2026-02-02", "product": "onabotulinumtoxinA", "total_units": 155}]
        }
    )
    injection_id: UUID | None = None
    revision: int | None = None
    injected_on: DayOnWire
    product: _text(200) = None  # type: ignore[valid-type]
    lot: _text(100) = None  # type: ignore[valid-type]
    total_units: Annotated[Tenths, Field(ge=0, le=9999)] | None = None
    sites: Annotated[list[SiteIn], Field(max_length=100)] | None = None
    clinic: _text(200) = None  # type: ignore[valid-type]
    note: _text(10_000) = None  # type: ignore[valid-type]

    def values(self) -> dict[str, Any]:
        """The session's fields as they are kept."""
        values = self.model_dump(mode="json", exclude={"injection_id", "revision"})
        sites = [site | {"units": _number(site["units"])} for site in values["sites"] or ()]
        return values | {
            "total_units": _number(values["total_units"]),
            "sites": None if values["sites"] is None else sites,
        }


class TreatmentIn(Sent):
    """What the diary is told about the treatment; what is left out stays as it is, null takes it back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"headache_days_per_30": 24, "earlier_rounds": 2, "interval_weeks": 12}]
        }
    )
    revision: int | None = None
    headache_days_per_30: Annotated[Tenths, Field(ge=0, le=30)] | None = None
    earlier_rounds: Annotated[int, Field(ge=0, le=60)] = 0
    interval_weeks: Annotated[int, Field(ge=12, le=26)] = 12

    def values(self) -> dict[str, Any]:
        """The fields that were sent, as they are kept."""
        values = self.model_dump(mode="json", exclude_unset=True, exclude={"revision"})
        if "headache_days_per_30" in values:
            values["headache_days_per_30"] = _number(values["headache_days_per_30"])
        return values


def _number(value: float | None) -> float | None:
    return int(value) if value is not None and value == int(value) else value


_DEVICE_FIELDS = "A name for this device, shown in the history of a day; `device_id` is made by the device."


class AccountIn(Sent):
    """A new patient's account. No e-mail is needed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "username": "ada",
                    "password": "four walnuts under a blue hat",
                    "display_name": "Ada",
                    "time_zone": "Europe/Berlin",
                    "role": "patient",
                }
            ]
        }
    )
    username: Username
    password: str
    display_name: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_plain)]
    time_zone: Annotated[str, AfterValidator(known_zone)]
    role: Literal["patient"] = "patient"
    device_id: UUID | None = None
    device_name: Annotated[_text(200), Field(description=_DEVICE_FIELDS)] = None  # type: ignore[valid-type]


class SignInBody(Sent):
    """User name and password."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"username": "ada", "password": "four walnuts under a blue hat"}]}
    )
    username: Annotated[str, StringConstraints(max_length=200)]
    password: Annotated[str, StringConstraints(max_length=1000)]
    device_id: UUID | None = None
    device_name: Annotated[_text(200), Field(description=_DEVICE_FIELDS)] = None  # type: ignore[valid-type]
