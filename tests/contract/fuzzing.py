"""Schemathesis as a program of its own: it asks what the document allows, and what it forbids."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.served import Person

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES = 400 if os.environ.get("DIARY_PROOF") == "full" else 8
LEFT_OUT = (
    "positive_data_acceptance",  # a schema cannot say all: days to come, features without a headache
    "use_after_free",  # what was deleted stays in its history, which is meant
)


REFUSALS = """
[checks]
negative_data_rejection.expected-statuses = [
    "400", "401", "403", "404", "405", "406", "409", "413", "415", "422",
]
[[operations]]
include-path = "/api/v1/diaries/{diary_id}/sync"
checks.negative_data_rejection.expected-statuses = ["200", "401", "403", "404", "405", "413", "415", "422"]
"""
"""A body may be too large before it is wrong; and of an exchange each operation is refused by itself."""


@dataclass(frozen=True)
class Fuzzed:
    """What came of it."""

    printed: str
    told: dict[str, Any]

    @property
    def cases(self) -> int:
        """How many requests were checked."""
        return int(self.told["test_cases"]["generated"])

    @property
    def tested(self) -> int:
        """How many operations were asked."""
        return int(self.told["operations"]["tested"])


def fuzz(person: Person, folder: Path, *options: str) -> Fuzzed:
    """Ask every operation, signed in as this person, in the own diary."""
    cookie = person.http.cookies["diary_session"]
    settings, report = folder / "schemathesis.toml", folder / "report.json"
    settings.write_text(
        f'[parameters]\n"path.diary_id" = "mine"\n[auth.openapi.session]\napi_key = "{cookie}"\n{REFUSALS}',
        "utf-8",
    )
    asked = ["--checks", "all", "--exclude-checks", ",".join(LEFT_OUT), "--continue-on-failure", "--no-color"]
    asked += ["--seed", "1", "--max-examples", str(EXAMPLES), "--generation-database", "none"]
    asked += ["--report", "json", "--report-json-path", str(report), *options]
    address = f"{person.served.url}/api/v1/openapi.json"
    run = subprocess.run(
        [str(SCHEMATHESIS), "--config-file", str(settings), "run", address, *asked],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.is_file(), run.stdout + run.stderr
    return Fuzzed(run.stdout, json.loads(report.read_text("utf-8")))
