"""An account's life: its names and password, everything in one file, and its end."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest

from app.storage.erasure import ErasedList
from tests.api.told import Refusal, refusal
from tests.contract.clinicians import Clinicians
from tests.contract.expected import Actor
from tests.faults.stored import contents_of
from tests.served import PASSWORD, Person, Served, serve

NEW = "seven lanterns in a quiet harbour"
CONFIRM: Refusal = (403, "confirm_needed", [])


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient on a server of her own."""
    return Person(own_server)


def test_the_own_account_tells_how_one_can_sign_in(ada: Person) -> None:
    assert ada.http.get("/account").json() == {
        "account_id": ada.account["account_id"],
        "username": ada.username,
        "role": "patient",
        "display_name": "Ada",
        "time_zone": "Europe/Berlin",
        "clinic": None,
        "has_password": True,
        "has_code_app": False,
        "passkeys": 0,
        "recovery_codes_left": 10,
        "confirmed": True,
    }


def test_name_and_zone_are_changed_and_days_stay_as_they_were(pat: Person) -> None:
    pat.put_day("2026-11-20")

    told = pat.http.put("/account", json={"display_name": "Ada L.", "time_zone": "Pacific/Auckland"})

    assert (told.json()["display_name"], told.json()["time_zone"]) == ("Ada L.", "Pacific/Auckland")
    assert told.json() == pat.http.get("/account").json()
    assert pat.http.get("/session").json()["today"] == "2026-11-21"
    assert [one["day"] for one in pat.get("/days").json()["days"]] == ["2026-11-20"]


@pytest.mark.parametrize(
    ("said", "field"), [({"display_name": ""}, "display_name"), ({"time_zone": "Mars/Base"}, "time_zone")]
)
def test_a_name_or_a_zone_that_cannot_be_is_refused(ada: Person, said: dict[str, str], field: str) -> None:
    body = {"display_name": "Ada", "time_zone": "UTC"} | said

    assert refusal(ada.http.put("/account", json=body)) == (422, "bad_input", [field])


def test_a_clinician_keeps_the_name_that_the_operator_gave(pat: Person) -> None:
    client = Clinicians(pat.served, pat.username).signed_in()

    names = ("Dr Somebody Else", "Dr Who")
    told = [client.put("/account", json={"display_name": one, "time_zone": "Asia/Tokyo"}) for one in names]

    assert refusal(told[0]) == (422, "bad_input", ["display_name"])
    assert (told[1].status_code, told[1].json()["time_zone"]) == (200, "Asia/Tokyo")


def test_a_new_password_ends_every_other_sign_in(pat: Person) -> None:
    other = pat.served.client()
    sign_in = {"username": pat.username, "password": PASSWORD}
    other.post("/session", json=sign_in)

    changed = pat.http.put("/account/password", json={"password": NEW})

    assert changed.status_code == 204
    assert (other.get("/session").status_code, pat.http.get("/session").status_code) == (401, 200)
    tried = [
        pat.served.client().post("/session", json=sign_in | {"password": one}) for one in (PASSWORD, NEW)
    ]
    assert [one.status_code for one in tried] == [401, 200]


def test_a_password_that_holds_the_own_name_is_refused(pat: Person) -> None:
    answer = pat.http.put("/account/password", json={"password": f"{pat.username}1"})

    assert refusal(answer) == (422, "password_refused", ["password"])


def test_a_clinicians_password_needs_a_code_app(pat: Person) -> None:
    clinicians = Clinicians(pat.served, pat.username)
    client, device = clinicians.with_passkey_alone()
    clinicians.forget_code_app(device)
    challenge = client.post("/session/passkey/options").json()
    client.post("/session/passkey", json={"passkey": device.sign(challenge)})

    answer = client.put("/account/password", json={"password": NEW})

    assert refusal(answer) == (409, "no_code_app", [])


def test_new_recovery_codes_replace_the_old_ones(pat: Person) -> None:
    codes = pat.http.post("/account/recovery-codes").json()["recovery_codes"]

    said = {"username": pat.username, "password": NEW}
    tried = [
        pat.served.client().post("/session/recovery", json=said | {"recovery_code": one})
        for one in (pat.account["recovery_codes"][0], codes[0])
    ]
    assert len(set(codes)) == 10
    assert [one.status_code for one in tried] == [401, 200]


SENSITIVE = [
    ("put", "/account/password", {"password": NEW}),
    ("post", "/account/recovery-codes", None),
    ("post", "/passkey-options", None),
    ("get", "/diaries/mine/everything", None),
    ("delete", "/diaries/mine", None),
    ("post", "/diaries/mine/visit-links", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), SENSITIVE, ids=[path for _, path, _ in SENSITIVE])
def test_sensitive_steps_ask_anew_who_one_is(pat: Person, method: str, path: str, body: Any) -> None:
    pat.served.now += timedelta(minutes=10)
    before = pat.http.request(method, path, json=body)

    pat.http.post("/session/confirmation", json={"password": PASSWORD})

    assert refusal(before) == CONFIRM
    assert pat.http.request(method, path, json=body).is_success


def filled(pat: Person) -> Clinicians:
    """Her diary holds and shares something of every kind."""
    pat.put_day("2026-11-18", headache=True, note="first")
    pat.put_day("2026-11-18", headache=True, note="second")
    pat.put_day("2026-11-19")
    pat.http.delete(f"{pat.diary}/days/2026-11-19")
    pat.http.post(f"{pat.diary}/injections", json={"injected_on": "2026-11-01"})
    pat.http.put(f"{pat.diary}/treatment", json={"headache_days_per_30": 18})
    clinicians, diary_id = Clinicians(pat.served, pat.username), pat.account["diary_id"]
    grace = clinicians.new()
    clinicians.grant(diary_id, grace, Actor.READING)
    clinicians.signed_in(grace).get(f"{pat.diary}/days")
    clinicians.invitation(diary_id)
    clinicians.passkey(UUID(pat.account["account_id"]))
    opened = {"secret": clinicians.visit_link(diary_id)[1], "name": "Dr Holm"}
    pat.served.client().post("/visits", json=opened)
    return clinicians


def test_everything_holds_each_value_that_was_ever_said_and_who_looked(pat: Person) -> None:
    filled(pat)

    told = pat.get("/everything").json()

    said = {
        day["key"]: [one["value"] and one["value"]["note"] for one in day["history"]] for day in told["days"]
    }
    assert said == {"2026-11-18": ["first", "second"], "2026-11-19": [None, None]}
    assert [day["value"] is None for day in told["days"]] == [False, True]
    assert told["injections"][0]["value"]["injected_on"] == "2026-11-01"
    assert told["treatment"][0]["value"]["headache_days_per_30"] == 18
    assert told["account"]["username"] == pat.username
    counts = {
        name: len(told[name]) for name in ("passkeys", "sessions", "invitations", "grants", "visit_links")
    }
    assert counts == dict.fromkeys(counts, 1)
    assert told["visit_links"][0]["openings"][0]["name"] == "Dr Holm"
    assert [one["what"] for one in told["looks"]] == ["open_link", "read_days"]


def test_everything_of_a_new_diary_is_next_to_nothing(ada: Person) -> None:
    told = ada.get("/everything").json()

    assert (told["days"], told["injections"], told["treatment"], told["looks"]) == ([], [], [], [])


KEPT_OF_THE_ERASED = {"audit": 2, "diary": 1}


def test_erasing_leaves_nothing_but_that_there_was_a_diary_and_who_looked(pat: Person) -> None:
    url = pat.served.app.state.database.url
    ben = Person(pat.served)
    ben.put_day("2026-11-19", note="mine")
    filled(pat)

    answer = pat.http.delete(pat.diary)

    whole = contents_of(url)
    assert answer.status_code == 204
    assert pat.username not in str(whole)
    assert "second" not in str(whole)
    left = {table: rows_of(rows, UUID(pat.account["diary_id"])) for table, rows in whole.items()}
    assert {table: count for table, count in left.items() if count} == KEPT_OF_THE_ERASED
    assert ben.get("/days").json()["days"][0]["note"] == "mine"


def rows_of(rows: Any, diary_id: UUID) -> int:
    """How many of these rows name a diary."""
    return sum(diary_id.hex in str(row).replace("-", "") for row in rows)


def test_after_erasing_nobody_gets_in_any_more(pat: Person) -> None:
    clinicians = filled(pat)
    grace = clinicians.new()
    clinicians.grant(pat.account["diary_id"], grace, Actor.READING)
    doctor = clinicians.signed_in(grace)

    answer = pat.http.delete(pat.diary)

    cleared = {cookie.partition("=")[0] for cookie in answer.headers.get_list("set-cookie")}
    assert cleared == {"diary_session", "diary_device"}
    assert pat.http.get("/session").status_code == 401
    sign_in = {"username": pat.username, "password": PASSWORD}
    assert pat.served.client().post("/session", json=sign_in).status_code == 401
    assert doctor.get(f"{pat.diary}/days").status_code == 404
    assert doctor.get("/patients").json()["patients"] == []


def test_the_name_of_an_erased_account_is_free_again(pat: Person) -> None:
    pat.http.delete(pat.diary)

    account = {"username": pat.username, "password": PASSWORD, "display_name": "New", "time_zone": "UTC"}
    assert pat.served.client().post("/accounts", json=account).status_code == 201


def test_a_diary_that_a_backup_brought_back_is_erased_again_at_the_next_start(
    migrated_url: str, tmp_path: Path
) -> None:
    with serve(migrated_url, tmp_path) as served:
        pat, ben = Person(served), Person(served)
        pat.put_day("2026-11-19", note="brought back")
        ben.put_day("2026-11-19", note="never erased")
    ErasedList(tmp_path).add({UUID(pat.account["diary_id"])})  # after the backup was made

    with serve(migrated_url, tmp_path):
        whole = str(contents_of(migrated_url))

    assert ("brought back" in whole, "never erased" in whole) == (False, True)


def test_the_list_of_erased_diaries_is_on_the_disk_before_the_answer(pat: Person, tmp_path: Path) -> None:
    pat.http.delete(pat.diary)

    assert ErasedList(tmp_path).read() == {UUID(pat.account["diary_id"])}


def test_a_list_that_cannot_be_written_is_made_up_for_at_the_next_start(
    migrated_url: str, tmp_path: Path
) -> None:
    with serve(migrated_url, tmp_path) as served:
        pat = Person(served)
        with patch.object(ErasedList, "add", side_effect=OSError(28, "No space left on device")):
            assert pat.http.delete(pat.diary).status_code == 204

    with serve(migrated_url, tmp_path):
        assert ErasedList(tmp_path).read() == {UUID(pat.account["diary_id"])}


def synced(person: Person, diary: str) -> tuple[int, str, bool | None]:
    """What a phone hears that syncs this diary."""
    body: dict[str, Any] = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": []}
    answer = person.http.post(f"/diaries/{diary}/sync", json=body)
    told = answer.json()
    return answer.status_code, told["code"], told.get("erased")


def test_a_phone_that_syncs_hears_that_its_account_was_erased_elsewhere(pat: Person) -> None:
    own, other = pat.account["diary_id"], str(uuid4())
    elsewhere = pat.served.client()
    elsewhere.post("/session", json={"username": pat.username, "password": PASSWORD})

    assert elsewhere.delete(f"/diaries/{own}").status_code == 204

    # The code is the one that phones of the release before know; only who names the diary is told more.
    assert synced(pat, own) == (401, "not_signed_in", True)
    controls = (other, "mine", "no-id")
    assert [synced(pat, one) for one in controls] == [(401, "not_signed_in", None)] * 3
    assert "erased" not in pat.http.get(f"/diaries/{own}/days").json()
    assert "erased" not in pat.served.client().post(f"/diaries/{own}/sync", json={}).json()


def test_a_sign_in_that_ended_is_no_erased_account(pat: Person) -> None:
    elsewhere = pat.served.client()
    elsewhere.post("/session", json={"username": pat.username, "password": PASSWORD})
    elsewhere.delete("/sessions")

    assert synced(pat, pat.account["diary_id"]) == (401, "not_signed_in", None)
