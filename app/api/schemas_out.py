"""What goes out: the wire contract of answers, for the OpenAPI document and the clients made from it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.rules.diary import HeadacheDay
from app.rules.entry import DrugClass, Intensity, Relief

Figure = Annotated[float | None, Field(description="Rounded to one decimal, halves away from zero.")]
Check = Literal["yes", "no", "probable", "cannot_tell", "not_yet"]


class Answered(BaseModel):
    """An answer; nothing but what is listed."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(BaseModel):
    """An error (RFC 9457); `code` is stable."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:headache-diary:problem:bad_input",
                    "title": "Bad input",
                    "status": 422,
                    "code": "bad_input",
                    "detail": "The input breaks a rule of the diary.",
                    "errors": [{"field": "nausea", "message": "must be absent on a headache-free day"}],
                }
            ]
        }
    )
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] = []
    current: dict[str, Any] | None = Field(default=None, description="With 412: what is there now.")


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
    duration_minutes: int | None
    unilateral: bool | None
    pulsating: bool | None
    worse_with_activity: bool | None
    nausea: bool | None
    vomiting: bool | None
    photophobia: bool | None
    phonophobia: bool | None
    osmophobia: bool | None
    aura: bool
    acute_medications: list[MedicationOut] | None
    triggers: list[str]
    menstruation: bool | None
    note: str | None


class DayOut(EntryOut):
    """The entry of a day."""

    day: date
    revision: int


class DaysOut(Answered):
    """Entries in order of their days."""

    days: list[DayOut]


class SiteOut(Answered):
    """One muscle that was injected."""

    muscle: str
    side: Literal["left", "right", "midline"]
    units: float
    points: int


class InjectionOut(Answered):
    """One session of injections."""

    injection_id: UUID
    revision: int
    injected_on: date
    product: str | None
    lot: str | None
    total_units: float | None
    sites: list[SiteOut] | None
    clinic: str | None
    note: str | None


class InjectionsOut(Answered):
    """Sessions by date."""

    injections: list[InjectionOut]


class TreatmentOut(Answered):
    """What the diary was told about the treatment; revision 0 = nothing yet."""

    revision: int
    headache_days_per_30: float | None
    earlier_rounds: int
    interval_weeks: int


class ByOut(Answered):
    """Who."""

    account_id: UUID
    display_name: str | None


class DeviceOut(Answered):
    """From which device."""

    device_id: UUID
    name: str | None


class PastOut(Answered):
    """One value that it once had."""

    revision: int
    based_on: int | None
    deleted: bool
    value: dict[str, Any] | None
    by: ByOut
    device: DeviceOut
    made_at: datetime
    time_zone: str
    saved_at: datetime


class HistoryOut(Answered):
    """Every value, oldest first."""

    history: list[PastOut]


class AccountOut(Answered):
    """A new account. The recovery codes are shown this once."""

    account_id: UUID
    diary_id: UUID
    recovery_codes: list[str]


class SessionOut(Answered):
    """Who is signed in; `today` is the calendar day in their zone."""

    account_id: UUID
    role: Literal["patient", "clinician"]
    diary_id: UUID | None
    display_name: str
    time_zone: str
    today: date


class Sufficiency(StrEnum):
    """How far the known days carry a rate."""

    VALID = "valid"
    PROVISIONAL = "provisional"
    INSUFFICIENT = "insufficient"
    REPORTED = "reported"


class MeasureOut(Answered):
    """Counts of one measure in a period, and its rate per 28 days where it is given."""

    count: int | None
    at_most: int | None
    known: int | None
    sufficiency: Sufficiency
    per_28: Figure
    per_28_at_least: Figure
    per_28_at_most: Figure


class OveruseOut(Answered):
    """Days with a class of acute medication in a month, against its ICHD-3 limit."""

    drug_class: str
    days: int
    limit: int
    level: Literal["reached", "possible"]
    sustained: bool


class MonthOut(Answered):
    """A calendar month."""

    month: str
    in_progress: bool
    days: int
    logged_days: int
    range: Literal["chronic", "episodic", "probably_chronic", "probably_episodic", "unknown"] | None
    measures: dict[str, MeasureOut]
    medication_overuse: list[OveruseOut]


class MonthsOut(Answered):
    """Calendar months in order."""

    months: list[MonthOut]


class BaselineOut(Answered):
    """What every reduction is compared with."""

    kind: Literal["diary", "shifted", "provisional", "reported", "none"]
    start: date | None
    end: date | None
    days: int | None
    logged_days: int | None
    measures: dict[str, MeasureOut]
    warnings: list[str]


class ReductionOut(Answered):
    """Percentage reduction against the baseline: positive is better; null with its reason."""

    percent: Figure
    at_least: Figure
    at_most: Figure
    change_per_28: Figure
    not_given: (
        Literal[
            "no_baseline", "baseline_insufficient", "baseline_zero", "period_missing", "period_insufficient"
        ]
        | None
    )


class ReliefOut(Answered):
    """Medications of a period by their relief."""

    full: int
    partial: int
    none: int
    not_said: int


class PeriodOut(Answered):
    """A period of a round; `end` is exclusive."""

    start: date
    end: date
    days: int
    logged_days: int
    in_progress: bool
    cut: bool
    measures: dict[str, MeasureOut]
    relief: ReliefOut
    reductions: dict[str, ReductionOut]


class VerdictOut(Answered):
    """The headline reduction against 50 % and 30 %."""

    verdict: Literal["in_progress", "not_computed", "provisional", "benchmark_met", "partial", "below"]
    certain: bool
    reason: str | None
    blocks_reaching_benchmark: int | None
    blocks_judged: int | None


class RoundOut(Answered):
    """One injection round."""

    number: int
    injected_on: date
    sessions: list[date]
    end: date
    status: Literal["complete", "in_progress"]
    periods: dict[str, PeriodOut | None]
    verdict: VerdictOut
    wear_off: Check


class GapQuestionOut(Answered):
    """Two rounds so far apart that a session may not have been recorded."""

    after_round: int
    days: int


class NiceOut(Answered):
    """NICE TA260."""

    low_response: Check
    episodic_3_months: Check


class EhfOut(Answered):
    """EHF 2018."""

    low_response_by_round: dict[str, Check]
    below_10_for_3_months: Check


class HullOut(Answered):
    """Hull."""

    by_round: dict[str, Check]


class ProgrammeChecksOut(Answered):
    """Facts for the clinician."""

    nice_ta260: NiceOut
    ehf_2018: EhfOut
    hull: HullOut


class EntriesOut(Answered):
    """How many entries, and how many of them were made late or imported."""

    total: int
    late: int | None
    imported: int | None


class TreatmentReportOut(Answered):
    """The treatment as of a day."""

    rules_version: str
    as_of: date
    headache_day: HeadacheDay
    headline_measure: Literal["headache", "headache_4h"]
    benchmark: float
    continuation: float
    baseline: BaselineOut
    rounds: list[RoundOut]
    next_due_on: date | None
    gap_questions: list[GapQuestionOut]
    programme_checks: ProgrammeChecksOut
    entries: EntriesOut


class HealthOut(Answered):
    """Whether the server is alive, or ready."""

    status: Literal["ok", "not_ready"]
    checks: dict[str, str] = {}
