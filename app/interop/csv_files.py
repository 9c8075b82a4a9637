"""Tables in CSV files: encoding, separator, header and rows; whatever is wrong is named with its line."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import BadFile, LineFault

if TYPE_CHECKING:
    import _csv

_SEPARATORS = (",", ";", "\t")
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SPOILED = re.compile("[\x00\udc80-\udcff]")
_MOST_COLUMNS = 1000
_READ_AS_TEXT = "save it as CSV in UTF-8"
_CSV_FAULTS = {
    "field larger": "a value is longer than 131,072 characters",
    "unexpected end": "a quotation mark is opened and not closed before the end of the file",
    "expected after": "text follows a closing quotation mark; inside quotation marks they are doubled",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on (the first is 1) and its cells by column, without outer blanks."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's known columns and readable rows, with the faults of the other rows and notices for people."""

    columns: frozenset[str]
    rows: list[Row] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Record:
    """What stands between two record ends: its first and last line, and its cells or its fault."""

    line: int
    last_line: int
    cells: list[str]
    fault: str | None = None


def quoted(value: str) -> str:
    """A value as messages show it: quoted, unprintable characters escaped, at most 40 characters."""
    return repr(value if len(value) <= 40 else value[:37] + "...")


def read_table(data: bytes, known: Sequence[str], required: Sequence[str]) -> Table:
    """Rows of a CSV file under its header, in file order; columns that are not `known` give a notice.

    Raises BadFile when encoding or header leave nothing to read. Faults of single rows are in the answer,
    so that a reader can add its own and name all of them at once. A header alone gives no rows; blank lines
    and rows of empty cells are skipped.
    """
    lines = list(io.StringIO(_text(data), newline=""))
    spoiled = _spoiled_lines(lines)
    separator, records = _records_from_header(lines, known)
    header = next(records, None)
    if header is None:
        raise BadFile([LineFault(None, None, "the file is empty; its first line must name the columns")])
    names = _column_names(header, spoiled, known, required)
    table = Table(frozenset(names) & frozenset(known), notices=_unread(names, known))
    for record in records:
        _add(table, record, names, _fault(record, names, separator, spoiled))
    _name_a_half_line(table, lines)
    return table


def _text(data: bytes) -> str:
    """The file as text; bytes that are no UTF-8 stay as surrogates, so that their lines can be named."""
    if data.startswith(b"PK\x03\x04"):
        raise _unreadable(None, "this is a spreadsheet or zip file, not CSV")
    if data.startswith(_UTF_32):
        raise _unreadable(None, "the file is in UTF-32")
    encoding = _utf_16(data)
    if encoding is None:
        return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise _unreadable(line, f"byte {error.start + 1} of the file is not UTF-16") from None


def _unreadable(line: int | None, reason: str) -> BadFile:
    return BadFile([LineFault(line, None, f"{reason}; {_READ_AS_TEXT}")])


def _utf_16(data: bytes) -> str | None:
    """The kind of UTF-16, by its mark or by a zero in every other byte; None for anything else."""
    if data.startswith(_UTF_16):
        return "utf-16"
    start = data[:64]
    if len(start) < 4 or len(data) % 2:
        return None
    if not any(start[1::2]) and all(start[0::2]):
        return "utf-16-le"
    return "utf-16-be" if not any(start[0::2]) and all(start[1::2]) else None


def _spoiled_lines(lines: Sequence[str]) -> dict[int, str]:
    """Line -> what is wrong, for lines with bytes that are no UTF-8 or with zero bytes."""
    found = ((number, line, _SPOILED.search(line)) for number, line in enumerate(lines, 1))
    return {number: _spoiled(line, spoiled.start()) for number, line, spoiled in found if spoiled}


def _spoiled(line: str, at: int) -> str:
    before = len(line[:at].encode("utf-8", "surrogateescape"))
    byte = line[at].encode("utf-8", "surrogateescape")[0]
    reason = "is a zero byte" if byte == 0 else "is not UTF-8"
    return f"byte {before + 1} of the line (0x{byte:02X}) {reason}; {_READ_AS_TEXT}"


def _records_from_header(lines: Sequence[str], known: Sequence[str]) -> tuple[str, Iterator[_Record]]:
    """The separator under which the header names most known columns, and the records from the header on."""
    named = re.fullmatch(r"sep=([,;\t])\s*", lines[0]) if lines else None
    separators = (named[1],) if named else _SEPARATORS
    start = 1 if named else 0
    heads = {separator: next(_records(lines, separator, start), None) for separator in separators}

    def found(separator: str) -> int:
        head = heads[separator]
        return len({_normal(cell) for cell in head.cells[:_MOST_COLUMNS]} & set(known)) if head else 0

    best = max(separators, key=found)
    return best, _records(lines, best, start)


def _records(lines: Sequence[str], separator: str, start: int) -> Iterator[_Record]:
    """The records after line `start` that are not blank; after a faulty one, on from its second line.

    So a quotation mark that is never closed costs its own line and hides no other.
    """
    reader = _reader(lines, separator, start)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Record(line, line, [], _csv_fault(str(error), line, start + reader.line_num))
            start, reader = line, _reader(lines, separator, line)
            continue
        if any(cell.strip() for cell in cells):
            yield _Record(line, start + reader.line_num, cells)


def _reader(lines: Sequence[str], separator: str, start: int) -> "_csv.Reader":
    rest = map(lines.__getitem__, range(start, len(lines)))
    return csv.reader(rest, delimiter=separator, strict=True, skipinitialspace=True)


def _csv_fault(message: str, line: int, last_line: int) -> str:
    reason = next((ours for theirs, ours in _CSV_FAULTS.items() if theirs in message), message)
    return reason if line == last_line else f"{reason} (a quotation mark reaches to line {last_line})"


def _normal(name: str) -> str:
    return re.sub(r"[\s\-_]+", "_", name.replace("\ufeff", "").strip().casefold())


def _column_names(
    header: _Record, spoiled: dict[int, str], known: Sequence[str], required: Sequence[str]
) -> list[str]:
    """Each column's name in lower case with `_` for blanks; BadFile when the header cannot serve."""
    broken = spoiled.get(header.line) or header.fault or _too_wide(header)
    if broken:
        raise BadFile([LineFault(header.line, None, broken)])
    names = [_normal(cell) for cell in header.cells]
    faults = [f"the column {name} is there twice" for name in known if names.count(name) > 1]
    faults += [_missing(name, header.cells) for name in required if name not in names]
    if faults:
        raise BadFile([LineFault(header.line, None, fault) for fault in faults])
    return names


def _too_wide(header: _Record) -> str | None:
    count = len(header.cells)
    return f"the header names {count} columns, more than {_MOST_COLUMNS}" if count > _MOST_COLUMNS else None


def _missing(name: str, cells: list[str]) -> str:
    looks_like_data = any(re.search(r"\d[-/.]\d", cell) for cell in cells)
    hint = "; the first line must name the columns" if looks_like_data else ""
    return f"the column {name} is required; the header has {_listed(cells)}{hint}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(quoted(name.strip()) for name in names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown


def _unread(names: list[str], known: Sequence[str]) -> list[str]:
    extra = [name for name in names if name not in known]
    return [f"columns not read: {_listed(extra)}"] if extra else []


def _fault(record: _Record, names: list[str], separator: str, spoiled: dict[int, str]) -> str | None:
    if spoiled:
        for line in range(record.line, record.last_line + 1):
            if line in spoiled:
                return spoiled[line]
    if record.fault or len(record.cells) == len(names):
        return record.fault
    return _wrong_count(len(record.cells), len(names), separator)


def _wrong_count(values: int, columns: int, separator: str) -> str:
    counted = f"{values} value{'' if values == 1 else 's'} where the header names {columns} columns"
    shown = "tab" if separator == "\t" else repr(separator)
    remedy = f"; a value that holds a {shown} must stand in quotation marks"
    return counted + remedy if values > columns else counted


def _add(table: Table, record: _Record, names: list[str], fault: str | None) -> None:
    if fault:
        table.faults.append(LineFault(record.line, None, fault))
        return
    cells = zip(names, record.cells, strict=True)
    table.rows.append(Row(record.line, {name: cell.strip() for name, cell in cells if name in table.columns}))


def _name_a_half_line(table: Table, lines: Sequence[str]) -> None:
    """Say of a faulty last line without a line end that the file stops there."""
    fault = table.faults[-1] if table.faults else None
    if fault and fault.line == len(lines) and not lines[-1].endswith(("\n", "\r")):
        table.faults[-1] = LineFault(
            fault.line, None, f"the file may have been cut off here: {fault.message}"
        )
