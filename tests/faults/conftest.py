"""What the fault tests share: telling how many cases ran."""

from collections.abc import Callable

import pytest

Tell = Callable[[str], None]
TOLD = "told"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Say at the end of the run how many cases this test saw."""
    return lambda line: record_property(TOLD, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests told, whether they passed or failed."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            lines = [line for name, line in getattr(report, "user_properties", []) if name == TOLD]
            for line in lines if getattr(report, "when", "") == "call" else []:
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {line}")
