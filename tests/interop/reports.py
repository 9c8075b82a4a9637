"""Reports of the golden diaries, as documents."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.json"))


def document(name: str, patient: str | None = None) -> dict[str, Any]:
    expected = json.loads((CASES / f"{name}.json").read_text("utf-8"))["expected"]
    return {"patient": patient, **expected}


def last_complete(report: Mapping[str, Any]) -> Any:
    return [one for one in report["rounds"] if one["status"] == "complete"][-1]
