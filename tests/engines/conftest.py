"""What the journeys in other engines share: the engines, a server that can be stopped, phones and people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.faults.processes import ServerProcess, running
from tests.left_out import leave_out_items
from tests.served import Person, Served

from . import firefox, webkit
from .phone import Phone

ENGINES = {"firefox": firefox.Firefox, "webkit": webkit.WebKit}
PROGRAMS = {"firefox": firefox, "webkit": webkit}
NewPhone = Callable[[], Phone]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each test that asks for phones runs in each engine."""
    name = str(request.param)
    assert PROGRAMS[name].program(), f"{name} is missing: apt-get install {PROGRAMS[name].PACKAGES}"
    return name


@pytest.fixture(scope="package")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running(ServerProcess(tmp_path_factory.mktemp("engines"), keeps_port=True)) as server:
        yield server


@pytest.fixture
def server(_server: ServerProcess) -> ServerProcess:
    """A server that a test may stop; the next test finds it running."""
    if not _server.answers():
        _server.start()
    return _server


@pytest.fixture
def phone(engine: str, server: ServerProcess, tmp_path: Path) -> Iterator[Phone]:
    """A phone with nothing on it; at the end, its pages did nothing that none may do."""
    browser = ENGINES[engine](tmp_path / engine)
    try:
        browser.start()
        yield Phone(browser, server.origin)
    finally:
        browser.close()
    assert browser.faults == []


@pytest.fixture
def ada(server: ServerProcess) -> Iterator[Person]:
    """A patient with a new, empty diary."""
    served = Served(server.origin.replace("localhost", "127.0.0.1"), FastAPI())
    yield Person(served)
    for client in served.clients:
        client.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs an engine that is not there; DIARY_REQUIRE_BROWSER forbids it."""
    for name, engine in PROGRAMS.items():
        if not engine.program():
            out = [item for item in items if getattr(item, "callspec", None) and asks(item, name)]
            needs = f"{name}: apt-get install {engine.PACKAGES}"
            leave_out_items(config, items, out, needs, "DIARY_REQUIRE_BROWSER")


def asks(item: pytest.Item, name: str) -> bool:
    """Whether a test runs in this engine."""
    return item.callspec.params.get("engine") == name  # type: ignore[attr-defined,no-any-return]
