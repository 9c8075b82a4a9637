"""The words that readers of a printed page see: the same message files as the screens'."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from app.rules.names import isolated

_MARKS_OF_SCREENS = {ord(mark): None for mark in "\u2068\u2069"}  # there every name has them
MESSAGES = Path(__file__).resolve().parents[2] / "messages"
NO_BREAK = "\N{NO-BREAK SPACE}"
_SPOKEN = {"en": "en_GB"}  # day before month, as on the screens


class Words:
    """Texts, days and numbers in one language. KeyError for a text that there is not."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _texts(language)
        self._locale = Locale.parse(_SPOKEN.get(language, language))

    def say(self, key: str, **values: object) -> str:
        """A text with its values filled in, in the plural that they ask for; names stay apart."""
        text: Any = self._texts[key]
        if not isinstance(text, str):
            text = self._plural(text[0], values)
        apart = {name: isolated(one) if isinstance(one, str) else one for name, one in values.items()}
        return str(text).translate(_MARKS_OF_SCREENS).format(**apart)

    def day(self, day: str) -> str:
        """16 October 2026."""
        return format_date(date.fromisoformat(day), "d MMMM y", locale=self._locale)

    def short_day(self, day: str) -> str:
        """16 Oct 2026, where there is little room."""
        return format_date(date.fromisoformat(day), "d MMM y", locale=self._locale)

    def month(self, month: str) -> str:
        """October 2026."""
        return format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=self._locale)

    def decimal(self, figure: float) -> str:
        """A figure with one decimal, with a real minus sign."""
        return format_decimal(figure, "0.0", locale=self._locale).replace("-", "−")

    def percent(self, figure: float) -> str:
        """48.0 %."""
        return f"{self.decimal(figure)}{NO_BREAK}%"

    def _plural(self, text: dict[str, Any], values: dict[str, Any]) -> str:
        """The one of a text's forms that its number asks for."""
        (selector,) = text["selectors"]
        declared = next(one for one in text["declarations"] if one.startswith(f"local {selector} "))
        name = declared.partition("=")[2].partition(":")[0].strip()
        form = self._locale.plural_form(values[name])
        return str(text["match"].get(f"{selector}={form}") or text["match"][f"{selector}=other"])


@cache
def _texts(language: str) -> dict[str, Any]:
    texts: dict[str, Any] = json.loads((MESSAGES / f"{language}.json").read_text("utf-8"))
    return texts
