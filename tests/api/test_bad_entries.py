"""Entries that cannot be: each is refused by the name of its field, and nothing of it is kept."""

import pytest

from app.rules.entry import OF_A_HEADACHE
from tests.api.told import Refusal, refusal, refused
from tests.served import Person

DAY = "2026-11-19"
JSON = {"content-type": "application/json"}
TRIPTAN = {"name": "Sumatriptan", "drug_class": "triptan", "doses": 1, "relief": None}
SAID_OF_A_HEADACHE = {"peak_intensity": "mild", "duration_minutes": 60}


def said(eve: Person, **entry: object) -> Refusal:
    """What is told of an entry; the diary must still be empty."""
    answer = eve.http.put(f"{eve.diary}/days/{DAY}", json=entry)
    assert eve.get("/days").json() == {"days": []}
    assert eve.get(f"/days/{DAY}/history").json() == {"history": []}
    return refusal(answer)


def written(eve: Person, text: str) -> Refusal:
    """What is told of a body that no JSON library would write."""
    return refusal(eve.http.put(f"{eve.diary}/days/{DAY}", content=text.encode(), headers=JSON))


@pytest.mark.parametrize("feature", OF_A_HEADACHE)
def test_a_feature_of_a_headache_on_a_headache_free_day_is_refused(eve: Person, feature: str) -> None:
    value = SAID_OF_A_HEADACHE.get(feature, True)

    assert said(eve, headache=False, **{feature: value}) == refused(feature)


@pytest.mark.parametrize("feature", OF_A_HEADACHE[2:])
def test_even_the_absence_of_a_feature_is_nothing_to_say_of_a_headache_free_day(
    eve: Person, feature: str
) -> None:
    assert said(eve, headache=False, **{feature: False}) == refused(feature)


def test_all_features_are_named_at_once(eve: Person) -> None:
    features = dict.fromkeys(OF_A_HEADACHE, True) | SAID_OF_A_HEADACHE

    assert said(eve, headache=False, **features) == refused(*OF_A_HEADACHE)


def test_aura_and_medication_may_be_said_of_a_headache_free_day(ada: Person) -> None:
    answer = ada.put_day(DAY, headache=False, aura=True, acute_medications=[TRIPTAN], menstruation=True)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headache", None),
        ("headache", "yes"),
        ("headache", "true"),
        ("headache", 1),
        ("headache", 0.0),
        ("headache", []),
        ("peak_intensity", "unbearable"),
        ("peak_intensity", "Severe"),
        ("peak_intensity", "none"),
        ("peak_intensity", ""),
        ("peak_intensity", 3),
        ("duration_minutes", "7"),
        ("duration_minutes", True),
        ("duration_minutes", 7.0),
        ("duration_minutes", 7.5),
        ("duration_minutes", 0),
        ("duration_minutes", -1),
        ("duration_minutes", 1441),
        ("duration_minutes", 10**30),
        ("duration_minutes", [60]),
        ("nausea", "no"),
        ("nausea", 0),
        ("aura", "false"),
        ("aura", 1),
        ("acute_medications", "none"),
        ("acute_medications", {}),
        ("acute_medications", [TRIPTAN] * 51),
        ("triggers", "wine"),
        ("triggers", ["x"] * 51),
        ("menstruation", 1),
        ("note", 1),
        ("note", ["x"]),
        ("note", "x" * 10_001),
        ("note", "nul\x00"),
        ("note", "bell\x07"),
        ("note", "escape\x1b[31m"),
        ("day", "2026-11-18"),
        ("day", 20261119),
        ("day", "2026-11-19T00:00:00Z"),
        ("revision", "1"),
        ("revision", 1.0),
        ("revision", True),
        ("headache_days", 1),
        ("Headache", True),
        ("diary_id", "mine"),
        ("imported", True),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_field(eve: Person, field: str, value: object) -> None:
    assert said(eve, **{"headache": True, field: value}) == refused(field)


def test_an_entry_must_say_whether_there_was_a_headache(eve: Person) -> None:
    assert said(eve, note="hm") == refused("headache")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "x" * 201),
        ("name", "tab\x0bulator"),
        ("drug_class", "triptane"),
        ("drug_class", None),
        ("doses", 0),
        ("doses", 101),
        ("doses", 1.0),
        ("doses", "1"),
        ("doses", True),
        ("doses", None),
        ("relief", "total"),
        ("relief", True),
        ("id", "1"),
        ("id", 1),
        ("dose", 1),
    ],
)
def test_a_medication_that_cannot_be_is_refused_by_field(eve: Person, field: str, value: object) -> None:
    taken = [TRIPTAN, TRIPTAN | {field: value}]

    assert said(eve, headache=True, acute_medications=taken) == refused(f"acute_medications.1.{field}")


def test_a_medication_is_not_taken_twice_under_one_id(eve: Person) -> None:
    taken = [TRIPTAN | {"id": "5f0c2d0e-7a9b-4c58-8f3e-0b1f6f7f2a11"}] * 2

    assert said(eve, headache=True, acute_medications=taken) == refused("acute_medications.1.id")


@pytest.mark.parametrize("trigger", ["", "   ", "x" * 61, "nul\x00", None, 1], ids=repr)
def test_a_trigger_that_is_no_tag_is_refused(eve: Person, trigger: object) -> None:
    assert said(eve, headache=True, triggers=["wine", trigger]) == refused("triggers.1")


def test_every_fault_of_an_entry_is_named(eve: Person) -> None:
    faults = said(eve, headache=True, nausea="x", duration_minutes=0, mood="bad", triggers=[""])

    assert faults == refused("duration_minutes", "nausea", "triggers.0", "mood")


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e400", "-0", "0x10", "07", "1_000", "+7", ".5"]
)
def test_a_number_that_is_none_is_refused(eve: Person, number: str) -> None:
    status, code, fields = written(eve, f'{{"headache": true, "duration_minutes": {number}}}')

    assert (status, code) == (422, "bad_input")
    assert fields in (["duration_minutes"], ["body"])


@pytest.mark.parametrize("digits", [400, 4300, 4301, 100_000])
def test_a_number_of_very_many_digits_is_refused(eve: Person, digits: int) -> None:
    body = f'{{"headache": true, "duration_minutes": {"9" * digits}}}'

    assert written(eve, body)[:2] == (422, "bad_input")


@pytest.mark.parametrize("digits", [19, 400, 4300])
def test_a_revision_that_was_never_given_does_not_match(eve: Person, digits: int) -> None:
    body = f'{{"headache": true, "revision": {"9" * digits}}}'

    assert written(eve, body) == (412, "revision_differs", [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"headache": true, "headache": false}', "headache"),
        ('{"headache": true, "note": "a", "note": "a"}', "note"),
        (
            '{"headache": true, "acute_medications": [{"name": "a", "name": "b", "drug_class": "other"}]}',
            "name",
        ),
        ('{"headache": true, "\\u0068eadache": true}', "headache"),
        ('{"headache": true' + ', "headache": true' * 10_000 + "}", "headache"),
    ],
    ids=["twice", "the_same_twice", "inside", "escaped", "many_times"],
)
def test_a_field_that_is_said_twice_is_refused(eve: Person, body: str, field: str) -> None:
    assert written(eve, body) == refused(field)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "null",
        "true",
        "[]",
        '"headache"',
        "{",
        '{"headache": true',
        '{"headache": true,}',
        '{"headache": true} {}',
        "{'headache': true}",
        "{headache: true}",
        '{"headache": True}',
        '{"headache": true} // so',
        '\ufeff{"headache": true}',
        '{"headache": true, "note": "\\x41"}',
        '{"headache": true, "note": "a\nb"}',
        "[" * 100_000,
        '{"note":' * 30_000,
        "headache=true",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_is_no_entry_is_refused(eve: Person, body: str) -> None:
    assert written(eve, body) == refused("body")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1", "utf-8-sig"])
def test_json_in_another_encoding_is_refused(eve: Person, encoding: str) -> None:
    body = '{"headache": true, "note": "é"}'.encode(encoding)

    answer = eve.http.put(f"{eve.diary}/days/{DAY}", content=body, headers=JSON)

    assert refusal(answer) == refused("body")


@pytest.mark.parametrize(
    "day",
    [
        "2026-1-1",
        "2026-02-30",
        "2025-02-29",
        "2026-00-10",
        "2026-13-01",
        "2026-11-00",
        "-2026-11-19",
        "0000-01-01",
        "1899-12-31",
        "10000-01-01",
        "20261119",
        "2026-W47-4",
        "2026-11-19T00:00:00",
        "19.11.2026",
        "11-19-2026",
        "today",
        "mine",
        "２０２６-11-19",
        "2026-11-19 ",
        "2026-11-19%00",
        "%E2%80%8F2026-11-19",
        "1" * 300,
    ],
    ids=lambda day: day[:14],
)
def test_a_day_that_does_not_exist_is_refused(eve: Person, day: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = eve.http.request(method, f"{eve.diary}/days/{day}", json={"headache": True})
        assert refusal(answer) == refused("day")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-1", "", "1899-12-31", "2026-11-19T00:00:00Z"])
@pytest.mark.parametrize(("path", "name"), [("/days", "from"), ("/days", "to"), ("/months", "as_of")])
def test_a_day_in_a_query_that_does_not_exist_is_refused(eve: Person, path: str, name: str, day: str) -> None:
    assert refusal(eve.get(path, **{name: day})) == refused(name)


def test_a_leap_day_exists_in_leap_years_only(ada: Person) -> None:
    assert ada.put_day("2024-02-29").status_code == 201
    assert ada.put_day("2000-02-29").status_code == 201
    assert refusal(ada.put_day("1900-02-29")) == refused("day")


def test_the_bounds_themselves_are_taken(ada: Person) -> None:
    ada.put_day("1900-01-01", headache=True, duration_minutes=1, note="x" * 10_000)
    ada.put_day(DAY, headache=True, duration_minutes=1440, triggers=[f"{i:060}" for i in range(50)])

    assert len(ada.get("/days").json()["days"]) == 2


def test_no_more_than_a_hundred_faults_are_told(eve: Person) -> None:
    status, code, fields = said(eve, headache=True, **{f"field_{number}": 1 for number in range(5_000)})

    assert (status, code, len(fields)) == (422, "bad_input", 100)
