"""The report as text for people: headline, rounds, months, checks, and what the figures rest on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.interop import report_words as words
from app.rules.names import isolated

Document = Mapping[str, Any]

_ROUND_COLUMNS = ("Round", "Injected", "Logged", "Headache", "Against baseline", "Verdict", "Blocks", "Rose")
_MONTH_COLUMNS = ("Month", "Logged", "Headache", "Per 28 days", "Range", "Migraine", "Medicine")
_ROUND_LEGEND = (
    "Logged, headache and against baseline: the last 28 days of the round. Blocks: four-week blocks that "
    "reach the {benchmark} % level, of those that can be judged. Rose: headache days rose towards the end."
)
_MONTH_LEGEND = "Headache, migraine and medicine: days counted, up to the days there may have been."


def print_report(console: Console, document: Document) -> None:
    """Print one patient's report; without injections it is the months and what they rest on."""
    report, months = document["treatment_report"], document["months"]
    _print_title(console, document.get("patient"), report)
    _print_lines(console, _headline(report))
    if report["rounds"]:
        _print_rounds(console, report)
    if months:
        _print_months(console, months, report["headline_measure"])
    if report["rounds"]:
        _print_heading(console, "Programme checks")
        _print_lines(console, _checks(report["programme_checks"]))
    _print_heading(console, "What the figures rest on")
    _print_lines(console, _grounds(report, months))
    console.print()


def _print_title(console: Console, patient: str | None, report: Document) -> None:
    whose = "" if patient is None else f" of patient {isolated(words.printable(patient))}"
    console.print(Text(f"Headache report{whose} as of {report['as_of']}", style="bold"))


def _print_heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _print_lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(line))


def _headline(report: Document) -> Iterator[str]:
    """The latest complete round in a sentence, with its periods; else how far the treatment has come."""
    complete = [one for one in report["rounds"] if one["status"] == "complete"]
    if complete:
        one = complete[-1]
        yield f"Round {one['number']}: {words.headline(one, report)}"
        yield from filter(None, [words.compared(one, report)])
    elif report["rounds"]:
        one = report["rounds"][-1]
        yield f"Round {one['number']} is still running; it ends on {one['end']} at the latest."
    else:
        yield "No injection recorded, so there are months alone."


def _print_rounds(console: Console, report: Document) -> None:
    _print_heading(console, "Injection rounds")
    table = _table(_ROUND_COLUMNS)
    for one in report["rounds"]:
        table.add_row(*_round_cells(one, report))
    console.print(table)
    _print_lines(console, [_ROUND_LEGEND.format(**report), *_round_notes(report)])


def _round_cells(one: Document, report: Document) -> Sequence[str]:
    said, period, measure = one["verdict"], one["periods"]["last_28"], report["headline_measure"]
    counted = ["", "", words.not_given(said["reason"], one, report) if said["reason"] else ""]
    if period is not None:
        so_far = ", so far" if period["in_progress"] else ""
        headache = words.count(period["measures"][measure]) + so_far
        counted = [words.logged(period), headache, words.against_baseline(period["reductions"][measure])]
    verdict = "not given" if said["reason"] else words.verdict(one, report)
    rose = words.CHECKS[one["wear_off"]]
    return [str(one["number"]), one["injected_on"], *counted, verdict, words.blocks(said), rose]


def _round_notes(report: Document) -> Iterator[str]:
    for one in report["rounds"]:
        if len(one["sessions"]) > 1:
            yield f"Round {one['number']}: topped up on {', '.join(one['sessions'][1:])}."
        period = one["periods"]["last_28"]
        if period and any(period["relief"].values()):
            yield f"Round {one['number']}, medicines in the last 28 days: {words.relief(period['relief'])}."
    for gap in report["gap_questions"]:
        first, days = gap["after_round"], gap["days"]
        yield f"Rounds {first} and {first + 1} began {days} days apart: was one between them not recorded?"
    if report["next_due_on"]:
        yield f"Next round due on {report['next_due_on']}."


def _print_months(console: Console, months: Sequence[Document], measure: str) -> None:
    _print_heading(console, "Calendar months")
    table = _table(_MONTH_COLUMNS)
    for month in months:
        table.add_row(*_month_cells(month, measure))
    console.print(table)
    _print_lines(console, [_MONTH_LEGEND])
    overuse = [words.overuse(month, found) for month in months for found in month["medication_overuse"]]
    if overuse:
        _print_heading(console, "Medicine days at the level of overuse (ICHD-3 8.2)")
        _print_lines(console, overuse)


def _month_cells(month: Document, measure: str) -> Sequence[str]:
    measures = month["measures"]
    name = month["month"] + (", so far" if month["in_progress"] else "")
    headache, migraine, medicine = (measures[key] for key in (measure, "migraine", "acute_medication"))
    figures = [words.count(headache), words.per_28(headache), words.RANGES[month["range"]]]
    return [name, words.logged(month), *figures, words.count(migraine), words.count(medicine)]


def _checks(checks: Document) -> Iterator[str]:
    nice, ehf, hull = checks["nice_ta260"], checks["ehf_2018"], checks["hull"]
    answers = words.CHECKS
    yield f"NICE TA260, reduction below 30 % at the end of round 2: {answers[nice['low_response']]}"
    yield f"NICE TA260, below 15 headache days in each of 3 months: {answers[nice['episodic_3_months']]}"
    yield f"EHF 2018, reduction below 30 % in weeks 1 to 4: {words.by_round(ehf['low_response_by_round'])}"
    yield f"EHF 2018, below 10 headache days in each of 3 months: {answers[ehf['below_10_for_3_months']]}"
    yield f"Hull, any of its three parts: {words.by_round(hull['by_round'])}"
    yield "  (50 % fewer headache days; 50 % fewer migraine days; headache-free days doubled, as we read it)"


def _grounds(report: Document, months: Sequence[Document]) -> Iterator[str]:
    """What must be known beside the figures: baseline, days logged, definitions, what a file cannot say."""
    yield f"Baseline: {words.compared_with(report)}."
    yield from filter(None, [words.baseline_rate(report)])
    yield from (words.WARNINGS[warning] for warning in report["baseline"]["warnings"])
    yield f"Headache day: {words.HEADACHE_DAYS[report['headache_day']]}."
    yield f"Days logged: {report['entries']['total']}. A day not logged counts neither way; ranges show it."
    yield from filter(None, [words.medicine_not_said(months)])
    yield "A file does not say which days were logged late or imported."
    yield f"Calculated by {report['rules_version']}. These are figures, not advice."


def _table(columns: Sequence[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
