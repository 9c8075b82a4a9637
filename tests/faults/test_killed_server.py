"""kill -9 of the server under several writers: what it acknowledged is there, once."""

from pathlib import Path

from tests.databases import SQLITE, empty_database, migrated_database
from tests.faults.conftest import Tell
from tests.faults.losses import losses_of
from tests.faults.processes import ServerProcess, module
from tests.faults.sizes import size


def test_a_killed_server_has_kept_every_acknowledged_write_once(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    kills = size(15, 200) if kind == SQLITE else size(3, 50)
    server = ServerProcess(tmp_path, migrated_database(kind, tmp_path))

    losses = losses_of(server, kills, server.kill)

    tell(f"{kind}, kills: {losses}")
    assert losses.times == kills
    assert losses.acknowledged > kills
    assert losses.nothing_wrong, losses


def test_a_server_killed_within_a_slow_commit_has_kept_them_too(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    kills = size(1, 50)
    server = slow(kind, tmp_path, (*module("slow_commit"), "serve"))

    losses = losses_of(server, kills, server.kill)

    tell(f"{kind}, kills: {losses}")
    assert losses.times == kills
    assert losses.acknowledged > kills
    assert losses.nothing_wrong, losses


def test_a_server_that_answers_before_its_commit_is_caught(kind: str, tmp_path: Path, tell: Tell) -> None:
    kills = size(2, 25)
    server = slow(kind, tmp_path, module("early_answer"))

    losses = losses_of(server, kills, server.kill, whole=False)

    tell(f"{kind}, answered before COMMIT, kills: {losses}")
    assert losses.times == kills
    assert len(losses.lost) > 0


def test_the_same_server_loses_nothing_once_it_commits_before_it_answers(
    kind: str, tmp_path: Path, tell: Tell
) -> None:
    kills = size(1, 25)
    server = slow(kind, tmp_path, module("early_answer"))
    server.extra["DIARY_SCOPE"] = "function"

    losses = losses_of(server, kills, server.kill, whole=False)

    tell(f"{kind}, answered after COMMIT, kills: {losses}")
    assert losses.times == kills
    assert losses.acknowledged > kills
    assert losses.lost == set()


def slow(kind: str, folder: Path, command: tuple[str, ...]) -> ServerProcess:
    """A server on an empty database whose commits take 20 ms."""
    return ServerProcess(folder, empty_database(kind, folder), command, {"DIARY_COMMIT_TAKES_S": "0.02"})
