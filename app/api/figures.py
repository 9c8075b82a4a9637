"""Months and the treatment report: the diary read whole, one rule called, its document answered."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response

from app.api import answers
from app.api.asking import Viewing
from app.api.door import DiaryDoor, ToDiary
from app.api.paths import DayInQuery, MonthInQuery, as_month, in_order
from app.api.planned import planned_router
from app.api.schemas.months import MonthsOut
from app.api.schemas.treatment_report import TreatmentReportOut
from app.errors import DayInFuture, FieldFault
from app.interop.report_document import Document, months_document, report_document
from app.rules.access import Action
from app.rules.calendar_months import calendar_months
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.periods import Month
from app.rules.treatment_report import treatment_report
from app.storage.prepared import Transaction
from app.storage.whole_diary import latest_of, read_diary

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


@router.get("/months", responses={200: {"model": MonthsOut}})
async def get_months(
    door: Reading,
    first: Annotated[MonthInQuery | None, Query(alias="from", description=_FIRST)] = None,
    last: Annotated[MonthInQuery | None, Query(alias="to", description=_LAST)] = None,
    as_of: AsOf = None,
    headache_day: Definition = HeadacheDay.ANY,
) -> Response:
    """Headache days and the other counts of each calendar month, the running one so far."""
    in_order(first, last)
    span = (as_month(first), as_month(last))
    return answers.as_json({"months": await door.read(months, as_of, headache_day, span)})


@router.get("/treatment-report", responses={200: {"model": TreatmentReportOut}})
async def get_treatment_report(
    door: Reading, as_of: AsOf = None, headache_day: Definition = HeadacheDay.ANY
) -> Response:
    """Baseline, rounds, percentage reductions with their bounds, verdicts and programme checks."""
    return answers.as_json(await door.read(report, as_of, headache_day))


def months(
    tx: Transaction,
    viewing: Viewing,
    as_of: date | None,
    headache_day: HeadacheDay,
    span: tuple[Month | None, Month | None],
) -> list[Document]:
    """The calendar months of a diary."""
    diary = read_diary(tx, viewing.diary_id)
    asked = Asked(_as_of(diary, viewing, as_of), headache_day)
    return months_document(calendar_months(diary, asked, *span))


def report(tx: Transaction, viewing: Viewing, as_of: date | None, headache_day: HeadacheDay) -> Document:
    """The treatment report of a diary."""
    diary = read_diary(tx, viewing.diary_id)
    return report_document(treatment_report(diary, Asked(_as_of(diary, viewing, as_of), headache_day)))


def _as_of(diary: Diary, viewing: Viewing, asked: date | None) -> date:
    latest = max(viewing.today, latest_of(diary) or viewing.today)
    if asked is not None and asked > latest:
        raise DayInFuture(faults=[FieldFault("as_of", f"{asked} has not come yet; the latest is {latest}")])
    return asked or latest
