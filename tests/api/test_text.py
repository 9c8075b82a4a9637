"""Notes and names are text and nothing else: they come back as they were said."""

import json
from urllib.parse import quote

import pytest

from tests.api.test_accounts import register
from tests.api.told import refusal, refused
from tests.served import Person

JSON = {"content-type": "application/json"}

TEXTS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;&lt;b&gt;",
    "template": "{{7*7}} ${7*7} #{7*7} %s %(x)s {0}",
    "sql": "'; DROP TABLE day; -- \" \\ \\\\ `",
    "right_to_left": "\u202eabc\u202c שלום عليكم \u200f",
    "emoji": "👩🏽‍🔬🇩🇪 🤕 \U0001f9e0\ufe0f",
    "composed": "é ñ Å",
    "decomposed": "e\u0301 n\u0303 A\u030a",
    "zalgo": "h" + "\u0301\u0316\u0489" * 100,
    "lines": "one\ntwo\r\nthree\tfour",
    "spaces": "  leading and trailing \u00a0\u2003 ",
    "separators": "\u2028\u2029\x85\ufeff\ufffe\uffff",
    "width": "ｆｕｌｌ ﬁ ²",
    "formula": '=HYPERLINK("http://evil.example")',
}
NAMES = {name: text for name, text in TEXTS.items() if name not in {"right_to_left", "lines", "separators"}}
NAMES |= {"joiners": "علی‌رضا क्‍ष 👩🏽‍🔬 7", "hebrew": "שלום עליכם (7)"}
every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
every_name = pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)


@every_text
def test_a_note_comes_back_as_it_was_said(ada: Person, text: str) -> None:
    put = ada.put_day("2026-11-19", note=text)

    got = ada.get("/days/2026-11-19")
    (past,) = ada.get("/days/2026-11-19/history").json()["history"]

    assert put.json()["note"] == got.json()["note"] == past["value"]["note"] == text
    assert got.headers["content-type"] == "application/json"
    assert got.headers["x-content-type-options"] == "nosniff"


@every_name
def test_a_medication_keeps_its_name(ada: Person, text: str) -> None:
    ada.put_day("2026-11-19", acute_medications=[{"name": text[:200], "drug_class": "other"}])

    (medication,) = ada.get("/days/2026-11-19").json()["acute_medications"]

    assert medication["name"] == text[:200]


@every_name
def test_an_injection_keeps_all_its_text(ada: Person, text: str) -> None:
    said = dict.fromkeys(("product", "lot", "clinic", "note"), text[:100])
    site = {"muscle": text[:60], "side": "left", "units": 5, "points": 1}
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-02-02", "sites": [site], **said})

    (session,) = ada.get("/injections").json()["injections"]

    assert {name: session[name] for name in said} == said
    assert session["sites"] == [site]


@every_name
def test_a_person_and_a_device_keep_their_names(ada: Person, text: str) -> None:
    text = f"A {text[:190]}"  # a sign alone is no name of a person
    names = {"display_name": text, "device_name": text}
    answer = register(ada.served, **names)
    client = ada.served.client()
    client.cookies = answer.cookies
    client.put("/diaries/mine/days/2026-11-19", json={"headache": True})

    (past,) = client.get("/diaries/mine/days/2026-11-19/history").json()["history"]

    assert client.get("/session").json()["display_name"] == text
    assert (past["by"]["display_name"], past["device"]["name"]) == (text, text)


@pytest.mark.parametrize("text", [text.strip()[:60] for text in NAMES.values()], ids=NAMES)
def test_a_trigger_comes_back_as_it_was_said(ada: Person, text: str) -> None:
    ada.put_day("2026-11-19", triggers=[text])

    assert ada.get("/days/2026-11-19").json()["triggers"] == [text]


def test_a_trigger_that_is_said_twice_is_kept_once(ada: Person) -> None:
    ada.put_day("2026-11-19", triggers=["wine", " wine ", "Wine"])

    assert ada.get("/days/2026-11-19").json()["triggers"] == ["wine", "Wine"]


def test_an_empty_note_says_nothing(ada: Person) -> None:
    ada.put_day("2026-11-19", note="")

    assert ada.get("/days/2026-11-19").json()["note"] is None


@every_text
def test_text_in_an_address_is_never_shown_as_markup(eve: Person, text: str) -> None:
    answer = eve.http.get(f"{eve.diary}/days/{quote(text, safe='')}")

    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_user_agent_names_the_device_when_nothing_else_does(ada: Person) -> None:
    client = ada.served.client()
    client.headers["user-agent"] = "A phone\t" + "x" * 300
    client.cookies = register(ada.served).cookies
    client.put("/diaries/mine/days/2026-11-19", json={"headache": True})

    (past,) = client.get("/diaries/mine/days/2026-11-19/history").json()["history"]

    assert past["device"]["name"].startswith("python-httpx")


@pytest.mark.parametrize(
    "half", ["\\ud800", "\\uDC00\\uD800", "\\ud83da", "a\\\\\\ude00", "\\ud83d\\ude00\\ud83d"]
)
def test_half_a_character_spoils_its_own_field_alone(eve: Person, half: str) -> None:
    body = f'{{"headache": true, "note": "{half}"}}'

    answer = eve.http.put(f"{eve.diary}/days/2026-11-19", content=body.encode(), headers=JSON)

    assert refusal(answer) == refused("note")


@pytest.mark.parametrize("text", ["\\ud83d\\ude00", "\\\\ud83d", "\\\\\\\\ude00", "\\\\\\ud83d\\ude00"])
def test_whole_characters_and_words_that_look_like_halves_are_kept(ada: Person, text: str) -> None:
    body = f'{{"headache": true, "note": "{text}"}}'

    answer = ada.http.put(f"{ada.diary}/days/2026-11-19", content=body.encode(), headers=JSON)

    assert answer.json()["note"] == json.loads(body)["note"]
