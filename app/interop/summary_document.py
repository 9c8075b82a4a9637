"""A summary as programs read it; figures are rounded as in the report, and nowhere else."""

from typing import Any

from app.interop.report_document import rounded
from app.rules import RULES_VERSION
from app.rules.counting import Counts, Rates
from app.rules.percent_reduction import NotGiven, PercentReduction, Reason
from app.rules.summary import JudgedRound, Summary

Document = dict[str, Any]


def summary_document(summary: Summary) -> Document:
    """One line of the clinician's list."""
    before = summary.before
    return {
        "rules_version": RULES_VERSION,
        "as_of": summary.as_of.isoformat(),
        "last_injected_on": summary.last_injected_on and summary.last_injected_on.isoformat(),
        "next_due_on": summary.next_due_on and summary.next_due_on.isoformat(),
        "round_number": summary.round_number,
        "week": summary.week,
        "judged": summary.judged and _judged(summary.judged),
        "below_after_two_rounds": summary.below_after_two_rounds.value,
        "baseline_kind": summary.baseline_kind.value,
        "before_per_28": None if isinstance(before, Reason) else rounded(before.rate),
        "now": _now(summary.now),
        "logged_of_28": summary.logged_of_28,
        "overuse": [
            {"month": str(one.month), **one.overuse._asdict(), "level": one.overuse.level.value}
            for one in summary.overuse
        ],
        "gap_questions": [question._asdict() for question in summary.gap_questions],
        "symptoms_unsaid": summary.symptoms_unsaid,
        "days_needed": summary.days_needed
        and {"days": summary.days_needed.days, "by": summary.days_needed.by.isoformat()},
        "entries": summary.entries,
    }


def _judged(judged: JudgedRound) -> Document:
    verdict = judged.verdict
    return {
        "number": judged.number,
        "verdict": verdict.verdict.value,
        "certain": verdict.certain,
        "reason": verdict.reason and verdict.reason.value,
        **_reduction(judged.reduction),
        "wear_off": judged.wear_off.value,
    }


def _reduction(given: PercentReduction | NotGiven) -> Document:
    if isinstance(given, NotGiven):
        return dict.fromkeys(("percent", "at_least", "at_most"))
    return {name: rounded(getattr(given, name)) for name in ("percent", "at_least", "at_most")}


def _now(counts: Counts) -> Document:
    rates: Rates | None = counts.rates
    return {
        "count": counts.yes,
        "at_most": counts.at_most,
        "sufficiency": counts.sufficiency.value,
        "per_28": rates and rounded(rates.rate),
        "per_28_at_least": rates and rounded(rates.lowest),
        "per_28_at_most": rates and rounded(rates.highest),
    }
