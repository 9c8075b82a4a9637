"""The tables, lists and facts of the printed page."""

from typing import Any

from app.interop.page_words import (
    Document,
    check,
    compared_with,
    headline_of,
    rate,
    reduced,
    span,
    verdict,
)
from app.interop.words import Words
from app.rules.names import isolated

MOST_ROUNDS = 6
MOST_MONTHS = 6
MOST_NAMED = 4
_CLASS = "sheet_class_"
_WARNED = {
    "baseline_on_treatment": "trends_warn_on_treatment",
    "below_chronic_range": "trends_warn_below_chronic",
    "recall_undercounts": "trends_warn_recall",
}
Part = dict[str, Any]


def tables(words: Words, course: Document, is_report: bool) -> list[Part]:
    """Rounds and medicines; a re-authorisation sheet has the rounds alone."""
    return [_rounds(words, course)] + ([_medicines(words, course)] if is_report else [])


def lists(words: Words, course: Document, is_report: bool) -> list[Part]:
    """Programme checks of the latest rounds, and what else may have changed the course."""
    facts = [one for one in course["check_facts"] if one["answer"] != "not_yet"]
    latest = {one["check"]: one for one in facts}  # of each check the last round's
    checks = {"title": words.say("course_checks"), "rows": [check(words, one) for one in latest.values()]}
    found = [checks] if checks["rows"] and is_report else []
    return found + ([_circumstances(words, course)] if course["circumstances"] else [])


def _rounds(words: Words, course: Document) -> Part:
    report = course["treatment_report"]
    shown = report["rounds"][-MOST_ROUNDS:]
    left_out = len(report["rounds"]) - len(shown)
    keys = ("trends_dates", "trends_logged_head", "course_col_days", "course_col_reduction")
    columns = ["", *map(words.say, (*keys, "course_col_verdict"))]
    objections = [
        words.say("course_objection", day=words.day(one["injected_on"]), text=one["objection"][:120])
        for one in course["sessions"]
        if one["objection"]
    ]
    return {
        "title": words.say("pdf_rounds"),
        "columns": columns,
        "widths": [False, True, False, False, True, True],
        "rows": [_round(words, one, report) for one in reversed(shown)],
        "notes": ([words.say("pdf_earlier_rounds", count=left_out)] if left_out else []) + objections[:3],
    }


def _round(words: Words, one: Document, report: Document) -> list[str]:
    period, given = one["periods"]["last_28"], headline_of(one, report)
    name = f"{words.say('course_round', round=one['number'])}, {words.short_day(one['injected_on'])}"
    if period is None or given is None:
        return [name, "–", "–", "–", "–", verdict(words, one, report)]
    logged = words.say("trends_of", logged=period["logged_days"], days=period["days"])
    days = rate(words, period["measures"][report["headline_measure"]])
    return [
        name,
        span(words, period["start"], period["end"]),
        logged,
        days,
        reduced(words, given),
        verdict(words, one, report),
    ]


def _medicines(words: Words, course: Document) -> Part:
    classes, months = course["course"]["medicine_classes"], course["course"]["medicine_months"][-MOST_MONTHS:]
    rows = [_medicine(words, one, months) for one in classes]
    unsaid = [str(month["unsaid_days"]) for month in months]
    if rows:
        rows.append([words.say("course_unsaid_days"), *unsaid])
    silent = any(month["unsaid_days"] for month in months)
    return {
        "title": words.say("course_medicines"),
        "columns": ["", *(words.month(month["month"]) for month in months)],
        "widths": [True] + [False] * len(months),
        "rows": rows,
        "notes": [words.say("trends_lower_bound")] if silent else [],
    }


def _medicine(words: Words, one: Document, months: list[Document]) -> list[str]:
    limit = one["limit"]
    told = words.say("course_limit", limit=limit) if limit else words.say("course_no_limit")
    cells = []
    for month in months:
        found = next(each for each in month["classes"] if each["drug_class"] == one["drug_class"])
        level = found["level"] and words.say(f"course_limit_{found['level']}")
        cells.append(f"{found['count']}, {level}" if level else str(found["count"]))
    return [f"{words.say(_CLASS + one['drug_class'])}, {told}", *cells]


def _circumstances(words: Words, course: Document) -> Part:
    rows = []
    for one in course["circumstances"][-MOST_NAMED:]:
        began = words.short_day(one["began_on"])
        days = words.say("course_since_day", day=began)
        if one["ended_on"]:
            days = words.say("course_from_to", first=began, last=words.short_day(one["ended_on"]))
        rows.append((isolated(" ".join(filter(None, (one["name"][:60], one["dose"])))), days))
    for one in course["touched"][-MOST_NAMED:]:
        key = "course_touched_before" if one["in_baseline"] else "course_touched"
        told = {"name": one["name"][:60], "day": words.day(one["began_on"]), "round": one["round_number"]}
        rows.append(("", words.say(key, **told)))
    return {"title": words.say("course_circumstances"), "rows": rows}


def sheet(words: Words, course: Document, one: Document | None) -> list[tuple[str, str]]:
    """Days and hours before and now, the percentage, and the dates: what a re-authorisation asks for."""
    report, told = course["treatment_report"], course["course"]
    before = report["baseline"]["measures"].get(report["headline_measure"])
    now, due = course["summary"]["now"], report["next_due_on"]
    dates = ", ".join(words.short_day(session["injected_on"]) for session in course["sessions"][-12:])
    return [
        (words.say("pdf_before_days"), rate(words, before) if before else words.say("course_no_figure")),
        (words.say("pdf_before_hours"), _hours(words, told["hours_before"])),
        *(_after(words, course, one) if one and one["periods"]["last_28"] else []),
        (words.say("pdf_now_days", day=words.day(report["as_of"])), rate(words, now)),
        (words.say("pdf_session_dates"), dates or words.say("pdf_none")),
        (words.say("pdf_next_due"), words.day(due) if due else words.say("pdf_none")),
    ]


def _after(words: Words, course: Document, one: Document) -> list[tuple[str, str]]:
    """The last 28 days of a round: days, hours, percentage and verdict."""
    report, number, period = course["treatment_report"], one["number"], one["periods"]["last_28"]
    told = {
        "figure": rate(words, period["measures"][report["headline_measure"]]),
        "span": span(words, period["start"], period["end"]),
        "logged": words.say("trends_logged", logged=period["logged_days"], days=period["days"]),
    }
    hours = course["course"]["hours_after"].get(str(number))
    return [
        (words.say("pdf_after_days", round=number), words.say("pdf_period", **told)),
        (words.say("pdf_after_hours", round=number), _hours(words, hours)),
        (words.say("pdf_percentage"), reduced(words, headline_of(one, report))),
        (words.say("pdf_verdict"), verdict(words, one, report)),
    ]


def _hours(words: Words, hours: Document | None) -> str:
    if not hours:
        return words.say("course_no_figure")
    told = words.decimal(hours["hours"])
    return words.say("pdf_hours", hours=told, said=hours["said_days"], days=hours["headache_days"])


def about(words: Words, course: Document) -> Part:
    """How complete the diary is, what the words mean, and where the rules come from."""
    report = course["treatment_report"]
    name = "trends_any_headache" if report["headache_day"] == "any" else "trends_4h_headache"
    lines = [
        _logged(words, course),
        _basis(words, report),
        words.say("pdf_definition_day", definition=words.say(name)),
        words.say("pdf_definition_rate"),
        f"{words.say('pdf_definition_levels')} {words.say('pdf_sources')}",
    ]
    title = f"{words.say('course_completeness')}; {words.say('pdf_definitions')}"
    return {"title": title, "lines": [line for line in lines if line]}


def _logged(words: Words, course: Document) -> str:
    told, entries = course["course"], course["treatment_report"]["entries"]
    if not told["first_day"]:
        return ""
    counted = {"logged": told["logged_days"], "days": told["days"], "day": words.day(told["first_day"])}
    late = words.say("course_late", count=entries["late"] or 0)
    imported = words.say("course_imported", count=entries["imported"] or 0)
    return f"{words.say('course_logged_since', **counted)} {late} {imported}"


def _basis(words: Words, report: Document) -> str:
    """The baseline, and what has to be said beside it; empty when there is none."""
    before = report["baseline"]
    if before["kind"] == "none":
        return ""
    told = words.say("course_baseline_from", **{"with": compared_with(words, before)})
    return " ".join([told, *(words.say(_WARNED[one]) for one in before["warnings"])])
