"""What the journeys share: Chromium, a server that can be stopped, phones and people."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserType, Playwright, expect, sync_playwright

from tests.conftest import Tell
from tests.faults.processes import ServerProcess, running
from tests.left_out import leave_out
from tests.served import Person, Served

from . import chromium
from .phone import WITHIN_MS, Phone

__all__ = ["NewPerson", "NewPhone", "Tell"]
NewPhone = Callable[..., Phone]
NewPerson = Callable[[], Person]
_PHONES = pytest.StashKey[list[Phone]]()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Ends with the last journey: while it runs, nothing else in this process may have a loop of its own."""
    expect.set_options(timeout=WITHIN_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def engine(playwright: Playwright) -> BrowserType:
    """Starts browsers. Tests that need one ask for this, directly or not."""
    assert chromium.program(), f"Chromium is missing: apt-get install {chromium.PACKAGES}"
    return playwright.chromium


@pytest.fixture(scope="package")
def browser(engine: BrowserType) -> Iterator[Browser]:
    """One browser for tests that look at a page and keep nothing."""
    with engine.launch(executable_path=chromium.program(), args=chromium.FLAGS) as one:
        yield one


@pytest.fixture(scope="package")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("journeys")
    with running(ServerProcess(folder, keeps_port=True)) as server:
        yield server


@pytest.fixture
def server(_server: ServerProcess) -> ServerProcess:
    """A server that a test may stop; the next test finds it running."""
    if not _server.answers():
        _server.start()
    return _server


@pytest.fixture
def phone(
    engine: BrowserType, server: ServerProcess, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[NewPhone]:
    """Makes phones; at the end, no page of any of them did what none may do."""
    made: list[Phone] = []

    def new(address: str = "", **given: object) -> Phone:
        folder = tmp_path / f"phone-{len(made)}"
        made.append(Phone(engine, folder, address or server.origin, **given))  # type: ignore[arg-type]
        return made[-1]

    request.node.stash[_PHONES] = made
    yield new
    for one in made:
        one.close()
    assert [fault for one in made for fault in one.faults] == []


@pytest.fixture
def person(server: ServerProcess) -> Iterator[NewPerson]:
    """Makes people with an account; each new one has an empty diary."""
    served = Served(server.origin.replace("localhost", "127.0.0.1"), FastAPI())
    yield lambda: Person(served)
    for client in served.clients:
        client.close()


@pytest.fixture
def ada(person: NewPerson) -> Person:
    """A patient with a new, empty diary."""
    return person()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a journey that failed: what its phones show, and which pages they opened."""
    report = yield
    if report.failed and report.when != "teardown":
        told = [one.told() for one in item.stash.get(_PHONES, [])]
        report.sections.append(("what the phones show", "\n\n".join(told)))
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser where there is none; DIARY_REQUIRE_BROWSER forbids it."""
    if not chromium.program():
        needs = f"a browser: apt-get install {chromium.PACKAGES}"
        leave_out(config, items, "engine", needs, "DIARY_REQUIRE_BROWSER")
