"""The exact results as the document that programs read; figures are rounded here and nowhere else."""

from collections.abc import Iterable
from typing import Any

from app.rules.calendar_months import CalendarMonth
from app.rules.treatment_report import TreatmentReport


def months_document(months: Iterable[CalendarMonth]) -> list[dict[str, Any]]:
    """Calendar months as the contract's list of months."""
    raise NotImplementedError


def report_document(report: TreatmentReport) -> dict[str, Any]:
    """Treatment report as the contract's object."""
    raise NotImplementedError
