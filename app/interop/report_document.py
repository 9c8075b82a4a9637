"""The exact results as the document that programs read; figures are rounded here and nowhere else."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from app.rules import RULES_VERSION
from app.rules.baseline import Baseline
from app.rules.calendar_months import CalendarMonth
from app.rules.checks import Check
from app.rules.counted_days import RELIEFS
from app.rules.counting import Counts, Rates, Ratio, Sufficiency
from app.rules.measures import Measure
from app.rules.percent_reduction import NotGiven, Reason, reduction
from app.rules.programme_checks import ProgrammeChecks
from app.rules.round_figures import PeriodFigures
from app.rules.treatment_report import RoundReport, TreatmentReport

Document: TypeAlias = Mapping[str, Any]
"""Only to be read: equal figures of one diary, and of many, are the same object."""

_MEASURE_NAMES = [measure.value for measure in Measure]
_RELIEF_NAMES = [relief.value if relief else "not_said" for relief in RELIEFS]


def rounded(number: Ratio | Fraction | int | None) -> float | None:
    """Round to one decimal, halves away from zero, never -0.0; None stays None."""
    if number is None:
        return None
    numerator, denominator = number.numerator, number.denominator
    tenths = (20 * abs(numerator) + denominator) // (2 * denominator)
    return (-tenths if numerator < 0 else tenths) / 10


def months_document(months: Iterable[CalendarMonth]) -> list[Document]:
    """Calendar months as the contract's list of months."""
    return [_month(month) for month in months]


def report_document(report: TreatmentReport) -> Document:
    """Treatment report as the contract's object."""
    asked = report.asked
    before = [report.baseline.rates(measure) for measure in Measure]
    return {
        "rules_version": RULES_VERSION,
        "as_of": asked.as_of.isoformat(),
        "headache_day": asked.headache_day.value,
        "headline_measure": asked.headline.value,
        "benchmark": _level(asked.benchmark),
        "continuation": _level(asked.continuation),
        "baseline": _baseline(report.baseline),
        "rounds": [_round(one, before) for one in report.rounds],
        "next_due_on": report.next_due_on and report.next_due_on.isoformat(),
        "gap_questions": [question._asdict() for question in report.gap_questions],
        "programme_checks": _programme_checks(report.programme_checks),
        "entries": {
            "total": report.entries.total,
            "late": report.entries.late,
            "imported": report.entries.imported,
        },
    }


def _month(month: CalendarMonth) -> Document:
    return {
        "month": str(month.month),
        "in_progress": month.in_progress,
        "days": month.counts.days,
        "logged_days": month.counts.logged_days,
        "range": month.range and month.range.value,
        "measures": _by_measure(map(counts_document, month.counts.measures)),
        "medication_overuse": [
            one._asdict() | {"level": one.level.value} for one in month.medication_overuse
        ],
    }


def _baseline(baseline: Baseline) -> Document:
    period, counts = baseline.period, baseline.counts
    measures = _by_measure(map(counts_document, counts.measures)) if counts else {}
    if baseline.reported:
        measures = {Measure.HEADACHE.value: _reported(baseline.reported)}
    return {
        "kind": baseline.kind.value,
        "start": period and period.start.isoformat(),
        "end": period and period.end.isoformat(),
        "days": counts and counts.days,
        "logged_days": counts and counts.logged_days,
        "measures": measures,
        "warnings": [warning.value for warning in baseline.warnings],
    }


def _round(report: RoundReport, baseline: list[Rates | Reason]) -> Document:
    one, verdict = report.figures.round, report.verdict
    return {
        "number": one.number,
        "injected_on": one.injected_on.isoformat(),
        "sessions": [day.isoformat() for day in one.sessions],
        "end": one.end.isoformat(),
        "status": "complete" if report.figures.complete else "in_progress",
        "periods": {
            name.value: _period(figures, baseline) if figures else None
            for name, figures in report.figures.periods.items()
        },
        "verdict": {
            "verdict": verdict.verdict.value,
            "certain": verdict.certain,
            "reason": verdict.reason and verdict.reason.value,
            "blocks_reaching_benchmark": verdict.blocks_reaching_benchmark,
            "blocks_judged": verdict.blocks_judged,
        },
        "wear_off": report.wear_off.value,
    }


def _period(figures: PeriodFigures, baseline: list[Rates | Reason]) -> Document:
    counts = figures.counts
    measures = counts.measures
    return {
        "start": figures.period.start.isoformat(),
        "end": figures.period.end.isoformat(),
        "days": counts.days,
        "logged_days": counts.logged_days,
        "in_progress": figures.in_progress,
        "cut": figures.cut,
        "measures": _by_measure(map(counts_document, measures)),
        "relief": dict(zip(_RELIEF_NAMES, counts.relief, strict=True)),
        "reductions": _by_measure(map(_reduction, baseline, measures)),
    }


def _by_measure(figures: Iterable[Document]) -> Document:
    """Name the figures by their measure."""
    return dict(zip(_MEASURE_NAMES, figures, strict=True))


# Most figures of a diary occur again and again: the caches hold counts and rates, nothing of a person.
@lru_cache(maxsize=8192)
def counts_document(counts: Counts) -> Document:
    """One measure in one period: counted, known, and per 28 days with its bounds."""
    return {
        "count": counts.yes,
        "at_most": counts.at_most,
        "known": counts.known,
        "sufficiency": counts.sufficiency.value,
        **_per_28(counts.rates),
    }


def _reported(rates: Rates) -> Document:
    return {
        "count": None,
        "at_most": None,
        "known": None,
        "sufficiency": Sufficiency.REPORTED.value,
        **_per_28(rates),
    }


def _per_28(rates: Rates | None) -> Document:
    return {
        "per_28": rounded(rates and rates.rate),
        "per_28_at_least": rounded(rates and rates.lowest),
        "per_28_at_most": rounded(rates and rates.highest),
    }


@lru_cache(maxsize=16384)
def _reduction(before: Rates | Reason, after: Counts) -> Document:
    given = reduction(before, after)
    if isinstance(given, NotGiven):
        return {
            "percent": None,
            "at_least": None,
            "at_most": None,
            "change_per_28": rounded(given.change),
            "not_given": given.reason.value,
        }
    return {
        "percent": rounded(given.percent),
        "at_least": rounded(given.at_least),
        "at_most": rounded(given.at_most),
        "change_per_28": rounded(given.change),
        "not_given": None,
    }


def _programme_checks(checks: ProgrammeChecks) -> Document:
    return {
        "nice_ta260": {
            "low_response": checks.nice_low_response.value,
            "episodic_3_months": checks.nice_episodic_3_months.value,
        },
        "ehf_2018": {
            "low_response_by_round": _by_round(checks.ehf_low_response_by_round),
            "below_10_for_3_months": checks.ehf_below_10_for_3_months.value,
        },
        "hull": {"by_round": _by_round(checks.hull_by_round)},
    }


def _by_round(checks: Mapping[int, Check]) -> dict[str, str]:
    return {str(number): check.value for number, check in checks.items()}


def _level(level: int | Fraction) -> float | int | None:
    return level if isinstance(level, int) else rounded(level)
