"""What this product itself makes guessable: its examples, and the words that it shows to everybody."""

import json
from collections.abc import Iterable
from functools import cache
from math import inf

from app.interop.words import MESSAGES
from app.rules.names import letters_of

EXAMPLES = (
    "four walnuts under a blue hat",
    "eighteen grey geese fly",
    "several words that do not belong together",
    "several words are easiest to keep",
    "correct horse battery staple",
)
"""Passwords that the documents show, or that are known as an example everywhere."""

_OURS = """
    headache headaches diary password passcode migraine attack calendar trends injections injection botox
    botulinum toxin onabotulinumtoxina clinic clinician patient doctor account user username name sign
    recovery code passkey today yesterday severe moderate mild none free relief medicine medication triptan
    sumatriptan ibuprofen aspirin ada lovelace grace welcome secret login pain brain hospital report
    kopfschmerz kopfschmerzen tagebuch kopfschmerztagebuch passwort kennwort migrane kalender injektion
    klinik praxis arzt arztin konto anmelden heute gestern stark mittel leicht medikament willkommen geheim
"""
_OF_NO_WEIGHT = """
    a an and at by dr for here i in is it mg my of on our the this to with you your
    am bei das dein der die ein eine fur hier ich im ist mein meine mit und von
"""
_FEW = 4  # words of ours: fewer than 10^8 ways
_LONGEST_WORD = 24
_SHORTEST_RUN = 8  # letters: what is shorter says little


def is_of_our_words(password: str, known: Iterable[str] = ()) -> bool:
    """Whether it is a piece of a text that everybody is shown, or a few of our words and the known ones.

    Digits and signs are left out; backwards is no better.
    """
    letters = _squeezed(password)
    if len(letters) < _SHORTEST_RUN:
        return False
    if letters in _shown() or letters[::-1] in _shown():
        return True
    names = [name for one in known for name in letters_of(one).split()]
    return _words_in(letters, {*_OURS.split(), *map(_squeezed, names)} - {""}) <= _FEW


def own_words() -> list[str]:
    """Words and examples for a judge of passwords, which finds them joined, turned round and disguised."""
    return [*EXAMPLES, *map(_squeezed, EXAMPLES), *_OURS.split()]


def _words_in(letters: str, words: set[str]) -> float:
    """Of how many of these words it is put together, those of no weight not counted; infinity for none."""
    light = set(_OF_NO_WEIGHT.split())
    fewest = [0.0] + [inf] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            piece = letters[start:end]
            costs = 1 if piece in words else 0 if piece in light else inf
            fewest[end] = min(fewest[end], fewest[start] + costs)
    return fewest[-1]


@cache
def _shown() -> str:
    """Every text of every language, and the examples, as letters alone; a line apart from the next."""
    files = [json.loads(file.read_text("utf-8")) for file in sorted(MESSAGES.glob("*.json"))]
    return "\n".join(map(_squeezed, [*EXAMPLES, *_texts(files)]))


def _texts(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    return [text for one in parts for text in _texts(one)]


def _squeezed(text: str) -> str:
    return "".join(letter for letter in letters_of(text) if letter.isalpha())
