"""Without a network: the server's process is stopped, the browser closed and opened again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from .conftest import NewPhone, Tell

pytestmark = pytest.mark.xdist_group("journeys-2")

ANSWERS = ("mild", "free", "severe", "moderate", "free", "mild", "mild", "free", "severe", "free")
SHOWN = {"free": None, "mild": "mild", "moderate": "moderate", "severe": "severe"}


def test_from_a_cold_start_without_a_network_today_opens_and_a_tap_saves(
    phone: NewPhone, server: ServerProcess
) -> None:
    adas = phone().open()
    adas.keep_shell()
    adas.close()
    server.stop()

    adas.open().tap("severe")

    assert [edit["set"]["peak_intensity"] for edit in adas.stored("outbox")] == ["severe"]
    adas.says("On this phone only · 1 entry")


def test_without_the_worker_nothing_opens_once_the_server_is_stopped(
    phone: NewPhone, server: ServerProcess
) -> None:
    adas = phone(look={"service_workers": "block"}).open()
    adas.close()
    server.stop()

    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        adas.open()


def test_ten_days_without_a_network_are_all_on_the_server_afterwards(
    phone: NewPhone, server: ServerProcess, ada: Person, tell: Tell
) -> None:
    adas = phone().open()
    adas.belong_to(ada)
    adas.keep_shell()
    adas.close()
    server.stop()
    tapped: dict[date, str] = {}
    for ago, answer in zip(range(len(ANSWERS) - 1, -1, -1), ANSWERS, strict=True):
        adas.at = datetime.now(UTC) - timedelta(days=ago)
        adas.open().says("Saved on this phone" if tapped else "")
        tapped[adas.tap(answer)] = answer
        adas.says(f"Saved on this phone · {len(tapped)} to send")
        adas.close()

    server.start()
    adas.open().says("All days sent")

    days = ada.get("/days").json()["days"]
    assert {date.fromisoformat(day["day"]): day["peak_intensity"] for day in days} == {
        day: SHOWN[answer] for day, answer in tapped.items()
    }
    assert [day["headache"] for day in days] == [answer != "free" for answer in tapped.values()]
    histories = [ada.get(f"/days/{day}/history").json()["history"] for day in tapped]
    assert [len(history) for history in histories] == [1] * 10
    tell(f"{len(days)} days logged without a network, {len(days)} on the server")


def test_a_phone_that_was_wiped_is_filled_again_by_signing_in(phone: NewPhone, ada: Person) -> None:
    days = [datetime.now(UTC).date() - timedelta(days=ago) for ago in (3, 2, 1)]
    for day in days:
        assert ada.put_day(str(day), headache=True, peak_intensity="mild").status_code == 201
    adas = phone().open()
    adas.belong_to(ada)
    assert len(adas.stored("documents")) == 3

    adas.wipe()
    expect(adas.reopen().page.locator(".others")).to_contain_text("Set up the diary")
    adas.belong_to(ada)

    assert sorted(document["key"] for document in adas.stored("documents")) == [str(day) for day in days]
    assert len(ada.get(f"/days/{days[0]}/history").json()["history"]) == 1
