"""Injection dates from CSV."""

from datetime import date

import pytest

from app.errors import BadFile
from app.interop.csv_injections import read_injections


def test_each_row_is_one_injection() -> None:
    assert read_injections(b"injected_on\n2026-02-02\n2026-04-27\n").injected_on == {
        None: [date(2026, 2, 2), date(2026, 4, 27)]
    }


def test_injections_belong_to_the_patient_beside_them() -> None:
    injections = read_injections(b"injected_on;patient;units\n2026-02-02;a;155\n2026-02-03;b;195\n")
    assert injections.injected_on == {"a": [date(2026, 2, 2)], "b": [date(2026, 2, 3)]}
    assert injections.notices == ["columns not read: 'units'"]


def test_a_header_alone_gives_no_injection() -> None:
    assert read_injections(b"injected_on\n").injected_on == {}


def test_every_bad_injection_is_named() -> None:
    with pytest.raises(BadFile) as error:
        read_injections(b"patient,injected_on\na,2026-02-30\n,2026-02-02\na,\n")
    assert [str(fault) for fault in error.value.lines] == [
        "line 2: injected_on: '2026-02-30' is not a day of the calendar",
        "line 3: patient: empty",
        "line 4: injected_on: empty; a day is required, written YYYY-MM-DD",
    ]
