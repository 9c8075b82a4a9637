"""Storage that is blocked, wiped, lost in part or taken away: it is told, and no day is left behind."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.served import Person

from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-1")

THROWS = "() => { throw new DOMException('denied', 'SecurityError'); }"
NO_SMALL = f"Object.defineProperty(window, 'localStorage', {{ get: {THROWS} }})"
NO_DATABASES = {
    "missing": "Object.defineProperty(window, 'indexedDB', { value: undefined })",
    "throwing": f"Object.defineProperty(window, 'indexedDB', {{ get: {THROWS} }})",
    "refusing": "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'UnknownError'); }",
    "failing": (
        "IDBFactory.prototype.open = () => { const asked = new EventTarget();"
        " asked.error = new DOMException('x'); setTimeout(() => asked.dispatchEvent(new Event('error')));"
        " return asked; }"
    ),
}
NOTHING_ELSE = [
    f"Object.defineProperty(Navigator.prototype, '{name}', {{ get: {THROWS} }})"
    for name in ("locks", "storage", "serviceWorker")
] + [f"globalThis.BroadcastChannel = class {{ constructor() {{ ({THROWS})(); }} }}"]
CANNOT = "Nothing can be saved"


def block_cookies(folder: Path) -> None:
    """What a person chooses in the browser's own settings: no site may keep anything."""
    (folder / "Default").mkdir(parents=True)
    chosen = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (folder / "Default" / "Preferences").write_text(json.dumps(chosen), "utf-8")


def sees_that_nothing_is_saved(one: Phone) -> None:
    """Both lines say so, and so does a tap."""
    one.says(CANNOT)
    expect(one.slot).to_contain_text(CANNOT)
    expect(one.page.locator("main")).not_to_contain_text("One tap saves")
    one.answer("severe").tap()
    expect(one.slot).to_contain_text("Severe was not saved")


@pytest.mark.parametrize("how", NO_DATABASES)
def test_where_nothing_can_be_saved_today_says_so_and_promises_nothing(phone: NewPhone, how: str) -> None:
    sees_that_nothing_is_saved(phone(before=[NO_SMALL, NO_DATABASES[how], *NOTHING_ELSE]).open())


def test_with_cookies_blocked_in_the_browser_today_says_so(phone: NewPhone) -> None:
    one = phone()
    block_cookies(one.folder)
    one.open()
    assert one.page.evaluate("() => { try { return Boolean(localStorage) } catch { return false } }") is False
    sees_that_nothing_is_saved(one)


def test_with_cookies_blocked_every_page_is_alive(phone: NewPhone) -> None:
    one = phone()
    block_cookies(one.folder)
    one.open()
    pages = ("calendar", "trends", "injections", "settings", "welcome", "print", "share", "account")
    for path in pages:
        one.page.goto(f"{one.address}/{path}/")
        expect(one.page.locator("main h1")).not_to_have_text("500")
        expect(one.page.locator("main h1")).to_be_visible()


def test_a_one_visit_link_opens_without_any_storage(phone: NewPhone, ada: Person) -> None:
    ada.put_day("2026-11-01", headache=True)
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-10-05"})
    made = ada.http.post(f"{ada.diary}/visit-links", json={}).json()
    one = phone()
    block_cookies(one.folder)
    one.open("/visit/#" + made["secret"])

    one.page.get_by_label("Your name, and where you work").fill("Dr Holm")
    one.button("Open the report").tap()

    expect(one.page.get_by_role("heading", name="Round 1")).to_be_visible()


def test_without_small_storage_a_day_is_saved_and_found_again(phone: NewPhone) -> None:
    one = phone(before=[NO_SMALL, *NOTHING_ELSE]).open()
    one.tap("mild")

    one.reopen()

    expect(one.answer("mild")).to_have_attribute("aria-pressed", "true")


def test_a_wiped_phone_whose_sign_in_lives_fetches_its_diary(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.belong_to(ada)
    one.tap("moderate")
    one.says("All days sent")
    one.page.goto("about:blank")
    assert one.context is not None
    tab = one.context.new_cdp_session(one.page)
    kept = "local_storage,indexeddb,cache_storage,service_workers"
    tab.send("Storage.clearDataForOrigin", {"origin": one.address, "storageTypes": kept})

    one.reopen()

    one.says("All days sent")
    expect(one.answer("moderate")).to_have_attribute("aria-pressed", "true")
    one.go("/settings/")
    expect(one.page.locator("#account")).to_contain_text("This phone is signed in as Ada.")


def test_a_wiped_phone_whose_sign_in_ended_begins_anew(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.belong_to(ada)
    one.tap("moderate")
    one.says("All days sent")
    one.wipe()

    one.reopen()

    one.says("Saved on this phone, without an account")
    expect(one.answer("moderate")).to_have_attribute("aria-pressed", "false")


def test_an_unsent_day_is_found_where_the_browser_forgot_which_diary_is_open(
    phone: NewPhone, ada: Person
) -> None:
    one = phone().open()
    one.tap("severe")
    one.sign_in(ada)
    one.page.get_by_role("button", name="Keep this phone’s diary apart").tap()
    expect(one.page.locator("#account")).to_contain_text("This phone is signed in as Ada.")
    one.go("/")
    one.says("All days sent")
    one.page.evaluate("() => localStorage.clear()")

    one.reopen()

    one.says("On this phone only · 1 entry")
    expect(one.answer("severe")).to_have_attribute("aria-pressed", "true")


def test_a_diary_kept_apart_by_the_release_before_is_still_listed(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.tap("severe")
    one.sign_in(ada)
    one.page.get_by_role("button", name="Keep this phone’s diary apart").tap()
    expect(one.page.locator("#account")).to_contain_text("This phone is signed in as Ada.")
    one.page.evaluate(AS_BEFORE)

    one.reopen("/settings/")

    expect(one.page.locator("#account")).to_contain_text("1 entry")
    assert one.page.evaluate("() => localStorage.getItem('diaries')") is None


AS_BEFORE = """
async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const other = (name) => name.startsWith('diary-') && name !== localStorage.getItem('diary-current');
  const apart = names.find(other);
  localStorage.setItem('diaries', JSON.stringify([{ name: apart, diary_id: null, who: '', entries: 1 }]));
  await new Promise((done) => (indexedDB.deleteDatabase('diaries').onsuccess = done));
}
"""
LOSE = """
() => {
  const open = IDBFactory.prototype.open;
  globalThis.opened = [];
  IDBFactory.prototype.open = function (...given) {
    const asked = open.apply(this, given);
    asked.addEventListener('success', () => globalThis.opened.push(asked.result));
    return asked;
  };
}
"""


@pytest.mark.parametrize("told", [True, False], ids=["with an event", "without a word"])
def test_a_lost_connection_is_opened_again_and_the_tap_is_saved(phone: NewPhone, told: bool) -> None:
    one = phone(before=[f"({LOSE.strip()})()"]).open()
    one.page.evaluate(
        "(told) => globalThis.opened.forEach((database) => (database.close(),"
        " told && database.dispatchEvent(new Event('close'))))",
        told,
    )

    one.tap("severe")

    assert [edit["set"]["peak_intensity"] for edit in one.stored("outbox")] == ["severe"]


def test_a_database_that_could_not_be_opened_is_opened_by_trying_again(phone: NewPhone) -> None:
    fails = "globalThis.real = IDBFactory.prototype.open; " + NO_DATABASES["refusing"]
    one = phone(before=[fails]).open()
    sees_that_nothing_is_saved(one)

    one.page.evaluate("() => (IDBFactory.prototype.open = globalThis.real)")
    one.button("Try again").tap()

    one.sees_saved("severe")
    one.says("On this phone only")


IPHONE = {
    "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "viewport": {"width": 390, "height": 664},
}


def test_on_an_iphone_the_home_screen_stands_on_today_before_the_first_tap(phone: NewPhone) -> None:
    one = phone(look=IPHONE).open()

    line = one.line.get_by_role("link", name="First add the diary to the home screen")
    expect(line).to_be_in_viewport(ratio=1)
    expect(phone().open().page.get_by_role("link", name="First add")).to_have_count(
        0
    )  # the control: elsewhere not

    one.tap("free")
    expect(one.page.get_by_role("link", name="First add the diary")).to_have_count(1)  # it goes on being told
    one.page.get_by_role("link", name="First add the diary").tap()
    expect(one.page.locator("main")).to_contain_text("Tap Share")


def test_on_the_home_screen_itself_it_does_not(phone: NewPhone) -> None:
    standalone = "Object.defineProperty(navigator, 'standalone', { value: true })"
    one = phone(look=IPHONE, before=[standalone]).open()

    one.says("Saved on this phone")
    expect(one.page.get_by_role("link", name="First add the diary")).to_have_count(0)


def test_after_an_erase_elsewhere_the_other_phone_offers_its_copy(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.belong_to(ada)
    day = one.tap("moderate")
    one.says("All days sent")
    assert ada.http.delete(ada.diary).status_code == 204

    one.reopen()

    one.says("Account erased on another device")
    one.line.get_by_role("link").tap()
    account = one.page.locator("#account")
    expect(account).to_contain_text("This phone still keeps a copy with 1 entry")
    with one.page.expect_download() as handed:
        account.get_by_role("button", name="Save the copy as a file").tap()
    copy = json.loads(Path(handed.value.path()).read_text("utf-8"))
    assert [(said["day"], said["peak_intensity"]) for said in copy["days"]] == [(str(day), "moderate")]

    account.get_by_role("button", name="Remove the copy").tap()
    account.get_by_role("button", name="Remove the copy").tap()
    expect(account).to_contain_text("Create an account")
    one.go("/")
    expect(one.answer("moderate")).to_have_attribute("aria-pressed", "false")


def test_after_a_sign_out_elsewhere_it_says_to_sign_in(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.belong_to(ada)
    ada.http.delete("/sessions")

    one.reopen()

    one.says("Sign in to send your days")
