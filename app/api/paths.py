"""Days and months in addresses and queries."""

import re
from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from app.api.schemas.fields import day_of
from app.errors import BadInput, FieldFault
from app.rules.periods import Month

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def month_of(text: object) -> str:
    """A month as YYYY-MM, from 1900 on. ValueError says what is wrong."""
    parts = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if not parts or not 1 <= int(parts[2]) <= 12 or int(parts[1]) < 1900:
        raise ValueError("a month is written YYYY-MM, from 1900-01 on")
    return str(text)


DayInQuery = Annotated[date, BeforeValidator(day_of)]
DayInPath = Annotated[
    date, BeforeValidator(day_of), Path(description="A calendar day of the patient.", examples=["2026-02-02"])
]
MonthInQuery = Annotated[
    str,
    AfterValidator(month_of),
    WithJsonSchema({"type": "string", "pattern": "^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])$"}),
]


def as_month(text: str | None) -> Month | None:
    """The month of a checked text, None for none."""
    return None if text is None else Month(int(text[:4]), int(text[5:]))


def in_order(first: date | str | None, last: date | str | None) -> None:
    """BadInput when a span is the wrong way round."""
    if first is not None and last is not None and str(first) > str(last):
        raise BadInput(faults=[FieldFault("from", f"{first} is after {last}")])
