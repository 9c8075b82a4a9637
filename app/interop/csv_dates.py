"""Days as files write them: YYYY-MM-DD, or day and month in an order told from the whole file."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.errors import LineFault
from app.interop.csv_files import quoted

EARLIEST_DAY = date(1900, 1, 1)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_OTHER = re.compile(r"(?P<first>[0-9]{1,2})([./-])(?P<second>[0-9]{1,2})\2(?P<year>[0-9]{4})")


class Order(StrEnum):
    """How a file writes its days; `either` may be day or month first."""

    ISO = "YYYY-MM-DD"
    DAY_FIRST = "dd/MM/yyyy"
    MONTH_FIRST = "MM/dd/yyyy"
    EITHER = "dd/MM/yyyy or MM/dd/yyyy"


def one_day(text: str) -> date:
    """A day written YYYY-MM-DD, not before 1900; ValueError says what is allowed."""
    return _day(text, Order.ISO)


def days_of_column(texts: Mapping[int, str], field: str) -> tuple[dict[int, date], list[LineFault]]:
    """The days of a column by their line, and the faults of the lines that have none.

    Day or month first is decided by the file as a whole; where no day decides it, or days decide it
    differently, the lines are named and none is guessed. An empty column gives nothing.
    """
    orders = {line: _order(text) for line, text in texts.items()}
    chosen = _chosen(orders)
    days: dict[int, date] = {}
    faults: list[LineFault] = []
    for line, text in texts.items():
        try:
            days[line] = _day(text, _agreed(line, texts, orders, chosen))
        except ValueError as error:
            faults.append(LineFault(line, field, str(error)))
    return days, faults


def _order(text: str) -> Order | None:
    """The order that the text itself shows; None when it is no day at all."""
    if _ISO.fullmatch(text):
        return Order.ISO
    found = _OTHER.fullmatch(text)
    if not found:
        return None
    if int(found["first"]) > 12 or "." in text:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if int(found["second"]) > 12 else Order.EITHER


def _chosen(orders: Mapping[int, Order | None]) -> int | None:
    """The first line in the order that most lines show for certain; None when none does."""
    certain = [order for order in orders.values() if order not in (None, Order.EITHER)]
    if not certain:
        return None
    most = Counter(certain).most_common(1)[0][0]
    return next(line for line, order in orders.items() if order is most)


def _agreed(
    line: int, texts: Mapping[int, str], orders: Mapping[int, Order | None], chosen: int | None
) -> Order:
    """The order to read a line by; ValueError when the file does not tell or this line differs from it."""
    own, text = orders[line], texts[line]
    if own is None:
        said = quoted(text) if text else "empty"
        raise ValueError(f"{said}; a day is required, written YYYY-MM-DD")
    if chosen is None:
        if _same_both_ways(text):
            return Order.DAY_FIRST
        raise ValueError(f"{quoted(text)} may be {own} and no line tells which; write YYYY-MM-DD")
    order = orders[chosen]
    if order is not None and (own is order or (own is Order.EITHER and order is not Order.ISO)):
        return order
    other = f"line {chosen} is {order}: {quoted(texts[chosen])}"
    raise ValueError(f"{quoted(text)} is written {own}, but {other}; use one order")


def _same_both_ways(text: str) -> bool:
    found = _OTHER.fullmatch(text)
    return found is not None and int(found["first"]) == int(found["second"])


def _day(text: str, order: Order) -> date:
    found = (_ISO if order is Order.ISO else _OTHER).fullmatch(text)
    if found is None:
        raise ValueError(f"{quoted(text)} is not a day written {order}")
    parts = found.groupdict()
    day, month = parts.get("day") or parts["first"], parts.get("month") or parts["second"]
    if order is Order.MONTH_FIRST:
        day, month = month, day
    try:
        answer = date(int(parts["year"]), int(month), int(day))
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a day of the calendar") from None
    if answer < EARLIEST_DAY:
        raise ValueError(f"{quoted(text)} lies before {EARLIEST_DAY}")
    return answer
