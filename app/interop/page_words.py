"""The printed page in words: each function takes a part of the course document and answers a phrase."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.interop.words import Words

Document = Mapping[str, Any]
_VERDICTS = {"benchmark_met": "met", "partial": "partial", "below": "below"}


def last_day(end: str) -> str:
    """The day before an exclusive end."""
    return (date.fromisoformat(end) - timedelta(days=1)).isoformat()


def span(words: Words, start: str, end: str) -> str:
    """A period's first and last day, both included."""
    return words.say("trends_span", first=words.short_day(start), last=words.short_day(last_day(end)))


def percent(words: Words, figure: float | None) -> str:
    """A percentage; says so when there is none."""
    return words.say("course_no_figure") if figure is None else words.percent(figure)


def between(words: Words, least: float | None, most: float | None) -> str:
    """Both bounds of a reduction; empty when there is none."""
    if least is None or most is None:
        return ""
    if least == most:
        return words.say("trends_no_bounds")
    return words.say("trends_between", least=_end(words, least, least), most=_end(words, most, least))


def _end(words: Words, one: float, least: float) -> str:
    """A bound; between bounds on both sides of nothing each says whether it is more or fewer."""
    if one < 0:
        return words.say("trends_percent_more", percent=words.percent(-one))
    return words.say("trends_percent_fewer", percent=words.percent(one)) if least < 0 else words.percent(one)


def reduced(words: Words, given: Document | None) -> str:
    """A percentage with its bounds; says so when there is none."""
    if given is None:
        return words.say("course_no_figure")
    bounds = between(words, given["at_least"], given["at_most"])
    return percent(words, given["percent"]) + (f", {bounds}" if bounds else "")


def rate(words: Words, figures: Document) -> str:
    """Days per 28 with their bounds; says so when too few days are known."""
    if figures["per_28"] is None:
        return words.say("course_too_few")
    low, high = figures["per_28_at_least"], figures["per_28_at_most"]
    told = words.decimal(figures["per_28"])
    if low == high:
        return told
    return f"{told} ({words.say('clinic_bounds', least=words.decimal(low), most=words.decimal(high))})"


def headline_of(one: Document, report: Document) -> Document | None:
    """The headline reduction of a round; None when it has no last 28 days."""
    period = one["periods"]["last_28"]
    reduction: Document | None = period and period["reductions"][report["headline_measure"]]
    return reduction


def verdict(words: Words, one: Document, report: Document) -> str:
    """The verdict of a round against both levels; `probably` where it is not certain."""
    said = one["verdict"]
    if said["verdict"] == "in_progress":
        return words.say("course_in_progress")
    if said["verdict"] == "provisional":
        return words.say("trends_provisional")
    if said["verdict"] == "not_computed":
        return reason(words, one, report)
    name = _VERDICTS[said["verdict"]]
    key = f"trends_{name}" if said["certain"] else f"trends_probably_{name}"
    levels = {"benchmark": f"{report['benchmark']:g}", "continuation": f"{report['continuation']:g}"}
    return words.say(key, **levels)


def reason(words: Words, one: Document, report: Document) -> str:
    """Why a round's headline has no figure."""
    why, period = one["verdict"]["reason"], one["periods"]["last_28"]
    if why == "period_insufficient" and period:
        days, known = period["days"], period["measures"][report["headline_measure"]]["known"]
        needed = {"figure": -(-days // 2), "verdict": -(-5 * days // 7)}
        return words.say("trends_too_few", logged=known, days=days, **needed)
    return words.say(f"trends_{why}")


def sentence(words: Words, one: Document, report: Document) -> str:
    """The headline of a round: how many percent fewer or more, and between which bounds."""
    given = headline_of(one, report)
    if given is None or given["percent"] is None:
        said = reason(words, one, report) if one["verdict"]["reason"] else verdict(words, one, report)
        return words.say("course_headline_plain", round=one["number"], said=said)
    fewer = "trends_more_headache" if given["percent"] < 0 else "trends_fewer_headache"
    return words.say(
        "course_headline",
        round=one["number"],
        figure=words.percent(abs(given["percent"])),
        of=words.say(fewer),
        bounds=between(words, given["at_least"], given["at_most"]),
    )


def compared(words: Words, one: Document, report: Document) -> str:
    """Which days are compared with which, and how many of both are logged; empty without a last 28 days."""
    period, before = one["periods"]["last_28"], report["baseline"]
    if period is None:
        return ""
    days = words.say(
        "trends_compared",
        span=span(words, period["start"], period["end"]),
        **{"with": compared_with(words, before)},
    )
    logged = words.say("trends_logged_of_round", logged=period["logged_days"], days=period["days"])
    known = before["days"] is not None
    also = f" {words.say('trends_logged_before', logged=before['logged_days'], days=before['days'])}"
    return f"{days} {logged}{also if known else ''}"


def compared_with(words: Words, before: Document) -> str:
    """The baseline by its kind and days."""
    if before["kind"] == "reported":
        return words.say("trends_with_reported")
    if before["start"] is None:
        return words.say("trends_with_nothing")
    key = "trends_with_shifted" if before["kind"] == "shifted" else "trends_with_diary"
    return words.say(key, days=before["days"], span=span(words, before["start"], before["end"]))


def check(words: Words, fact: Document) -> tuple[str, str]:
    """A programme check, and its answer with the numbers that it rests on."""
    answer = words.say(f"course_answer_{fact['answer']}")
    return words.say(f"course_check_{fact['check']}"), f"{answer}; {_inputs(words, fact)}"


def _inputs(words: Words, fact: Document) -> str:
    said, number = fact["inputs"], fact["round_number"]
    if "months" in said:
        months = [
            words.say(
                "course_input_month",
                month=words.month(one["month"]),
                count=one["count"],
                most=one["at_most"],
            )
            for one in said["months"]
        ]
        return ", ".join(months) or words.say("course_input_no_months")
    told = {"round": number, "percent": percent(words, said["percent"])}
    if fact["check"] == "nice_low_response":
        return words.say("course_input_nice", **told)
    told |= {name: _figure(words, said[f"{name}_per_28"]) for name in ("before", "after")}
    if fact["check"] == "ehf_low_response":
        return words.say("course_input_ehf", **told)
    return words.say("course_input_hull", migraine=percent(words, said["migraine_percent"]), **told)


def _figure(words: Words, figure: float | None) -> str:
    return words.say("course_no_figure") if figure is None else words.decimal(figure)
