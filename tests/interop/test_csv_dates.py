"""Days as files write them: the order of day and month comes from the whole file or is not guessed."""

from datetime import date

import pytest

from app.interop.csv_dates import days_of_column, one_day


def read(*texts: str) -> tuple[list[date], list[str]]:
    days, faults = days_of_column(dict(enumerate(texts, 2)), "day")
    return list(days.values()), [str(fault) for fault in faults]


def test_days_are_read_as_the_standard_writes_them() -> None:
    assert read("2026-01-05", "2024-02-29") == ([date(2026, 1, 5), date(2024, 2, 29)], [])


def test_one_day_past_the_twelfth_tells_the_order_of_the_whole_file() -> None:
    assert read("03/04/2026", "13/04/2026") == ([date(2026, 4, 3), date(2026, 4, 13)], [])
    assert read("03/04/2026", "04/13/2026") == ([date(2026, 3, 4), date(2026, 4, 13)], [])


def test_days_with_dots_begin_with_the_day() -> None:
    assert read("3.4.2026") == ([date(2026, 4, 3)], [])


def test_an_order_that_no_line_tells_is_not_guessed() -> None:
    days, (fault,) = read("03/04/2026", "05/05/2026")
    assert days == [date(2026, 5, 5)]
    assert fault.startswith(
        "line 2: day: '03/04/2026' may be dd/MM/yyyy or MM/dd/yyyy and no line tells which"
    )


def test_two_orders_in_one_file_name_both_lines() -> None:
    _, (months_first,) = read("13/04/2026", "14/04/2026", "04/15/2026")
    assert months_first.startswith(
        "line 4: day: '04/15/2026' is written MM/dd/yyyy, but line 2 is dd/MM/yyyy"
    )
    _, (days_first,) = read("2026-04-13", "14/04/2026")
    assert days_first.startswith("line 3: day: '14/04/2026' is written dd/MM/yyyy, but line 2 is YYYY-MM-DD")


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2025-02-29", "0000-01-01", "31/04/2026"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    assert read(text)[1] == [f"line 2: day: '{text}' is not a day of the calendar"]


def test_a_day_before_1900_is_refused() -> None:
    assert read("1899-12-31", "1900-01-01") == (
        [date(1900, 1, 1)],
        ["line 2: day: '1899-12-31' lies before 1900-01-01"],
    )


@pytest.mark.parametrize(
    "text", ["today", "2026-1-5", "20260105", "2026-01-05 08:00", "46027", "5/1/26", "٢٠٢٦-٠١-٠٥"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert read(text)[1] == [f"line 2: day: '{text}'; a day is required, written YYYY-MM-DD"]


def test_an_empty_day_is_refused() -> None:
    assert read("")[1] == ["line 2: day: empty; a day is required, written YYYY-MM-DD"]


def test_a_single_day_is_read_in_the_standard_form_alone() -> None:
    assert one_day("2026-01-05") == date(2026, 1, 5)
    with pytest.raises(ValueError, match="is not a day written YYYY-MM-DD"):
        one_day("05/01/2026")
