"""The course of a treatment: one answer with everything that the patient page and the printed page show."""

from datetime import date, datetime, time
from typing import Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import Depends, Response

from app.api.asking import Asking, Viewing
from app.api.door import DiaryDoor, ToDiary
from app.api.figures import AsOf, Definition, as_of_asked
from app.api.planned import planned_router
from app.api.schemas.course import CourseOut
from app.api.sharing_answers import last_day
from app.api.unchanged import KnownTags, Told, answer, tagged_figures, unless_known
from app.interop.check_facts import check_facts
from app.interop.course_document import circumstances_document, course_document, touched_document
from app.interop.report_document import months_document, report_document
from app.interop.summary_document import summary_document
from app.rules.access import Action
from app.rules.calendar_months import calendar_months
from app.rules.circumstances import touched
from app.rules.counted_days import CountedDays
from app.rules.course import course
from app.rules.diary import Asked, HeadacheDay
from app.rules.summary import summary_of
from app.rules.treatment_report import treatment_report
from app.storage.circumstances import circumstances_of
from app.storage.documents import everything
from app.storage.grants import active_grant, name_of
from app.storage.injections import INJECTIONS
from app.storage.prepared import Transaction
from app.storage.since import last_look, since
from app.storage.summaries import conflicts_of, find_summary
from app.storage.tables import Role
from app.storage.whole_diary import read_diary

Document: TypeAlias = dict[str, Any]
Wish = tuple[date | None, HeadacheDay]
router = planned_router("figures", "/diaries/{diary_id}")
Reading = Annotated[DiaryDoor, Depends(ToDiary(Action.READ_REPORT))]
_OF_A_SESSION = ("product", "lot", "total_units", "sites", "clinic", "objection")


@router.get("/course", responses=tagged_figures(CourseOut))
async def get_course(
    door: Reading, as_of: AsOf = None, headache_day: Definition = HeadacheDay.ANY, known: KnownTags = None
) -> Response:
    """The report with its months, four-week blocks, medicines, circumstances, checks and their inputs."""
    return answer(await door.read(_course_unless_known, (as_of, headache_day), known), lambda found: found)


def visit_course_unless_known(tx: Transaction, viewing: Viewing, asked: Wish, known: str | None) -> Told:
    """The course for a one-visit link, with its tag."""
    state = ("course", *asked, name_of(tx, viewing.diary_id))
    return unless_known(tx, viewing, state, known, lambda: whole_course(tx, viewing, asked))


def _course_unless_known(tx: Transaction, asking: Asking, asked: Wish, known: str | None) -> Told:
    looked_at, grant = _looked_at(tx, asking), _grant(tx, asking)
    state = ("course", *asked, name_of(tx, asking.diary_id), looked_at, grant)

    def found() -> Document:
        return whole_course(tx, asking, asked) | {"grant": grant, "since": _since(tx, asking, looked_at)}

    return unless_known(tx, asking, state, known, found)


def whole_course(tx: Transaction, viewing: Viewing, wish: Wish) -> Document:
    """Everything, calculated on one snapshot. DayInFuture."""
    diary, circumstances = read_diary(tx, viewing.diary_id), circumstances_of(tx, viewing.diary_id)
    as_of, headache_day = wish
    asked = Asked(as_of_asked(diary, viewing, as_of), headache_day)
    counted = CountedDays(diary.entries, asked.as_of)
    report, months = treatment_report(diary, asked, counted), calendar_months(diary, asked, counted=counted)
    kept = find_summary(tx, viewing.diary_id)
    known = [one for one in circumstances if one.began_on <= asked.as_of]
    summed_up = summary_document(summary_of(report, diary, counted))
    return {
        "diary_id": viewing.diary_id,
        "display_name": name_of(tx, viewing.diary_id),
        "today": viewing.today.isoformat(),
        "summary": summed_up | {"conflicts": conflicts_of(tx, viewing.diary_id)},
        "verdict_changed": kept and kept.changed,
        "treatment_report": report_document(report),
        "months": months_document(months),
        "course": course_document(course(diary, report, months, counted), report),
        "circumstances": circumstances_document(known),
        "touched": touched_document(touched(report, known)),
        "check_facts": check_facts(report, months),
        "sessions": _sessions(tx, viewing, asked.as_of),
        "grant": None,
        "since": None,
    }


def _sessions(tx: Transaction, viewing: Viewing, as_of: date) -> list[Document]:
    found = []
    for document in everything(tx, INJECTIONS, viewing.diary_id):
        said = document.values or {}
        if said["injected_on"] <= as_of.isoformat():
            told = {name: said[name] for name in ("injected_on", *_OF_A_SESSION)}
            found.append({"injection_id": document.key, **told, "entered_by": document.entered_by})
    return sorted(found, key=lambda one: str(one["injected_on"]))


def _looked_at(tx: Transaction, asking: Asking) -> datetime | None:
    """When this clinician last looked, on a day before today by their own calendar."""
    if asking.who.role is not Role.CLINICIAN:
        return None
    zone = ZoneInfo(asking.who.time_zone)
    midnight = datetime.combine(asking.now.astimezone(zone).date(), time(), zone)
    return last_look(tx, asking.diary_id, asking.who.account_id, midnight)


def _grant(tx: Transaction, asking: Asking) -> Document | None:
    if asking.who.role is not Role.CLINICIAN:
        return None
    grant = active_grant(tx, asking.diary_id, asking.who.account_id, asking.now)
    if grant is None:
        return None
    return {
        "enter_treatment": grant.scopes.enter_treatment,
        "ends_on": last_day(grant.consent.ends_at, grant.time_zone),
        "ends_soon": grant.ends_soon(asking.now),
    }


def _since(tx: Transaction, asking: Asking, looked_at: datetime | None) -> Document | None:
    if looked_at is None:
        return None
    found = since(tx, asking.diary_id, looked_at)
    return {
        "looked_at": found.looked_at,
        "days_added": found.days_added,
        "days_changed": found.days_changed,
        "sessions": found.sessions,
        "circumstances": found.circumstances,
        "treatment": found.treatment,
    }
