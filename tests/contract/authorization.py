"""The authorization matrix: every operation of the document, asked by everybody, of every diary.

What is expected is written down here, beside the policy and never read from it.
"""

import asyncio
import base64
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
from uuid_utils.compat import uuid7

from app.storage import people
from app.storage.people import NewAccount, NewSession
from app.storage.tables import Role
from tests.contract.served_document import Operation, operations
from tests.served import PASSWORD, Person, Served


class Actor(StrEnum):
    """Who asks."""

    NOBODY = "nobody"
    GARBAGE = "garbage cookie"
    EXPIRED = "expired session of Ada"
    ADA = "Ada"
    BEN = "Ben"
    CLINICIAN = "clinician without a grant"


class Whose(StrEnum):
    """Whose diary is named in the address; SERVER where there is none in it."""

    ADAS = "Ada's"
    BENS = "Ben's"
    MINE = "mine"
    ABSENT = "a diary that does not exist"
    SERVER = "no diary"


DIARIES = (Whose.ADAS, Whose.BENS, Whose.MINE, Whose.ABSENT)
OF_EVERYBODY = {"post_account": 201, "post_session": 200, "delete_session": 204, "livez": 200, "readyz": 200}
OF_WHOEVER_SIGNED_IN = {
    "get_session": 200,
    "get_sessions": 200,
    "delete_sessions": 204,
    "delete_sign_in": 204,
}
OF_THE_PATIENT = {
    "put_day": 200,
    "get_day": 200,
    "delete_day": 204,
    "get_day_history": 200,
    "get_days": 200,
    "post_injection": 201,
    "get_injections": 200,
    "put_injection": 200,
    "get_injection": 200,
    "delete_injection": 204,
    "get_injection_history": 200,
    "get_treatment": 200,
    "put_treatment": 200,
    "get_months": 200,
    "get_treatment_report": 200,
    "post_sync": 200,
}
SIGNED_IN = (Actor.ADA, Actor.BEN, Actor.CLINICIAN)
OWN = {(Actor.ADA, Whose.ADAS), (Actor.ADA, Whose.MINE), (Actor.BEN, Whose.BENS), (Actor.BEN, Whose.MINE)}
DAY = "2026-11-19"


@dataclass(frozen=True)
class Cell:
    """One question of the matrix."""

    operation: Operation
    actor: Actor
    whose: Whose

    def __str__(self) -> str:
        return f"{self.operation.name} by {self.actor} of {self.whose}"

    @property
    def expected(self) -> int:
        """The status that it must get. KeyError for an operation that nobody thought of."""
        name = self.operation.name
        if name in OF_EVERYBODY:
            return OF_EVERYBODY[name]
        allowed = (OF_WHOEVER_SIGNED_IN | OF_THE_PATIENT)[name]
        if self.actor not in SIGNED_IN:
            return 401
        if name in OF_WHOEVER_SIGNED_IN or (self.actor, self.whose) in OWN:
            return allowed
        return 404


def cells(whole: dict[str, Any]) -> list[Cell]:
    """The whole product of operations, actors and diaries."""
    return [
        Cell(operation, actor, whose)
        for operation in operations(whole)
        for actor in Actor
        for whose in (DIARIES if operation.of_a_diary else (Whose.SERVER,))
    ]


@dataclass
class Patient:
    """A patient whose name stands in every field that is stored."""

    mark: str
    person: Person
    injection_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def diary_id(self) -> str:
        """The id of the own diary."""
        return str(self.person.account["diary_id"])

    def tell(self) -> None:
        """Say everything that can be said, marked; again, when it was lost."""
        bodies = marked(self.mark)
        for name, path in {
            "put_day": f"days/{DAY}",
            "put_injection": f"injections/{self.injection_id}",
            "put_treatment": "treatment",
        }.items():
            answer = self.person.http.put(f"{self.person.diary}/{path}", json=bodies[name])
            assert answer.status_code in {200, 201}

    def whole(self) -> list[Any]:
        """Everything that the diary holds and ever held."""
        paths = (
            "/days",
            "/injections",
            "/treatment",
            f"/days/{DAY}/history",
            f"/injections/{self.injection_id}/history",
        )
        return [self.person.get(path).json() for path in paths]


def marked(mark: str) -> dict[str, Any]:
    """A body for every operation that takes one, the mark in each of its texts."""
    site = {"muscle": mark, "side": "left", "units": 5, "points": 1}
    session = {"injected_on": "2026-02-02", "sites": [site]}
    session |= dict.fromkeys(("product", "lot", "clinic", "note"), mark)
    medication = {"id": str(UUID(int=7)), "name": mark, "drug_class": "other"}
    day = {"headache": True, "note": mark, "triggers": [mark], "acute_medications": [medication]}
    return {
        "put_day": day,
        "put_injection": session,
        "post_injection": session,
        "put_treatment": {"headache_days_per_30": 17.3},
        "post_sync": {"device_id": str(uuid4()), "operations": [edit_of(day)]},
    }


def edit_of(day: dict[str, Any]) -> dict[str, Any]:
    """The same day, said by a phone that was offline: a new operation each time."""
    return {
        "operation_id": str(uuid4()),
        "kind": "day",
        "key": DAY,
        "set": day,
        "made_at": "2026-11-19T20:00:00Z",
        "time_zone": "Europe/Berlin",
    }


class World:
    """A server with two patients, a clinician and a guest, and whoever else may knock."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.ada, self.ben = self._patient("ada"), self._patient("ben")
        self.guest = Person(served)
        self.http = served.client()
        self.clinician_id = self._clinician()
        self.absent_id = str(uuid4())
        self.document = self.http.get("/openapi.json").json()
        self.ada.tell()
        self.ben.tell()
        self.not_there = self.ask(Cell(self._operation("get_days"), Actor.BEN, Whose.ABSENT)).content

    def _operation(self, name: str) -> Operation:
        return next(one for one in operations(self.document) if one.name == name)

    def _patient(self, name: str) -> Patient:
        person, mark = Person(self.served), f"mark-of-{name}-{secrets.token_hex(8)}"
        names = {"username": mark, "display_name": mark, "device_name": mark}
        account = {"password": PASSWORD, "time_zone": "Europe/Berlin"} | names
        answer = person.http.post("/accounts", json=account)
        person.username, person.account = mark, answer.json()
        person.diary = f"/diaries/{person.account['diary_id']}"
        return Patient(mark, person)

    def _clinician(self) -> UUID:
        account = NewAccount(
            uuid7(), f"clinician-{uuid4()}", "Dr Who", Role.CLINICIAN, "UTC", "no hash", None
        )
        asyncio.run(
            self.served.app.state.database.write(
                lambda tx: people.create_account(tx, account, [], self.served.now)
            )
        )
        return account.account_id

    def _sign_in(
        self, account_id: UUID, ago: timedelta = timedelta(0), session_id: UUID | None = None
    ) -> str:
        """A session's cookie, made so long ago."""
        token, made_at = secrets.token_bytes(32), self.served.now - ago
        session = NewSession(sha256(token).digest(), session_id or uuid7(), account_id, uuid4(), "a device")
        database = self.served.app.state.database
        asyncio.run(database.write(lambda tx: people.open_session(tx, session, made_at)))
        return base64.urlsafe_b64encode(token).decode().rstrip("=")

    def _account_of(self, actor: Actor) -> UUID:
        """Whose sign-in is ended: the asker's own; Ada's when nobody asks."""
        if actor is Actor.CLINICIAN:
            return self.clinician_id
        return UUID((self.ben if actor is Actor.BEN else self.ada).person.account["account_id"])

    def _other_sign_in(self, actor: Actor) -> str:
        """The id of a sign-in on another device."""
        session_id = uuid7()
        self._sign_in(self._account_of(actor), session_id=session_id)
        return str(session_id)

    def _cookie(self, actor: Actor) -> str | None:
        if actor is Actor.NOBODY:
            return None
        if actor is Actor.GARBAGE:
            return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        if actor is Actor.EXPIRED:
            return self._sign_in(self._account_of(Actor.ADA), timedelta(days=400))
        return self._sign_in(self._account_of(actor))

    def _path(self, cell: Cell) -> str:
        owner = self.ben if Whose.BENS is cell.whose or cell.actor is Actor.BEN else self.ada
        diaries = {
            Whose.ADAS: self.ada.diary_id,
            Whose.BENS: self.ben.diary_id,
            Whose.MINE: "mine",
            Whose.ABSENT: self.absent_id,
            Whose.SERVER: "",
        }
        injection_id = self.ada.injection_id if cell.whose is Whose.ADAS else owner.injection_id
        named = {"diary_id": diaries[cell.whose], "day": DAY, "injection_id": injection_id}
        if "{session_id}" in cell.operation.path:
            named["session_id"] = self._other_sign_in(cell.actor)
        return cell.operation.path.format(**named)

    def _body(self, cell: Cell) -> Any:
        mark = {Actor.ADA: self.ada.mark, Actor.BEN: self.ben.mark}.get(cell.actor, "somebody")
        account = {"username": uuid4().hex, "password": PASSWORD, "display_name": "N", "time_zone": "UTC"}
        credentials = {"username": self.guest.username, "password": PASSWORD}
        accounts = {"post_account": account, "post_session": credentials}
        return (marked(mark) | accounts).get(cell.operation.name)

    def ask(self, cell: Cell) -> httpx.Response:
        """Ask the question, with a session of its own."""
        cookie = self._cookie(cell.actor)
        headers = {} if cookie is None else {"cookie": f"diary_session={cookie}"}
        self.http.cookies.clear()
        answer = self.http.request(
            cell.operation.method,
            self.served.url + self._path(cell),
            json=self._body(cell),
            headers=headers,
        )
        if answer.status_code == 204 and cell.operation.of_a_diary:
            self.ada.tell()
            self.ben.tell()
        if cell.operation.name == "delete_sessions":
            for patient in (self.ada, self.ben):
                said = {"username": patient.mark, "password": PASSWORD, "device_name": patient.mark}
                assert patient.person.http.post("/session", json=said).status_code == 200
        return answer

    def faults(self, cell: Cell) -> list[str]:
        """What is wrong with the answer to a question; [] when nothing is."""
        answer, found = self.ask(cell), []
        if answer.status_code != cell.expected:
            found.append(f"{cell}: {answer.status_code}, expected {cell.expected}")
        if cell.expected == 404 and answer.content != self.not_there:
            found.append(f"{cell}: told apart from a diary that does not exist")
        marks = {Actor.ADA: self.ada.mark, Actor.BEN: self.ben.mark}
        told = answer.text + str(answer.headers)
        if [mark for actor, mark in marks.items() if actor is not cell.actor and mark in told]:
            found.append(f"{cell}: shows what is another's")
        return found
