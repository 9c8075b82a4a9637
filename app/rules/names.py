"""What people, places and things are called: what a name may hold, and which spellings are the same."""

import re
import unicodedata

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that nobody sees and that turn the direction of what stands around them."""

_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_TURNING = re.compile(f"[{TURNING}]")
_CONTROLS = {"Cc", "Zl", "Zp"}  # line ends are among them
_EMPTY_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # they show nothing
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_DROPPED = frozenset("'`\u00b4\u02b9\u02bb\u02bc\u02bd\u0640\u2018\u2019\u201b\u2032\u05f3\uff07")
_PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t"}
    | {"\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643"}  # one letter, typed on two keyboards
)
MOST_WORDS = 6


def name_fault(name: str) -> str | None:
    """What is wrong with the name of a person, a place or a device; None when nothing is."""
    if _breaks_its_line(name):
        return "a name stands on one line, without characters that turn its direction"
    if not any(_is_seen(letter, "LN") for letter in name):
        return "a name needs a letter or a digit that can be seen"
    return None


def label_fault(label: str) -> tuple[str, str] | None:
    """What is wrong with what a thing is called, such as a medicine, and its code; None when nothing is.

    A sign alone is enough for it.
    """
    if label.isascii() and label.isprintable() and label.strip():  # as nearly always: each sign of it is seen
        return None
    if _breaks_its_line(label):
        return "this stands on one line, without characters that turn its direction", "control_characters"
    if not any(_is_seen(letter, "LNPS") for letter in label):
        return "something that can be seen is needed", "too_short"
    return None


def tidied(name: str) -> str:
    """The name without what a name may not hold; "" when nothing is left of it."""
    plain = _TURNING.sub("", name)
    spaced = "".join(" " if unicodedata.category(letter) in _CONTROLS else letter for letter in plain)
    return " ".join(spaced.split())


def isolated(name: str) -> str:
    """The name for a line of plain text: its direction stays inside it. Others are as they were."""
    plain = _TURNING.sub("", name)
    turns = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in plain)
    return f"{_ISOLATE}{plain}{_END}" if turns else plain


def letters_of(name: str) -> str:
    """The words of a name in plain letters: without case, accents, width, apostrophes and punctuation."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return " ".join("".join(map(_plain_letter, folded)).translate(_PLAIN_LETTERS).split())


def search_words(text: str) -> tuple[str, ...]:
    """The words that are searched for, the longest first; a word inside another one says nothing more."""
    words = sorted(set(letters_of(text).split()), key=lambda word: (-len(word), word))
    longest = [word for at, word in enumerate(words) if not any(word in longer for longer in words[:at])]
    return tuple(longest[:MOST_WORDS])


def _breaks_its_line(name: str) -> bool:
    if name.isprintable():  # then there is none of them, as nearly always
        return False
    return bool(_TURNING.search(name)) or any(unicodedata.category(letter) in _CONTROLS for letter in name)


def _is_seen(letter: str, kinds: str) -> bool:
    return unicodedata.category(letter)[0] in kinds and letter not in _EMPTY_LETTERS


def _plain_letter(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in _DROPPED or kind == "Cf" or unicodedata.combining(letter):
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return letter if kind[0] in "LMN" else " "
