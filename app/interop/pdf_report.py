"""The one-page report as a tagged PDF (PDF/UA-1), drawn by Typst from the course document: no HTML.

Typst (typst.app) is given texts and places; what they mean was decided by the rules. A compiled page takes
some hundredths of a second once the fonts are loaded.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from app.interop.page_chart import chart
from app.interop.page_parts import about, lists, sheet, tables
from app.interop.page_words import Document, compared, sentence
from app.interop.words import Words
from app.rules.names import isolated

_TEMPLATE = Path(__file__).with_name("one_page_report.typ")


class Paper(StrEnum):
    """The size of the page."""

    A4 = "a4"
    LETTER = "us-letter"


class Language(StrEnum):
    """The language of its words; a message file each."""

    EN = "en"
    DE = "de"


class Sheet(StrEnum):
    """The whole report, or what a re-authorisation asks for."""

    REPORT = "report"
    REAUTHORISATION = "reauthorisation"


class Printer:
    """Makes pages; the fonts are loaded with the first one and kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._compiler: Any = None
        self._thread = ThreadPoolExecutor(1, "diary-printer")

    async def printed(self, make: Callable[[], bytes]) -> bytes:
        """Make a page beside the requests, one after the other: what waits takes no thread of anybody's."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, make)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown()

    def pdf(self, page: Mapping[str, Any], made_at: datetime) -> bytes:
        """The page as a tagged PDF; PDF/UA-1, unless a name holds letters that no font here has."""
        (pdf,) = self.pages(page, made_at, "pdf")
        return pdf

    def pages(self, page: Mapping[str, Any], made_at: datetime, form: str) -> list[bytes]:
        """Every page in another form, such as svg; a PDF is one file whatever its pages."""
        import typst  # not before somebody prints: it holds 40 MB

        asked = {
            "format": form,
            "sys_inputs": {"page": json.dumps(page, ensure_ascii=False)},
            "timestamp": made_at.astimezone(UTC).replace(microsecond=0),
        }
        with self._lock:
            if self._compiler is None:
                self._compiler = typst.Compiler(_TEMPLATE)
            try:
                made = self._compiler.compile(**asked, pdf_standards=["ua-1"] if form == "pdf" else [])
            except typst.TypstError:  # a name in letters that no font here has: the standard refuses them
                made = self._compiler.compile(**asked, pdf_standards=[])
        return made if isinstance(made, list) else [made]


def page_of(
    course: Document, words: Words, kind: Sheet = Sheet.REPORT, paper: Paper = Paper.A4
) -> dict[str, Any]:
    """What stands on the page, ready to be drawn: one report of one patient as of one day."""
    report = course["treatment_report"]
    one = headline_round(report)
    is_report = kind is Sheet.REPORT
    return {
        "paper": paper.value,
        "language": words.language,
        "title": words.say("pdf_title" if is_report else "pdf_reauthorisation"),
        "name": isolated(course["display_name"]),
        "made": words.say("pdf_made", day=words.day(report["as_of"]), made=words.day(course["today"])),
        "headline": sentence(words, one, report) if one else words.say("course_no_round"),
        "compared": compared(words, one, report) if one else "",
        "sheet": None if is_report else sheet(words, course, one),
        "chart": chart(words, course, paper is Paper.LETTER) if course["course"]["blocks"] else None,
        "tables": tables(words, course, is_report),
        "lists": lists(words, course, is_report),
        "about": about(words, course),
        "footer": f"{words.say('pdf_page')}. {words.say('course_calculated', rules=report['rules_version'])}",
        "signature": None if is_report else words.say("pdf_signature"),
    }


def headline_round(report: Document) -> Document | None:
    """The round that the page speaks of: the last that has ended, else the running one; None without any."""
    ended = [one for one in report["rounds"] if one["status"] == "complete"]
    found: Document | None = (ended or report["rounds"] or [None])[-1]
    return found
