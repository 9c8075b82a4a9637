"""Months and the treatment report: the diary read whole, one rule called, its document answered."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response

from app.api.asking import Viewing
from app.api.door import DiaryDoor, ToDiary
from app.api.paths import DayInQuery, MonthInQuery, as_month, in_order
from app.api.planned import planned_router
from app.api.schemas.months import MonthsOut
from app.api.schemas.treatment_report import TreatmentReportOut
from app.api.unchanged import KnownTags, Told, answer, tagged_figures, unless_known
from app.errors import DayInFuture, FieldFault
from app.interop.report_document import Document, months_document, report_document
from app.rules.access import Action
from app.rules.calendar_months import calendar_months
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.periods import Month
from app.rules.treatment_report import treatment_report
from app.storage.prepared import Transaction
from app.storage.whole_diary import latest_of, read_diary

Span = tuple[Month | None, Month | None]
router = planned_router("figures", "/diaries/{diary_id}")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_REPORT))]
AsOf = Annotated[
    DayInQuery | None,
    Query(
        description="As seen on this day; entries after it are ignored. Without it: today, or the latest day."
    ),
]
_FIRST = "The first month. Without it: that of the first entry."
_LAST = "The last month, included. Without it: that of `as_of`."
Definition = Annotated[HeadacheDay, Query(description="Any headache, or one of at least four hours.")]


async def _span(
    first: Annotated[MonthInQuery | None, Query(alias="from", description=_FIRST)] = None,
    last: Annotated[MonthInQuery | None, Query(alias="to", description=_LAST)] = None,
) -> Span:
    in_order(first, last)
    return as_month(first), as_month(last)


@router.get("/months", responses=tagged_figures(MonthsOut))
async def get_months(
    door: Reading,
    span: Annotated[Span, Depends(_span)],
    as_of: AsOf = None,
    headache_day: Definition = HeadacheDay.ANY,
    known: KnownTags = None,
) -> Response:
    """Headache days and the other counts of each calendar month, the running one so far."""
    told = await door.read(months_unless_known, (as_of, headache_day, span), known)
    return answer(told, lambda found: {"months": found})


@router.get("/treatment-report", responses=tagged_figures(TreatmentReportOut))
async def get_treatment_report(
    door: Reading, as_of: AsOf = None, headache_day: Definition = HeadacheDay.ANY, known: KnownTags = None
) -> Response:
    """Baseline, rounds, percentage reductions with their bounds, verdicts and programme checks."""
    return answer(await door.read(report_unless_known, (as_of, headache_day), known), lambda found: found)


def months_unless_known(
    tx: Transaction, viewing: Viewing, asked: tuple[date | None, HeadacheDay, Span], known: str | None
) -> Told:
    """The calendar months of a diary, with their tag."""

    def months() -> list[Document]:
        as_of, headache_day, span = asked
        diary = read_diary(tx, viewing.diary_id)
        return months_document(
            calendar_months(diary, Asked(as_of_asked(diary, viewing, as_of), headache_day), *span)
        )

    return unless_known(tx, viewing, ("months", *asked), known, months)


def report_unless_known(
    tx: Transaction, viewing: Viewing, asked: tuple[date | None, HeadacheDay], known: str | None
) -> Told:
    """The treatment report of a diary, with its tag."""

    def report() -> Document:
        as_of, headache_day = asked
        diary = read_diary(tx, viewing.diary_id)
        return report_document(
            treatment_report(diary, Asked(as_of_asked(diary, viewing, as_of), headache_day))
        )

    return unless_known(tx, viewing, ("report", *asked), known, report)


def as_of_asked(diary: Diary, viewing: Viewing, asked: date | None) -> date:
    """The day that was asked for, or the latest one. DayInFuture."""
    latest = max(viewing.today, latest_of(diary) or viewing.today)
    if asked is not None and asked > latest:
        raise DayInFuture(faults=[FieldFault("as_of", f"{asked} has not come yet; the latest is {latest}")])
    return asked or latest
