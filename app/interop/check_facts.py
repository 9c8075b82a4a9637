"""The programme checks as facts: each with its answer and the numbers that it rests on."""

from typing import Any

from app.interop.report_document import rounded
from app.rules.calendar_months import CalendarMonth
from app.rules.checks import Check
from app.rules.injection_rounds import PeriodName
from app.rules.measures import Measure
from app.rules.percent_reduction import PercentReduction, Reason
from app.rules.programme_checks import ehf_percent, latest_3_months
from app.rules.round_figures import PeriodFigures
from app.rules.treatment_report import RoundReport, TreatmentReport

Document = dict[str, Any]
_EVERY = (
    "nice_low_response",
    "nice_episodic_3_months",
    "ehf_low_response",
    "ehf_below_10_for_3_months",
    "hull",
)
NICE_LOW, NICE_MONTHS, EHF_LOW, EHF_MONTHS, HULL = _EVERY


def check_facts(report: TreatmentReport, months: list[CalendarMonth]) -> list[Document]:
    """Every check that has a place in this report, in the order of the programmes; its inputs rounded."""
    checks = report.programme_checks
    by_number = {one.figures.round.number: one for one in report.rounds}
    three = _three_months(report, months)
    ehf = [
        _fact(EHF_LOW, answer, number, _ehf(by_number[number], report))
        for number, answer in checks.ehf_low_response_by_round.items()
    ]
    hull = [
        _fact(HULL, answer, number, _hull(by_number[number], report))
        for number, answer in checks.hull_by_round.items()
    ]
    return [
        _fact(NICE_LOW, checks.nice_low_response, 2, _nice(by_number.get(2), report)),
        _fact(NICE_MONTHS, checks.nice_episodic_3_months, None, {"months": three}),
        *ehf,
        _fact(EHF_MONTHS, checks.ehf_below_10_for_3_months, None, {"months": three}),
        *hull,
    ]


def _fact(name: str, answer: Check, number: int | None, inputs: Document) -> Document:
    return {"check": name, "answer": answer.value, "round_number": number, "inputs": inputs}


def _nice(second: RoundReport | None, report: TreatmentReport) -> Document:
    return {"percent": _percent(_last_28(second), report.asked.headline)}


def _ehf(one: RoundReport, report: TreatmentReport) -> Document:
    headline = report.asked.headline
    return {
        "percent": rounded(ehf_percent(one.figures, headline)),
        "before_per_28": _per_28(one.figures.periods[PeriodName.BEFORE_ROUND], headline),
        "after_per_28": _per_28(one.figures.periods[PeriodName.WEEKS_1_4], headline),
    }


def _hull(one: RoundReport, report: TreatmentReport) -> Document:
    last_28, before = _last_28(one), report.baseline.rates(Measure.HEADACHE_FREE)
    return {
        "percent": _percent(last_28, report.asked.headline),
        "migraine_percent": _percent(last_28, Measure.MIGRAINE),
        "before_per_28": None if isinstance(before, Reason) else rounded(before.rate),
        "after_per_28": _per_28(last_28, Measure.HEADACHE_FREE),
    }


def _last_28(one: RoundReport | None) -> PeriodFigures | None:
    return one.figures.periods[PeriodName.LAST_28] if one else None


def _percent(figures: PeriodFigures | None, measure: Measure) -> float | None:
    given = figures and figures.reduction(measure)
    return rounded(given.percent) if isinstance(given, PercentReduction) else None


def _per_28(figures: PeriodFigures | None, measure: Measure) -> float | None:
    rates = figures and figures.counts.of(measure).rates
    return rounded(rates.rate) if rates else None


def _three_months(report: TreatmentReport, months: list[CalendarMonth]) -> list[Document]:
    first = report.rounds[0].figures.round.injected_on if report.rounds else None
    wanted = latest_3_months(report.asked.as_of, first)
    found = []
    for one in months:
        if one.month in wanted:
            counts = one.counts.of(report.asked.headline)
            found.append({"month": str(one.month), "count": counts.yes, "at_most": counts.at_most})
    return found
