"""A clinician's patients on the wire: each with its summary."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Answered, example
from app.rules.baseline import BaselineKind
from app.rules.checks import Check
from app.rules.counting import Sufficiency
from app.rules.percent_reduction import Reason
from app.rules.verdict import Verdict

_JUDGED = {
    "number": 2,
    "verdict": "partial",
    "certain": False,
    "reason": None,
    "percent": 48.0,
    "at_least": 35.0,
    "at_most": 54.5,
    "wear_off": "yes",
}
_NOW = {
    "count": 8,
    "at_most": 13,
    "sufficiency": "valid",
    "per_28": 9.7,
    "per_28_at_least": 8.0,
    "per_28_at_most": 13.0,
}
SUMMARY = {
    "rules_version": "rules-1",
    "as_of": "2026-11-20",
    "last_injected_on": "2026-09-04",
    "next_due_on": "2026-11-27",
    "round_number": 3,
    "week": 12,
    "judged": _JUDGED,
    "below_after_two_rounds": "no",
    "baseline_kind": "diary",
    "before_per_28": 21.5,
    "now": _NOW,
    "logged_of_28": 23,
    "overuse": [
        {
            "month": "2026-10",
            "drug_class": "triptan",
            "days": 12,
            "limit": 10,
            "level": "reached",
            "sustained": False,
        }
    ],
    "gap_questions": [{"after_round": 1, "days": 168}],
    "symptoms_unsaid": 14,
    "days_needed": {"days": 3, "by": "2026-11-26"},
    "entries": 274,
    "conflicts": 0,
}
_PATIENT = {
    "diary_id": "01a1fa8a-f444-76da-b824-de1e34fbc92d",
    "display_name": "Ada",
    "today": "2026-11-20",
    "grant_id": "01a1fa8a-f600-7e2f-8c3d-4d6c1f9b8a02",
    "notes": False,
    "enter_treatment": False,
    "ends_on": "2027-11-20",
    "ends_soon": False,
    "summary": SUMMARY,
    "verdict_changed": None,
    "is_current": True,
}


class JudgedOut(Answered):
    """The last round that has ended: its headline and its verdict."""

    number: int
    verdict: Verdict
    certain: bool
    reason: Reason | None
    percent: float | None
    at_least: float | None
    at_most: float | None
    wear_off: Check


class NowOut(Answered):
    """Headache days in the 28 days up to today."""

    count: int
    at_most: int
    sufficiency: Sufficiency
    per_28: float | None
    per_28_at_least: float | None
    per_28_at_most: float | None


class OveruseInOut(Answered):
    """A limit of ICHD-3 8.2 that a month's days reached."""

    month: str
    drug_class: str
    days: int
    limit: int
    level: Literal["reached"]
    sustained: bool


class GapOut(Answered):
    """Two rounds so far apart that a session between them may be missing."""

    after_round: int
    days: int


class DaysNeededOut(Answered):
    """Days that a verdict of the running round still needs, and by when."""

    days: int
    by: date


class SummaryOut(Answered):
    """A patient as of a day, calculated from the diary; a calculation with its inputs, never advice."""

    rules_version: str
    as_of: date
    last_injected_on: date | None
    next_due_on: date | None
    round_number: int | None
    week: Annotated[int | None, Field(description="Of the running round; the first is 1.")]
    judged: JudgedOut | None
    below_after_two_rounds: Check
    baseline_kind: BaselineKind
    before_per_28: float | None
    now: NowOut
    logged_of_28: int
    overuse: list[OveruseInOut]
    gap_questions: list[GapOut]
    symptoms_unsaid: Annotated[int, Field(description="Headache days of 12 weeks with too little said.")]
    days_needed: DaysNeededOut | None
    entries: int
    conflicts: Annotated[int, Field(description="Days of which two devices say different things.")]


class ChangedOut(Answered):
    """A verdict that an earlier version of the rules gave to the same round."""

    rules_version: str
    number: int
    verdict: Verdict
    certain: bool


class PatientOut(Answered):
    """A patient whose grant is active."""

    model_config = example(_PATIENT)
    diary_id: UUID
    display_name: str
    today: Annotated[date, Field(description="The calendar day where the patient is.")]
    grant_id: UUID
    notes: Annotated[bool, Field(description="Notes are shown too; without it they are not.")]
    enter_treatment: Annotated[bool, Field(description="Sessions and the time before may be entered.")]
    ends_on: Annotated[date, Field(description="The last day of the grant, in the patient's zone.")]
    ends_soon: bool
    summary: Annotated[SummaryOut | None, Field(description="Null while it is first calculated.")]
    verdict_changed: ChangedOut | None
    is_current: Annotated[bool, Field(description="False: something changed, and it is calculated anew.")]


class PatientsOut(Answered):
    """A page of patients, 50 at most."""

    model_config = example({"patients": [_PATIENT], "next": None})
    patients: list[PatientOut]
    next: Annotated[str | None, Field(description="For `after`; null on the last page.")]


class CountsOut(Answered):
    """How many patients each filter shows."""

    model_config = example(
        {
            "counts": {
                "all": 148,
                "coming_up": 11,
                "overdue": 7,
                "below_after_two_rounds": 9,
                "too_few_days": 14,
                "overuse": 12,
                "wear_off": 21,
                "to_ask": 33,
            }
        }
    )
    counts: dict[str, int]
