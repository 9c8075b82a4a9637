"""The cases of tests/edits, which the phone's tests read too: edits of every kind and their faults."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "edits"


@dataclass(frozen=True)
class Case:
    """One document of a kind, whole, and its faults: each the field and the code."""

    name: str
    kind: str
    key: str
    has_own_key: bool
    values: dict[str, Any]
    faults: list[tuple[str, str]]


def cases() -> Iterator[Case]:
    """Every case of every kind; `{"repeat": x, "times": n}` stands for n times x."""
    for file in sorted(FOLDER.glob("*.json")):
        book = json.loads(file.read_text("utf-8"))
        for case in book["cases"]:
            values = {name: _written(value) for name, value in case.get("values", {}).items()}
            faults = sorted((fault["field"], fault["code"]) for fault in case["faults"])
            yield Case(
                f"{book['kind']}: {case['name']}",
                book["kind"],
                case.get("key", book["key"]),
                "key" in case or book["kind"] == "treatment",
                book["sound"] | values,
                faults,
            )


def _written(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"repeat", "times"}:
        return value["repeat"] * value["times"]
    if isinstance(value, dict):
        return {name: _written(inner) for name, inner in value.items()}
    return [_written(inner) for inner in value] if isinstance(value, list) else value
