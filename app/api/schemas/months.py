"""Counts and calendar months on the wire."""

from typing import Annotated, Any

from pydantic import Field

from app.api.schemas.fields import Answered, example
from app.rules.calendar_months import Range
from app.rules.counting import Sufficiency
from app.rules.measures import Measure
from app.rules.medication_overuse import OveruseLevel

Figure = Annotated[float | None, Field(description="Rounded to one decimal, halves away from zero.")]
HEADACHE: dict[str, Any] = {
    "count": 13,
    "at_most": 14,
    "known": 30,
    "sufficiency": "valid",
    "per_28": 12.1,
    "per_28_at_least": 11.7,
    "per_28_at_most": 12.6,
}
MONTH = {
    "month": "2026-03",
    "in_progress": False,
    "days": 31,
    "logged_days": 30,
    "range": "episodic",
    "measures": {"headache": HEADACHE},
    "medication_overuse": [
        {"drug_class": "triptan", "days": 11, "limit": 10, "level": "reached", "sustained": False}
    ],
}


class MeasureOut(Answered):
    """Counts of one measure in a period, and its rate per 28 days; null where the known days are too few."""

    model_config = example(HEADACHE)
    count: Annotated[int | None, Field(description="Days that are known to count.")]
    at_most: Annotated[int | None, Field(description="The same and the unknown days.")]
    known: Annotated[int | None, Field(description="Days that are known to count, or not to.")]
    sufficiency: Sufficiency
    per_28: Figure
    per_28_at_least: Figure
    per_28_at_most: Figure


Measures = Annotated[
    dict[Measure, MeasureOut], Field(description="All thirteen measures by name; the examples show some.")
]


class OveruseOut(Answered):
    """Days with a class of acute medication in a month, against its ICHD-3 limit."""

    drug_class: Annotated[str, Field(description="A drug class, or `multiple`.")]
    days: int
    limit: int
    level: OveruseLevel
    sustained: Annotated[bool, Field(description="Reached in the two months before as well.")]


class MonthOut(Answered):
    """A calendar month."""

    model_config = example(MONTH)
    month: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")]
    in_progress: bool
    days: Annotated[int, Field(description="Of the running month: those up to `as_of`.")]
    logged_days: int
    range: Annotated[Range | None, Field(description="Null in a running month that is not yet chronic.")]
    measures: Measures
    medication_overuse: list[OveruseOut]


class MonthsOut(Answered):
    """Calendar months in order."""

    model_config = example({"months": [MONTH]})
    months: list[MonthOut]
