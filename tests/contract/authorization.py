"""The authorization matrix: every operation of the document, asked by everybody, of every diary."""

import asyncio
import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
from uuid_utils.compat import uuid7

from app.storage import sign_ins
from app.storage.sign_ins import NewSession
from app.storage.tables import Purpose
from tests.authenticator import Authenticator
from tests.contract.clinicians import Clinicians
from tests.contract.expected import CLINICIANS, DAY, LET_IN, Actor, Cell, Whose
from tests.contract.served_document import Operation, operations
from tests.served import PASSWORD, Person, Served


@dataclass
class Patient:
    """A patient whose name stands in every field that is stored."""

    mark: str
    person: Person
    note: str = field(default_factory=lambda: f"note-{secrets.token_hex(8)}")
    injection_id: str = field(default_factory=lambda: str(uuid4()))
    circumstance_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def diary_id(self) -> str:
        """The id of the own diary."""
        return str(self.person.account["diary_id"])

    def tell(self) -> None:
        """Say everything that can be said, marked; again, when it was lost."""
        bodies = marked(self.mark, self.note)
        for name, path in {
            "put_day": f"days/{DAY}",
            "put_injection": f"injections/{self.injection_id}",
            "put_treatment": "treatment",
            "put_circumstance": f"circumstances/{self.circumstance_id}",
        }.items():
            answer = self.person.http.put(f"{self.person.diary}/{path}", json=bodies[name])
            assert answer.status_code in {200, 201}

    def whole(self) -> list[Any]:
        """Everything that the diary holds and ever held."""
        paths = (
            "/days",
            "/injections",
            "/treatment",
            "/circumstances",
            f"/circumstances/{self.circumstance_id}/history",
            f"/days/{DAY}/history",
            f"/injections/{self.injection_id}/history",
        )
        return [self.person.get(path).json() for path in paths]


def marked(mark: str, note: str) -> dict[str, Any]:
    """A body for every operation that takes one, the mark in each of its texts but the notes."""
    site = {"muscle": mark, "side": "left", "units": 5, "points": 1}
    session = {"injected_on": "2026-02-02", "sites": [site]}
    session |= dict.fromkeys(("product", "lot", "clinic"), mark) | {"note": note}
    medication = {"id": str(UUID(int=7)), "name": mark, "drug_class": "other"}
    day = {"headache": True, "note": note, "triggers": [mark], "acute_medications": [medication]}
    circumstance = {"kind": "preventive", "name": mark, "dose": mark, "began_on": "2026-03-01", "note": note}
    return {
        "put_day": day,
        "put_circumstance": circumstance,
        "post_circumstance": circumstance,
        "put_injection": session,
        "post_injection": session,
        "put_treatment": {"headache_days_per_30": 17.3},
        "post_sync": {"device_id": str(uuid4()), "operations": [edit_of(day)]},
        "post_invitation": {"kind": "link"},
        "put_grant": {},
        "put_password": {"password": PASSWORD},
        "post_visit_link": {},
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
        self.spare = Clinicians(served, self.guest.username)
        self.clinicians = {actor: self.spare.new() for actor in CLINICIANS}
        self.absent_id = str(uuid4())
        self.lost = UUID(Person(served).account["account_id"])
        self.document = self.http.get("/openapi.json").json()
        self.ada.tell()
        self.ben.tell()
        self._grant()
        self.not_there = self.ask(Cell(self._operation("get_days"), Actor.BEN, Whose.ABSENT)).content

    def _grant(self) -> None:
        for actor in CLINICIANS[1:]:
            self.spare.grant(self.ada.diary_id, self.clinicians[actor], actor)

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

    def _sign_in(
        self, account_id: UUID, ago: timedelta = timedelta(0), session_id: UUID | None = None
    ) -> str:
        """A session's cookie, made so long ago."""
        token, made_at = secrets.token_bytes(32), self.served.now - ago
        session = NewSession(sha256(token).digest(), session_id or uuid7(), account_id, uuid4(), "a device")
        database = self.served.app.state.database
        asyncio.run(database.write(lambda tx: sign_ins.open_session(tx, session, made_at)))
        return base64.urlsafe_b64encode(token).decode().rstrip("=")

    def _account_of(self, actor: Actor) -> UUID:
        """Whose sign-in is ended: the asker's own; Ada's when nobody asks."""
        if actor in CLINICIANS:
            return self.clinicians[actor]
        return UUID((self.ben if actor is Actor.BEN else self.ada).person.account["account_id"])

    def _other_sign_in(self, actor: Actor) -> str:
        """The id of a sign-in on another device."""
        session_id = uuid7()
        self._sign_in(self._account_of(actor), session_id=session_id)
        return str(session_id)

    def _cookie(self, actor: Actor) -> str | None:
        if actor in {Actor.NOBODY, Actor.VISITING, Actor.VISIT_OVER}:
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
        of = self.ada if cell.whose is Whose.ADAS else owner
        named["circumstance_id"] = of.circumstance_id
        if "{session_id}" in cell.operation.path:
            named["session_id"] = self._other_sign_in(cell.actor)
        if "{grant_id}" in cell.operation.path:
            named["grant_id"] = self.spare.grant(owner.diary_id, self.spare.new(), Actor.WAITING)
        if "{invitation_id}" in cell.operation.path:
            named["invitation_id"], _ = self.spare.invitation(owner.diary_id)
        if "{passkey_id}" in cell.operation.path:
            _, named["passkey_id"] = self.spare.passkey(self._account_of(cell.actor))
        if "{link_id}" in cell.operation.path:
            named["link_id"], _ = self.spare.visit_link(owner.diary_id)
        return cell.operation.path.format(**named)

    def _body(self, cell: Cell) -> Any:
        asker = {Actor.ADA: self.ada, Actor.BEN: self.ben}.get(cell.actor)
        mark, note = (asker.mark, asker.note) if asker else ("somebody", "something")
        account = {"username": uuid4().hex, "password": PASSWORD, "display_name": "N", "time_zone": "UTC"}
        credentials = {"username": self.guest.username, "password": PASSWORD}
        accounts = {"post_account": account, "post_session": credentials}
        if cell.operation.name == "put_account":
            return {"display_name": "Dr Who" if cell.actor in CLINICIANS else mark, "time_zone": "UTC"}
        prepared = self._prepared(cell)
        return (marked(mark, note) | accounts).get(cell.operation.name) if prepared is None else prepared

    def _prepared(self, cell: Cell) -> Any:
        """A body that names what was made for this question."""
        spare, asker = self.spare, self._account_of(cell.actor)
        guest, device = UUID(self.guest.account["account_id"]), Authenticator(self.served.origin)
        bodies: dict[str, Callable[[], Any]] = {
            "post_patient": lambda: {"secret": spare.invitation(self.ada.diary_id)[1]},
            "post_confirmation": lambda: {"password": PASSWORD, "code": spare.code_for(asker)},
            "post_recovery": lambda: {
                "username": self.guest.username,
                "recovery_code": spare.code_for(guest),
                "password": PASSWORD,
            },
            "post_passkey": lambda: device.make(spare.challenge(Purpose.ADD_PASSKEY, asker)),
            "post_session_passkey": lambda: {
                "passkey": spare.passkey(guest)[0].sign(spare.challenge(Purpose.SIGN_IN, None))
            },
            "post_enrolment_options": lambda: {"token": spare.one_time_link(self.lost)},
            "post_enrolment": lambda: {"token": spare.one_time_link(self.lost), "password": PASSWORD},
            "post_visit": lambda: {
                "secret": spare.visit_link(self.guest.account["diary_id"])[1],
                "name": "Dr Who",
            },
        }
        made = bodies.get(cell.operation.name)
        return None if made is None else made()

    def _token(self, cell: Cell) -> str | None:
        """What a page holds that a one-visit link opened."""
        if cell.actor not in {Actor.VISITING, Actor.VISIT_OVER}:
            return None
        link_id, secret = self.spare.visit_link(self.ada.diary_id)
        opened = self.served.client().post("/visits", json={"secret": secret, "name": "Dr Who"})
        if cell.actor is Actor.VISIT_OVER:
            self.ada.person.http.delete(f"{self.ada.person.diary}/visit-links/{link_id}")
        return str(opened.json()["token"])

    def ask(self, cell: Cell) -> httpx.Response:
        """Ask the question, with a session of its own."""
        if cell.operation.name == "delete_diary":
            return self._ask_of_others(cell)
        return self._ask(cell)

    def _ask_of_others(self, cell: Cell) -> httpx.Response:
        """Ask it of patients who may be erased."""
        kept = self.ada, self.ben
        self.ada, self.ben = self._patient("ada"), self._patient("ben")
        self._grant()
        try:
            return self._ask(cell)
        finally:
            self.ada, self.ben = kept

    def _ask(self, cell: Cell) -> httpx.Response:
        cookie, token = self._cookie(cell.actor), self._token(cell)
        headers = {} if cookie is None else {"cookie": f"diary_session={cookie}"}
        headers |= {} if token is None else {"authorization": f"Bearer {token}"}
        self.http.cookies.clear()
        answer = self.http.request(
            cell.operation.method,
            self.served.url + self._path(cell),
            json=self._body(cell),
            headers=headers,
        )
        if answer.status_code == 204 and cell.operation.of_a_diary and cell.operation.name != "delete_diary":
            self.ada.tell()
            self.ben.tell()
        if cell.operation.name in {"delete_sessions", "put_password"}:
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
        told = answer.text + str(answer.headers)
        if [text for text in self._hidden_from(cell) if text in told]:
            found.append(f"{cell}: shows what is another's")
        if answer.is_success and cell.shows_notes and not (self.ada.note in told or self.ben.note in told):
            found.append(f"{cell}: keeps the note back")
        return found

    def _hidden_from(self, cell: Cell) -> list[str]:
        """What must not stand in the answer to a question."""
        hidden = [] if cell.actor is Actor.ADA else [self.ada.mark, self.ada.note]
        hidden += [] if cell.actor is Actor.BEN else [self.ben.mark, self.ben.note]
        if cell.is_granted or (cell.actor in LET_IN and cell.operation.name == "get_patients"):
            hidden.remove(self.ada.mark)
        if (
            cell.operation.name in {"get_visit_course", "get_visit_one_page_report"}
            and cell.actor is Actor.VISITING
        ):
            hidden.remove(self.ada.mark)
        if cell.is_granted and cell.actor is Actor.NOTING:
            hidden.remove(self.ada.note)
        return hidden
