"""A power cut under several writers: what was acknowledged had been synced, so it is there."""

import random
from functools import partial
from pathlib import Path

import pytest

from tests.faults.conftest import Tell
from tests.faults.disk import DiskWithPower
from tests.faults.losses import Losses, losses_of
from tests.faults.processes import ServerProcess, module
from tests.faults.sizes import size

NOTHING, SOME = "nothing unsynced survives", "some unsynced sectors survive"
pytestmark = pytest.mark.usefixtures("c_compiler")
RELAXED = (*module("relaxed"), "serve")


def losses_by_power_cuts(server: ServerProcess, cuts: int, survives: str) -> Losses:
    disk = DiskWithPower(server)
    chance = random.Random(20261120) if survives == SOME else None
    return losses_of(server, cuts, partial(disk.cut_power, chance))


@pytest.mark.parametrize("survives", [NOTHING, SOME])
def test_a_power_cut_takes_no_acknowledged_write(tmp_path: Path, survives: str, tell: Tell) -> None:
    cuts = size(4, 100)

    losses = losses_by_power_cuts(ServerProcess(tmp_path), cuts, survives)

    tell(f"{survives}, power cuts: {losses}")
    assert losses.times == cuts
    assert losses.acknowledged > cuts
    assert losses.nothing_wrong, losses


def test_the_same_cuts_take_writes_from_a_database_that_does_not_sync_each_commit(
    tmp_path: Path, tell: Tell
) -> None:
    cuts = size(2, 25)
    server = ServerProcess(tmp_path, command=RELAXED, extra={"DIARY_UNCHECKED": "1"})

    losses = losses_by_power_cuts(server, cuts, NOTHING)

    tell(f"synchronous=NORMAL, power cuts: {losses}")
    assert losses.times == cuts
    assert len(losses.lost) > 0


def test_a_server_refuses_to_run_on_a_database_that_does_not_sync_each_commit(tmp_path: Path) -> None:
    status, said = ServerProcess(tmp_path, command=RELAXED).refusal()

    assert status == 1
    assert "synchronous=1" in said
