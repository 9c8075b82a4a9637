"""When sign-ins were used last, by the second: the database is told of a patient's once a day."""

from collections import OrderedDict
from datetime import datetime
from uuid import UUID

MOST = 10_000
"""Sign-ins that are remembered; of those used before, the database's moment has to do."""


class RecentUses:
    """Kept in memory by this process; written by its event loop alone, read by any thread."""

    def __init__(self) -> None:
        self._at: OrderedDict[UUID, datetime] = OrderedDict()

    def note(self, session_id: UUID, now: datetime) -> None:
        """This sign-in is being used."""
        self._at[session_id] = now
        self._at.move_to_end(session_id)
        if len(self._at) > MOST:
            self._at.popitem(last=False)

    def last(self, session_id: UUID) -> datetime | None:
        """The last use that is remembered; None when there is none."""
        return self._at.get(session_id)
