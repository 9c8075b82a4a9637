"""The report's figures in words: each function takes a part of the report document and answers a phrase."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Document = Mapping[str, Any]

CHECKS = {
    "yes": "yes",
    "no": "no",
    "probable": "probably",
    "cannot_tell": "cannot tell",
    "not_yet": "not yet",
}
RANGES = {
    "chronic": "chronic",
    "probably_chronic": "probably chronic",
    "episodic": "episodic",
    "probably_episodic": "probably episodic",
    "unknown": "cannot tell",
    None: "still running",
}
HEADACHE_DAYS = {
    "any": "any headache, however short",
    "4h": "headache for at least 4 hours",
}
WARNINGS = {
    "recall_undercounts": "Numbers from memory tend to be too low: 11.1 days where diaries had 13.7.",
    "below_chronic_range": "Below the chronic range: fewer than 15 headache days per 28 before treatment.",
    "baseline_on_treatment": "Earlier rounds came before this diary, so it compares with days on treatment.",
}
_NOT_GIVEN = {
    "no_baseline": "no figure from before the treatment to compare with",
    "baseline_insufficient": "not enough days logged before the treatment",
    "baseline_zero": "no headache day before the treatment, so there is no percentage",
    "period_missing": "the round was shorter than 8 weeks",
}
_NOT_GIVEN_SHORT = {
    "no_baseline": "no baseline",
    "baseline_insufficient": "too few days in the baseline",
    "baseline_zero": "no percentage: none in the baseline",
    "period_insufficient": "too few days known",
}
_DRUG_CLASSES = {
    "multiple": "several classes together",
    "combination_analgesic": "combination analgesics",
    "simple_analgesic": "simple analgesics",
    "triptan": "triptans",
    "ergot": "ergots",
    "opioid": "opioids",
}


def days_of(period: Document) -> str:
    """A period's first and last day, both included."""
    return f"{period['start']} to {last_day(period['end'])}"


def last_day(end: str) -> str:
    """The day before an exclusive end."""
    return str(date.fromisoformat(end) - timedelta(days=1))


def logged(period: Document) -> str:
    """Logged days of how many."""
    return f"{period['logged_days']} of {period['days']}"


def count(measure: Document) -> str:
    """Counted days, and up to how many there may have been: `12 to 15`, or `12` when every day is known."""
    return _span(str(measure["count"]), str(measure["at_most"]))


def per_28(measure: Document) -> str:
    """Days per 28 days with the bounds; why there are none when too few days are known."""
    if measure["per_28"] is None:
        return "too few days"
    low, high = measure["per_28_at_least"], measure["per_28_at_most"]
    rate = f"{measure['per_28']:.1f}"
    return rate if low == high else f"{rate} ({low:.1f} to {high:.1f})"


def reduction(percent: float) -> str:
    """A percent reduction as more or fewer: negative is worse and is worded `x % more`."""
    return f"{abs(percent):.1f} % {'more' if percent < 0 else 'fewer'}"


def bounds(figures: Document) -> str:
    """The bounds of a percent reduction: `between 35.0 % and 54.5 %`; empty when one is not there."""
    worst, best = figures["at_least"], figures["at_most"]
    if worst is None or best is None:
        return ""
    if worst == best:
        return "both bounds the same"
    if worst < 0 <= best:
        return f"between {reduction(worst)} and {reduction(best)}"
    low, high = sorted((abs(worst), abs(best)))
    return f"between {low:.1f} % and {high:.1f} %"


def against_baseline(figures: Document) -> str:
    """A change against the baseline: in percent with its bounds, and in days per 28; or why there is none."""
    if figures["percent"] is None:
        return _NOT_GIVEN_SHORT[figures["not_given"]]
    days = figures["change_per_28"]
    said = f"{abs(days):.1f} {'more' if days > 0 else 'fewer'} per 28"
    return "; ".join(part for part in (f"{reduction(figures['percent'])}, {bounds(figures)}", said) if part)


def verdict(one: Document, report: Document) -> str:
    """The verdict of a round against the report's two levels; `probably` where it is not certain."""
    said, high, low = one["verdict"], report["benchmark"], report["continuation"]
    if said["verdict"] == "not_computed":
        return f"not given: {not_given(said['reason'], one, report)}"
    probably = "" if said["certain"] else "probably "
    return {
        "in_progress": "round still running",
        "provisional": "no verdict: fewer than 20 of 28 days known",
        "benchmark_met": f"{high} % level {probably}reached",
        "partial": f"{probably}between {low} % and {high} %",
        "below": f"{low} % level {probably}not reached",
    }[said["verdict"]]


def not_given(reason: str, one: Document, report: Document) -> str:
    """Why a figure is not given."""
    if reason != "period_insufficient":
        return _NOT_GIVEN[reason]
    period = one["periods"]["last_28"]
    known = period["measures"][report["headline_measure"]]["known"]
    return f"{known} of {period['days']} days known, 14 needed for a figure, 20 for a verdict"


def blocks(said: Document) -> str:
    """In how many of the four-week blocks that can be judged the benchmark was reached."""
    judged = said["blocks_judged"]
    return "not yet" if judged is None else f"{said['blocks_reaching_benchmark']} of {judged}"


def headline(one: Document, report: Document) -> str:
    """The sentence of a round: change with its bounds, then the verdict, in the words of the screens."""
    period = one["periods"]["last_28"]
    figures = period["reductions"][report["headline_measure"]] if period else None
    judged = verdict(one, report)
    if figures is None or figures["percent"] is None:
        return f"{_capital(judged)}."
    between = bounds(figures)
    said = f"{reduction(figures['percent'])} headache days{', ' + between if between else ''}"
    return f"{said}. {_capital(judged)}."


def relief(counts: Mapping[str, int]) -> str:
    """How many medicines gave which relief."""
    named = {
        "full": "full relief",
        "partial": "some relief",
        "none": "no relief",
        "not_said": "relief not said",
    }
    return ", ".join(f"{counts[name]} with {words}" for name, words in named.items())


def compared(one: Document, report: Document) -> str:
    """Which days the headline of a round compares with which, by name and date; empty when none."""
    period, baseline = one["periods"]["last_28"], report["baseline"]
    if period is None or baseline["kind"] == "none":
        return ""
    return f"{_capital(_last_28(one, report))} ({days_of(period)}) compared with {compared_with(report)}."


def compared_with(report: Document) -> str:
    """What the rounds are compared with: which days, or what was reported; how many were logged."""
    said, first = report["baseline"], _first_injection(report)
    if said["kind"] == "none":
        return "none; there is no figure from before the treatment"
    if said["kind"] == "reported":
        return "the headache days of a typical month before the very first treatment, from memory"
    name = "28 days not long before" if said["kind"] == "shifted" else "the 28 days before"
    return f"{name} the {first} ({days_of(said)}, {said['logged_days']} of {said['days']} logged)"


def baseline_rate(report: Document) -> str:
    """Headache days per 28 days in the baseline, with bounds; empty without a baseline."""
    headline = report["baseline"]["measures"].get(report["headline_measure"])
    return f"Headache days per 28 days in the baseline: {per_28(headline)}." if headline else ""


def overuse(month: Document, found: Document) -> str:
    """One class of medicine at its level in a month: days, level, and whether three months running."""
    reached = "level reached" if found["level"] == "reached" else "level possibly reached"
    sustained = ", as in the two months before" if found["sustained"] else ""
    name = _DRUG_CLASSES[found["drug_class"]]
    return f"{month['month']}: {name} on {found['days']} days, level {found['limit']}: {reached}{sustained}"


def medicine_not_said(months: Sequence[Document]) -> str:
    """On how many logged days medicine was not said, and what follows; empty when it always was."""
    days = sum(month["logged_days"] for month in months)
    silent = days - sum(month["measures"]["acute_medication"]["known"] for month in months)
    if silent <= 0:
        return ""
    return (
        f"On {silent} of {days} logged days medicine was not said: recorded medicine days are a lower bound."
    )


_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # parts of a word in some scripts


def printable(text: str) -> str:
    """A name from a file, with everything escaped that a terminal might act on."""
    return "".join(char if char.isprintable() or char in _JOINERS else repr(char)[1:-1] for char in text)


def by_round(answers: Mapping[str, str]) -> str:
    """One answer a round, in order; says so when no round has one."""
    said = [f"round {number} {CHECKS[answer]}" for number, answer in sorted(answers.items(), key=_number)]
    return ", ".join(said) or "no round yet"


def _number(item: tuple[str, str]) -> int:
    return int(item[0])


def _last_28(one: Document, report: Document) -> str:
    """The name of the headline period: it ends with the round, at the next injection or after 12 weeks."""
    starts: Sequence[str] = [other["injected_on"] for other in report["rounds"]]
    return "28 days before the next injection" if one["end"] in starts else "weeks 9 to 12 of the round"


def _first_injection(report: Document) -> str:
    earlier = report["rounds"] and report["rounds"][0]["number"] > 1
    return "first recorded injection" if earlier else "first injection"


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
