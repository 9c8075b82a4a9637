"""Files as spreadsheets and scripts write them, and what is said of those that cannot be read."""

import pytest

from app.errors import BadFile
from app.interop.csv_files import Table, quoted, read_table

KNOWN = ("patient", "day", "headache", "note")
PLAIN = "day,headache,note\n2026-01-05,yes,rain\n"


def read(data: bytes | str) -> Table:
    return read_table(data if isinstance(data, bytes) else data.encode(), KNOWN, ("day", "headache"))


def refused(data: bytes | str) -> list[str]:
    with pytest.raises(BadFile) as error:
        read(data)
    return [str(fault) for fault in error.value.lines]


def faults(data: bytes | str) -> list[str]:
    return [str(fault) for fault in read(data).faults]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
        b"\n\n" + PLAIN.encode() + b"\n,,\n  \n",
        PLAIN.rstrip("\n").encode(),
        b'"day", "headache" ,"note"\n2026-01-05 , yes,"rain "'.replace(b'" ,', b'",'),
        b" Day ,HEADACHE,Note\n2026-01-05,yes,rain\n",
    ],
)
def test_a_row_reads_the_same_whatever_program_wrote_it(data: bytes) -> None:
    table = read(data)
    assert [row.cells for row in table.rows] == [{"day": "2026-01-05", "headache": "yes", "note": "rain"}]
    assert (table.faults, table.notices) == ([], [])


def test_columns_may_stand_in_any_order() -> None:
    assert read("headache,day\nyes,2026-01-05\n").rows[0].cells == {"day": "2026-01-05", "headache": "yes"}


def test_columns_that_no_diary_knows_are_left_out_with_a_notice() -> None:
    table = read("day,mood,headache,\n2026-01-05,low,yes,\n")
    assert table.notices == ["columns not read: 'mood', ''"]
    assert table.rows[0].cells == {"day": "2026-01-05", "headache": "yes"}


def test_a_quoted_note_may_hold_commas_quotation_marks_and_lines() -> None:
    table = read('day,headache,note\n2026-01-05,yes,"rain, ""heavy""\nand wind"\n2026-01-06,no,\n')
    assert table.rows[0].cells["note"] == 'rain, "heavy"\nand wind'
    assert table.rows[1].line == 4


def test_a_header_without_days_is_a_diary_without_days() -> None:
    assert read("day,headache\n").rows == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refused(data) == ["the file is empty; its first line must name the columns"]


def test_a_file_without_a_header_is_refused_with_what_stands_there() -> None:
    assert refused("2026-01-05,yes\n")[0] == (
        "line 1: the column day is required; the header has '2026-01-05', 'yes'; "
        "the first line must name the columns"
    )


def test_a_missing_column_is_named() -> None:
    assert refused("day,pain\n") == ["line 1: the column headache is required; the header has 'day', 'pain'"]


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert refused("day,headache,Headache\n") == ["line 1: the column headache is there twice"]


def test_a_spreadsheet_is_refused_with_the_remedy() -> None:
    assert refused(b"PK\x03\x04...") == [
        "this is a spreadsheet or zip file, not CSV; save it as CSV in UTF-8"
    ]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-be"])
def test_other_encodings_are_refused_with_the_remedy(encoding: str) -> None:
    assert refused(PLAIN.encode("utf-32")) == ["the file is in UTF-32; save it as CSV in UTF-8"]
    assert refused(PLAIN.encode(encoding))


def test_a_cut_off_utf_16_file_names_the_byte() -> None:
    assert refused(PLAIN.encode("utf-16")[:-1])[0].startswith("line 2: byte 77 of the file is not UTF-16")


def test_every_line_that_is_not_utf_8_is_named_with_its_byte() -> None:
    latin = "day,headache,note\n2026-01-05,yes,café\n2026-01-06,no,\n2026-01-07,no,été\n".encode("latin-1")
    assert faults(latin) == [
        "line 2: byte 19 of the line (0xE9) is not UTF-8; save it as CSV in UTF-8",
        "line 4: byte 15 of the line (0xE9) is not UTF-8; save it as CSV in UTF-8",
    ]


def test_a_header_that_is_not_utf_8_is_refused() -> None:
    assert refused(b"day,headache,\xe9t\xe9\n")[0].startswith("line 1: byte 14")


def test_a_zero_byte_is_named() -> None:
    assert faults(b"day,headache\n2026-01-05,y\x00s\n") == [
        "line 2: byte 13 of the line (0x00) is a zero byte; save it as CSV in UTF-8"
    ]


def test_an_unquoted_comma_is_named_with_the_remedy() -> None:
    assert faults("day,headache,note\n2026-01-05,yes,rain, wind\n2026-01-06,no,\n") == [
        "line 2: 4 values where the header names 3 columns; a value that holds a ',' must stand in "
        "quotation marks"
    ]


def test_a_half_written_last_line_is_named_as_such() -> None:
    assert faults("day,headache\n2026-01-05,yes\n2026-01") == [
        "line 3: the file may have been cut off here: 1 value where the header names 2 columns"
    ]


def test_a_quotation_mark_never_closed_costs_its_own_line_alone() -> None:
    table = read('day,headache,note\n2026-01-05,yes,"rain\n2026-01-06,no,\n2026-01-07,yes,\n')
    assert [row.line for row in table.rows] == [3, 4]
    assert [str(fault) for fault in table.faults] == [
        "line 2: a quotation mark is opened and not closed before the end of the file "
        "(a quotation mark reaches to line 4)"
    ]


def test_text_after_a_closing_quotation_mark_is_named() -> None:
    assert faults('day,headache,note\n2026-01-05,"yes"!,\n') == [
        "line 2: text follows a closing quotation mark; inside quotation marks they are doubled"
    ]


def test_a_very_long_value_is_named_and_the_rest_is_read() -> None:
    table = read("day,headache,note\n2026-01-05,yes," + "x" * 1_000_000 + "\n2026-01-06,no,\n")
    assert [str(fault) for fault in table.faults] == ["line 2: a value is longer than 131,072 characters"]
    assert [row.line for row in table.rows] == [3]


def test_a_single_line_of_ten_megabytes_is_refused() -> None:
    assert refused(b"day,headache" + b",x" * 5_000_000) == [
        "line 1: the header names 5000002 columns, more than 1000"
    ]


def test_a_value_in_a_message_cannot_act_on_a_terminal() -> None:
    assert quoted("\x1b[31m" + "x" * 100) == "'\\x1b[31m" + "x" * 32 + "...'"
