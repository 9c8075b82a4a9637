"""The treatment report: baseline, rounds, reductions, verdicts and checks together."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from app.rules.baseline import Baseline, baseline
from app.rules.checks import Check
from app.rules.counted_days import CountedDays
from app.rules.diary import Asked, Diary
from app.rules.injection_rounds import GapQuestion, gap_questions, injection_rounds, next_due_on
from app.rules.programme_checks import ProgrammeChecks, programme_checks
from app.rules.round_figures import RoundFigures, round_figures
from app.rules.verdict import RoundVerdict, round_verdict
from app.rules.wear_off import wear_off


@dataclass(frozen=True, slots=True)
class RoundReport:
    """Everything that is said about one round."""

    figures: RoundFigures
    verdict: RoundVerdict
    wear_off: Check


@dataclass(frozen=True, slots=True)
class EntryTotals:
    """How many entries there are up to `as_of`, and how many of them are late or imported; None = unknown."""

    total: int
    late: int | None
    imported: int | None


@dataclass(frozen=True, slots=True)
class TreatmentReport:
    """Everything that is said about a treatment as of one day."""

    asked: Asked
    baseline: Baseline
    rounds: tuple[RoundReport, ...]
    next_due_on: date | None
    gap_questions: tuple[GapQuestion, ...]
    programme_checks: ProgrammeChecks
    entries: EntryTotals


def treatment_report(diary: Diary, asked: Asked, counted: CountedDays | None = None) -> TreatmentReport:
    """Report on the treatment as of the day asked; a diary without entries or injections has one too.

    `counted`: the days of this diary up to that day, where they are counted already.
    """
    counted = counted or CountedDays(diary.entries, asked.as_of)
    rounds = injection_rounds(diary.injections, asked.as_of, diary.earlier_rounds)
    before = baseline(diary, asked, counted, rounds[0].injected_on if rounds else None)
    figures = [round_figures(one, counted, before, asked.as_of) for one in rounds]
    return TreatmentReport(
        asked=asked,
        baseline=before,
        rounds=tuple([_round_report(one, before, asked) for one in figures]),
        next_due_on=next_due_on(rounds, diary.interval_weeks),
        gap_questions=tuple(gap_questions(rounds)),
        programme_checks=programme_checks(figures, counted, before, asked, diary.earlier_rounds),
        entries=EntryTotals(
            total=len(counted.logged),
            late=_logged_among(diary.late, diary, asked),
            imported=_logged_among(diary.imported, diary, asked),
        ),
    )


def _round_report(figures: RoundFigures, before: Baseline, asked: Asked) -> RoundReport:
    return RoundReport(
        figures=figures,
        verdict=round_verdict(figures, before, asked),
        wear_off=wear_off(figures, before, asked.headline),
    )


def _logged_among(days: Set[date] | None, diary: Diary, asked: Asked) -> int | None:
    if days is None:
        return None
    return len([day for day in days if day <= asked.as_of and day in diary.entries])
