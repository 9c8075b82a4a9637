"""The report as a table for spreadsheets: one row a patient and round, with the headline figures."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.interop.report_words import printable

Document = Mapping[str, Any]

_FORMULA_STARTS = ("=", "+", "-", "@")
_COLUMNS = (
    "patient",
    "round",
    "injected_on",
    "round_end",
    "status",
    "as_of",
    "headache_day",
    "baseline_kind",
    "baseline_start",
    "baseline_end",
    "baseline_logged_days",
    "baseline_per_28",
    "last_28_start",
    "last_28_end",
    "last_28_days",
    "last_28_logged_days",
    "last_28_per_28",
    "percent_reduction",
    "percent_at_least",
    "percent_at_most",
    "change_per_28",
    "not_given",
    "verdict",
    "certain",
    "blocks_reaching_benchmark",
    "blocks_judged",
    "wear_off",
    "rules_version",
)
"""Days are ISO, `*_end` exclusive; `per_28` is days per 28 days; a positive percent reduction is better."""


def csv_lines(documents: Iterable[Document]) -> Iterator[str]:
    """Header and rows as lines of CSV; a patient without a round has one row without round figures.

    Empty = not given or not there. A patient id that a spreadsheet might run as a formula gets a leading '.
    """
    yield _line(_COLUMNS)
    for document in documents:
        report = document["treatment_report"]
        for row in _rows(report):
            cells = {"patient": _plain(document["patient"]), **row}
            yield _line([_cell(cells.get(column)) for column in _COLUMNS])


def _rows(report: Document) -> Iterator[dict[str, object]]:
    known = {name: report[name] for name in ("as_of", "headache_day", "rules_version")}
    known |= _baseline(report)
    if not report["rounds"]:
        yield known
    for one in report["rounds"]:
        yield known | _round(one) | _last_28(one, report["headline_measure"])


def _baseline(report: Document) -> dict[str, object]:
    baseline = report["baseline"]
    headline = baseline["measures"].get(report["headline_measure"], {})
    said = {f"baseline_{name}": baseline[name] for name in ("kind", "start", "end", "logged_days")}
    return said | {"baseline_per_28": headline.get("per_28")}


def _round(one: Document) -> dict[str, object]:
    verdict = one["verdict"]
    return {
        "round": one["number"],
        "injected_on": one["injected_on"],
        "round_end": one["end"],
        "status": one["status"],
        "not_given": verdict["reason"],
        "wear_off": one["wear_off"],
        **{name: verdict[name] for name in _COLUMNS if name in verdict},
    }


def _last_28(one: Document, measure: str) -> dict[str, object]:
    period = one["periods"]["last_28"]
    if period is None:
        return {}
    reduction = period["reductions"][measure]
    said = {f"last_28_{name}": period[name] for name in ("start", "end", "days", "logged_days")}
    return said | {
        "last_28_per_28": period["measures"][measure]["per_28"],
        "percent_reduction": reduction["percent"],
        "percent_at_least": reduction["at_least"],
        "percent_at_most": reduction["at_most"],
        "change_per_28": reduction["change_per_28"],
        "not_given": reduction["not_given"],
    }


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _plain(patient: str | None) -> str:
    """The id as text that no spreadsheet runs and no line end breaks."""
    text = printable(patient or "")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
