"""What is lost when a server ends in the middle of its work: the writers' notes beside what is stored."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.faults.processes import ServerProcess, running
from tests.faults.stored import faults_in, notes_in
from tests.faults.writers import Writers
from tests.served import wait_until

PATIENTS = 4


@dataclass
class Losses:
    """What came of ending the server while it was written to."""

    times: int = 0
    acknowledged: int = 0
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    never_sent: set[str] = field(default_factory=set)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unsound: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.times}, acknowledged writes: {self.acknowledged}, lost: {len(self.lost)}"

    @property
    def nothing_wrong(self) -> bool:
        """Every acknowledged write is there, once; nothing else is, and all of it fits together."""
        return not (self.lost or self.doubled or self.never_sent or self.refused or self.unsound)

    def look(self, writers: Writers, stored: Counter[str]) -> None:
        """Compare what was acknowledged with what is stored."""
        acknowledged = set(writers.acknowledged)
        self.acknowledged = len(writers.acknowledged)
        self.lost |= acknowledged - stored.keys()
        self.doubled |= {note for note, times in stored.items() if times > 1}
        self.never_sent |= stored.keys() - acknowledged - set(writers.unanswered)
        self.refused = writers.refused


def losses_of(server: ServerProcess, times: int, end: Callable[[], None], whole: bool = True) -> Losses:
    """End the server again and again while it is written to, and look after each start what is there.

    `whole` asks also whether what is stored fits together.
    """
    moments = random.Random(20261120)
    losses = Losses()
    with running(server):
        writers = Writers.on(server, PATIENTS)
        for _ in range(times):
            with writers.writing(server.port):
                wait_until(partial(writers.have_more_answers_than, writers.answers))
                time.sleep(moments.uniform(0, 0.4))
                end()
            server.start()
            losses.times += 1
            losses.look(writers, notes_in(server.url))
            losses.unsound |= faults_in(server.url) if whole else {}
    return losses
