"""Reports on standard output, in the format asked for."""

import io
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import typer

from app.cli.report_input import Diaries, notice
from app.interop.report_document import months_document, report_document
from app.rules.calendar_months import calendar_months
from app.rules.diary import Asked
from app.rules.treatment_report import treatment_report

_MANY_PATIENTS = 50
_TEXT_WIDTH = 100

Document = dict[str, Any]


def write_reports(diaries: Diaries, asked: Asked, form: str) -> None:
    """Write one report a patient, in order; each is calculated as it is written.

    Output that cannot be written ends the command with 1; a reader that has had enough does so quietly.
    """
    try:
        _write_as(form, _documents(diaries, asked))
    except BrokenPipeError:
        raise
    except OSError as error:
        notice(f"standard output: {error.strerror}")
        raise typer.Exit(1) from None


def _write_as(form: str, documents: Iterator[Document]) -> None:
    if form == "text":
        _write_text(documents)
    elif form == "csv":
        _write_csv(documents)
    elif form == "jsonl":
        _write(_json(document) + b"\n" for document in documents)
    else:
        _write([_json(_one_document(list(documents))), b"\n"])


def _documents(diaries: Diaries, asked: Asked) -> Iterator[Document]:
    for patient, diary in _with_progress(diaries):
        yield {
            "patient": patient,
            "months": months_document(calendar_months(diary, asked)),
            "treatment_report": report_document(treatment_report(diary, asked)),
        }


def _one_document(documents: list[Document]) -> Document | list[Document]:
    """All in one: a list with `patient`, or the one object of a file without that column."""
    if len(documents) == 1 and documents[0]["patient"] is None:
        return {key: part for key, part in documents[0].items() if key != "patient"}
    return documents


def _with_progress(diaries: Diaries) -> Iterable[tuple[Any, Any]]:
    if len(diaries) < _MANY_PATIENTS or not sys.stderr.isatty():
        return diaries.items()
    from rich.console import Console
    from rich.progress import track

    return track(diaries.items(), "Patients", console=Console(stderr=True), transient=True)


def _json(document: Document | list[Document]) -> bytes:
    """As JSON; the keys of the measures are text of their own kind, which is written as text."""
    return orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS)


def _write(parts: Iterable[bytes]) -> None:
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.flush()


def _write_csv(documents: Iterable[Document]) -> None:
    from app.interop.report_csv import csv_lines

    _write(line.encode() for line in csv_lines(documents))


def _write_text(documents: Iterable[Document]) -> None:
    from rich.console import Console

    from app.interop.report_text import print_report

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    terminal = sys.stdout.isatty()
    width = None if terminal else _TEXT_WIDTH
    console = Console(
        width=width, force_terminal=terminal, markup=False, emoji=False, highlight=False, soft_wrap=False
    )
    for document in documents:
        print_report(console, document)
