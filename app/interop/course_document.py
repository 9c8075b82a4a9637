"""The course of a treatment as programs read it: what charts, tables and the printed page are drawn from."""

from collections.abc import Iterable
from typing import Any

from app.interop.report_document import counts_document, rounded
from app.rules.circumstances import Circumstance, Touched
from app.rules.counted_days import RELIEFS
from app.rules.counting import Ratio
from app.rules.course import INTENSITIES, Block, Course, HeadacheHours, MedicineMonth
from app.rules.diary import Asked
from app.rules.entry import DrugClass
from app.rules.measures import Measure
from app.rules.medication_overuse import LIMIT_DAYS
from app.rules.treatment_report import TreatmentReport

Document = dict[str, Any]
_INTENSITIES = [one.value if one else "not_said" for one in INTENSITIES]
_RELIEFS = [one.value if one else "not_said" for one in RELIEFS]


def course_document(course: Course, report: TreatmentReport) -> Document:
    """The course: blocks, medicine days by class, and how complete the diary is."""
    asked = report.asked
    return {
        "blocks": [_block(one, asked) for one in course.blocks],
        "medicine_classes": [
            {"drug_class": one.value, "limit": LIMIT_DAYS.get(one)} for one in course.classes
        ],
        "medicine_months": [_medicine(one, course.classes) for one in course.medicine],
        "baseline_relief": _baseline_relief(report),
        "first_day": course.first_day and course.first_day.isoformat(),
        "days": (asked.as_of - course.first_day).days + 1 if course.first_day else 0,
        "logged_days": course.logged_days,
        "hours_before": course.hours_before and _hours(course.hours_before),
        "hours_after": {str(number): _hours(hours) for number, hours in course.hours_after.items()},
    }


def circumstances_document(known: Iterable[Circumstance]) -> list[Document]:
    """Preventives and life events, by their first day."""
    return [
        {
            "circumstance_id": one.circumstance_id,
            "kind": one.kind.value,
            "name": one.name,
            "dose": one.dose,
            "began_on": one.began_on.isoformat(),
            "ended_on": one.ended_on and one.ended_on.isoformat(),
            "entered_by": one.entered_by,
        }
        for one in sorted(known, key=lambda one: (one.began_on, one.name))
    ]


def touched_document(found: Iterable[Touched]) -> list[Document]:
    """What began inside a compared period."""
    return [
        {
            "round_number": one.round_number,
            "circumstance_id": one.circumstance.circumstance_id,
            "name": one.circumstance.name,
            "began_on": one.circumstance.began_on.isoformat(),
            "in_baseline": one.in_baseline,
        }
        for one in found
    ]


def _block(block: Block, asked: Asked) -> Document:
    counts = block.counts
    return {
        "name": block.name.value,
        "round_number": block.round_number,
        "start": block.period.start.isoformat(),
        "end": block.period.end.isoformat(),
        "days": counts.days,
        "logged_days": counts.logged_days,
        "in_progress": block.in_progress,
        "cut": block.cut,
        **counts_document(counts.of(asked.headline)),
        "intensity": dict(zip(_INTENSITIES, block.intensity, strict=True)),
    }


def _medicine(month: MedicineMonth, classes: tuple[DrugClass, ...]) -> Document:
    levels = {one.drug_class: one.level.value for one in month.month.medication_overuse}
    return {
        "month": str(month.month.month),
        "in_progress": month.month.in_progress,
        "days": month.month.counts.days,
        "logged_days": month.month.counts.logged_days,
        "unsaid_days": month.unsaid,
        "any": counts_document(month.month.counts.of(Measure.ACUTE_MEDICATION))["count"],
        "classes": [
            {"drug_class": one.value, "count": month.days.get(one, 0), "level": levels.get(one.value)}
            for one in classes
        ],
        "multiple": levels.get("multiple"),
    }


def _hours(hours: HeadacheHours) -> Document:
    return {
        "hours": rounded(Ratio(hours.minutes, 60)),
        "said_days": hours.said,
        "headache_days": hours.headache_days,
    }


def _baseline_relief(report: TreatmentReport) -> Document | None:
    counts = report.baseline.counts
    return dict(zip(_RELIEFS, counts.relief, strict=True)) if counts else None
