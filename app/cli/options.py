"""Values of options: each reads one, or says what is allowed."""

import re
from datetime import date
from decimal import Decimal

import typer

from app.interop.csv_dates import one_day

LATEST_AS_OF = date(2999, 12, 31)


def a_day(text: str) -> date:
    """A day from 1900 on, written YYYY-MM-DD."""
    try:
        return one_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def an_as_of(text: str) -> date:
    """A day from 1900 to 2999, written YYYY-MM-DD."""
    day = a_day(text)
    if day > LATEST_AS_OF:
        raise typer.BadParameter(f"{text!r} lies after {LATEST_AS_OF}")
    return day


def headache_days(text: str) -> Decimal:
    """Days of a 30-day month, 0 to 30, exact: 22.5 or 22,5."""
    if not re.fullmatch(r"[0-9]{1,2}([.,][0-9]{1,9})?", text) or Decimal(text.replace(",", ".")) > 30:
        raise typer.BadParameter(f"{text!r} is not a number of days from 0 to 30")
    return Decimal(text.replace(",", "."))
