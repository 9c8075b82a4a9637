"""Many tries at one passcode at once: five count, at whichever server process, across restarts."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.storage import visit_links
from tests.conftest import Tell
from tests.databases import POSTGRESQL, SQLITE, empty_database
from tests.faults.processes import SERVE, ServerProcess, running
from tests.faults.test_two_servers import two_servers
from tests.faults.writers import Diary, ask
from tests.served import Person, Served

TRIES, AT_ONCE = 200, 40
CODE_REFUSED, OPENED = 403, 201


def link_of(server: ServerProcess, diary: Diary) -> tuple[str, str]:
    """The id and the secret of a link with a passcode."""
    path, said = f"/api/v1/diaries/{diary.diary_id}/visit-links", {"passcode": "4711"}
    _, _, made = ask(server.port, "POST", path, said, diary.cookie)
    return made["link_id"], made["secret"]


def guess(port: int, secret: str, passcode: str) -> int:
    """One try."""
    said = {"secret": secret, "name": "Mallory", "passcode": passcode}
    return ask(port, "POST", "/api/v1/visits", said)[0]


def guesses(servers: list[ServerProcess], secret: str, times: int) -> Counter[int]:
    """So many tries, many at once, at all servers in turn."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tried = [
            pool.submit(guess, servers[number % len(servers)].port, secret, f"{number:04}")
            for number in range(times)
        ]
        return Counter(one.result() for one in tried)


def counted(server: ServerProcess, diary: Diary) -> int:
    """How many wrong passcodes the patient is told."""
    _, _, told = ask(server.port, "GET", f"/api/v1/diaries/{diary.diary_id}/visit-links", cookie=diary.cookie)
    (link,) = told["visit_links"]
    return int(link["wrong_passcodes"])


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_of_many_tries_five_count_also_after_a_restart(kind: str, tmp_path: Path, tell: Tell) -> None:
    server = ServerProcess(tmp_path, empty_database(kind, tmp_path), SERVE)
    with running(server):
        diary = Diary.of_a_new_patient(server.port)
        _, secret = link_of(server, diary)
        before = [guess(server.port, secret, "0000") for _ in range(3)]
        server.kill()
        server.start()

        told = guesses([server], secret, TRIES)
        server.kill()
        server.start()

        right = guess(server.port, secret, "4711")
        count = counted(server, diary)

    tell(f"{3 + told.total() + 1} tries at one passcode, {count} counted, over 2 restarts")
    assert (before, told, right) == ([CODE_REFUSED] * 3, Counter({CODE_REFUSED: TRIES}), CODE_REFUSED)
    assert count == 5


def test_of_many_tries_at_two_server_processes_five_count(tmp_path: Path, tell: Tell) -> None:
    with two_servers(tmp_path, SERVE) as servers:
        diary = Diary.of_a_new_patient(servers[0].port)
        _, secret = link_of(servers[0], diary)

        told = guesses(servers, secret, TRIES)
        right = [guess(one.port, secret, "4711") for one in servers]
        count = counted(servers[1], diary)

    tell(f"{told.total()} tries at one passcode through 2 servers, {count} counted")
    assert (told, right) == (Counter({CODE_REFUSED: TRIES}), [CODE_REFUSED] * 2)
    assert count == 5


def test_exactly_five_passcodes_are_looked_at(
    own_server: Served, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    patient = Person(own_server)
    secret = patient.http.post(f"{patient.diary}/visit-links", json={"passcode": "4711"}).json()["secret"]
    looked_at = looks_counted(own_server, monkeypatch)

    tried_at(own_server, secret, TRIES)

    tell(f"{TRIES} tries, {len(looked_at)} looked at")
    assert len(looked_at) == 5


def test_tries_that_are_counted_after_they_were_looked_at_are_caught(
    own_server: Served, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    patient = Person(own_server)
    secret = patient.http.post(f"{patient.diary}/visit-links", json={"passcode": "4711"}).json()["secret"]
    monkeypatch.setattr(visit_links, "take_try", lambda *_: True)
    looked_at = looks_counted(own_server, monkeypatch)

    tried_at(own_server, secret, 20)

    tell(f"without counting first, {len(looked_at)} of 20 tries were looked at")
    assert len(looked_at) > 5


def looks_counted(served: Served, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passcodes that were compared with the right one."""
    looked_at: list[str] = []
    matches = served.app.state.passwords.matches

    async def counting(password: str, kept: str | None) -> bool:
        looked_at.append(password)
        return bool(await matches(password, kept))

    monkeypatch.setattr(served.app.state.passwords, "matches", counting)
    return looked_at


def tried_at(served: Served, secret: str, times: int) -> None:
    """So many wrong passcodes, many at once."""
    port = int(served.url.rpartition(":")[2])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda number: guess(port, secret, f"{number:04}"), range(times)))
