"""Small diaries to test with: a row of letters is a row of days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from app.rules.diary import Asked, Diary
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief

INJECTED = date(2026, 2, 2)
BEFORE = INJECTED - timedelta(days=28)
LAST_28 = date(2026, 3, 30)
ROUND_END = date(2026, 4, 27)

NO_MIGRAINE = Entry(
    headache=True,
    peak_intensity=Intensity.MILD,
    duration_minutes=29,
    nausea=False,
    vomiting=False,
    photophobia=False,
    acute_medications=(),
)

MEANINGS: Mapping[str, Entry | None] = {
    "h": Entry(headache=True),
    ".": Entry(headache=False),
    "?": None,
    "L": Entry(headache=True, duration_minutes=240),
    "s": Entry(headache=True, duration_minutes=239),
    "t": Entry(headache=True, acute_medications=(Medication("sumatriptan", DrugClass.TRIPTAN),)),
    "a": Entry(headache=True, acute_medications=(Medication("ibuprofen", DrugClass.SIMPLE_ANALGESIC),)),
    "n": NO_MIGRAINE,
    "f": Entry(headache=False, acute_medications=()),
    "m": Entry(headache=True, aura=True),
}
"""What a letter says of its day: ? is unlogged, m a migraine day, n a headache day that is certainly none."""


def days(first: date, letters: str) -> dict[date, Entry]:
    """Entries of the days from `first` on, a letter for each."""
    said = {first + timedelta(days=position): MEANINGS[letter] for position, letter in enumerate(letters)}
    return {day: entry for day, entry in said.items() if entry is not None}


def row(headache: int, free: int = 0, unlogged: int = 0) -> str:
    """So many headache days, headache-free days and unlogged days, one after the other."""
    return "h" * headache + "." * free + "?" * unlogged


def four_weeks(headache: int, unlogged: int = 0) -> str:
    """Twenty-eight days with so many headache days and unlogged days, the rest headache-free."""
    return row(headache, 28 - headache - unlogged, unlogged)


def treated(
    before: str = "",
    last_28: str = "",
    *,
    injections: Sequence[date] = (INJECTED,),
    headache_days_per_30: int | Decimal | None = None,
    earlier_rounds: int = 0,
) -> Diary:
    """A diary of the 28 days before the first injection and of the last 28 days of its round."""
    entries = days(BEFORE, before) | days(LAST_28, last_28)
    return Diary(entries, injections, headache_days_per_30, earlier_rounds)


def one_round(*blocks: str) -> Diary:
    """A diary of the 28 days before the first injection and of the blocks after it, day after day."""
    return Diary(days(BEFORE, "".join(blocks)), [INJECTED])


def as_of(day: date) -> Asked:
    return Asked(as_of=day)


AT_ROUND_END = as_of(ROUND_END)


def took(*classes: DrugClass, relief: Relief | None = None, headache: bool = True) -> Entry:
    """A day with these medications."""
    return Entry(headache, acute_medications=tuple(Medication(one, one, relief=relief) for one in classes))
