"""A new release reaches the phone without losing what is being typed; a bad one can be taken back."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.faults.processes import ServerProcess, running
from tests.served import wait_until

from .builds import Release
from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-1")

OLD, NEW = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
LOOK_FOR_UPDATE = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)"
TAKE_OVER = """
async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const over = new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
  await registration.update();
  const worker = registration.installing ?? registration.waiting;
  const changed = (done) => worker.addEventListener('statechange', done, { once: true });
  while (!registration.waiting) await new Promise(changed);
  registration.waiting.postMessage({ type: 'take_over' });
  await over;
}
"""
KEPT = "async () => [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length]"


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """The release that the phone knows."""
    made = Release(tmp_path / "build")
    made.make(OLD)
    return made


@pytest.fixture
def released(release: Release, tmp_path: Path) -> Iterator[ServerProcess]:
    """The server that hands it out."""
    with running(release.server(tmp_path)) as server:
        yield server


@pytest.fixture
def adas(phone: NewPhone, released: ServerProcess) -> Phone:
    """Ada's phone, with the old release kept."""
    one = phone(released.origin).open()
    one.keep_shell()
    return one


def shows(one: Phone, version: str) -> bool:
    """Whether the page is the one of this version."""
    with suppress(Error):  # it is on its way to the next one
        return f'version: "{version}"' in one.page.content()
    return False


def replace(server: ServerProcess, release: Release, version: str) -> None:
    """The next release takes the place of the one before."""
    server.stop()
    release.make(version)
    server.start()


def test_a_new_release_waits_while_a_note_is_typed_and_takes_over_afterwards(
    adas: Phone, released: ServerProcess, release: Release
) -> None:
    adas.open_note("moderate").press_sequentially("flickering on ")
    replace(released, release, NEW)
    adas.page.evaluate(LOOK_FOR_UPDATE)
    wait_until(lambda: adas.page.evaluate(WAITING))
    adas.page.evaluate(
        "dispatchEvent(new Event('online')); document.dispatchEvent(new Event('visibilitychange'))"
    )

    adas.note.press_sequentially("the left")

    expect(adas.note).to_have_value("flickering on the left")
    assert adas.page.evaluate(WAITING)
    assert shows(adas, OLD)
    adas.close_sheet()
    adas.page.get_by_role("link", name="Calendar").tap()
    wait_until(lambda: shows(adas, NEW))
    wait_until(lambda: not adas.page.evaluate(WAITING))
    adas.go("/")
    assert [edit["set"].get("note") for edit in adas.stored("outbox")] == [None, "flickering on the left"]


def test_what_was_being_typed_when_the_browser_was_ended_is_saved_by_the_next_release(
    adas: Phone, released: ServerProcess, release: Release
) -> None:
    adas.open_note("moderate").press_sequentially("flickering")
    wait_until(lambda: "flickering" in "".join(adas.stored("drafts")))
    adas.kill()
    replace(released, release, NEW)

    adas.open()

    wait_until(lambda: [edit["set"].get("note") for edit in adas.stored("outbox")] == [None, "flickering"])


def test_a_release_that_shows_nothing_is_taken_back_by_the_kill_switch_and_the_diary_stays(
    adas: Phone, released: ServerProcess, release: Release
) -> None:
    adas.tap("severe")
    released.stop()
    release.make(NEW)
    release.break_today()
    released.start()
    adas.page.evaluate(TAKE_OVER)
    adas.reopen()
    expect(adas.page).to_have_title("Broken")

    replace(released, release, "cccccccccccc")
    adas.go("/")
    expect(adas.page).to_have_title("Broken")
    released.stop()
    release.kill(NEW)
    released.start()
    adas.reopen()
    wait_until(lambda: adas.page.evaluate(KEPT) == [0, 0])
    adas.go("/")

    expect(adas.answer("severe")).to_have_attribute("aria-pressed", "true")


def test_a_page_whose_version_is_killed_removes_its_worker_and_goes_on(
    adas: Phone, released: ServerProcess, release: Release
) -> None:
    adas.tap("mild")
    released.stop()
    release.kill(OLD)
    released.start()

    adas.reopen()
    wait_until(lambda: adas.page.evaluate(KEPT) == [0, 0])

    expect(adas.answer("mild")).to_have_attribute("aria-pressed", "true")
    adas.tap("severe")
