"""Searching the clinician's list: any spelling, any order of words, on both databases."""

import asyncio
import unicodedata

import pytest

from app.storage import patient_lines
from app.storage.patient_lines import fold_again
from tests.api.test_patients import List
from tests.conftest import Tell
from tests.served import Served

SPELLINGS = {
    "Zoë Müller": ["zoe", "MULLER", "müller zoe", "mul zo", "Ｚｏｅ", "mu\u0308ller", "zoë, müller"],
    "Anna-Lena Großmann": ["grossmann anna", "GROẞMANN", "lena anna", "anna lena großmann", "mann, len"],
    "Seán O’Brien": ["obrien sean", "o'brien", "o brien", "O’BRIEN, Seán", "brien"],
    "Łukasz Żółć": ["lukasz", "ŁUKASZ", "zolc lukasz", "zo\u0301lc"],
    "علی‌رضا محمدی": ["علیرضا", "محمدی علی", "علي"],
}
OTHERS = ("zoe grossmann", "zoem", "' -", "%", "_", "\\")


@pytest.fixture
def people(own_server: Served) -> List:
    """A list with all of them."""
    listed = List(own_server)
    for name in SPELLINGS:
        listed.patient(name)
    return listed


def found(people: List) -> dict[str, list[str]]:
    """Who is found, by what is typed."""
    typed = [one for spellings in SPELLINGS.values() for one in spellings]
    return {
        one: [line["display_name"] for line in people.seen(search=one).json()["patients"]] for one in typed
    }


EXPECTED = {one: [name] for name, spellings in SPELLINGS.items() for one in spellings}


def test_a_search_finds_any_spelling_and_any_order_of_words(people: List, tell: Tell) -> None:
    tell(f"{len(EXPECTED)} spellings of {len(SPELLINGS)} names, {len(OTHERS)} of nobody")
    assert found(people) == EXPECTED
    assert (len(EXPECTED), len(SPELLINGS)) == (24, 5)
    assert [people.seen(search=one).json()["patients"] for one in OTHERS] == [[]] * len(OTHERS)


def test_a_search_for_the_text_as_it_was_typed_is_caught(
    people: List, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    def as_before(name: str) -> str:
        plain = unicodedata.normalize("NFKD", name.casefold())
        return "".join(letter for letter in plain if not unicodedata.combining(letter))

    monkeypatch.setattr(patient_lines, "letters_of", as_before)
    monkeypatch.setattr(patient_lines, "search_words", lambda text: (as_before(text),))
    asyncio.run(people.served.app.state.database.write(fold_again))

    missed = [one for one, names in found(people).items() if names != EXPECTED[one]]

    tell(f"{len(missed)} of {len(EXPECTED)} spellings find nobody")
    assert len(missed) >= 12


def test_names_that_the_release_before_folded_are_found_after_the_next_start(
    people: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = people.served.app.state.database.write
    with monkeypatch.context() as release_before:  # the summaries fold names beside this test
        release_before.setattr(patient_lines, "letters_of", lambda _: "anna-lena")
        asyncio.run(write(fold_again))
        before = found(people)["grossmann anna"]

    first, second = [asyncio.run(write(fold_again)) for _ in range(2)]

    assert (before, first > 0, second) == ([], True, 0)
    assert found(people) == EXPECTED
