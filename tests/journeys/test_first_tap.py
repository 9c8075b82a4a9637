"""The first tap: saved when it says so, taken back, and said once however often it is tapped."""

import pytest
from playwright.sync_api import expect

from tests.served import Person, wait_until

from .conftest import NewPhone

pytestmark = pytest.mark.xdist_group("journeys-1")

READ_BACK_NOTHING = """
() => {
  globalThis.readBack = {};
  for (const way of ['getAll', 'getAllKeys']) {
    const really = (globalThis.readBack[way] = IDBIndex.prototype[way]);
    IDBIndex.prototype[way] = function (key, ...more) {
      const { name, transaction } = this.objectStore;
      const isReadBack = name === 'outbox' && transaction.mode === 'readonly';
      return really.call(this, isReadBack ? 'nothing' : key, ...more);
    };
  }
}
"""
READ_BACK_AGAIN = "() => Object.assign(IDBIndex.prototype, globalThis.readBack)"


def test_one_tap_saves_and_undo_takes_it_back(phone: NewPhone) -> None:
    adas = phone().open()
    adas.tap("mild")
    assert [edit["set"]["peak_intensity"] for edit in adas.stored("outbox")] == ["mild"]

    adas.undo()

    expect(adas.answer("mild")).to_have_attribute("aria-pressed", "false")
    assert adas.stored("outbox") == []


def test_a_day_that_was_sent_is_taken_back_on_the_server_too(phone: NewPhone, ada: Person) -> None:
    adas = phone().open()
    adas.belong_to(ada)
    day = adas.tap("free")
    adas.says("All days sent")
    assert ada.get(f"/days/{day}").json()["acute_medications"] == []

    adas.undo()
    expect(adas.answer("free")).to_have_attribute("aria-pressed", "false")

    wait_until(lambda: ada.get(f"/days/{day}").status_code == 404)
    adas.says("All days sent")


@pytest.mark.parametrize("times", [2, 3])
def test_tapping_several_times_leaves_one_value(phone: NewPhone, ada: Person, times: int) -> None:
    adas = phone().open()
    adas.belong_to(ada)
    day = adas.today
    adas.answer("free").click(click_count=times, delay=30)
    adas.sees_saved("free")
    adas.says("All days sent")

    history = ada.get(f"/days/{day}/history").json()["history"]

    assert [past["value"]["headache"] for past in history] == [False]


def test_two_answers_tapped_quickly_leave_the_last_one(phone: NewPhone, ada: Person) -> None:
    adas = phone().open()
    adas.belong_to(ada)
    day = adas.today
    adas.page.evaluate(
        "for (const one of ['mild', 'free']) document.querySelector(`.answers [data-answer=${one}]`).click()"
    )
    expect(adas.answer("free")).to_have_attribute("aria-pressed", "true")
    adas.sees_saved("free")  # a chip answers at once, before the disk has it
    adas.reopen().says("All days sent")

    assert ada.get(f"/days/{day}").json()["headache"] is False


def test_saved_is_said_only_of_what_could_be_read_back(phone: NewPhone) -> None:
    adas = phone().open()
    adas.page.evaluate(READ_BACK_NOTHING)
    adas.answer("free").tap()
    expect(adas.slot).to_contain_text("No headache was not saved")
    expect(adas.answer("free")).to_have_attribute("aria-pressed", "false")

    adas.page.evaluate(READ_BACK_AGAIN)
    adas.button("Try again").tap()

    expect(adas.answer("free")).to_have_attribute("aria-pressed", "true")
    assert len(adas.stored("outbox")) == 1
