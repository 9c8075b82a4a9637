"""What else may have changed the course: preventives, life events; what they touch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.errors import FieldFault
from app.rules.injection_rounds import PeriodName
from app.rules.periods import Period
from app.rules.treatment_report import TreatmentReport


class CircumstanceKind(StrEnum):
    """A preventive beside the injections, or something that happened in the patient's life."""

    PREVENTIVE = "preventive"
    LIFE_EVENT = "life_event"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One of them: from its first day to its last, both included; `ended_on` None = it goes on."""

    circumstance_id: UUID
    kind: CircumstanceKind
    name: str
    dose: str | None
    began_on: date
    ended_on: date | None
    entered_by: str | None = None


class Touched(NamedTuple):
    """A comparison inside which one began: in the baseline, or in the round's last 28 days."""

    round_number: int
    circumstance: Circumstance
    in_baseline: bool


def touched(report: TreatmentReport, circumstances: Iterable[Circumstance]) -> list[Touched]:
    """Name, for each round with a headline, what began inside the two periods that it compares; [] = nothing.

    What began between the two periods is on the time axis, not here: it changed one side alone (ours).
    """
    found = []
    known = sorted(circumstances, key=lambda one: (one.began_on, one.name))
    for one in report.rounds:
        last_28 = one.figures.periods[PeriodName.LAST_28]
        if last_28 is None:
            continue
        for in_baseline, period in ((True, report.baseline.period), (False, last_28.period)):
            began = [circumstance for circumstance in known if _began_in(period, circumstance, report)]
            found += [Touched(one.figures.round.number, each, in_baseline) for each in began]
    return found


def _began_in(period: Period | None, one: Circumstance, report: TreatmentReport) -> bool:
    if period is None or one.began_on > report.asked.as_of:
        return False
    return period.start <= one.began_on < period.end


def circumstance_faults(began_on: date, ended_on: date | None) -> list[FieldFault]:
    """Everything that cannot be said of the days; empty when they are sound."""
    if ended_on is not None and ended_on < began_on:
        return [FieldFault("ended_on", "must not be before its first day", "ends_before")]
    return []
