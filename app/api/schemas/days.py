"""The entry of a day on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import (
    Answered,
    DayOnWire,
    Revision,
    Sent,
    Tag,
    example,
    optional_text,
    text,
)
from app.api.schemas.history import PastOut, past_example
from app.errors import FieldFault
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief, entry_faults

_Minutes = Annotated[int, Field(description="Minutes with headache on this day.")]
_SAID = {
    "headache": True,
    "peak_intensity": "moderate",
    "duration_minutes": 240,
    "nausea": True,
    "acute_medications": [
        {"name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1, "relief": "full"}
    ],
}
_ENTRY = {
    "headache": True,
    "peak_intensity": "moderate",
    "duration_minutes": 240,
    "unilateral": None,
    "pulsating": None,
    "worse_with_activity": None,
    "nausea": True,
    "vomiting": False,
    "photophobia": None,
    "phonophobia": None,
    "osmophobia": None,
    "aura": False,
    "acute_medications": [
        {
            "id": "01a1fa8a-f444-76da-b824-de1e34fbc92d",
            "name": "Sumatriptan 50 mg",
            "drug_class": "triptan",
            "doses": 1,
            "relief": "full",
        }
    ],
    "triggers": ["short night"],
    "menstruation": None,
    "note": None,
}
_DAY = {"day": "2026-02-03", "revision": 7} | _ENTRY


class MedicationIn(Sent):
    """One acute medication of a day; `id` is made on the phone, else by the server."""

    id: UUID | None = None
    name: text(200)  # type: ignore[valid-type]
    drug_class: DrugClass
    doses: Annotated[int, Field(ge=1, le=100)] = 1
    relief: Relief | None = None


class EntryIn(Sent):
    """The entry of a day. Null or left out = not said; `acute_medications: []` = none taken.

    On a headache-free day the intensity, the duration and the features of a headache are left out. What GET
    gave may be sent back: `day` must match the address, `revision` acts as `If-Match`.
    """

    model_config = example({"headache": False, "acute_medications": []}, _SAID)
    day: DayOnWire | None = None
    revision: Revision | None = None
    headache: bool
    peak_intensity: Intensity | None = None
    duration_minutes: Annotated[_Minutes, Field(ge=1, le=1440)] | None = None
    unilateral: bool | None = None
    pulsating: bool | None = None
    worse_with_activity: bool | None = None
    nausea: bool | None = None
    vomiting: bool | None = None
    photophobia: bool | None = None
    phonophobia: bool | None = None
    osmophobia: bool | None = None
    aura: Annotated[bool | None, Field(description="Not said counts as false.")] = False
    acute_medications: Annotated[list[MedicationIn], Field(max_length=50)] | None = None
    triggers: Annotated[list[Tag], Field(max_length=50)] | None = None
    menstruation: bool | None = None
    note: optional_text(10_000) = None  # type: ignore[valid-type]

    def values(self) -> dict[str, Any]:
        """The entry's fields as they are kept: every field there, what was not said null."""
        values = self.model_dump(mode="json", exclude={"day", "revision"})
        return values | {"aura": bool(self.aura), "triggers": list(dict.fromkeys(self.triggers or ()))}

    def faults(self) -> list[FieldFault]:
        """What the rules refuse in it; empty when it is sound."""
        said = {name: getattr(self, name) for name in Entry.__slots__ if name not in _CONVERTED}
        taken = None if self.acute_medications is None else tuple(map(_medication, self.acute_medications))
        return entry_faults(Entry(**said, acute_medications=taken))


_CONVERTED = {"aura", "acute_medications", "triggers", "note"}


def _medication(sent: MedicationIn) -> Medication:
    medication_id = None if sent.id is None else str(sent.id)
    return Medication(sent.name, sent.drug_class, sent.doses, sent.relief, medication_id)


class MedicationOut(Answered):
    """One acute medication of a day."""

    id: UUID
    name: str
    drug_class: DrugClass
    doses: int
    relief: Relief | None


class EntryOut(Answered):
    """The fields of an entry; null = not said."""

    headache: bool
    peak_intensity: Intensity | None
    duration_minutes: _Minutes | None
    unilateral: bool | None
    pulsating: bool | None
    worse_with_activity: bool | None
    nausea: bool | None
    vomiting: bool | None
    photophobia: bool | None
    phonophobia: bool | None
    osmophobia: bool | None
    aura: bool
    acute_medications: Annotated[
        list[MedicationOut] | None, Field(description="Null = not said; `[]` = none taken.")
    ]
    triggers: list[str]
    menstruation: bool | None
    note: str | None


class DayOut(EntryOut):
    """The entry of a day."""

    model_config = example(_DAY)
    day: date
    revision: int


class DaysOut(Answered):
    """Entries in order of their days."""

    model_config = example({"days": [_DAY]})
    days: list[DayOut]


class PastDayOut(PastOut):
    """One value that a day once had; null where it was deleted."""

    value: EntryOut | None


class DayHistoryOut(Answered):
    """Every value of a day, oldest first."""

    model_config = example({"history": [past_example(_ENTRY)]})
    history: list[PastDayOut]
