"""The course of a treatment on the wire: everything that the patient page and the printed page show."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Answered, example
from app.api.schemas.injections import EnteredBy, SiteOut
from app.api.schemas.months import HEADACHE, MONTH, MeasureOut, MonthOut
from app.api.schemas.patients import SUMMARY, ChangedOut, SummaryOut
from app.api.schemas.treatment_report import REPORT, ReliefOut, TreatmentReportOut
from app.rules.checks import Check
from app.rules.circumstances import CircumstanceKind
from app.rules.course import BlockName
from app.rules.entry import DrugClass
from app.rules.medication_overuse import OveruseLevel

_ID = "01a1fa8a-f448-7b1d-9f3e-0b1f6f7f2a11"
_BLOCK = HEADACHE | {
    "name": "weeks_9_12",
    "round_number": 1,
    "start": "2026-03-30",
    "end": "2026-04-27",
    "days": 28,
    "logged_days": 27,
    "in_progress": False,
    "cut": False,
    "intensity": {"severe": 4, "moderate": 6, "mild": 2, "not_said": 1},
}
_MEDICINE_MONTH = {
    "month": "2026-03",
    "in_progress": False,
    "days": 31,
    "logged_days": 30,
    "unsaid_days": 3,
    "any": 12,
    "classes": [{"drug_class": "triptan", "count": 11, "level": "reached"}],
    "multiple": None,
}
_CIRCUMSTANCE = {
    "circumstance_id": _ID,
    "kind": "preventive",
    "name": "Topiramate",
    "dose": "50 mg",
    "began_on": "2026-04-02",
    "ended_on": None,
    "entered_by": "Dr M. Okafor",
}
_TOUCHED = {"round_number": 1, "circumstance_id": _ID, "name": "Topiramate", "began_on": "2026-04-02"}
_SESSION = {
    "injection_id": "01a1fa8a-f444-76da-b824-de1e34fbc92d",
    "injected_on": "2026-02-02",
    "product": "onabotulinumtoxinA",
    "lot": "C1234",
    "total_units": 155,
    "sites": None,
    "clinic": None,
    "entered_by": "Dr M. Okafor",
    "objection": None,
}
_COURSE = {
    "diary_id": "01a1fa8a-f444-76da-b824-de1e34fbc92d",
    "display_name": "Ada",
    "today": "2026-04-27",
    "summary": SUMMARY,
    "verdict_changed": None,
    "treatment_report": REPORT,
    "months": [MONTH],
    "course": {
        "blocks": [_BLOCK],
        "medicine_classes": [{"drug_class": "triptan", "limit": 10}],
        "medicine_months": [_MEDICINE_MONTH],
        "baseline_relief": {"full": 1, "partial": 6, "none": 9, "not_said": 2},
        "first_day": "2026-01-05",
        "days": 113,
        "logged_days": 110,
        "hours_before": {"hours": 131.5, "said_days": 18, "headache_days": 20},
        "hours_after": {"1": {"hours": 61.0, "said_days": 12, "headache_days": 12}},
    },
    "circumstances": [_CIRCUMSTANCE],
    "touched": [_TOUCHED | {"in_baseline": False}],
    "check_facts": [
        {"check": "nice_low_response", "answer": "not_yet", "round_number": 2, "inputs": {"percent": None}}
    ],
    "sessions": [_SESSION],
    "grant": {"enter_treatment": True, "ends_on": "2027-02-02", "ends_soon": False},
    "since": {
        "looked_at": "2026-02-02T09:12:00Z",
        "days_added": 84,
        "days_changed": 2,
        "sessions": 0,
        "circumstances": 1,
        "treatment": 0,
    },
}


class IntensitiesOut(Answered):
    """Headache days of a block by peak intensity; together they are its count."""

    severe: int
    moderate: int
    mild: int
    not_said: int


class BlockOut(MeasureOut):
    """Four weeks, or fewer where the next round cuts them; counts of the headline measure."""

    model_config = example(_BLOCK)
    name: BlockName
    round_number: Annotated[int | None, Field(description="Null before the first injection.")]
    start: date
    end: Annotated[date, Field(description="Exclusive; the full end, also while in progress.")]
    days: int
    logged_days: int
    in_progress: bool
    cut: bool
    intensity: IntensitiesOut


class MedicineClassOut(Answered):
    """A class that was ever taken, and its limit in days a month (ICHD-3 8.2); null = it has none."""

    drug_class: DrugClass
    limit: int | None


class ClassDaysOut(Answered):
    """Days of a month on which a class was taken, at least."""

    drug_class: DrugClass
    count: int
    level: OveruseLevel | None


class MedicineMonthOut(Answered):
    """Medicine days of a calendar month; at most so many more as are unsaid."""

    month: str
    in_progress: bool
    days: int
    logged_days: int
    unsaid_days: Annotated[int, Field(description="Days of which nothing was said about medicine.")]
    any: Annotated[int, Field(description="Days with any acute medication.")]
    classes: list[ClassDaysOut]
    multiple: Annotated[OveruseLevel | None, Field(description="Several classes together, against 10 days.")]


class HoursOut(Answered):
    """Hours with headache, on the headache days of which the duration was said: else a lower bound."""

    hours: float
    said_days: int
    headache_days: int


class CoursePartOut(Answered):
    """Blocks, medicine days, and how complete the diary is."""

    blocks: list[BlockOut]
    medicine_classes: list[MedicineClassOut]
    medicine_months: list[MedicineMonthOut]
    baseline_relief: ReliefOut | None
    first_day: date | None
    days: Annotated[int, Field(description="From the first logged day to `as_of`, both included.")]
    logged_days: int
    hours_before: Annotated[HoursOut | None, Field(description="Of the baseline; null when none is counted.")]
    hours_after: Annotated[
        dict[str, HoursOut], Field(description="Of each round's last 28 days, by its number.")
    ]


class CourseCircumstanceOut(Answered):
    """A preventive or a life event."""

    circumstance_id: UUID
    kind: CircumstanceKind
    name: str
    dose: str | None
    began_on: date
    ended_on: date | None
    entered_by: EnteredBy


class TouchedOut(Answered):
    """What began inside a period that a round's verdict compares."""

    round_number: int
    circumstance_id: UUID
    name: str
    began_on: date
    in_baseline: Annotated[bool, Field(description="Inside the baseline; false: inside the round's last 28.")]


class CheckFactOut(Answered):
    """A programme check with the numbers that it rests on."""

    check: Literal[
        "nice_low_response", "nice_episodic_3_months", "ehf_low_response", "ehf_below_10_for_3_months", "hull"
    ]
    answer: Check
    round_number: int | None
    inputs: dict[str, Any]


class CourseSessionOut(Answered):
    """A session of injections; null = not said."""

    injection_id: UUID
    injected_on: date
    product: str | None
    lot: str | None
    total_units: float | None
    sites: list[SiteOut] | None
    clinic: str | None
    entered_by: EnteredBy
    objection: str | None


class SinceOut(Answered):
    """What was said since this clinician last looked, on a day before today."""

    looked_at: datetime
    days_added: int
    days_changed: int
    sessions: int
    circumstances: int
    treatment: int


class OwnGrantOut(Answered):
    """What the patient allows whoever asks."""

    enter_treatment: bool
    ends_on: date
    ends_soon: bool


class CourseOut(Answered):
    """A diary's course as of a day; calculations with their inputs, never advice."""

    model_config = example(_COURSE)
    diary_id: UUID
    display_name: str
    today: date
    summary: SummaryOut
    verdict_changed: ChangedOut | None
    treatment_report: TreatmentReportOut
    months: list[MonthOut]
    course: CoursePartOut
    circumstances: list[CourseCircumstanceOut]
    touched: list[TouchedOut]
    check_facts: list[CheckFactOut]
    sessions: list[CourseSessionOut]
    grant: Annotated[OwnGrantOut | None, Field(description="Null for the patient and for one-visit links.")]
    since: Annotated[SinceOut | None, Field(description="Null on a first look, and for other readers.")]
