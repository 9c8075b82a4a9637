"""Diaries from CSV: what each column says, and every fault named with its line."""

from datetime import date

import pytest

from app.errors import BadFile
from app.interop.csv_days import DaysFile, read_days
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)


def read(*lines: str) -> DaysFile:
    return read_days("\n".join(lines).encode() + b"\n")


def entry(columns: str, values: str) -> Entry:
    return read(f"day,{columns}", f"{MONDAY},{values}").entries[None][MONDAY]


def refused(*lines: str) -> list[str]:
    with pytest.raises(BadFile) as error:
        read(*lines)
    return [str(fault) for fault in error.value.lines]


@pytest.mark.parametrize("text", ["yes", "YES", "true", "True", "1"])
def test_yes_may_be_written_in_several_ways(text: str) -> None:
    assert entry("headache", text) == Entry(headache=True)


@pytest.mark.parametrize("text", ["no", "No", "false", "FALSE", "0"])
def test_no_may_be_written_in_several_ways(text: str) -> None:
    assert entry("headache", text) == Entry(headache=False)


def test_an_empty_cell_was_not_said() -> None:
    columns = "headache,peak_intensity,duration_minutes,nausea,acute_medications,menstruation,note"
    assert entry(columns, "yes,,,,,,") == Entry(headache=True)


def test_a_day_holds_what_its_columns_say() -> None:
    columns = "headache,peak_intensity,duration_minutes,unilateral,nausea,aura,triggers,menstruation,note"
    assert entry(columns, "yes,Severe,300,yes,no,yes,stress; red wine,no,rain") == Entry(
        headache=True,
        peak_intensity=Intensity.SEVERE,
        duration_minutes=300,
        unilateral=True,
        nausea=False,
        aura=True,
        triggers=("stress", "red wine"),
        menstruation=False,
        note="rain",
    )


def test_none_taken_is_not_the_same_as_not_said() -> None:
    assert entry("headache,acute_medications", "no,none").acute_medications == ()
    assert entry("headache,acute_medications", "no,").acute_medications is None


def test_medicines_are_read_with_class_name_doses_and_relief() -> None:
    said = entry("headache,acute_medications", "yes,triptan:sumatriptan:2:full;other:ginger: tea::")
    assert said.acute_medications == (
        Medication("sumatriptan", DrugClass.TRIPTAN, 2, Relief.FULL),
        Medication("ginger: tea", DrugClass.OTHER, 1, None),
    )


def test_medicines_may_be_quoted_where_the_separator_is_a_semicolon() -> None:
    days = read("day;headache;acute_medications", '2026-01-05;yes;"triptan:a:1:full;opioid:b:1:"')
    medicines = days.entries[None][MONDAY].acute_medications or ()
    assert [medicine.drug_class for medicine in medicines] == [DrugClass.TRIPTAN, DrugClass.OPIOID]


def test_whole_minutes_may_have_a_decimal_comma() -> None:
    assert (
        read("day;headache;duration_minutes", "2026-01-05;yes;90,0").entries[None][MONDAY].duration_minutes
        == 90
    )


def test_patients_keep_the_order_of_the_file() -> None:
    days = read("patient,day,headache", "b,2026-01-05,yes", "a,2026-01-05,no", "b,2026-01-06,no")
    assert list(days.entries) == ["b", "a"]
    assert list(days.entries["b"]) == [MONDAY, TUESDAY]


def test_a_file_without_patients_is_one_diary_even_without_days() -> None:
    assert read("day,headache").entries == {None: {}}
    assert read("patient,day,headache").entries == {}


def test_of_a_day_given_twice_the_later_row_counts_and_both_lines_are_named() -> None:
    days = read("day,headache", "2026-01-05,yes", "2026-01-06,yes", "2026-01-05,no")
    assert days.entries[None][MONDAY] == Entry(headache=False)
    assert days.notices == ["line 4 replaces line 2: 2026-01-05 is given twice; the later row counts"]


def test_the_same_day_of_two_patients_is_not_given_twice() -> None:
    assert read("patient,day,headache", "a,2026-01-05,yes", "b,2026-01-05,no").notices == []


def test_a_day_to_come_is_read() -> None:
    assert date(9999, 12, 31) in read("day,headache", "9999-12-31,yes").entries[None]


def test_every_bad_line_is_named_with_field_value_and_what_is_allowed() -> None:
    assert refused(
        "patient,day,headache,peak_intensity,duration_minutes",
        "a,2026-01-05,maybe,,",
        "a,2026-02-30,yes,,",
        "a,2026-01-07,yes,awful,1441",
        ",2026-01-08,,,",
        "a,2026-01-09,yes",
        "a,2026-01-10,yes,,",
    ) == [
        "line 2: headache: 'maybe' is no answer; allowed are yes, no, true, false, 1, 0",
        "line 3: day: '2026-02-30' is not a day of the calendar",
        "line 4: peak_intensity: 'awful' is not an intensity; allowed are mild, moderate, severe",
        "line 4: duration_minutes: '1441'; allowed are whole minutes from 1 to 1440",
        "line 5: headache: empty; allowed are yes, no, true, false, 1, 0; a day nobody logged has no row",
        "line 5: patient: empty",
        "line 6: 3 values where the header names 5 columns",
    ]


@pytest.mark.parametrize("text", ['"""7"""', "nan", "-1", "2", "1.0", "ja", "y", "null"])
def test_what_is_neither_yes_nor_no_is_refused(text: str) -> None:
    assert "is no answer" in refused("day,headache,nausea", f"2026-01-05,yes,{text}")[0]


@pytest.mark.parametrize("text", ["0", "-5", "1e3", "NaN", "inf", "90.5", "1441", "9" * 30, "five", "٥"])
def test_minutes_that_no_day_has_are_refused(text: str) -> None:
    assert (
        "allowed are whole minutes from 1 to 1440"
        in refused("day,headache,duration_minutes", f"2026-01-05,yes,{text}")[0]
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sumatriptan", "'sumatriptan' is not class:name:doses:relief; allowed is also: none"),
        ("triptan:suma:1", "'triptan:suma:1' is not class:name:doses:relief; allowed is also: none"),
        ("triptan:a:1:full;", "'' is not class:name:doses:relief; allowed is also: none"),
        ("triptan:a:0:full", "'0'; allowed are whole doses from 1 to 999"),
        ("triptan:a:x:full", "'x'; allowed are whole doses from 1 to 999"),
        ("triptan:a:1:great", "'great' is not a relief; allowed are none, partial, full"),
    ],
)
def test_a_medicine_that_cannot_be_read_is_refused(text: str, reason: str) -> None:
    assert refused("day,headache,acute_medications", f"2026-01-05,yes,{text}") == [
        f"line 2: acute_medications: {reason}"
    ]


def test_an_unknown_class_of_medicine_is_refused_with_the_classes_there_are() -> None:
    (fault,) = refused("day,headache,acute_medications", "2026-01-05,yes,nsaid:ibuprofen:1:")
    assert "'nsaid' is not a drug class; allowed are triptan, ergot" in fault


def test_a_headache_free_day_has_no_symptoms_of_a_headache() -> None:
    assert refused("day,headache,nausea,aura", "2026-01-05,no,yes,yes") == [
        "line 2: nausea: 'yes' must be absent on a headache-free day"
    ]


def test_a_faulty_file_is_refused_as_a_whole_with_fields_for_programs() -> None:
    with pytest.raises(BadFile) as error:
        read("day,headache", "2026-01-05,yes", "2026-01-06,perhaps")
    assert error.value.code == "bad_file"
    assert [fault.field for fault in error.value.faults] == ["headache"]
