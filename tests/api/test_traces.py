"""Whoever gets in, or changes who does, leaves one line in the log: ids and a time, and nobody's name."""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.api import traces
from app.api.traces import LOG, Outcome, What
from app.cli.operator_jobs import AddClinic, AddClinician, EndClinician, Job, ResetAccount
from app.cli.operator_socket import _run
from app.rules import throttling
from tests.authenticator import Authenticator
from tests.conftest import Tell
from tests.contract.clinicians import Clinicians
from tests.served import PASSWORD, Person, Served, narrow

MARK = "marked"
NAMES = {"username": f"{MARK}-name", "display_name": f"{MARK} Ada", "device_name": f"{MARK} phone"}
WRONG, NEW = f"five {MARK} walnuts under a hat", f"seven {MARK} lanterns in a harbour"
ADDRESS = "100.99.98.97"
ID = r"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|-)"
LINE = re.compile(
    rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z ({'|'.join(What)}) ({'|'.join(Outcome)})"
    rf"((?: [a-z]+={ID})+)(?: with=(?:code_app|new_code_app|recovery_code))?"
)
Step = Callable[[], httpx.Response | None]
Steps = Iterator[tuple[str, Step, list[int]]]


class Marked:
    """A patient and a clinician whose names, secrets and addresses all hold a mark."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.ada = Person(served)
        self.clinicians = Clinicians(served, self.ada.username)
        self.http = self.browser()
        self.secrets = [MARK, PASSWORD, ADDRESS, self.ada.username]
        self.made: dict[str, Any] = {}

    def browser(self) -> httpx.Client:
        """One more, in the marked network."""
        client = self.served.client()
        client.headers["x-forwarded-for"] = ADDRESS
        client.headers["user-agent"] = f"{MARK} browser"
        return client

    def post(self, path: str, client: httpx.Client | None = None, **said: Any) -> httpx.Response:
        """As the marked patient, or in another browser."""
        return (client or self.http).post(path, json=said)

    def sign_in(self, client: httpx.Client, username: str = NAMES["username"], **said: Any) -> httpx.Response:
        """Rightly, where nothing else is said."""
        return self.post("/session", client, **{"username": username, "password": PASSWORD} | said)

    def register(self) -> httpx.Response:
        said = NAMES | {"password": PASSWORD, "time_zone": "UTC", "role": "patient"}
        answer = self.http.post("/accounts", json=said)
        self.made |= answer.json()
        self.secrets += answer.json()["recovery_codes"]
        self.diary = f"/diaries/{self.made['diary_id']}"
        self.account_id = UUID(self.made["account_id"])
        return answer

    def operator(self, job: Job) -> None:
        _run(self.served.app.state.database, job)


def signing_in(world: Marked) -> Steps:
    """Accounts and sign-ins."""
    other, strangers = world.browser(), world.browser()

    def recover(client: httpx.Client, code: str) -> httpx.Response:
        said = {"username": NAMES["username"], "password": PASSWORD, "recovery_code": code}
        return client.post("/session/recovery", json=said)

    yield "register done", world.register, [201]
    yield "sign_in done", lambda: world.sign_in(other), [200]
    yield "sign_in wrong", lambda: world.sign_in(strangers, f"{MARK}-nobody"), [401]
    for _ in range(4):
        yield "sign_in wrong", lambda: world.sign_in(strangers, password=WRONG), [401]
    yield "sign_in throttled", lambda: world.sign_in(strangers), [401]
    world.served.now += throttling.FORGOTTEN_AFTER
    yield "recover wrong", lambda: recover(strangers, MARK), [401]
    code = world.made["recovery_codes"][0]
    yield "recover done", lambda: recover(world.http, code), [200]
    yield "sign_out done", lambda: world.http.delete("/session"), [204]
    yield "sign_in done", lambda: world.sign_in(world.http), [200]
    world.sign_in(other)
    there = world.http.get("/sessions").json()["sessions"]
    (ended,) = [one["session_id"] for one in there if not one["current"]]
    yield "end_sign_in done", lambda: world.http.delete(f"/sessions/{ended}"), [204]
    yield "end_other_sign_ins done", lambda: world.http.delete("/sessions"), [204]


def factors(world: Marked) -> Steps:
    """What signs in, and proofs of it."""
    confirm, stranger = "/session/confirmation", world.browser()
    yield "confirm wrong", lambda: world.post(confirm, password=WRONG), [401]
    yield "confirm done", lambda: world.post(confirm, password=PASSWORD), [204]
    yield "change_password done", lambda: world.http.put("/account/password", json={"password": NEW}), [204]
    yield "renew_recovery_codes done", lambda: world.post("/account/recovery-codes"), [201]
    device, asked = Authenticator(world.served.origin), world.post("/passkey-options").json()
    made = device.make(asked) | {"name": MARK}
    yield "add_passkey done", lambda: world.post("/passkeys", **made), [201]
    challenge = world.post("/session/passkey/options").json()
    signed = device.sign(challenge)
    yield "sign_in_by_passkey done", lambda: world.post("/session/passkey", passkey=signed), [200]
    yield "sign_in_by_passkey wrong", lambda: world.post("/session/passkey", stranger, passkey=signed), [403]
    for outcome, status in (("done", 204), ("wrong", 403)):
        proof = device.sign(world.post(f"{confirm}/options").json())
        proof["signature"] = proof["signature"] if outcome == "done" else proof["signature"][::-1]
        yield f"confirm {outcome}", lambda proof=proof: world.post(confirm, passkey=proof), [status]  # type: ignore[misc]
    (kept,) = world.http.get("/passkeys").json()["passkeys"]
    yield "remove_passkey done", lambda: world.http.delete(f"/passkeys/{kept['passkey_id']}"), [204]
    token = world.clinicians.one_time_link(world.account_id)
    world.secrets.append(token)
    yield "enrol done", lambda: world.post("/enrolment", token=token, password=PASSWORD), [201]
    yield "enrol wrong", lambda: world.post("/enrolment", token=token, password=PASSWORD), [404]


def clinicians(world: Marked) -> Steps:
    """A clinician with a code app, and the operator."""
    username, app = world.clinicians.with_code_app()
    grace, code = world.browser(), app.at(world.served.now)
    world.secrets += [username, code]
    yield "sign_in code_needed", lambda: world.sign_in(grace, username), [401]
    yield "sign_in wrong", lambda: world.sign_in(grace, username, code="000000"), [401]
    yield "sign_in done", lambda: world.sign_in(grace, username, code=code), [200]
    yield "add_clinic done", lambda: world.operator(AddClinic(MARK)), []
    named = (f"{MARK}-grace", MARK, MARK, "UTC")
    yield "add_clinician done", lambda: world.operator(AddClinician(*named)), []
    yield "end_clinician done", lambda: world.operator(EndClinician(named[0])), []
    yield "reset_account done", lambda: world.operator(ResetAccount(named[0])), []


def sharing(world: Marked) -> Steps:
    """Invitations, permissions, links."""
    grace = world.clinicians.signed_in()

    def invite() -> httpx.Response:
        answer = world.post(f"{world.diary}/invitations")
        world.made |= answer.json()
        world.secrets.append(world.made["secret"])
        return answer

    def accept() -> httpx.Response:
        return world.post("/patients", grace, secret=world.made["secret"])

    yield "invite done", invite, [201]
    path = f"{world.diary}/invitations/{world.made['invitation_id']}"
    yield "withdraw_invitation done", lambda: world.http.delete(path), [204]
    yield "accept_invitation wrong", accept, [403]
    yield "invite done", invite, [201]
    yield "accept_invitation done", accept, [201]
    (grant,) = world.http.get(f"{world.diary}/grants").json()["grants"]
    path = f"{world.diary}/grants/{grant['grant_id']}"
    yield "confirm_grant done", lambda: world.http.put(path, json={}), [200]
    yield "revoke_grant done", lambda: world.http.delete(path), [204]
    yield from visits(world)
    yield "erase done", lambda: world.http.delete(world.diary), [204]


def visits(world: Marked) -> Steps:
    """A one-visit link with a passcode."""

    def make() -> httpx.Response:
        answer = world.post(f"{world.diary}/visit-links", passcode=f"{MARK}-4711")
        world.made |= answer.json()
        world.secrets.append(world.made["secret"])
        return answer

    def opened(**said: str) -> httpx.Response:
        return world.post("/visits", world.browser(), **{"secret": world.made["secret"], "name": MARK} | said)

    yield "make_visit_link done", make, [201]
    yield "open_visit_link code_needed", opened, [403]
    yield "open_visit_link wrong", lambda: opened(passcode=WRONG), [403]
    yield "open_visit_link done", lambda: opened(passcode=f"{MARK}-4711"), [201]
    for _ in range(4):
        yield "open_visit_link wrong", lambda: opened(passcode=WRONG), [403]
    yield "open_visit_link throttled", lambda: opened(passcode=f"{MARK}-4711"), [403]
    yield "open_visit_link wrong", lambda: opened(secret=MARK), [404]
    path = f"{world.diary}/visit-links/{world.made['link_id']}"
    yield "revoke_visit_link done", lambda: world.http.delete(path), [204]


def faults_of(world: Marked, caplog: pytest.LogCaptureFixture) -> tuple[list[str], list[str]]:
    """What was done, and what is wrong with the lines that it left."""
    done, found = [], []
    for part in (signing_in, factors, clinicians, sharing):
        for name, step, status in part(world):
            caplog.clear()
            answer = step()
            assert answer is None or answer.status_code in status, (name, answer.text)
            lines = [one.getMessage() for one in caplog.records if one.name == LOG]
            told = [LINE.fullmatch(line) for line in lines]
            done.append(name)
            if [one and f"{one[1]} {one[2]}" for one in told] != [name]:
                found.append(f"{name}: {lines}")
            found += [f"{name}: holds {secret}" for secret in world.secrets if secret in caplog.text]
    return done, found


@pytest.fixture
def world(own_server: Served, caplog: pytest.LogCaptureFixture) -> Marked:
    """See Marked."""
    caplog.set_level(logging.INFO, LOG)
    return Marked(own_server)


def test_each_leaves_one_line_without_a_name(
    world: Marked, caplog: pytest.LogCaptureFixture, tell: Tell
) -> None:
    done, found = faults_of(world, caplog)

    tell(f"{len(done)} operations, {len(set(done))} kinds of lines")
    assert found == []
    assert {name.split()[0] for name in done} == set(What)
    assert {name.split()[1] for name in done} == set(Outcome)


def test_a_line_that_is_missing_or_holds_a_name_is_caught(
    world: Marked, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = traces.trace

    def worse(now: Any, what: What, *rest: Any, **ids: Any) -> None:
        if what is What.INVITE:
            return
        named = {"session": MARK} if what is What.REVOKE_GRANT else {}
        trace(now, what, *rest, **ids | named)

    monkeypatch.setattr(traces, "trace", worse)
    _, found = faults_of(world, caplog)

    assert [one for one in found if one.startswith("invite done: []")] != []
    assert [one for one in found if one.startswith("revoke_grant done: holds")] != []


def test_a_network_that_tries_too_often_leaves_a_line(
    world: Marked, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow(world.served, monkeypatch, sign_ins_per_hour=0.5)
    caplog.clear()

    assert world.sign_in(world.browser(), world.ada.username).status_code == 429

    (line,) = [one.getMessage() for one in caplog.records if one.name == LOG]
    told = LINE.fullmatch(line)
    assert told
    assert told.groups()[:2] == ("sign_in", "throttled")
    assert world.ada.account["account_id"] in line


def test_the_lines_go_to_standard_error_while_they_are_shown(
    world: Marked, capsys: pytest.CaptureFixture[str]
) -> None:
    with traces.shown():
        world.operator(AddClinic(MARK))
    world.operator(AddClinic(f"{MARK} too"))

    assert LINE.fullmatch(capsys.readouterr().err.strip())
