"""Passwords that this product's own words and examples make guessable."""

import json
from pathlib import Path

import pytest

from app.api import passwords
from app.api.own_words import EXAMPLES, is_of_our_words
from app.interop.words import MESSAGES
from tests.api.test_accounts import register
from tests.api.told import refusal
from tests.conftest import Tell
from tests.house.tree import texts
from tests.served import Served

GUESSABLE = (
    *EXAMPLES,
    "Four-Walnuts-Under-A-Blue-Hat-1",
    "fourwalnutsunderabluehat",
    "tah eulb a rednu stunlaw ruof",
    "f0ur walnut5 under a blue hat!",
    "headache diary password",
    "Headache Diary 2026!!",
    "migraine headache diary",
    "botox injection clinic",
    "mild moderate severe none",
    "Sumatriptan 50 mg 1 2",
    "onabotulinumtoxinA 155",
    "Kopfschmerztagebuch",
    "Mein Kopfschmerztagebuch 2026",
    "my headache diary is here",
    "Welcome, Dr Grace 2026",
    "One tap saves. You can undo it.",
    "Stark, mittel, leicht, gestern",
)
REFUSED = (422, "password_refused", ["password"])
GOOD = (
    "seven lanterns in a quiet harbour",
    "nine kettles sing on a long bench",
    "fünf Röhren über grünem Café",
    "ten copper spoons beside the canal",
    "Wolken tragen 7 rostige Anker",
)


def test_what_the_product_makes_guessable_is_refused(shared_server: Served, tell: Tell) -> None:
    told = {one: refusal(register(shared_server, password=one)) for one in GUESSABLE}

    tell(f"{len(told)} passwords of the product's own words and examples")
    assert {one: answer for one, answer in told.items() if answer != REFUSED} == {}
    assert len(told) == 22


@pytest.mark.parametrize("password", GOOD)
def test_words_that_do_not_belong_together_are_taken(shared_server: Served, password: str) -> None:
    assert register(shared_server, password=password).status_code == 201


def test_every_password_that_a_document_shows_is_refused() -> None:
    document = json.loads(Path("tests/contract/openapi.json").read_text("utf-8"))
    shown = set(_passwords(document))

    assert shown == {"four walnuts under a blue hat"}
    assert all(map(is_of_our_words, shown))
    assert [one for one in GOOD for text in texts("docs", "app").values() if one in text] == []


def test_every_long_text_of_the_screens_is_refused() -> None:
    shown = json.loads((MESSAGES / "de.json").read_text("utf-8")).values()
    long = [one for one in shown if isinstance(one, str) and len(one) > 15 and "{" not in one]

    assert [one for one in long if not is_of_our_words(one)] == []
    assert len(long) > 400


def test_a_judge_that_does_not_know_our_words_is_caught(monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    monkeypatch.setattr(passwords, "is_of_our_words", lambda *_: False)
    monkeypatch.setattr(passwords, "own_words", lambda: ["headache", "diary"])

    taken = [one for one in GUESSABLE if not passwords._is_easily_guessed(one, ())]

    tell(f"{len(taken)} of {len(GUESSABLE)} pass a judge that does not know our words")
    assert len(taken) >= 8


def _passwords(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [value for name, value in part.items() if name == "password" and isinstance(value, str)]
        return own + [one for value in part.values() for one in _passwords(value)]
    return [one for value in part for one in _passwords(value)] if isinstance(part, list) else []
