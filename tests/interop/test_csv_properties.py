"""What holds for every diary in CSV, whoever wrote it and whatever happened to the file."""

from collections.abc import Callable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadFile, LineFault
from app.interop.csv_days import read_days
from app.interop.csv_injections import read_injections
from app.rules.entry import OF_A_HEADACHE, DrugClass, Entry, Intensity, Medication, Relief
from tests.interop.written import entries_as_csv

DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20).map(str.strip)
NAMES = TEXT.map(lambda text: text.replace(";", ""))
ANSWERS = st.none() | st.booleans()
MEDICATIONS = st.builds(
    Medication,
    name=NAMES.map(str.strip),
    drug_class=st.sampled_from(DrugClass),
    doses=st.integers(1, 999),
    relief=st.none() | st.sampled_from(Relief),
    id=st.none(),
)
SAID_OF_ANY_DAY = {
    "aura": st.booleans(),
    "acute_medications": st.none() | st.lists(MEDICATIONS, max_size=3).map(tuple),
    "triggers": st.lists(NAMES.map(str.strip).filter(bool), max_size=3).map(tuple),
    "menstruation": ANSWERS,
    "note": TEXT,
}
SAID_OF_A_HEADACHE = {
    **dict.fromkeys(OF_A_HEADACHE, ANSWERS),
    "peak_intensity": st.none() | st.sampled_from(Intensity),
    "duration_minutes": st.none() | st.integers(1, 1440),
}
ENTRIES = st.builds(Entry, headache=st.just(False), **SAID_OF_ANY_DAY) | st.builds(
    Entry, headache=st.just(True), **SAID_OF_ANY_DAY, **SAID_OF_A_HEADACHE
)
DIARIES = st.dictionaries(DAYS, ENTRIES, max_size=5)


@given(
    diary=DIARIES,
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_diary_written_as_csv_reads_back_as_it_was(
    diary: dict[date, Entry], separator: str, encoding: str
) -> None:
    data = entries_as_csv(diary, separator).decode().encode(encoding)
    read = read_days(data)
    assert read.entries == {None: diary}
    assert read.notices == []


@given(diary=DIARIES, edits=st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=5))
def test_a_damaged_file_is_read_or_refused_with_reasons(
    diary: dict[date, Entry], edits: list[tuple[int, bytes]]
) -> None:
    data = entries_as_csv(diary)
    for at, new in edits:
        data = data[:at] + new + data[at + 1 :]
    _read_or_refused(data)


@given(st.binary(max_size=200) | st.text(',;\t\n\r" day=headcinjt_onps0123-/', max_size=100).map(str.encode))
def test_any_bytes_are_read_or_refused_with_reasons(data: bytes) -> None:
    _read_or_refused(data)
    _read_or_refused(b"day,headache,note\n" + data)
    _read_or_refused(b"\xff\xfe" + data)


def _read_or_refused(data: bytes) -> None:
    for read in (read_days, read_injections):
        assert all(str(fault) for fault in _reasons(read, data))


def _reasons(read: Callable[[bytes], object], data: bytes) -> tuple[LineFault, ...]:
    try:
        read(data)
    except BadFile as refused:
        return refused.lines or (LineFault(None, None, ""),)
    return ()
