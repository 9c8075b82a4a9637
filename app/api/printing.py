"""The one-page report as a PDF: the same course as the screens', for whoever may read the report."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from app.api.asking import Viewing
from app.api.course import whole_course
from app.api.door import DiaryDoor, ToDiary
from app.api.figures import AsOf, Definition
from app.api.planned import planned_router
from app.api.visit_door import ToVisit, VisitDoor
from app.interop.course_document import Document
from app.interop.pdf_report import Language, Paper, Printer, Sheet, page_of
from app.interop.words import Words
from app.rules.access import Action
from app.rules.diary import HeadacheDay
from app.storage.prepared import Transaction

router = planned_router("figures")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_REPORT))]
Visiting = Annotated[VisitDoor, Depends(ToVisit(Action.READ_REPORT))]


class PdfResponse(Response):
    """A page."""

    media_type = "application/pdf"


_PDF: dict[int | str, dict[str, object]] = {
    200: {
        "description": "The page.",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
InLanguage = Annotated[Language, Query(description="Of every word on the page.")]
OnPaper = Annotated[Paper, Query(description="Its size.")]
OfSheet = Annotated[Sheet, Query(description="The whole report, or what a re-authorisation asks for.")]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which page."""

    language: Language
    paper: Paper
    sheet: Sheet


async def _wanted(
    language: InLanguage = Language.EN, paper: OnPaper = Paper.A4, sheet: OfSheet = Sheet.REPORT
) -> _Wanted:
    return _Wanted(language, paper, sheet)


Wanted = Annotated[_Wanted, Depends(_wanted)]


@router.get("/diaries/{diary_id}/one-page-report", responses=_PDF, response_class=PdfResponse)
async def get_one_page_report(
    request: Request,
    door: Reading,
    wanted: Wanted,
    as_of: AsOf = None,
    headache_day: Definition = HeadacheDay.ANY,
) -> Response:
    """The report on one page, as a tagged PDF: calculations with their inputs, never advice."""
    return await _printed(request, wanted, await door.read(_course, as_of, headache_day))


@router.get("/visit/one-page-report", responses=_PDF, response_class=PdfResponse)
async def get_visit_one_page_report(
    request: Request, door: Visiting, wanted: Wanted, headache_day: Definition = HeadacheDay.ANY
) -> Response:
    """The same page of the diary that the link shows."""
    return await _printed(request, wanted, await door.read(_course, None, headache_day))


def _course(tx: Transaction, viewing: Viewing, as_of: date | None, headache_day: HeadacheDay) -> Document:
    return whole_course(tx, viewing, (as_of, headache_day))


async def _printed(request: Request, wanted: _Wanted, course: Document) -> Response:
    printer: Printer = request.app.state.printer
    now = request.app.state.clock()

    def made() -> bytes:
        return printer.pdf(page_of(course, Words(wanted.language), wanted.sheet, wanted.paper), now)

    name = f"headache-{wanted.sheet.value}-{course['treatment_report']['as_of']}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return PdfResponse(await printer.printed(made), 200, headers)
