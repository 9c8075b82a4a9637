"""One-visit links, the doctor's side: opening one, and the read-only report that it shows."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from app.api import answers, cookies, figures, traces
from app.api.asking import Viewing
from app.api.body import small_json_body
from app.api.course import visit_course_unless_known
from app.api.door import ToEverybody
from app.api.figures import Definition
from app.api.planned import planned_router
from app.api.schemas.course import CourseOut
from app.api.schemas.months import MonthsOut
from app.api.schemas.treatment_report import TreatmentReportOut
from app.api.schemas.visits import VisitIn, VisitOut
from app.api.sharing import secret_hash
from app.api.traces import Outcome, What
from app.api.unchanged import KnownTags, answer, tagged_figures
from app.api.visit_door import ToVisit, VisitDoor
from app.errors import CodeRefused, DiaryError, NotThere, PasscodeNeeded
from app.rules.access import Action
from app.rules.diary import HeadacheDay
from app.storage import visit_links
from app.storage.audit import Look, note_look
from app.storage.prepared import Transaction
from app.storage.tables import Reader
from app.storage.visit_links import KeptLink, Opening, Visitor

router = planned_router("visits")
VisitSent = Annotated[VisitIn, Depends(small_json_body(VisitIn))]
Visiting = Annotated[VisitDoor, Depends(ToVisit(Action.READ_REPORT))]


@router.post(
    "/visits",
    status_code=201,
    responses={201: {"model": VisitOut}},
    dependencies=[Depends(ToEverybody(Action.OPEN_LINK))],
)
async def post_visit(request: Request, sent: VisitSent) -> Response:
    """Open a one-visit link. The name is shown to the patient, with the moment.

    A passcode is counted as wrong before it is looked at: five in all, and the link opens no more.
    """
    now, kept = request.app.state.clock(), secret_hash(sent.secret)
    link, renewed = await _unlocked(request.app.state, sent, kept, now)
    token = cookies.new_token()
    opening = Opening(link.diary_id, uuid7(), link.link_id, sha256(token).digest(), sent.name, now)
    visitor = await request.app.state.database.write(lambda tx: _open(tx, kept, opening, renewed))
    traces.trace(now, What.OPEN_VISIT_LINK, link=link.link_id, opening=opening.opening_id)
    body = {
        "token": cookies.written(token),
        "display_name": visitor.display_name,
        "today": Viewing(link.diary_id, now, visitor.time_zone).today,
        "expires_at": answers.moment(visitor.expires_at),
    }
    return answers.as_json(body, 201)


@router.get("/visit", status_code=204)
async def get_visit(door: Visiting) -> Response:
    """Whether the page may go on showing what it read: it asks again and again, and ends with the link."""
    await door.check()
    return Response(status_code=204)


@router.get("/visit/months", responses=tagged_figures(MonthsOut))
async def get_visit_months(
    door: Visiting, headache_day: Definition = HeadacheDay.ANY, known: KnownTags = None
) -> Response:
    """The calendar months of the diary that the link shows."""
    told = await door.read(figures.months_unless_known, (None, headache_day, (None, None)), known)
    return answer(told, lambda found: {"months": found})


@router.get("/visit/treatment-report", responses=tagged_figures(TreatmentReportOut))
async def get_visit_report(
    door: Visiting, headache_day: Definition = HeadacheDay.ANY, known: KnownTags = None
) -> Response:
    """The treatment report of the diary that the link shows."""
    told = await door.read(figures.report_unless_known, (None, headache_day), known)
    return answer(told, lambda found: found)


@router.get("/visit/course", responses=tagged_figures(CourseOut))
async def get_visit_course(
    door: Visiting, headache_day: Definition = HeadacheDay.ANY, known: KnownTags = None
) -> Response:
    """The course of the diary that the link shows: what the patient's own page has."""
    told = await door.read(visit_course_unless_known, (None, headache_day), known)
    return answer(told, lambda found: found)


async def _unlocked(
    state: Any,  # noqa: ANN401
    sent: VisitIn,
    kept: bytes,
    now: datetime,
) -> tuple[KeptLink, str | None]:
    """The link, once its passcode is right, and a new hash where it needs one.

    NotThere, PasscodeNeeded, CodeRefused, TooMany.
    """
    taken: tuple[KeptLink | None, bool] = await state.database.write(
        lambda tx: _take_try(tx, sent, kept, now)
    )
    link, may_try = taken
    if link is None:
        raise _told(NotThere(), now, Outcome.WRONG, None)
    if link.passcode_hash is None:
        return link, None
    if sent.passcode is None:
        raise _told(PasscodeNeeded(), now, Outcome.CODE_NEEDED, link)
    if not may_try:
        raise _told(CodeRefused(), now, Outcome.THROTTLED, link)
    is_right = await state.passwords.matches(sent.passcode, link.passcode_hash)
    renewed: str | None = await state.passwords.renewed(sent.passcode, link.passcode_hash)
    if not is_right:
        raise _told(CodeRefused(), now, Outcome.WRONG, link)
    return link, renewed


def _told(fault: DiaryError, now: datetime, outcome: Outcome, link: KeptLink | None) -> DiaryError:
    """The refusal, after a line of it in the log."""
    traces.trace(now, What.OPEN_VISIT_LINK, outcome, link=link.link_id if link else None)
    return fault


def _take_try(tx: Transaction, sent: VisitIn, kept: bytes, now: datetime) -> tuple[KeptLink | None, bool]:
    """The link, and whether its passcode may be looked at; None where none is open. TooMany."""
    link = visit_links.find_open_link(tx, kept, now)
    if link is None:
        return None, False
    tries = link.passcode_hash is not None and sent.passcode is not None
    return link, not tries or visit_links.take_try(tx, link, now)


def _open(tx: Transaction, kept: bytes, opening: Opening, renewed: str | None) -> Visitor:
    """Write the opening down, where the patient sees it. NotThere when the link ended meanwhile."""
    link = visit_links.find_open_link(tx, kept, opening.opened_at)
    if link is None:
        raise NotThere
    if link.passcode_hash is not None:
        visit_links.give_back_try(tx, link)
    if renewed:
        visit_links.renew_hash(tx, link, renewed)
    visit_links.note_opening(tx, opening)
    by, through = opening.opening_id, opening.link_id
    reader, what = Reader.VISITOR, Action.OPEN_LINK
    note_look(tx, Look(opening.diary_id, opening.opened_at, reader, by, through, what, True))
    visitor = visit_links.visitor(tx, opening.token_hash)
    assert visitor is not None
    return visitor
