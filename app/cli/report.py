"""`headache-diary report`: months and treatment report of diaries in CSV, without a server."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.options import a_day, an_as_of, headache_days
from app.cli.report_input import Said, diaries_from, nothing_counted_after
from app.rules.diary import Asked, HeadacheDay

_DAYS = (
    "CSV with a header, - for standard input. Required columns: day (YYYY-MM-DD) and headache (yes or no)."
)
_INJECTIONS = "CSV with the column injected_on; with patient too when FILE has that column."
_INJECTED_ON = "One injection, YYYY-MM-DD; repeatable. Counts for every patient reported."
_PATIENT = "Report this patient alone, as the column patient writes it."
_HEADACHE_DAY = "What counts as a headache day: any headache, or at least 4 hours of it."
_AS_OF = "Days and injections after it are ignored. Default: today by this computer's clock and time zone."
_PER_30 = "Headache days in a typical 30-day month before the very first treatment, 0 to 30."
_EARLIER = "Rounds before the first recorded injection."
_FORMAT = "text for people, json and jsonl for programs, csv for spreadsheets: one row a round."


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def report(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    file: Annotated[str, typer.Argument(help=_DAYS, metavar="FILE")],
    injections: Annotated[str | None, typer.Option(help=_INJECTIONS, metavar="FILE")] = None,
    injected_on: Annotated[
        list[date] | None, typer.Option(help=_INJECTED_ON, metavar="DAY", parser=a_day)
    ] = None,
    patient: Annotated[str | None, typer.Option(help=_PATIENT, metavar="ID")] = None,
    headache_day: Annotated[HeadacheDay, typer.Option(help=_HEADACHE_DAY)] = HeadacheDay.ANY,
    as_of: Annotated[date | None, typer.Option(help=_AS_OF, metavar="DAY", parser=an_as_of)] = None,
    headache_days_per_30: Annotated[
        Decimal | None, typer.Option(help=_PER_30, metavar="N", parser=headache_days)
    ] = None,
    earlier_rounds: Annotated[int, typer.Option(help=_EARLIER, min=0, max=60)] = 0,
    format: Annotated[Format, typer.Option(help=_FORMAT)] = Format.TEXT,
) -> None:
    """Calculate months and treatment report of the diaries in FILE; faulty lines are named, then status 2."""
    said = Said(tuple(injected_on or ()), headache_days_per_30, earlier_rounds)
    diaries = diaries_from(file, injections, patient, said)
    asked = Asked(as_of or datetime.now().astimezone().date(), headache_day)
    nothing_counted_after(asked.as_of, diaries)
    from app.cli.report_output import write_reports

    write_reports(diaries, asked, format)
