"""What the server refuses: never tied to a tap, said in words, and sent again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.served import Person

from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-2")

FACE = "\U0001f600"


def spoilt(change: Callable[[dict[str, Any]], None]) -> Callable[[Route], None]:
    """A network that changes each edit on its way: the server finds it otherwise than the phone."""

    def carry(route: Route) -> None:
        said = json.loads(route.request.post_data or "{}")
        for operation in said["operations"]:
            change(operation)
        route.continue_(post_data=json.dumps(said))

    return carry


def too_long(operation: dict[str, Any]) -> None:
    """What a server with a shorter limit would find."""
    if operation["set"].get("note"):
        operation["set"]["note"] += "x" * 10_000


def day_of(ada: Person, adas: Phone) -> dict[str, Any]:
    """Today as the server has it."""
    return dict(ada.get(f"/days/{adas.today}").json())


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Phone:
    """Ada's phone, signed in."""
    one = phone().open()
    one.belong_to(ada)
    return one


def test_a_control_character_pasted_into_a_note_holds_no_answer_back(adas: Phone, ada: Person) -> None:
    adas.open_note("mild").fill("from a\u0007 terminal\u001b\u000b, with a tab\t and a \u2028 line")
    assert adas.note.input_value() == "from a terminal, with a tab\t and a \u2028 line"
    adas.close_sheet()
    adas.tap("severe")
    adas.says("All days sent")

    day = day_of(ada, adas)
    assert (day["peak_intensity"], day["note"]) == (
        "severe",
        "from a terminal, with a tab\t and a \u2028 line",
    )


def test_ten_thousand_faces_are_a_note_and_one_more_is_said_to_be_too_many(adas: Phone, ada: Person) -> None:
    note = adas.open_note("mild")
    note.fill(FACE * 10_001)
    assert "1 too many" in note.evaluate("(field) => field.validationMessage")
    adas.button("Done").tap()
    expect(note).to_be_focused()  # what cannot be saved is not closed over
    note.fill(FACE * 10_000)
    assert note.evaluate("(field) => field.validationMessage") == ""
    adas.close_sheet()
    adas.says("All days sent")

    assert len(day_of(ada, adas)["note"]) == 10_000


def test_one_refused_field_goes_no_further_and_the_answer_does(adas: Phone, ada: Person) -> None:
    adas.page.route("**/sync", spoilt(too_long))
    adas.open_note("mild").fill("at work")
    adas.close_sheet()
    adas.says("An entry needs attention")

    adas.tap("severe")
    expect(adas.line).to_contain_text("An entry needs attention")
    adas.page.wait_for_function(OUTBOX_HOLDS, arg=1)
    day = day_of(ada, adas)
    assert (day["peak_intensity"], day["note"]) == ("severe", None)

    adas.go("/settings/")
    attention = adas.page.locator("#attention")
    expect(attention).to_contain_text("Note: is too long")
    attention.get_by_role("button", name="Send again").tap()
    expect(attention).to_contain_text("The server still refuses this.")

    adas.page.unroute("**/sync")
    attention.get_by_role("button", name="Send again").tap()
    expect(attention).to_have_count(0)
    assert day_of(ada, adas)["note"] == "at work"


def test_what_a_server_of_another_release_refuses_passes_at_the_next_start(adas: Phone, ada: Person) -> None:
    adas.page.route("**/sync", spoilt(lambda operation: operation.update(kind="dream")))
    adas.tap("severe")
    adas.says("An entry needs attention")
    adas.close()

    adas.open()
    adas.says("All days sent")

    assert day_of(ada, adas)["peak_intensity"] == "severe"


OUTBOX_HOLDS = """
(count) => new Promise((resolve) => {
  const opening = indexedDB.open(localStorage.getItem('diary-current'));
  opening.onsuccess = () => {
    const all = opening.result.transaction('outbox').objectStore('outbox').count();
    all.onsuccess = () => (opening.result.close(), resolve(all.result === count));
  };
})
"""
