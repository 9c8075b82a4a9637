"""A patient who stored a great many days asks for figures of them all the time: nobody else waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert

from app.storage.kinds import table_of
from app.storage.tables import Day
from tests.databases import migrated_database
from tests.faults.conftest import Tell
from tests.faults.neighbours import Neighbour
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.writers import Diary, ask
from tests.storage.books import bare_engine

pytestmark = pytest.mark.xdist_group("alone")
LONGEST_WAIT_S = 1.0
AT_ONCE = 12
FIRST = date(1930, 1, 1)
FIGURES = ("months", "treatment-report", "course")


def fill_days(url: str, diary_id: UUID, many: int) -> None:
    """So many days with a headache, one after the other."""
    table = table_of(Day)
    rows = [
        {
            "diary_id": diary_id,
            "day": FIRST + timedelta(days=number),
            "revision": number + 1,
            "first_made_on": FIRST,
            "headache": True,
            "peak_intensity": "severe",
            "duration_minutes": number % 1440 + 1,
        }
        for number in range(many)
    ]
    with bare_engine(url).begin() as connection:
        connection.execute(insert(table), rows)


def longest_wait(server: ServerProcess, many: int, tell: Tell) -> float:
    """Of a neighbour who reads a day, while so many figures of a large diary are asked for at once."""
    with running(server), ThreadPoolExecutor(AT_ONCE) as pool:
        diary, other = (Diary.of_a_new_patient(server.port) for _ in range(2))
        fill_days(server.url, UUID(diary.diary_id), many)
        other.put(server.port, FIRST, "hers")
        paths = [f"/api/v1/diaries/mine/{FIGURES[number % len(FIGURES)]}" for number in range(2 * AT_ONCE)]
        with Neighbour(server.port, Diary.path_of(FIRST), other.cookie) as reading:
            asked = pool.map(lambda path: ask(server.port, "GET", path, cookie=diary.cookie)[0], paths)
            statuses = set(asked)
    tell(f"{many} days, {len(paths)} figures, longest of {reading.answers} waits {reading.longest_s:.3f} s")
    assert statuses == {200}
    return reading.longest_s


def test_nobody_waits_for_figures_of_a_large_diary(kind: str, tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path), SERVE)

    assert longest_wait(server, size(10_000, 30_000), tell) < LONGEST_WAIT_S


def test_where_all_of_them_are_calculated_at_once_somebody_waits(tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, command=(*module("all_calculate_at_once"), "serve"))

    assert longest_wait(server, 30_000, tell) > LONGEST_WAIT_S
