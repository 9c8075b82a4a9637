"""Who may do what with whose diary: every question is asked, and every line of the policy is needed."""

from collections.abc import Iterator
from itertools import product

import pytest

from app.api.door import doors_of
from app.api.routes import every_route
from app.rules import access
from app.rules.access import POLICY, Action, Actor, Place
from tests.conftest import Tell
from tests.contract import expected as matrix
from tests.contract.authorization import World
from tests.contract.expected import Cell, cells
from tests.databases import migrated_database
from tests.served import serve

LINES = sorted(POLICY)
TO_A_DIARY = sorted({action for _, action, place in POLICY if place is Place.OWN_DIARY})
LEAKS_TO_OTHERS = list(
    product(
        (Actor.PATIENT, Actor.CLINICIAN),
        [action for action in TO_A_DIARY if action is not Action.READ_NOTES],
        (Place.OTHER_DIARY,),
    )
)
GRANTED = (Place.GRANTED_DIARY, Place.GRANTED_WITH_NOTES, Place.GRANTED_FOR_TREATMENT)
LEAKS_OF_GRANTS = [
    (Actor.CLINICIAN, action, place)
    for action, place in product(TO_A_DIARY, GRANTED)
    if not POLICY & {(Actor.CLINICIAN, action, Place.GRANTED_DIARY), (Actor.CLINICIAN, action, place)}
]
LEAKS = [*LEAKS_TO_OTHERS, *LEAKS_OF_GRANTS, (Actor.VISITOR, Action.READ_REPORT, Place.OTHER_DIARY)]
OPERATIONS, OF_DIARIES, ACTORS, DIARIES = 69, 36, 14, 4
CELLS = (OF_DIARIES * DIARIES + (OPERATIONS - OF_DIARIES)) * ACTORS


@pytest.fixture(scope="module")
def world(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A server with two patients and a clinician; what one test takes away, the next finds again."""
    folder = tmp_path_factory.mktemp(f"matrix-{kind}")
    names = ("sessions", "devices", "invitations", "visit_links", "openings")
    many = {f"limit_{name}": 1_000 for name in names}  # each cell asks once more
    with serve(migrated_database(kind, folder), folder, **many) as served:
        yield World(served)


def told_of(world: World, action: Action) -> list[Cell]:
    """The questions that ask for one action."""
    routes = every_route(world.served.app)
    if action is Action.READ_NOTES:  # no route is for the notes alone
        return [cell for cell in cells(world.document) if cell.operation.name in matrix.WITH_NOTES]
    names = {route.name for route in routes if doors_of(route.dependant)[0].action is action}
    return [cell for cell in cells(world.document) if cell.operation.name in names]


def faults(world: World, asked: list[Cell]) -> list[str]:
    world.ada.tell()
    world.ben.tell()
    return [fault for cell in asked for fault in world.faults(cell)]


def test_every_question_of_the_matrix_gets_its_answer(world: World, tell: Tell) -> None:
    asked = cells(world.document)

    found = faults(world, asked)

    tell(f"{len(asked)} cells of the authorization matrix, {len(found)} wrong")
    assert found == []
    assert len(set(map(str, asked))) == len(asked) == CELLS == 2478


def test_every_operation_of_the_document_is_thought_of(world: World) -> None:
    thought_of = matrix.OF_EVERYBODY | matrix.OF_WHOEVER_SIGNED_IN | matrix.OF_THE_PATIENT
    thought_of |= matrix.OF_CLINICIANS | matrix.OF_VISITORS

    assert {cell.operation.name for cell in cells(world.document)} == thought_of.keys()
    assert len(thought_of) == OPERATIONS


def test_what_is_denied_leaves_no_trace(world: World) -> None:
    denied = [cell for cell in cells(world.document) if cell.expected in {401, 404}]
    before = [world.ada.whole(), world.ben.whole()]

    found = faults(world, denied)

    assert found == []
    assert [world.ada.whole(), world.ben.whole()] == before


def test_the_mark_stands_in_everything_that_ada_stored(world: World) -> None:
    days, injections, _, circumstances, told, history, _ = world.ada.whole()

    assert str(days).count(world.ada.mark) == 2
    assert str(injections["injections"][0]).count(world.ada.mark) == 4
    assert str(history["history"][-1]).count(world.ada.mark) == 4
    assert str(circumstances["circumstances"][0]).count(world.ada.mark) == 2
    assert str(told["history"][-1]).count(world.ada.mark) == 4  # and of who, on which device
    noted = (days, injections["injections"][0], history["history"][-1])
    assert [str(one).count(world.ada.note) for one in noted] == [1, 1, 1]


@pytest.mark.parametrize("line", LINES, ids="-".join)
def test_a_policy_without_this_line_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, line: tuple[Actor, Action, Place]
) -> None:
    monkeypatch.setattr(access, "POLICY", POLICY - {line})

    assert any(world.faults(cell) for cell in told_of(world, line[1]))


@pytest.mark.parametrize("line", LEAKS, ids="-".join)
def test_a_policy_with_this_leak_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, line: tuple[Actor, Action, Place]
) -> None:
    monkeypatch.setattr(access, "POLICY", POLICY | {line})

    assert any(world.faults(cell) for cell in told_of(world, line[1]))


def test_no_line_of_the_policy_is_left_out(tell: Tell) -> None:
    tell(f"{len(LINES)} lines of the policy removed one by one, {len(LEAKS)} leaks added")
    assert (len(LINES), len(LEAKS)) == (45, 61)
