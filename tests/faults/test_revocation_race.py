"""Readers at full speed while grants come and go: none is late, and every look has its row."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from app.api import asking
from app.storage import grants
from tests.conftest import Tell
from tests.contract.clinicians import Clinicians
from tests.faults.sizes import size
from tests.served import Person, Served

READERS = 4
ROUNDS = size(60, 500)


@dataclass
class Race:
    """One patient, one clinician with several pages open, and when each read began and what came of it."""

    patient: Person
    clinicians: Clinicians
    pages: list[httpx.Client]
    reads: list[tuple[float, float, int]] = field(default_factory=list)  # began, was answered, status
    closed: list[tuple[float, float]] = field(default_factory=list)  # revoked at, open again at
    over: threading.Event = field(default_factory=threading.Event)

    def read(self, page: httpx.Client) -> None:
        """Read on and on."""
        while not self.over.is_set():
            began = time.perf_counter()
            status = page.get(f"{self.patient.diary}/treatment").status_code
            self.reads.append((began, time.perf_counter(), status))

    def come_and_go(self) -> None:
        """The patient lets the clinician in and revokes it again."""
        http, diary = self.patient.http, self.patient.diary
        page = self.pages[0]
        for _ in range(ROUNDS):
            secret = http.post(f"{diary}/invitations", json={"kind": "link"}).json()["secret"]
            grant = page.post("/patients", json={"secret": secret}).json()["grant_id"]
            opening = time.perf_counter()
            if self.closed:
                self.closed[-1] = (self.closed[-1][0], opening)
            assert http.put(f"{diary}/grants/{grant}", json={}).status_code == 200
            seen = len(self.reads)
            while len(self.reads) < seen + READERS:
                time.sleep(0.0005)
            assert http.delete(f"{diary}/grants/{grant}").status_code == 204
            self.closed.append((time.perf_counter(), float("inf")))
            while len(self.reads) < seen + 3 * READERS:
                time.sleep(0.0005)

    def run(self) -> None:
        """All at once, until the patient is done."""
        with ThreadPoolExecutor(READERS) as pool:
            reading = [pool.submit(self.read, page) for page in self.pages[1:]]
            try:
                self.come_and_go()
            finally:
                self.over.set()
            for one in reading:
                one.result()

    def late(self) -> int:
        """Reads that began after a revoke's answer, were answered before the next grant, and succeeded."""
        let_in = [(began, answered) for began, answered, status in self.reads if status == 200]
        return sum(
            start < began and answered < end for began, answered in let_in for start, end in self.closed
        )

    def rows(self) -> int:
        """How many looks the patient sees that were let in."""
        found = 0
        before: dict[str, str] = {}
        while True:
            told = self.patient.get("/looks", **before).json()
            found += len([one for one in told["looks"] if one["allowed"]])
            if not told["has_more"]:
                return found
            before = {"before": told["looks"][-1]["look_id"]}


@pytest.fixture
def race(own_server: Served) -> Race:
    """Not started yet."""
    patient = Person(own_server)
    clinicians = Clinicians(own_server, patient.username)
    first = clinicians.signed_in()
    pages = [first, *(own_server.client() for _ in range(READERS))]
    for page in pages[1:]:
        page.cookies = httpx.Cookies(first.cookies)
    return Race(patient, clinicians, pages)


def test_nothing_is_read_after_the_revokes_answer_and_every_look_has_its_row(race: Race, tell: Tell) -> None:
    race.run()

    read = sum(status == 200 for *_, status in race.reads)
    assert {status for *_, status in race.reads} == {200, 404}
    tell(f"{ROUNDS} grants came and went, {len(race.reads)} reads, {read} let in: 0 late, 0 without a row")
    assert len(race.closed) == ROUNDS
    assert race.late() == 0
    assert race.rows() == read
    assert read > ROUNDS


def test_a_server_that_remembers_grants_is_caught(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "active_grant", remembering(grants.active_grant))

    race.run()

    assert race.late() > 0


def remembering(find: Callable[..., grants.KeptGrant | None]) -> Callable[..., grants.KeptGrant | None]:
    """A grant once found is found again, as a cache would."""
    kept: list[grants.KeptGrant] = []

    def found(*asked: object) -> grants.KeptGrant | None:
        one = find(*asked)
        kept.extend([one] if one else [])
        return one or (kept[-1] if kept else None)

    return found
