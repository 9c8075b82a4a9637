"""What is typed is there again after the page was left, reloaded or replaced; Done and Save take it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.faults.processes import ServerProcess, running
from tests.served import wait_until

from .builds import Release
from .conftest import NewPhone
from .forms import FORMS, LAST_WEEK, Form, in_the_sheet
from .phone import Phone
from .test_new_release import LOOK_FOR_UPDATE, WAITING

pytestmark = pytest.mark.xdist_group("journeys-2")

NAME = "Name, with strength if you like"
FORGETFUL = """
(() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    return this.name === 'drafts' ? this.get('') : put.apply(this, arguments);
  };
})()
"""


def leave(one: Phone, form: Form) -> None:
    one.page.evaluate("() => document.activeElement.blur && 0")
    one.page.goto(one.address + ("/trends/" if form.path != "/trends/" else "/"))
    one.wait_until_ready()
    one.go(form.path)


def reload(one: Phone, form: Form) -> None:
    one.page.reload()
    one.wait_until_ready()


def kill(one: Phone, form: Form) -> None:
    one.kill()
    one.open(form.path)


WAYS: tuple[Callable[[Phone, Form], None], ...] = (leave, reload, kill)


def test_every_form_of_the_patients_pages_is_in_the_list() -> None:
    assert (len(FORMS), len({form.name for form in FORMS}), len(WAYS)) == (8, 8, 3)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_what_is_typed_is_there_again_after_leaving_reloading_and_the_end_of_the_browser(
    phone: NewPhone, form: Form
) -> None:
    one = phone().open()
    one.tap("severe")
    form.type(one)

    for way in WAYS:
        wait_until(lambda: len(one.stored("drafts")) == 1)
        way(one, form)
        form.sees(one)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_on_a_phone_that_keeps_no_drafts_it_would_be_gone(phone: NewPhone, form: Form) -> None:
    one = phone(before=[FORGETFUL]).open()
    one.tap("severe")
    form.type(one)

    reload(one, form)

    form.open(one)
    for label, text in form.fields:
        assert form.field(one, label).input_value() != text


def test_done_adds_the_medicine_that_is_typed_or_says_what_is_missing(phone: NewPhone) -> None:
    one = phone().open()
    one.answer("severe").tap()
    sheet = one.page.get_by_role("dialog")
    in_the_sheet("Add a medicine", NAME)(one)
    one.page.get_by_label(NAME).fill("Grandma's drops")

    one.button("Done").tap()
    expect(sheet.get_by_role("alert")).to_have_text("Choose the kind to add this medicine.")
    expect(sheet).to_be_visible()
    assert one.stored("outbox")[-1]["set"].get("acute_medications") is None

    one.page.get_by_label("Kind").select_option("other")
    one.button("Done").tap()
    expect(sheet).not_to_be_visible()
    (medicine,) = one.stored("outbox")[-1]["set"]["acute_medications"]
    assert (medicine["name"], medicine["drug_class"]) == ("Grandma's drops", "other")
    assert one.stored("drafts") == []


def test_done_takes_a_known_medicine_a_trigger_hours_and_the_note_at_once(phone: NewPhone) -> None:
    one = phone().open()
    one.answer("severe").tap()
    for button, label in (
        ("Add a medicine", NAME),
        ("Exact", "Hours"),
        ("Triggers, period, note", "New trigger"),
    ):
        in_the_sheet(button, label)(one)
    for label, text in (
        (NAME, "Sumatriptan 50 mg"),
        ("New trigger", "Wine"),
        ("Hours", "1,5"),
    ):
        one.page.get_by_label(label, exact=True).press_sequentially(text)
    one.note.press_sequentially("left side")

    one.button("Done").tap()
    expect(one.page.get_by_role("dialog")).not_to_be_visible()

    said: dict[str, object] = {}
    wait_until(lambda: len(one.stored("drafts")) == 0)
    for edit in one.stored("outbox"):
        said |= edit["set"]
    assert (said["triggers"], said["note"], said["duration_minutes"]) == (["Wine"], "left side", 90)
    assert said["acute_medications"][0]["name"] == "Sumatriptan 50 mg"  # type: ignore[index]


def test_set_up_takes_a_date_that_was_not_added(phone: NewPhone) -> None:
    one = phone().open("/welcome/")
    form = next(form for form in FORMS if form.name == "welcome")
    form.type(one)

    one.button("Save and go to today").tap()
    one.page.wait_for_url(f"{one.address}/")

    saved = {edit["kind"]: edit["set"] for edit in one.stored("outbox")}
    assert saved["injection"]["injected_on"] == LAST_WEEK
    assert (saved["treatment"]["earlier_rounds"], saved["treatment"]["headache_days_per_30"]) == (3, 22)
    assert one.stored("drafts") == []


@pytest.mark.parametrize("typed", ["22,55", "225", "2,2,5"])
def test_set_up_says_what_is_wrong_and_stays(phone: NewPhone, typed: str) -> None:
    one = phone().open("/welcome/")
    form = next(form for form in FORMS if form.name == "welcome")
    form.type(one)
    field = form.field(one, form.fields[2][0])
    field.fill(typed)

    one.button("Save and go to today").tap()

    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert one.stored("outbox") == []


def test_set_up_does_not_take_half_a_date_for_none(phone: NewPhone) -> None:
    one = phone().open("/welcome/")
    form = next(form for form in FORMS if form.name == "welcome")
    form.open(one)
    one.page.get_by_label("Date of a session").press_sequentially("0703")

    one.button("Save and go to today").tap()

    expect(one.page.get_by_text("The date is not complete.")).to_be_visible()
    assert one.stored("outbox") == []


@pytest.fixture
def released(tmp_path: Path) -> Iterator[tuple[Release, ServerProcess]]:
    """A release, and the server that hands it out."""
    release = Release(tmp_path / "build")
    release.make("aaaaaaaaaaaa")
    with running(release.server(tmp_path)) as server:
        yield release, server


def test_a_new_release_that_takes_over_while_a_form_is_filled_loses_nothing_of_it(
    phone: NewPhone, released: tuple[Release, ServerProcess]
) -> None:
    release, server = released
    one = phone(server.origin).open()
    one.keep_shell()
    form = next(form for form in FORMS if form.name == "session")
    form.type(one)
    server.stop()
    release.make("bbbbbbbbbbbb")
    server.start()

    one.page.evaluate(LOOK_FOR_UPDATE)
    wait_until(lambda: one.page.evaluate(WAITING))
    one.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    form.sees(one)
    assert 'version: "aaaaaaaaaaaa"' in one.page.content()
    one.page.get_by_role("link", name="Calendar").tap()

    def renewed() -> bool:
        with suppress(Error):  # it is on its way to the next one
            return 'version: "bbbbbbbbbbbb"' in one.page.content()
        return False

    wait_until(renewed)
    one.go(form.path)
    form.sees(one)


def test_an_earlier_release_kept_the_text_of_a_note_alone_and_it_is_saved(phone: NewPhone) -> None:
    one = phone().open()
    day = one.tap("severe")
    one.page.evaluate(
        """(day) => new Promise((done) => {
          const opening = indexedDB.open(localStorage.getItem('diary-current'));
          opening.onsuccess = () => {
            const all = opening.result.transaction('drafts', 'readwrite');
            all.objectStore('drafts').put('flickering', `note ${day}`);
            all.oncomplete = () => (opening.result.close(), done());
          };
        })""",
        str(day),
    )

    one.go("/")

    wait_until(lambda: one.stored("outbox")[-1]["set"].get("note") == "flickering")
    wait_until(lambda: one.stored("drafts") == [])
