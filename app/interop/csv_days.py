"""Diaries from CSV: one row a day, of one person or of several."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from app.errors import BadFile, LineFault
from app.interop.csv_cells import CELLS
from app.interop.csv_dates import days_of_column
from app.interop.csv_files import Row, Table, quoted, read_table
from app.rules.entry import Entry, entry_faults

Patient: TypeAlias = str | None
"""Who a row belongs to, as the file writes it; None in a file without the column."""


@dataclass(frozen=True, slots=True)
class DaysFile:
    """What a file of days says: entries by day per patient, in file order, and notices for people.

    Without the column `patient` there is one patient, None, even when no day follows the header.
    """

    has_patients: bool
    entries: dict[Patient, dict[date, Entry]]
    notices: list[str] = field(default_factory=list)


def read_days(data: bytes) -> DaysFile:
    """Read a file of days; BadFile names every faulty line, and then nothing is taken.

    A day that a patient has twice is taken from the later row, with a notice.
    """
    table = read_table(data, ("patient", "day", *CELLS), ("day", "headache"))
    days, faults = days_of_column({row.line: row.cells["day"] for row in table.rows}, "day")
    entries = {row.line: _entry(row, faults) for row in table.rows}
    patients = patients_of(table, faults)
    refuse(table, faults)
    has_patients = "patient" in table.columns
    answer = DaysFile(has_patients, {} if has_patients else {None: {}}, table.notices)
    first_lines: dict[tuple[Patient, date], int] = {}
    for line, entry in entries.items():
        patient, day = patients[line], days[line]
        if entry is not None:
            answer.entries.setdefault(patient, {})[day] = entry
        if (patient, day) in first_lines:
            answer.notices.append(_given_twice(patient, day, first_lines[patient, day], line))
        first_lines[patient, day] = line
    return answer


def patients_of(table: Table, faults: list[LineFault]) -> dict[int, Patient]:
    """Who each line belongs to; an empty cell is a fault. None everywhere in a file without the column."""
    patients = {row.line: row.cells.get("patient") for row in table.rows}
    faults += [LineFault(line, "patient", "empty") for line, patient in patients.items() if patient == ""]
    return patients


def refuse(table: Table, faults: list[LineFault]) -> None:
    """Raise BadFile with the table's faults and these, by line; nothing happens without any."""
    found = sorted([*table.faults, *faults], key=lambda fault: fault.line or 0)
    if found:
        raise BadFile(found)


def _entry(row: Row, faults: list[LineFault]) -> Entry | None:
    """The row's entry; None when it has faults, which are added."""
    values: dict[str, object] = {}
    found: list[LineFault] = []
    for name, read in CELLS.items():
        try:
            if name in row.cells:
                values[name] = read(row.cells[name])
        except ValueError as error:
            found.append(LineFault(row.line, name, str(error)))
    if not found:
        entry = Entry(**values)  # type: ignore[arg-type]  # each cell is read as its field's type
        found = [
            LineFault(row.line, fault.field, _said(row, fault.field) + fault.message)
            for fault in entry_faults(entry)
        ]
    faults += found
    return None if found else entry


def _said(row: Row, name: str) -> str:
    return f"{quoted(row.cells[name])} " if name in row.cells else ""


def _given_twice(patient: Patient, day: date, earlier: int, later: int) -> str:
    whose = "" if patient is None else f" of patient {quoted(patient)}"
    return f"line {later} replaces line {earlier}: {day}{whose} is given twice; the later row counts"
