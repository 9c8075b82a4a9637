"""The treatment report on the wire."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.fields import Answered, example
from app.api.schemas.months import HEADACHE, Figure, Measures
from app.rules.baseline import BaselineKind, BaselineWarning
from app.rules.checks import Check
from app.rules.diary import HeadacheDay
from app.rules.injection_rounds import PeriodName
from app.rules.measures import Measure
from app.rules.percent_reduction import Reason
from app.rules.verdict import Verdict

_BEFORE = HEADACHE | {
    "count": 20,
    "at_most": 22,
    "known": 26,
    "per_28": 21.5,
    "per_28_at_least": 20.0,
    "per_28_at_most": 22.0,
}
_AFTER = HEADACHE | {
    "count": 12,
    "at_most": 13,
    "known": 27,
    "per_28": 12.4,
    "per_28_at_least": 12.0,
    "per_28_at_most": 13.0,
}
_REDUCTION = {
    "percent": 42.2,
    "at_least": 35.0,
    "at_most": 45.5,
    "change_per_28": -9.1,
    "not_given": None,
}
_LAST_28 = {
    "start": "2026-03-30",
    "end": "2026-04-27",
    "days": 28,
    "logged_days": 27,
    "in_progress": False,
    "cut": False,
    "measures": {"headache": _AFTER},
    "relief": {"full": 3, "partial": 5, "none": 1, "not_said": 0},
    "reductions": {"headache": _REDUCTION},
}
_ROUND = {
    "number": 1,
    "injected_on": "2026-02-02",
    "sessions": ["2026-02-02"],
    "end": "2026-04-27",
    "status": "complete",
    "periods": {"last_28": _LAST_28, "beyond_12_weeks": None},
    "verdict": {
        "verdict": "partial",
        "certain": True,
        "reason": None,
        "blocks_reaching_benchmark": 0,
        "blocks_judged": 3,
    },
    "wear_off": "no",
}
REPORT = {
    "rules_version": "rules-1",
    "as_of": "2026-04-27",
    "headache_day": "any",
    "headline_measure": "headache",
    "benchmark": 50,
    "continuation": 30,
    "baseline": {
        "kind": "diary",
        "start": "2026-01-05",
        "end": "2026-02-02",
        "days": 28,
        "logged_days": 26,
        "measures": {"headache": _BEFORE},
        "warnings": [],
    },
    "rounds": [_ROUND],
    "next_due_on": "2026-04-27",
    "gap_questions": [],
    "programme_checks": {
        "nice_ta260": {"low_response": "not_yet", "episodic_3_months": "cannot_tell"},
        "ehf_2018": {"low_response_by_round": {}, "below_10_for_3_months": "cannot_tell"},
        "hull": {"by_round": {"1": "yes"}},
    },
    "entries": {"total": 110, "late": 4, "imported": 0},
}


class BaselineOut(Answered):
    """What every reduction is compared with; all null and no measures when there is none."""

    kind: BaselineKind
    start: date | None
    end: Annotated[date | None, Field(description="Exclusive.")]
    days: int | None
    logged_days: int | None
    measures: Annotated[Measures, Field(description="When reported: `headache` alone.")]
    warnings: list[BaselineWarning]


class ReductionOut(Answered):
    """Percentage reduction against the baseline: positive is better; null with its reason."""

    percent: Figure
    at_least: Figure
    at_most: Figure
    change_per_28: Annotated[Figure, Field(description="Days per 28, after less before.")]
    not_given: Reason | None


class ReliefOut(Answered):
    """Medications of a period by their relief."""

    full: int
    partial: int
    none: int
    not_said: int


class PeriodOut(Answered):
    """A period of a round; while in progress its figures cover the days up to and including `as_of`."""

    start: date
    end: Annotated[date, Field(description="Exclusive; the full end, also while in progress.")]
    days: int
    logged_days: int
    in_progress: bool
    cut: Annotated[bool, Field(description="The next round began before its end.")]
    measures: Measures
    relief: ReliefOut
    reductions: dict[Measure, ReductionOut]


class VerdictOut(Answered):
    """The headline reduction against 50 % and 30 %."""

    verdict: Verdict
    certain: Annotated[bool, Field(description="No unlogged day could change it.")]
    reason: Annotated[Reason | None, Field(description="Why it was not computed.")]
    blocks_reaching_benchmark: int | None
    blocks_judged: int | None


class RoundOut(Answered):
    """One injection round."""

    number: Annotated[int, Field(description="Earlier rounds included.")]
    injected_on: date
    sessions: list[date]
    end: Annotated[date, Field(description="Exclusive.")]
    status: Literal["complete", "in_progress"]
    periods: Annotated[
        dict[PeriodName, PeriodOut | None], Field(description="All eight by name; null = does not exist.")
    ]
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
    """EHF 2018; rounds by number, from the second on."""

    low_response_by_round: dict[str, Check]
    below_10_for_3_months: Check


class HullOut(Answered):
    """Hull; rounds by number."""

    by_round: dict[str, Check]


class ProgrammeChecksOut(Answered):
    """Facts for the clinician."""

    nice_ta260: NiceOut
    ehf_2018: EhfOut
    hull: HullOut


class EntriesOut(Answered):
    """How many entries up to `as_of`, and how many of them were made late or imported."""

    total: int
    late: int | None
    imported: int | None


class TreatmentReportOut(Answered):
    """The treatment as of a day."""

    model_config = example(REPORT)
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
