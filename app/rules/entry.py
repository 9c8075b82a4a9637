"""One day's answer in the diary, and what it may hold."""

from dataclasses import dataclass
from enum import StrEnum

from app.errors import FieldFault

MINUTES_OF_A_DAY = 1440


class Intensity(StrEnum):
    """Peak intensity of the day's headache; headache-free is the zero of the same four-point scale."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class DrugClass(StrEnum):
    """Class of an acute medication; paracetamol, aspirin and NSAIDs are pooled as simple analgesics."""

    TRIPTAN = "triptan"
    ERGOT = "ergot"
    GEPANT = "gepant"
    DITAN = "ditan"
    OPIOID = "opioid"
    COMBINATION_ANALGESIC = "combination_analgesic"
    SIMPLE_ANALGESIC = "simple_analgesic"
    OTHER = "other"


class Relief(StrEnum):
    """How far one medication relieved the headache, as the patient felt it."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Medication:
    """One acute medication taken on a day; `relief` None = not said, `id` None = not given one yet."""

    name: str
    drug_class: DrugClass
    doses: int = 1
    relief: Relief | None = None
    id: str | None = None


# Not frozen, though nobody changes one: a report makes thousands, and freezing costs seven times as much.
@dataclass(slots=True, unsafe_hash=True)
class Entry:
    """What the patient said about one day; a day without an Entry is unlogged, never headache-free.

    None = not said, everywhere. `acute_medications`: None = not said, `()` = none taken.
    `duration_minutes`: minutes with headache on this day, 1-1440. `aura` not said counts as false.
    """

    headache: bool
    peak_intensity: Intensity | None = None
    duration_minutes: int | None = None
    unilateral: bool | None = None
    pulsating: bool | None = None
    worse_with_activity: bool | None = None
    nausea: bool | None = None
    vomiting: bool | None = None
    photophobia: bool | None = None
    phonophobia: bool | None = None
    osmophobia: bool | None = None
    aura: bool = False
    acute_medications: tuple[Medication, ...] | None = None
    triggers: tuple[str, ...] = ()
    menstruation: bool | None = None
    note: str = ""


OF_A_HEADACHE = (
    "peak_intensity",
    "duration_minutes",
    "unilateral",
    "pulsating",
    "worse_with_activity",
    "nausea",
    "vomiting",
    "photophobia",
    "phonophobia",
    "osmophobia",
)
"""The fields that describe a headache and must be absent on a headache-free day."""


def entry_faults(entry: Entry) -> list[FieldFault]:
    """Everything an entry may not hold, in the order of the fields; empty when it is sound."""
    return [*_headache_free_faults(entry), *_duration_faults(entry), *_medication_faults(entry)]


def _headache_free_faults(entry: Entry) -> list[FieldFault]:
    if entry.headache:
        return []
    said = [field for field in OF_A_HEADACHE if getattr(entry, field) is not None]
    return [FieldFault(field, "must be absent on a headache-free day", "headache_free") for field in said]


def _duration_faults(entry: Entry) -> list[FieldFault]:
    minutes = entry.duration_minutes
    if minutes is None or 1 <= minutes <= MINUTES_OF_A_DAY:
        return []
    return [FieldFault("duration_minutes", "must be between 1 and 1440 minutes", "out_of_range")]


def _medication_faults(entry: Entry) -> list[FieldFault]:
    faults: list[FieldFault] = []
    taken = entry.acute_medications or ()
    ids = [medication.id for medication in taken]
    for position, medication in enumerate(taken):
        if medication.doses < 1:
            faults.append(
                FieldFault(f"acute_medications.{position}.doses", "must be at least 1", "out_of_range")
            )
        if medication.id is not None and medication.id in ids[:position]:
            faults.append(FieldFault(f"acute_medications.{position}.id", "occurs twice on this day", "twice"))
    return faults
