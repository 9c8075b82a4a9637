"""The chart of the printed page as places on its axes, from the blocks that the screens draw."""

from datetime import date
from typing import Any

from app.interop.page_words import Document
from app.interop.words import Words

MOST_BLOCKS = 26  # two years: more bars than that are not legible on paper
FIGURES_UP_TO = 18
_INTENSITIES = ("severe", "moderate", "mild", "not_said")
_KEY = ("course_severe", "course_moderate", "course_mild", "course_bounds")


def chart(words: Words, course: Document, is_letter: bool) -> dict[str, Any]:
    """Bars, levels and sessions, in days from the first block's beginning; the latest two years."""
    report, blocks = course["treatment_report"], course["course"]["blocks"][-MOST_BLOCKS:]
    first = date.fromisoformat(blocks[0]["start"])
    few = len(blocks) <= FIGURES_UP_TO
    title = "course_title" if report["headache_day"] == "any" else "course_title_4h"
    return {
        "scale": 1.03 if is_letter else 1.0,
        "title": words.say(title),
        "key": [words.say(key) for key in _KEY],
        "alt": words.say("pdf_chart_alt", summary=summary(words, course)),
        "days": (date.fromisoformat(blocks[-1]["end"]) - first).days,
        "bars": [_bar(words, block, first, few) for block in blocks],
        "lines": _lines(words, report),
        "sessions": _sessions(words, report, first, few),
    }


def summary(words: Words, course: Document) -> str:
    """How many blocks, and where the levels lie; the text alternative of the chart."""
    before = baseline_rate(course["treatment_report"])
    told = [words.decimal(before * share) if before is not None else "–" for share in (1, 0.5, 0.7)]
    blocks = len(course["course"]["blocks"])
    return words.say("course_summary", blocks=blocks, before=told[0], half=told[1], third=told[2])


def baseline_rate(report: Document) -> float | None:
    """Headache days per 28 before; None without a baseline."""
    measures = report["baseline"]["measures"]
    headline = measures.get(report["headline_measure"])
    return headline["per_28"] if headline else None


def _bar(words: Words, block: Document, first: date, few: bool) -> dict[str, Any]:
    start, end = ((date.fromisoformat(block[name]) - first).days for name in ("start", "end"))
    rate, known = block["per_28"], block["known"]
    logged = words.say("trends_logged", logged=block["logged_days"], days=block["days"])
    return {
        "start": start,
        "end": end,
        "rate": rate,
        "low": block["per_28_at_least"],
        "high": block["per_28_at_most"],
        "parts": [block["intensity"][name] * 28 / known if known else 0 for name in _INTENSITIES],
        "hollow": block["in_progress"] or block["sufficiency"] != "valid",
        "figure": words.decimal(rate) if rate is not None and few else "",
        "note": logged if few else "",
        "label": words.say(f"course_{block['name']}") if few else "",
    }


def _lines(words: Words, report: Document) -> list[dict[str, Any]]:
    before = baseline_rate(report)
    if not before:
        return []
    fifty, thirty = (words.say("course_fewer", percent=percent) for percent in (50, 30))
    told = words.say("course_baseline", rate=words.decimal(before))
    return [
        {"rate": before, "label": told, "strong": False, "dashed": False},
        {"rate": before * 0.7, "label": thirty, "strong": False, "dashed": True},
        {"rate": before * 0.5, "label": fifty, "strong": True, "dashed": False},
    ]


def _sessions(words: Words, report: Document, first: date, few: bool) -> list[dict[str, Any]]:
    found = []
    for one in report["rounds"]:
        day = (date.fromisoformat(one["injected_on"]) - first).days
        if day >= 0:
            label = words.say("course_round", round=one["number"]) if few else str(one["number"])
            found.append({"day": day, "label": label})
    return found
