"""kill -9 of the server under several writers: what it acknowledged is there, once."""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

from tests.databases import SQLITE, empty_database, migrated_database
from tests.faults.conftest import Tell
from tests.faults.processes import ServerProcess, module, running
from tests.faults.sizes import size
from tests.faults.stored import faults_in, notes_in
from tests.faults.writers import Writers

PATIENTS = 4


@dataclass
class Losses:
    """What some kills did."""

    kills: int = 0
    acknowledged: int = 0
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    never_sent: set[str] = field(default_factory=set)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unsound: list[dict[str, object]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"kills: {self.kills}, acknowledged writes: {self.acknowledged}, lost: {len(self.lost)}"

    def look(self, writers: Writers, stored: Counter[str]) -> None:
        """Compare what was acknowledged with what is stored."""
        acknowledged = set(writers.acknowledged)
        self.acknowledged = len(writers.acknowledged)
        self.lost |= acknowledged - stored.keys()
        self.doubled |= {note for note, times in stored.items() if times > 1}
        self.never_sent |= stored.keys() - acknowledged - set(writers.unanswered)
        self.refused = writers.refused


def killed(server: ServerProcess, kills: int, sound: bool = True) -> Losses:
    """Kill the server again and again while it is written to, and look after each start what is there."""
    moments = random.Random(20261120)
    losses = Losses()
    with running(server):
        writers = Writers.on(server, PATIENTS)
        for _ in range(kills):
            with writers.writing(server.port):
                sleep(moments.uniform(0.05, 0.5))
                server.kill()
            server.start()
            losses.kills += 1
            losses.look(writers, notes_in(server.url))
            losses.unsound += [faults_in(server.url)] if sound and faults_in(server.url) else []
    return losses


def test_a_killed_server_has_kept_every_acknowledged_write_once(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    kills = size(15, 200) if kind == SQLITE else size(4, 50)

    losses = killed(ServerProcess(tmp_path, migrated_database(kind, tmp_path)), kills)

    tell(f"{kind}: {losses}")
    assert losses.kills == kills
    assert losses.acknowledged > kills * PATIENTS
    assert (losses.lost, losses.doubled, losses.never_sent) == (set(), set(), set())
    assert (losses.refused, losses.unsound) == ([], [])


def test_a_server_killed_within_a_slow_commit_has_kept_them_too(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    kills = size(2, 50)

    losses = killed(slow(kind, tmp_path, (*module("slow_commit"), "serve")), kills)

    tell(f"{kind}: {losses}")
    assert (losses.kills, losses.lost, losses.doubled, losses.unsound) == (kills, set(), set(), [])


def test_a_server_that_answers_before_its_commit_is_caught(kind: str, tmp_path: Path, tell: Tell) -> None:
    kills = size(3, 25)

    losses = killed(slow(kind, tmp_path, module("early_answer")), kills, sound=False)

    tell(f"{kind}, answered before COMMIT: {losses}")
    assert losses.kills == kills
    assert len(losses.lost) > 0


def test_the_same_server_loses_nothing_once_it_commits_before_it_answers(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    server = slow(kind, tmp_path, module("early_answer"))
    server.extra["DIARY_SCOPE"] = "function"
    kills = size(2, 25)

    losses = killed(server, kills, sound=False)

    tell(f"{kind}, answered after COMMIT: {losses}")
    assert (losses.kills, losses.lost) == (kills, set())
    assert losses.acknowledged > kills


def slow(kind: str, folder: Path, command: tuple[str, ...]) -> ServerProcess:
    """A server on an empty database whose commits take 20 ms."""
    return ServerProcess(folder, empty_database(kind, folder), command, {"DIARY_COMMIT_TAKES_S": "0.02"})
