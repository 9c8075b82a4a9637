"""What is beyond a limit is refused by itself, and no tap is lost: at each limit, and one beyond."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.phones import PhoneOfBefore
from tests.api.test_sync import edit, said, sync
from tests.api.told import refusal
from tests.databases import migrated_database
from tests.served import NOW, PASSWORD, Person, Served, serve

LIMITS = {
    "limit_sessions": 3,
    "limit_devices": 3,
    "limit_invitations": 2,
    "limit_visit_links": 2,
    "limit_openings": 2,
    "limit_values_per_day": 10,
    "limit_account_megabytes": 1,
    "limit_accounts_per_hour": 2,
    "limit_accounts_per_day": 3,
}
DAY, OTHER_DAY = "2026-11-19", "2026-11-18"
LONG = "偏" * 10_000  # 30,000 bytes
A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture(scope="module")
def narrow(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with low limits."""
    folder = tmp_path_factory.mktemp(f"narrow-{kind}")
    with serve(migrated_database(kind, folder), folder, **LIMITS) as served:
        yield served


@pytest.fixture
def pat(narrow: Served) -> Person:
    """A patient there; the clock is at its beginning."""
    narrow.now = NOW
    return Person(narrow)


# Sign-ins


def signed_in(person: Person, **said: str) -> httpx.Client:
    """One sign-in more."""
    client = person.served.client()
    person.served.now += A_SECOND
    answer = client.post("/session", json={"username": person.username, "password": PASSWORD, **said})
    assert answer.status_code == 200, answer.text
    return client


def alive(served: Served, *clients: httpx.Client) -> list[bool]:
    """Which of them are signed in; each is used a second after the one before."""
    found = []
    for client in clients:
        served.now += A_SECOND
        found.append(client.get("/session").status_code == 200)
    return found


def test_the_last_sign_in_that_fits_ends_none_and_the_next_the_one_used_least_recently(pat: Person) -> None:
    second, third = signed_in(pat), signed_in(pat)
    assert alive(pat.served, second, third, pat.http) == [True] * 3

    fourth = signed_in(pat)

    assert alive(pat.served, pat.http, second, third, fourth) == [True, False, True, True]
    assert len(pat.http.get("/sessions").json()["sessions"]) == 3


def test_of_sign_ins_that_nobody_used_the_oldest_ends(pat: Person) -> None:
    pat.served.now = NOW + 2 * A_DAY
    clients = [signed_in(pat) for _ in range(4)]

    assert alive(pat.served, pat.http, *clients) == [False, False, True, True, True]


def test_without_the_limit_all_of_them_would_go_on(own_server: Served) -> None:
    ada = Person(own_server)

    assert alive(own_server, ada.http, *[signed_in(ada) for _ in range(4)]) == [True] * 5


def test_what_is_used_now_is_not_taken_for_what_was_used_least_recently(pat: Person) -> None:
    second, third = signed_in(pat), signed_in(pat)
    assert alive(pat.served, third, second, pat.http) == [True] * 3
    pat.served.app.state.recent_uses._at.clear()  # as if only the database knew: it notes once a day

    fourth = signed_in(pat)

    assert alive(pat.served, pat.http, second, third, fourth) == [False, True, True, True]


# Devices


def names_of(person: Person, day: str = DAY) -> list[str | None]:
    """From which devices a day was said."""
    return [one["device"]["name"] for one in person.get(f"/days/{day}/history").json()["history"]]


def test_a_device_too_many_syncs_all_the_same(pat: Person) -> None:
    devices = [str(uuid4()) for _ in range(4)]  # after the one of the account's first sign-in
    results = [
        sync(pat, edit(base=None, headache=True, note=device), device_id=device)["results"][0]
        for device in devices
    ]

    assert {one["status"] for one in results} <= {"applied", "merged", "conflict"}
    assert names_of(pat)[0] == "unnamed"
    assert names_of(pat)[-1] == "other device"
    told = [one["value"]["note"] for one in pat.get(f"/days/{DAY}/history").json()["history"]]
    assert set(devices) <= set(told)


def test_a_device_too_many_signs_in_and_is_listed(pat: Person) -> None:
    for number in range(2):
        signed_in(pat, device_id=str(uuid4()), device_name=f"phone {number}")
    other = signed_in(pat, device_id=str(uuid4()), device_name="the fourth")
    other.put(f"{pat.diary}/days/{DAY}", json={"headache": True})

    listed = [one["device_name"] for one in other.get("/sessions").json()["sessions"]]

    assert listed.count("other device") == 1
    assert "the fourth" not in listed
    assert names_of_with(other, pat) == ["other device"]


def names_of_with(client: httpx.Client, person: Person) -> list[str]:
    history = client.get(f"{person.diary}/days/{DAY}/history").json()["history"]
    return [one["device"]["name"] for one in history]


# Sharing


def test_one_invitation_too_many_waits_until_another_is_taken_back(pat: Person) -> None:
    def invite() -> httpx.Response:
        return pat.http.post(f"{pat.diary}/invitations", json={"kind": "link"})

    first, second, third = invite(), invite(), invite()
    assert [first.status_code, second.status_code] == [201, 201]
    assert refusal(third) == (409, "too_many_invitations", [])
    pat.http.delete(f"{pat.diary}/invitations/{first.json()['invitation_id']}")

    assert [invite().status_code, invite().status_code] == [201, 409]
    pat.served.now = NOW + 8 * A_DAY  # too old, they are open no more
    confirm(pat)
    assert [invite().status_code, invite().status_code, invite().status_code] == [201, 201, 409]


def confirm(person: Person) -> None:
    """Prove who one is."""
    assert person.http.post("/session/confirmation", json={"password": PASSWORD}).status_code == 204


def link(person: Person) -> httpx.Response:
    """Make a link for one visit."""
    return person.http.post(f"{person.diary}/visit-links", json={})


def test_one_link_too_many_waits_until_another_has_ended(pat: Person) -> None:
    first, second, third = link(pat), link(pat), link(pat)

    assert [first.status_code, second.status_code] == [201, 201]
    assert refusal(third) == (409, "too_many_visit_links", [])
    pat.http.delete(f"{pat.diary}/visit-links/{first.json()['link_id']}")
    assert [link(pat).status_code, link(pat).status_code] == [201, 409]


def open_link(person: Person, secret: str, **said: str) -> httpx.Response:
    """Open a link, in a browser of one's own."""
    return person.served.client().post("/visits", json={"secret": secret, "name": "Dr Who", **said})


def test_a_link_that_was_opened_too_often_opens_no_more_and_its_pages_go_on(pat: Person) -> None:
    secret, another = link(pat).json()["secret"], link(pat).json()["secret"]
    opened = [open_link(pat, secret) for _ in range(3)]

    assert [one.status_code for one in opened[:2]] == [201, 201]
    assert refusal(opened[2]) == (409, "too_many_openings", [])
    page = {"Authorization": f"Bearer {opened[0].json()['token']}"}
    assert pat.served.client().get("/visit/treatment-report", headers=page).status_code == 200
    assert open_link(pat, another).status_code == 201
    told = pat.get("/visit-links").json()["visit_links"]
    assert sorted(len(one["openings"]) for one in told) == [1, 2]


# Values of a document on one day


def fill(person: Person, day: str = DAY, values: int = 10) -> None:
    """Say so many values of a day."""
    for number in range(values):
        assert person.put_day(day, note=f"{number}").status_code < 300


def test_the_last_value_of_a_day_is_kept_and_the_next_is_refused_alone(pat: Person) -> None:
    fill(pat, values=9)
    tenth, eleventh, other = edit(note="tenth"), edit(note="eleventh"), edit(OTHER_DAY, headache=True)
    tenth["base_revision"] = eleventh["base_revision"] = pat.get(f"/days/{DAY}").json()["revision"]

    first, second, third = said(pat, tenth, eleventh, other)

    assert [first["status"], second["status"], third["status"]] == ["applied", "rejected", "applied"]
    assert [(one["field"], one["code"]) for one in second["errors"]] == [("operation", "too_many_values")]
    assert pat.get(f"/days/{DAY}").json()["note"] == "tenth"
    assert len(names_of(pat)) == 10


def test_the_same_edit_is_taken_the_next_day(pat: Person) -> None:
    fill(pat)
    late = edit(base=pat.get(f"/days/{DAY}").json()["revision"], note="late")

    pat.served.now = NOW.replace(hour=9, minute=59) + A_DAY  # UTC+14: one minute before midnight
    still = said(pat, late, late)
    pat.served.now += timedelta(minutes=1)
    after = said(pat, late, late)

    assert [one["status"] for one in still] == ["rejected"] * 2
    assert [one["status"] for one in after] == ["applied", "duplicate"]
    assert pat.get(f"/days/{DAY}").json()["note"] == "late"


def test_put_and_delete_say_the_same_code_and_the_same_value_again_is_no_new_one(pat: Person) -> None:
    fill(pat)

    put, again = pat.put_day(DAY, note="more"), pat.put_day(DAY, note="9")
    gone = pat.http.delete(f"{pat.diary}/days/{DAY}")

    assert refusal(put) == refusal(gone) == (429, "too_many_values", [])
    assert put.headers["retry-after"] == "3600"
    assert again.status_code == 200
    assert pat.put_day(OTHER_DAY).status_code == 201


def test_an_edit_that_needs_two_values_is_kept_whole_or_not_at_all(pat: Person) -> None:
    one, other = str(uuid4()), str(uuid4())
    base = sync(pat, edit(headache=True, note="base", triggers=["a"]), device_id=one)["results"][0][
        "revision"
    ]
    sync(pat, edit(base=base, triggers=["a", "b"]), device_id=one)
    fill(pat, values=7)
    assert len(names_of(pat)) == 9

    # Another device adds to a list that was changed meanwhile: what it said, and what both say together.
    (merged,) = sync(pat, edit(base=base, triggers=["a", "c"]), device_id=other)["results"]

    assert (merged["status"], [one["code"] for one in merged["errors"]]) == ("rejected", ["too_many_values"])
    assert len(names_of(pat)) == 9
    assert pat.put_day(DAY, note="the tenth").status_code == 200


def test_injections_circumstances_and_the_treatment_have_the_same_limit(pat: Person) -> None:
    session, preventive = f"{pat.diary}/injections/{uuid4()}", f"{pat.diary}/circumstances/{uuid4()}"
    said: list[tuple[str, dict[str, Any], str]] = [
        (session, {"injected_on": DAY}, "note"),
        (preventive, {"kind": "preventive", "name": "T", "began_on": DAY}, "note"),
    ]
    for address, body, field in said:
        tried = [pat.http.put(address, json=body | {field: f"{number}"}) for number in range(11)]
        assert [one.status_code < 300 for one in tried] == [True] * 10 + [False]
        assert refusal(tried[-1]) == (429, "too_many_values", [])
    tried = [
        pat.http.put(f"{pat.diary}/treatment", json={"earlier_rounds": number + 1}) for number in range(11)
    ]
    assert [one.status_code for one in tried] == [200] * 10 + [429]


def test_a_phone_of_the_release_before_goes_on_with_all_else(pat: Person) -> None:
    phone = PhoneOfBefore(pat, pat.http)
    phone.sync()
    for number in range(11):
        phone.say(DAY, headache=True, note=f"{number}")
        phone.sync()
    phone.say(OTHER_DAY, headache=True)
    phone.sync()

    assert [one["set"]["note"] for one in phone.refused] == ["10"]
    assert phone.told[DAY]["values"]["note"] == "9"
    assert phone.told[OTHER_DAY]["values"]["headache"] is True


# What an account may hold


def test_a_full_account_refuses_what_is_more_alone_and_nothing_of_anybody_else(
    kind: str, tmp_path: Path
) -> None:
    url = migrated_database(kind, tmp_path)
    with serve(url, tmp_path, **LIMITS) as served:
        pat, ben = Person(served), Person(served)
        answers = [pat.put_day(f"2026-{month:02}-01", note=LONG) for month in range(1, 11)]
        answers += [pat.put_day(f"2025-{month:02}-01", note=LONG) for month in range(1, 13)]
        answers += [pat.put_day(f"2024-{month:02}-01", note=LONG) for month in range(1, 11)]
        late, few = edit(headache=True, note=LONG), edit(OTHER_DAY, headache=True)
        (refused, small) = said(pat, late, few)

        assert {one.status_code for one in answers} == {201}
        assert [one["code"] for one in refused["errors"]] == ["account_full"]
        assert small["status"] == "applied"  # there is still room for a few bytes
        assert refusal(pat.put_day(DAY, note=LONG)) == (409, "account_full", [])
        assert ben.put_day(DAY, note=LONG).status_code == 201
        cookies, diary = pat.http.cookies, pat.diary
    with serve(url, tmp_path, **LIMITS | {"limit_account_megabytes": 2}) as served:
        client = served.client()
        client.cookies = cookies
        body = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": [late]}
        (result,) = client.post(f"{diary}/sync", json=body).json()["results"]
        assert result["status"] == "applied"


# Accounts of one network


def register(served: Served, network: str) -> httpx.Response:
    """Make an account, coming from there."""
    account = {"username": uuid4().hex, "password": PASSWORD, "display_name": "A", "time_zone": "UTC"}
    client = served.client()
    client.headers["X-Forwarded-For"] = network
    return client.post("/accounts", json=account)


def test_one_account_too_many_of_a_network_waits_and_no_other_network_does(narrow: Served) -> None:
    narrow.now = NOW
    made = [register(narrow, f"2001:db8:0:1::{number}") for number in range(1, 4)]

    assert [one.status_code for one in made] == [201, 201, 429]
    assert refusal(made[2]) == (429, "too_many_accounts", [])
    assert "set-cookie" not in made[2].headers
    assert register(narrow, "2001:db8:0:2::1").status_code == 201


def test_the_next_hour_has_room_until_the_day_has_none(narrow: Served) -> None:
    statuses = []
    for hours in (0, 0, 0, 1, 1, 23, 24, 24):
        narrow.now = NOW + timedelta(hours=hours)
        statuses.append(register(narrow, "203.0.113.9").status_code)

    assert statuses == [201, 201, 429, 201, 429, 429, 201, 201]


def test_a_name_that_is_taken_counts_for_nothing(narrow: Served) -> None:
    narrow.now = NOW
    client = narrow.client()
    account = {"username": uuid4().hex, "password": PASSWORD, "display_name": "A", "time_zone": "UTC"}
    statuses = [client.post("/accounts", json=account).status_code for _ in range(4)]

    assert statuses == [201, 409, 409, 409]
    assert client.post("/accounts", json=account | {"username": uuid4().hex}).status_code == 201
