"""Diaries written as CSV, the way a person's spreadsheet or script would write them."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from app.interop.csv_cells import CELLS
from app.rules.entry import Entry


def entries_as_csv(entries: Mapping[Any, Entry], separator: str = ",") -> bytes:
    return days_as_csv({str(day): asdict(entry) for day, entry in entries.items()}, separator)


def days_as_csv(days: Mapping[str, Mapping[str, Any]], separator: str = ",") -> bytes:
    rows = [[day, *(_cell(field, said.get(field)) for field in CELLS)] for day, said in days.items()]
    return table([["day", *CELLS], *rows], separator).encode()


def table(rows: Iterable[Iterable[str]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def _cell(field: str, said: object) -> str:
    match said:
        case None:
            return ""
        case [] | () if field == "acute_medications":
            return "none"
        case bool():
            return "yes" if said else "no"
        case list() | tuple():
            return ";".join(map(_item, said))
    return str(said)


def _item(said: Any) -> str:
    if isinstance(said, str):
        return said
    return ":".join([said["drug_class"], said["name"], str(said["doses"]), said["relief"] or ""])
