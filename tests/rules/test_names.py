"""Names: one line, one direction, something to see; and spellings that are the same letters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.names import (
    MOST_WORDS,
    TURNING,
    isolated,
    label_fault,
    letters_of,
    name_fault,
    search_words,
    tidied,
)

LINE_ENDS = "\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00\x7f"
NAMES = st.text(max_size=30)


def test_twelve_characters_turn_the_direction_and_each_is_refused() -> None:
    assert len(TURNING) == 12
    assert {f"{ord(mark):04X}" for mark in TURNING} >= {f"{code:04X}" for code in range(0x202A, 0x202F)}
    assert {f"{ord(mark):04X}" for mark in TURNING} >= {f"{code:04X}" for code in range(0x2066, 0x206A)}
    told = [(name_fault(f"Ada{mark}"), label_fault(f"Ada{mark}")) for mark in TURNING]
    assert all(one and other for one, other in told)


@pytest.mark.parametrize("end", LINE_ENDS)
def test_a_name_stands_on_one_line(end: str) -> None:
    assert name_fault(f"Ada{end}Lovelace")
    assert label_fault(f"Ibu{end}profen")


@pytest.mark.parametrize(
    "name",
    ["Ada", "7", "علی‌رضا", "क्‍ष", "Zoë O’Brien-Smith", "👩🏽‍🔬 Ada", "李", "é", "\u200dא", "ⅳ"],
)
def test_any_letters_make_a_name_joiners_too(name: str) -> None:
    assert name_fault(name) is None
    assert label_fault(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u3000\u00a0",
        "\u200b\u200d\u2060",
        "\u3164",
        "\u115f\u1160\uffa0",
        "\u0301",
        "\u2800",
        "\u00ad",
    ],
)
def test_a_name_that_shows_nothing_is_refused(name: str) -> None:
    assert name_fault(name)
    assert label_fault(name)


@pytest.mark.parametrize("sign", ["🙂", "...", "+", "☕"])
def test_a_sign_is_enough_for_a_thing_and_not_for_a_person(sign: str) -> None:
    assert name_fault(sign)
    assert label_fault(sign) is None


@given(NAMES)
def test_a_tidied_name_has_no_fault_but_being_unseen(name: str) -> None:
    tidy = tidied(name)

    assert tidied(tidy) == tidy
    assert name_fault(tidy) is None or name_fault(tidy) == name_fault("")


def test_tidying_keeps_what_is_seen() -> None:
    assert tidied(" Ada\u202e \r\nLovelace\t") == "Ada Lovelace"


def test_a_name_from_right_to_left_is_isolated_and_no_mark_in_it_ends_that() -> None:
    assert isolated("Ada") == "Ada"
    assert isolated("A\u202eda") == "Ada"
    assert isolated("\u2069שלום (7)\u202e") == "\u2068שלום (7)\u2069"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Zoë Müller", "ZOE MULLER"),
        ("Straße", "strasse"),
        ("GROẞ", "groß"),
        ("Ａｄａ　Ｌｏｖｅｌａｃｅ", "ada lovelace"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "soren aero"),
        ("O’Brien", "obrien"),
        ("D'Arcy Smith-Jones", "darcy smith jones"),
        ("e\u0301", "\u00e9"),
        ("İpek Yıldız", "ipek yildiz"),
        ("ΝΙΚΟΣ", "νικοσ"),
        ("Ёлкин", "елкин"),
        ("علی", "علي"),
        ("احمد", "أحمد"),
        ("Ada\u200d\u202e", "ada"),
        ("ﬁona", "fiona"),
        ("Nr. ٧", "nr 7"),
        ("ｶﾅ", "カナ"),
    ],
)
def test_two_spellings_of_the_same_letters(name: str, typed: str) -> None:
    assert letters_of(name) == letters_of(typed)


@pytest.mark.parametrize(("one", "other"), [("Ana", "Anna"), ("किम", "कम"), ("Lee 7", "Lee 1")])
def test_other_letters_stay_others(one: str, other: str) -> None:
    assert letters_of(one) != letters_of(other)


@given(NAMES)
def test_plain_letters_are_settled_and_the_same_in_every_form(name: str) -> None:
    plain = letters_of(name)

    assert not set(plain) & {"%", "_", "\\", "\x00"}
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert letters_of(unicodedata.normalize(form, name)) == plain


def test_a_search_is_its_words_without_those_inside_others() -> None:
    assert search_words("  Smith, anna ann  SMITH") == ("smith", "anna")
    assert search_words("%_-'") == ()
    assert len(search_words("one two three four five seven eight")) == MOST_WORDS
