"""The page on limits says what the settings are; each setting reaches what it limits, within its range."""

import re
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from app.errors import RefusesToStart
from app.rules.limits import USUAL, Limits
from app.settings import LimitSettings, Settings, read_settings
from app.storage import visit_links
from tests.contract.limits_document import DOCUMENT, as_text

NAMES = [one.name for one in fields(Limits)]


def test_the_page_is_what_make_limits_writes() -> None:
    assert DOCUMENT.read_text("utf-8") == as_text()


def test_a_setting_that_changed_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit_links, "MOST_TRIES", 6)

    assert DOCUMENT.read_text("utf-8") != as_text()


def test_every_limit_has_one_setting_and_every_setting_one_row() -> None:
    rows = re.findall(r"^\| `DIARY_LIMIT_(\w+)`", DOCUMENT.read_text("utf-8"), re.MULTILINE)

    assert [name.lower() for name in rows] == NAMES
    assert sorted(LimitSettings.model_fields) == sorted(f"limit_{name}" for name in NAMES)


def test_without_a_word_the_limits_are_the_usual_ones(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).limits == USUAL
    assert asdict(USUAL) == {
        "sessions": 20,
        "devices": 50,
        "invitations": 10,
        "visit_links": 20,
        "openings": 50,
        "values_per_day": 1_000,
        "account_megabytes": 100,
        "accounts_per_hour": 20,
        "accounts_per_day": 60,
        "sign_ins_per_hour": 600,
        "days_after_end": 30,
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"DIARY_LIMIT_{name.upper()}", "77")

    assert asdict(read_settings().limits) == asdict(USUAL) | {name: 77}


@pytest.mark.parametrize("value", ["0", "-1", "many", "99999999999"])
@pytest.mark.parametrize("name", NAMES)
def test_a_value_out_of_its_range_refuses_to_start_and_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DIARY_LIMIT_{name.upper()}", value)

    with pytest.raises(RefusesToStart, match=f"DIARY_LIMIT_{name.upper()}: "):
        read_settings()
