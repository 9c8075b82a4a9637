"""People who write into their diaries, each write with contents of its own, and note what was answered."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.faults.processes import ServerProcess
from tests.served import PASSWORD

_FIRST_DAY = date(2020, 1, 1)
_DAYS_EACH = 40
Answer = tuple[int, dict[str, str], Any]


def ask(port: int, method: str, path: str, body: object = None, cookie: str = "") -> Answer:
    """One request on a connection of its own: status, headers, JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return ask_on(connection, (method, path), body, cookie)
    finally:
        connection.close()


def ask_on(
    connection: http.client.HTTPConnection, what: tuple[str, str], body: object, cookie: str
) -> Answer:
    """One request on a connection that stays open."""
    sent = None if body is None else json.dumps(body)
    headers = {"Cookie": cookie} if cookie else {}
    connection.request(*what, sent, headers | ({"Content-Type": "application/json"} if sent else {}))
    answer = connection.getresponse()
    text = answer.read()
    given = {name.lower(): value for name, value in reversed(answer.getheaders())}  # the first of a name
    return answer.status, given, json.loads(text) if text else None


@dataclass
class Diary:
    """A patient's diary and the cookie that opens it."""

    cookie: str
    diary_id: str

    @classmethod
    def of_a_new_patient(cls, port: int) -> "Diary":
        """Register somebody."""
        told = {"username": f"patient-{uuid4().hex[:12]}", "password": PASSWORD, "display_name": "Ada"}
        account = told | {"time_zone": "Europe/Berlin", "role": "patient"}
        status, headers, body = ask(port, "POST", "/api/v1/accounts", account)
        assert status == http.client.CREATED, body
        return cls(headers["set-cookie"].split(";")[0], body["diary_id"])

    def put(self, port: int, day: date, note: str) -> Answer:
        """Say how a day was."""
        return ask(port, "PUT", self.path_of(day), {"headache": True, "note": note}, self.cookie)

    def get(self, port: int, day: date, what: str = "") -> Answer:
        """How a day was, or its /history."""
        return ask(port, "GET", self.path_of(day) + what, cookie=self.cookie)

    def history(self, port: int, day: date) -> list[Any]:
        """Every value that a day ever had, page by page."""
        path, past = f"{self.path_of(day)}/history", []
        while path:
            _, headers, page = ask(port, "GET", path, cookie=self.cookie)
            past += page["history"]
            path = headers.get("link", "").partition(">")[0].lstrip("<")
        return past

    @staticmethod
    def path_of(day: date) -> str:
        """Where a day is."""
        return f"/api/v1/diaries/mine/days/{day}"


@dataclass
class Writer:
    """One device: it writes one note after another, and sends again first what was not answered."""

    diary: Diary
    number: int
    acknowledged: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unanswered: str | None = None
    sent: int = 0

    def day_of(self, note: str) -> date:
        """The day that a note is about; no two devices write about the same."""
        count = int(note.rpartition("-")[2])
        return _FIRST_DAY + timedelta(days=self.number * _DAYS_EACH + count % _DAYS_EACH)

    def write_until(self, stop: threading.Event, port: int) -> None:
        """Write until told to stop, or until nobody answers any more."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while not stop.is_set():
                self.write(connection)
        except (OSError, http.client.HTTPException):
            return  # the server is gone: what was sent last was not answered
        finally:
            connection.close()

    def write(self, connection: http.client.HTTPConnection) -> None:
        """Write one note."""
        if self.unanswered is None:
            self.sent += 1
            self.unanswered = f"w{self.number}-{self.sent}"
        note = self.unanswered
        what = ("PUT", self.diary.path_of(self.day_of(note)))
        status, _, _ = ask_on(connection, what, {"headache": True, "note": note}, self.diary.cookie)
        self.unanswered = None
        if status in {200, 201}:
            self.acknowledged.append(note)
        else:
            self.refused.append((status, note))


@dataclass
class Writers:
    """Several devices at once, two for each patient."""

    all: list[Writer]

    @classmethod
    def on(cls, server: ServerProcess, patients: int) -> "Writers":
        """New patients on this server, with two devices each."""
        diaries = [Diary.of_a_new_patient(server.port) for _ in range(patients)]
        return cls([Writer(diaries[number // 2], number) for number in range(2 * patients)])

    @property
    def acknowledged(self) -> list[str]:
        """Every note that got a 2xx."""
        return [note for writer in self.all for note in writer.acknowledged]

    @property
    def refused(self) -> list[tuple[int, str]]:
        """Every note that got another answer, with its status."""
        return [refusal for writer in self.all for refusal in writer.refused]

    @property
    def unanswered(self) -> list[str]:
        """The notes that got no answer: each is stored whole, or not at all."""
        return [writer.unanswered for writer in self.all if writer.unanswered is not None]

    def have_more_than(self, many: int) -> bool:
        """Whether more notes than these got a 2xx by now."""
        return len(self.acknowledged) > many

    @property
    def answers(self) -> int:
        """How many notes got any answer."""
        return len(self.acknowledged) + len(self.refused)

    def have_more_answers_than(self, many: int) -> bool:
        """Whether more notes than these got any answer by now."""
        return self.answers > many

    @contextmanager
    def writing(self, port: int) -> Iterator[None]:
        """Write in the background until the end of the block."""
        stop = threading.Event()
        threads = [threading.Thread(target=writer.write_until, args=(stop, port)) for writer in self.all]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()
