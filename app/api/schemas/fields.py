"""What a field on the wire may hold: days, text, numbers with one decimal; the two bases of all schemas."""

import re
from datetime import date
from functools import cache
from typing import Annotated, Any
from unicodedata import normalize
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic import StringConstraints as Length
from pydantic_core import PydanticCustomError

from app.errors import FieldFault
from app.rules.names import name_fault

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TEXT_PATTERN = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"  # for readers of the document
_USERNAME = re.compile(r"[^\s\x00-\x1f\x7f]{3,64}")
MOST_TYPED = 1000  # of a password: what is longer is none, and would take long to compose
_NO_ZONES = {"localtime", "Factory", "posixrules"}  # of this machine, or of none


class Sent(BaseModel):
    """A request body."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    def faults(self) -> list[FieldFault]:
        """What the rules refuse beyond the schema; empty when it is sound."""
        return []


class Answered(BaseModel):
    """An answer; nothing but what is listed."""

    model_config = ConfigDict(extra="forbid")


def example(*values: dict[str, Any]) -> ConfigDict:
    """The settings of a schema that shows these examples."""
    return ConfigDict(json_schema_extra={"examples": list(values)})


def day_of(text: object) -> date:
    """A day as YYYY-MM-DD, from 1900 on; nothing else is a day. ValueError says what is wrong."""
    if isinstance(text, date):
        return text
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise PydanticCustomError("not_a_day", "a day is written YYYY-MM-DD")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("not_a_day", "there is no day {day}", {"day": text}) from None
    if day < FIRST_DAY:
        raise PydanticCustomError("before_1900", "days begin with {day}", {"day": str(FIRST_DAY)})
    return day


def _plain(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise PydanticCustomError("control_characters", "text may not hold control characters")
    return text


def _whole_tenths(number: float) -> float:
    if round(number, 1) != number:
        raise PydanticCustomError("decimals", "one decimal at most")
    return number


def _none_when_empty(text: str | None) -> str | None:
    return text or None


def _sound_or_none(name: str | None) -> str | None:
    return None if name is None else sound_name(name)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_ZONES)


def known_zone(name: str) -> str:
    """The name itself. ValueError when it is none of the IANA list."""
    if name not in _zones():
        raise PydanticCustomError("unknown_zone", "not a time zone of the IANA list, such as Europe/Berlin")
    return name


def folded(name: str) -> str:
    """A user name as it is kept: however it is typed, it is the same name."""
    return normalize("NFKC", name).casefold()


def composed(typed: Any) -> Any:  # noqa: ANN401  whatever came, before it is known to be text
    """A password or passcode in composed letters (NFC): keyboards differ in how they type the same letter."""
    return normalize("NFC", typed) if isinstance(typed, str) and len(typed) <= MOST_TYPED else typed


def username_of(name: str) -> str:
    """A user name as it is kept. ValueError says what is wrong."""
    if not _USERNAME.fullmatch(folded(name)):
        raise ValueError("3 to 64 characters without spaces")
    return sound_name(folded(name))


def sound_name(name: str) -> str:
    """The name itself. ValueError when it is none that may be given now; older ones stay as they are."""
    fault = name_fault(name)
    if fault:
        raise ValueError(fault)
    return name


def text(most: int, least: int = 1) -> Any:  # noqa: ANN401  an annotation, made once a field
    """Text of so many characters at most, one at least."""
    said = {"type": "string", "minLength": least, "maxLength": most, "pattern": _TEXT_PATTERN}
    length = Length(min_length=least, max_length=most)
    return Annotated[str, length, AfterValidator(_plain), WithJsonSchema(said)]


def name_of(most: int) -> Any:  # noqa: ANN401  an annotation, made once a field
    """A name that is given now."""
    return Annotated[text(most), AfterValidator(sound_name)]


def optional_name(most: int) -> Any:  # noqa: ANN401  an annotation, made once a field
    """A name that is given now, or null; an empty one says as little."""
    return Annotated[text(most, 0) | None, AfterValidator(_none_when_empty), AfterValidator(_sound_or_none)]


def optional_text(most: int) -> Any:  # noqa: ANN401  an annotation, made once a field
    """Text of so many characters at most, or null; an empty one says as little."""
    return Annotated[text(most, 0) | None, AfterValidator(_none_when_empty)]


def number(value: float | None) -> float | None:
    """A number as it is kept: whole ones without a point, no negative zero; None stays None."""
    return int(value) if value is not None and value == int(value) else value


DayOnWire = Annotated[
    date,
    BeforeValidator(day_of, json_schema_input_type=date),
    PlainSerializer(date.isoformat, return_type=str),
]
Plain = Annotated[str, AfterValidator(_plain)]
Composed = BeforeValidator(composed, json_schema_input_type=str)
Tag = Annotated[str, Length(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(_plain)]
Username = Annotated[str, Length(max_length=200), AfterValidator(username_of)]
Zone = Annotated[str, AfterValidator(known_zone)]
Tenths = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_whole_tenths)]
Revision = Annotated[int, Field(description="As the answer gave it; acts as `If-Match`.")]
