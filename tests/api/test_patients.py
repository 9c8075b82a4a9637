"""The clinician's list: what each line says, in which order, of whom, and that it follows every change."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api import summarising
from app.api.summarising import calculated, summarise
from app.interop.summary_document import summary_document
from app.rules.diary import Asked
from app.rules.summary import summary
from app.storage.grants import refresh_lines
from app.storage.patient_lines import Filter, lines_counted
from app.storage.summaries import find_summary, forget_summary
from app.storage.whole_diary import read_diary
from tests.api.told import refusal
from tests.contract.clinicians import Clinicians
from tests.contract.expected import Actor
from tests.databases import migrated_database
from tests.served import NOW, Person, Served, serve

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


class List:
    """A clinician's list, and the patients on it."""

    def __init__(self, served: Served) -> None:
        self.served = served
        first = Person(served)
        self.clinicians = Clinicians(served, first.username)
        self.account_id = self.clinicians.new()
        self.page = self.clinicians.signed_in(self.account_id)

    def patient(self, name: str = "Ada", actor: Actor = Actor.READING) -> Person:
        """One more patient who lets the clinician read."""
        one = Person(self.served)
        one.http.put("/account", json={"display_name": name, "time_zone": "Europe/Berlin"})
        self.clinicians.grant(one.account["diary_id"], self.account_id, actor)
        return one

    def get(self, **asked: Any) -> dict[str, Any]:
        """A page, all summaries up to date."""
        self.summarise()
        return self.seen(**asked).json()  # type: ignore[no-any-return]

    def seen(self, **asked: Any) -> httpx.Response:
        """A page as it is."""
        return self.page.get("/patients", params=asked)

    def names(self, **asked: Any) -> list[str]:
        """Who is on a page."""
        return [one["display_name"] for one in self.get(**asked)["patients"]]

    def summarise(self) -> None:
        """Do what the server does beside the requests."""
        while asyncio.run(summarise(self.served.app.state.database, self.served.now)):
            pass


@pytest.fixture
def listed(own_server: Served) -> List:
    """An empty list, on a server whose clock may be moved."""
    return List(own_server)


def treated(one: Person, before: int, after: int, ago: int = 84) -> None:
    """A round that began so long ago, with so many headache days of 28 before it and at its end."""
    injected = TODAY - ago * DAY
    one.http.post(f"{one.diary}/injections", json={"injected_on": str(injected)})
    for count, start in ((before, injected - 28 * DAY), (after, injected + 56 * DAY)):
        for number in range(28):
            one.put_day(str(start + number * DAY), headache=number < count)


def test_a_line_says_what_the_last_round_did_and_what_is_due(listed: List) -> None:
    treated(listed.patient(), before=20, after=9)

    (line,) = listed.get()["patients"]

    said = line["summary"]
    assert (said["last_injected_on"], said["next_due_on"], said["week"]) == ("2026-08-28", "2026-11-20", 13)
    assert (said["judged"]["verdict"], said["judged"]["certain"], said["judged"]["percent"]) == (
        "benchmark_met",
        True,
        55.0,
    )
    assert (said["before_per_28"], said["now"]["per_28"], said["logged_of_28"]) == (20.0, 8.3, 27)
    assert (line["is_current"], line["verdict_changed"], said["conflicts"]) == (True, None, 0)


def test_a_line_of_an_empty_diary_says_nothing(listed: List) -> None:
    listed.patient()

    (line,) = listed.get()["patients"]

    assert (line["summary"]["judged"], line["summary"]["next_due_on"], line["summary"]["entries"]) == (
        None,
        None,
        0,
    )


def test_a_new_patient_is_on_the_list_before_anything_is_calculated(listed: List) -> None:
    listed.patient()
    (line,) = listed.seen().json()["patients"]

    assert line["display_name"] == "Ada"
    assert line["summary"] is None or line["is_current"]


def test_who_has_not_been_calculated_has_not_too_few_days(listed: List) -> None:
    ada = listed.patient()
    database, diary_id = listed.served.app.state.database, UUID(ada.account["diary_id"])

    def not_calculated(tx: Any) -> dict[Filter, int]:
        forget_summary(tx, diary_id)
        refresh_lines(tx, diary_id, NOW)
        return lines_counted(tx, listed.account_id, NOW, TODAY)

    shown = asyncio.run(database.write(not_calculated))

    assert (shown[Filter.ALL], shown[Filter.TOO_FEW_DAYS]) == (1, 0)


def test_a_change_makes_a_line_old_until_it_is_calculated_anew(listed: List) -> None:
    ada = listed.patient()
    listed.summarise()
    ada.put_day("2026-11-20", headache=True)
    (old,) = listed.seen().json()["patients"]

    (new,) = listed.get()["patients"]

    assert (old["is_current"], old["summary"]["entries"]) in {
        (False, 0),
        (True, 1),
    }  # the server may be quick
    assert (new["is_current"], new["summary"]["entries"]) == (True, 1)


def test_midnight_where_the_patient_is_makes_a_line_old(listed: List) -> None:
    listed.patient()
    listed.summarise()
    midnight = timedelta(hours=11)  # 23:00 in UTC is midnight in Berlin

    listed.served.now = NOW + midnight - timedelta(seconds=1)
    listed.page = listed.clinicians.signed_in(listed.account_id)
    before = listed.get()["patients"][0]["summary"]["as_of"]
    listed.served.now = NOW + midnight
    after = listed.get()["patients"][0]["summary"]["as_of"]

    assert (before, after) == ("2026-11-20", "2026-11-21")


def test_a_line_goes_with_its_grant(listed: List) -> None:
    ada = listed.patient()
    (line,) = listed.get()["patients"]

    ada.http.delete(f"{ada.diary}/grants/{line['grant_id']}")

    assert listed.get() == {"patients": [], "next": None}


def test_a_line_goes_when_its_grant_has_ended_by_itself(listed: List) -> None:
    listed.patient()
    listed.served.now += timedelta(days=366)
    listed.page = listed.clinicians.signed_in(listed.account_id)

    assert listed.get()["patients"] == []
    assert listed.page.get("/patients/counts").json()["counts"]["all"] == 0


@pytest.mark.parametrize("actor", [Actor.WAITING, Actor.LAPSED, Actor.REVOKED])
def test_whoever_may_not_be_read_is_on_no_list(listed: List, actor: Actor) -> None:
    listed.patient(actor=actor)

    assert listed.get()["patients"] == []


def test_a_new_name_stands_on_the_list(listed: List) -> None:
    ada = listed.patient()
    ada.http.put("/account", json={"display_name": "Ada L.", "time_zone": "Asia/Tokyo"})

    (line,) = listed.get()["patients"]

    assert (line["display_name"], line["summary"]["as_of"]) == ("Ada L.", "2026-11-20")


def test_a_list_is_sorted_by_name_without_case_and_accents(listed: List) -> None:
    for name in ("Zoe", "åsa", "Ben", "Émile"):
        listed.patient(name)

    assert listed.names() == ["åsa", "Ben", "Émile", "Zoe"]
    assert listed.names(descending=True) == ["Zoe", "Émile", "Ben", "åsa"]


@pytest.fixture(scope="module")
def three(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[List]:
    """A list of three: one who got better, one who did not, one who has just begun."""
    folder = tmp_path_factory.mktemp(f"three-{kind}")
    with serve(migrated_database(kind, folder), folder) as served:
        listed = List(served)
        treated(listed.patient("Better"), before=20, after=8)
        treated(listed.patient("Same"), before=24, after=23, ago=100)
        listed.patient("Begun").put_day("2026-11-20", headache=True)
        yield listed


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("last_injection", ["Begun", "Same", "Better"]),
        ("next_due", ["Same", "Better", "Begun"]),
        ("week", ["Begun", "Better", "Same"]),
        ("verdict", ["Same", "Better", "Begun"]),
        ("percent", ["Same", "Better", "Begun"]),
        ("now", ["Same", "Begun", "Better"]),
        ("change", ["Better", "Same", "Begun"]),
        ("logged", ["Begun", "Same", "Better"]),
        ("questions", ["Better", "Begun", "Same"]),
    ],
)
def test_a_list_is_sorted_by_what_is_asked_for(three: List, sort: str, names: list[str]) -> None:
    if sort == "questions":
        assert sorted(three.names(sort=sort)) == sorted(names)
        return
    assert three.names(sort=sort) == names
    assert three.names(sort=sort, descending=True) == names[::-1]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ("all", ["Begun", "Better", "Same"]),
        ("coming_up", ["Better", "Same"]),
        ("overdue", ["Same"]),
        ("too_few_days", ["Begun", "Same"]),
        ("below_after_two_rounds", []),
        ("overuse", []),
        ("wear_off", []),
    ],
)
def test_a_filter_shows_whom_it_names_and_is_counted(three: List, chosen: str, names: list[str]) -> None:
    assert three.names(filter=chosen) == names
    assert three.page.get("/patients/counts").json()["counts"][chosen] == len(names)


@pytest.mark.parametrize(
    ("part", "names"), [("BE", ["Begun", "Better"]), ("%", []), ("_", []), ("ame", ["Same"])]
)
def test_a_search_finds_a_part_of_the_name(three: List, part: str, names: list[str]) -> None:
    assert three.names(search=part) == names


@pytest.mark.parametrize("sort", ["name", "percent"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_follow_each_other_without_gap_or_double(
    three: List, monkeypatch: pytest.MonkeyPatch, sort: str, descending: bool
) -> None:
    whole = three.names(sort=sort, descending=descending)
    monkeypatch.setattr("app.api.patients.PAGE", 1)

    page = three.get(sort=sort, descending=descending)
    pages = [one["display_name"] for one in page["patients"]]
    while page["next"]:
        page = three.get(sort=sort, descending=descending, after=page["next"])
        pages += [one["display_name"] for one in page["patients"]]

    assert pages == whole


@pytest.mark.parametrize("after", ["x", "bnVsbA", "WzEsMl0", "W3RydWUsICJ4Il0"])
def test_a_place_that_no_page_told_is_refused(three: List, after: str) -> None:
    assert refusal(three.seen(after=after)) == (422, "bad_input", ["after"])


def test_whoever_is_shown_on_a_list_sees_it(listed: List) -> None:
    ada = listed.patient()
    listed.get()

    looks = ada.get("/looks").json()["looks"]

    assert [(one["what"], one["allowed"]) for one in looks] == [("see_patients", True)]


def test_another_version_of_the_rules_calculates_all_anew_and_tells_changed_verdicts(
    listed: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    treated(listed.patient("Changed"), before=20, after=9)
    treated(listed.patient("Same"), before=20, after=19)
    listed.get()

    def other_rules(diary: Any, asked: Asked) -> Any:
        return summary(diary, Asked(asked.as_of, asked.headache_day, benchmark=60))

    monkeypatch.setattr(summarising, "RULES_VERSION", "rules-2")
    monkeypatch.setattr(summarising, "summary", other_rules)

    changed, same = listed.get()["patients"]

    assert changed["summary"]["judged"]["verdict"] == "partial"
    said = {"rules_version": "rules-1", "number": 1, "verdict": "benchmark_met", "certain": True}
    assert changed["verdict_changed"] == said
    assert (same["summary"]["judged"]["verdict"], same["verdict_changed"]) == ("below", None)
    assert listed.get()["patients"][0]["verdict_changed"] == said  # and it stays told


def test_a_diary_that_is_erased_while_it_is_summed_up_leaves_no_summary(listed: List) -> None:
    ada = listed.patient()
    database, diary_id = listed.served.app.state.database, UUID(ada.account["diary_id"])

    def erased_meanwhile(*asked: Any) -> Any:
        found = calculated(*asked)
        ada.http.delete(ada.diary)
        return found

    with patch.object(summarising, "calculated", erased_meanwhile):
        asyncio.run(summarising._summarise_one(database, diary_id, "Europe/Berlin", NOW))

    assert asyncio.run(database.read(lambda tx: find_summary(tx, diary_id))) is None


def test_lists_follow_however_many_change_them_at_once(listed: List) -> None:
    ada = listed.patient()
    database, diary_id = listed.served.app.state.database, UUID(ada.account["diary_id"])

    async def at_once() -> None:
        jobs = [database.write(lambda tx: refresh_lines(tx, diary_id, NOW)) for _ in range(12)]
        await asyncio.gather(*jobs)

    asyncio.run(at_once())

    assert listed.names() == ["Ada"]


STEP = st.one_of(
    st.tuples(st.just("day"), st.integers(0, 120), st.booleans()),
    st.tuples(st.just("delete"), st.integers(0, 120), st.none()),
    st.tuples(st.just("injection"), st.integers(0, 120), st.none()),
    st.tuples(st.just("baseline"), st.integers(0, 30), st.none()),
    st.tuples(st.just("night"), st.integers(1, 3), st.none()),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_after_any_edits_and_nights_a_summary_is_what_the_report_says(three: List, steps: list[Any]) -> None:
    one, served = three.patient("Any"), three.served
    for what, number, said in steps:
        day = str(TODAY - number * DAY)
        if what == "day":
            one.put_day(day, headache=said)
        elif what == "delete":
            one.http.delete(f"{one.diary}/days/{day}")
        elif what == "injection":
            one.http.post(f"{one.diary}/injections", json={"injected_on": day})
        elif what == "baseline":
            one.http.put(f"{one.diary}/treatment", json={"headache_days_per_30": number})
        else:
            served.now += number * DAY
    three.page = three.clinicians.signed_in(three.account_id)

    (line,) = three.get(search="any")["patients"][-1:]

    diary_id = UUID(line["diary_id"])
    diary = asyncio.run(served.app.state.database.read(lambda tx: read_diary(tx, diary_id)))
    expected = summary_document(summary(diary, Asked(date.fromisoformat(line["today"]))))
    assert line["summary"] == expected | {"conflicts": 0}
    asyncio.run(served.app.state.database.write(lambda tx: refresh_lines(tx, diary_id, served.now)))
