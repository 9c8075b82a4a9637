"""Fixtures that every folder shares; the count that no test is left out on PostgreSQL; second tries."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import KINDS, POSTGRESQL, SQLITE, empty_database, migrated_database
from tests.served import Person, Served, serve

settings.register_profile(
    "diary", deadline=None, max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("diary")

Tell = Callable[[str], None]
TOLD = "told"
_ran: Counter[str] = Counter()
_IN_BROWSERS = {"journeys", "engines"}
MOST_SECOND_TRIES = 6
"""So many journeys of a run may fail once on a busy machine; each is told with what its phones showed."""


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each test that asks for a database runs on both kinds."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, tmp_path: Path) -> str:
    """A new database without a schema."""
    return empty_database(kind, tmp_path)


@pytest.fixture
def migrated_url(kind: str, tmp_path: Path) -> str:
    """A new database with the schema of this release."""
    return migrated_database(kind, tmp_path)


@pytest.fixture(scope="session")
def shared_server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that only add people of their own."""
    folder = tmp_path_factory.mktemp(f"served-{kind}")
    with serve(migrated_database(kind, folder), folder) as served:
        yield served


@pytest.fixture
def own_server(migrated_url: str, tmp_path: Path) -> Iterator[Served]:
    """A server of this test alone: its clock may be moved, its parts changed."""
    with serve(migrated_url, tmp_path) as served:
        yield served


@pytest.fixture
def ada(shared_server: Served) -> Person:
    """A patient with a new, empty diary."""
    return Person(shared_server)


@pytest.fixture
def ben(shared_server: Served) -> Person:
    """Another patient."""
    return Person(shared_server)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what ran on each database; with several workers this runs in the one that collects."""
    if report.when == "call" and report.passed:
        for kind in KINDS:
            parameters = report.nodeid.partition("[")[2].rstrip("]").split("-")
            _ran[kind] += kind in parameters


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey through real browsers has a second try: see docs/decisions/0028-second-tries.md."""
    for item in items:
        if item.path.parent.name in _IN_BROWSERS:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail when fewer tests ran on PostgreSQL than on SQLite, or too many needed a second try."""
    if hasattr(session.config, "workerinput"):
        return
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    tries = len(terminal.stats.get("rerun", [])) if terminal else 0
    if _ran[POSTGRESQL] < _ran[SQLITE] or tries > MOST_SECOND_TRIES:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Say at the end of the run how many cases this test saw."""
    return lambda line: record_property(TOLD, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what the tests told, whether they passed or failed, and both counts."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            lines = [line for name, line in getattr(report, "user_properties", []) if name == TOLD]
            for line in lines if getattr(report, "when", "") == "call" else []:
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {line}")
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"failed once: {report.nodeid}", "-")
        terminalreporter.write_line(report.longreprtext)
        for title, text in report.sections:
            terminalreporter.write_line(f"{title}:\n{text}")
    if _ran.total():
        said = f"on SQLite {_ran[SQLITE]} tests passed, on PostgreSQL {_ran[POSTGRESQL]}"
        terminalreporter.write_line(said, red=_ran[POSTGRESQL] < _ran[SQLITE])
