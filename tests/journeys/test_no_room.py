"""The phone has no room: nothing is called saved, nothing that was tapped or typed is lost."""

import pytest
from playwright.sync_api import expect

from .conftest import NewPhone

pytestmark = pytest.mark.xdist_group("journeys-2")

# A browser refuses at once, or only when the transaction is to be finished.
AT_ONCE = "throw full"
AT_THE_END = """
const request = Reflect.apply(real, this, said);
request.addEventListener('success', () => this.transaction.abort());
return request
"""
NO_ROOM = """
() => {
  const full = new DOMException('no room', 'QuotaExceededError');
  globalThis.room = { add: IDBObjectStore.prototype.add, put: IDBObjectStore.prototype.put };
  for (const [name, real] of Object.entries(globalThis.room)) {
    IDBObjectStore.prototype[name] = function (...said) { %s; };
  }
}
"""
ROOM_AGAIN = "() => Object.assign(IDBObjectStore.prototype, globalThis.room)"


@pytest.mark.parametrize("refusal", [AT_ONCE, AT_THE_END], ids=["at once", "at the end"])
def test_an_answer_without_room_is_not_called_saved_and_can_be_tried_again(
    phone: NewPhone, refusal: str
) -> None:
    adas = phone().open()
    adas.page.evaluate(NO_ROOM % refusal)
    adas.answer("severe").tap()
    expect(adas.slot).to_contain_text("Severe was not saved")
    expect(adas.answer("severe")).to_have_attribute("aria-pressed", "false")
    assert adas.stored("outbox") == []

    adas.page.evaluate(ROOM_AGAIN)
    adas.button("Try again").tap()

    adas.sees_saved("severe")
    assert [edit["set"]["peak_intensity"] for edit in adas.stored("outbox")] == ["severe"]


def test_an_answer_that_found_no_room_is_still_there_after_the_app_was_closed(phone: NewPhone) -> None:
    adas = phone().open()
    adas.page.evaluate(NO_ROOM % AT_ONCE)
    adas.answer("mild").tap()
    expect(adas.slot).to_contain_text("Mild was not saved")

    adas.reopen().button("Try again").tap()

    adas.sees_saved("mild")


def test_a_note_that_found_no_room_stays_on_the_screen_and_is_saved_later(phone: NewPhone) -> None:
    adas = phone().open()
    adas.open_note("moderate").fill("flickering")
    adas.page.evaluate(NO_ROOM % AT_ONCE)
    adas.note.fill("flickering on the left")
    adas.note.blur()
    expect(adas.page.get_by_role("dialog")).to_contain_text("The last change was not saved")
    expect(adas.note).to_have_value("flickering on the left")

    adas.page.evaluate(ROOM_AGAIN)
    adas.note.fill("flickering on the left eye")
    adas.close_sheet()

    assert adas.reopen().stored("outbox")[-1]["set"] == {"note": "flickering on the left eye"}
