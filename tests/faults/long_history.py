"""A diary with a great many values of one day, put into the database past the server."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert

from app.storage.kinds import table_of
from app.storage.tables import DayRevision
from tests.storage.books import bare_engine

DAY = date(2020, 1, 1)
AT = datetime(2020, 1, 1, 12, tzinfo=UTC)
AT_ONCE = 10_000
FIRST = 1_000  # after what was said over HTTP, or far before it


def fill_history(url: str, diary_id: UUID, many: int, note: str) -> None:
    """Add so many earlier values of one day, each with the note in it."""
    account, device = uuid4(), uuid4()
    table = table_of(DayRevision)
    with bare_engine(url).begin() as connection:
        for begin in range(FIRST, FIRST + many, AT_ONCE):
            rows = [
                {
                    "diary_id": diary_id,
                    "revision": revision,
                    "day": DAY,
                    "value": f'{{"headache": true, "note": "{note} {revision}"}}',
                    "account_id": account,
                    "device_id": device,
                    "made_at": AT,
                    "time_zone": "UTC",
                    "saved_at": AT,
                }
                for revision in range(begin, min(begin + AT_ONCE, FIRST + many))
            ]
            connection.execute(insert(table), rows)
