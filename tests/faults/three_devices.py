"""Three devices of one person as a state machine: what they do, what the wire does, and what must hold."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.storage import people, sign_ins
from app.storage.backup_sqlite import SqliteBackups
from app.storage.kinds import table_of
from app.storage.opening import open_for_server
from app.storage.sign_ins import NewSession
from app.storage.tables import DayRevision, Operation
from tests.faults.devices import Devices, Send
from tests.served import Served
from tests.storage.books import bare_engine, new_account

NAMES = ("one", "two", "three")
DAYS = ("2026-11-01", "2026-11-02", "2026-11-03")
INJECTIONS = (UUID(int=1), UUID(int=2))
AGREED_WITHIN = 6
AFRESH_AFTER = 100  # sequences on one database
RESTORES = ("back up", "restore", "all sync and restore", "all sync and restore")
which = st.sampled_from(NAMES)
days = st.sampled_from(DAYS)
entries = st.fixed_dictionaries(
    {},
    optional={
        "peak_intensity": st.sampled_from(["mild", "moderate", "severe", None]),
        "nausea": st.sampled_from([True, False, None]),
        "aura": st.booleans(),
        "triggers": st.lists(st.sampled_from(["stress", "wine", "weather"]), unique=True),
        "acute_medications": st.sampled_from([None, [], ["a"], ["b"], ["a", "b"]]),
    },
)
deeds = st.sampled_from(["injection", "treatment", "remove", "undo", "undo", "pick"])
disturbances = st.sampled_from(["online", "offline", "offline", "kill", "wipe", *RESTORES])
faults = st.sampled_from(["none", "none", "lost before", "lost after", "twice"])


@dataclass
class World:
    """What all sequences of one test share: a server, the devices' process, and what was counted."""

    served: Served
    devices: Devices
    folder: Path
    blank: Path
    reader: httpx.Client  # one for all sequences: each has sockets of its own
    counted: Counter[str] = field(default_factory=Counter)
    cookie: str = ""

    @classmethod
    def of(cls, served: Served, folder: Path) -> "World":
        """Start the devices; their requests go to this server with the person's cookie."""
        client = served.client()
        devices = Devices(lambda path, body: world.post(client, path, body))
        world = cls(served, devices, folder, folder / "blank.sqlite3", served.client())
        world._database.write(world.blank)
        return world

    def back_up(self) -> Path:
        """A backup of the server's database as it is now, in the place of the one before."""
        backup = self.folder / "backup.sqlite3"
        backup.unlink(missing_ok=True)
        self._database.write(backup)
        return backup

    def restore(self, backup: Path) -> None:
        """Put the backup in the database's place, as `headache-diary restore` does, and start again."""
        state = self.served.app.state
        state.database.close()
        self._database.replace_by(backup, datetime.now(UTC))
        state.database = open_for_server(state.settings.database_url, self.folder)

    @property
    def _database(self) -> SqliteBackups:
        return SqliteBackups(Path(self.served.app.state.database.url.removeprefix("sqlite:///")))

    def post(self, client: httpx.Client, path: str, body: str) -> httpx.Response:
        """Send what a device says."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        return client.post(path.removeprefix("/api/v1"), content=body, headers=headers)

    def new_person(self) -> dict[str, str]:
        """A patient with an empty diary, signed in without the work of a password."""
        account, token = new_account(f"patient-{uuid4().hex}"), uuid4().bytes * 2
        session = NewSession(sha256(token).digest(), uuid4(), account.account_id, uuid4(), "phone")
        now = datetime.now(UTC)
        write = self.served.app.state.database.write
        asyncio.run(write(lambda tx: people.create_account(tx, account, [], now)))
        asyncio.run(write(lambda tx: sign_ins.open_session(tx, session, now)))
        self.cookie = f"diary_session={_text(token)}"
        return {"account_id": str(account.account_id), "diary_id": str(account.diary_id)}


def _text(token: bytes) -> str:
    return urlsafe_b64encode(token).decode().rstrip("=")


class ThreeDevices(RuleBasedStateMachine):
    """One sequence; `world` is set by the test."""

    world: World

    @initialize()
    def begin(self) -> None:
        """A new person, whose three devices know each other's diary and nothing in it."""
        if self.world.counted["sequences"] % AFRESH_AFTER == 0:
            self.world.restore(self.world.blank)  # thousands of diaries would be copied with each backup
        self.server = self.world.new_person()
        self.run = uuid4().hex[:8]
        self.said: dict[str, tuple[str, str]] = {}  # text -> device, operation
        self.sent: set[str] = set()  # operations that left a device
        self.edits = 0
        self.backup: Path | None = None
        self.world.devices.wire = self.wire("none")
        self.ids: dict[str, str] = {}
        for name in NAMES:
            self.open(name)

    def open(self, name: str) -> None:
        """A device that holds nothing yet signs in."""
        self.tell("open", name, server=self.server)
        self.ids[name] = self.world.devices.tell("id", self.of(name))

    def of(self, name: str) -> str:
        """The name of a device's database."""
        return f"diary-{self.run}-{name}"

    def tell(self, do: str, name: str, **given: Any) -> Any:
        """Count and do."""
        self.world.counted[do] += 1
        return self.world.devices.tell(do, self.of(name), **given)

    @rule(name=which, day=days, entry=entries)
    def say(self, name: str, day: str, entry: dict[str, Any]) -> None:
        """Say something of a day, with a text that occurs once in the world."""
        self.edits += 1
        text = f"said {self.edits} in {self.run}"
        taken = entry.get("acute_medications")
        if taken:
            entry = entry | {"acute_medications": [_medication(one) for one in taken]}
        operation = self.tell("day", name, key=day, set={**entry, "note": text})
        self.said[text] = (name, operation)

    @rule(name=which, deed=deeds, day=days, number=st.integers(0, 2))
    def do(self, name: str, deed: str, day: str, number: int) -> None:
        """Anything else that people do with a diary."""
        if deed == "injection":
            self.tell("injection", name, key=str(INJECTIONS[number % 2]), set={"injected_on": day})
        elif deed == "treatment":
            self.tell("treatment", name, set={"interval_weeks": 12 + number})
        elif deed == "remove":
            self.tell("remove", name, key=day)
        elif deed == "pick":
            self.tell("pick", name, other=number)
        else:
            undone = self.tell("undo", name)
            self.said = {text: said for text, said in self.said.items() if said[1] != undone or not undone}

    @rule(name=which, what=disturbances)
    def disturb(self, name: str, what: str) -> None:
        """The network comes or goes; the app ends at once; the browser clears what it alone held."""
        if what == "kill":
            self.tell("reopen", name)
        elif what == "wipe":
            self.said = {text: said for text, said in self.said.items() if said[0] != name}
            self.tell("forget", name)
            self.open(name)
        elif what in RESTORES:
            self.restore(what)
        else:
            self.tell("network", name, online=what == "online")

    def restore(self, what: str) -> None:
        """The server is put back to its last backup: what nobody holds any more is gone, and only that."""
        if self.backup is None or what == "back up":
            self.backup = self.world.back_up()
            return
        for name in NAMES if what.startswith("all") else ():
            self.tell("sync", name)
        self.world.restore(self.backup)
        self.world.counted["restored"] += 1
        held = " ".join([*(self.tell("held", name) for name in NAMES), *self.kept()])
        self.said = {text: said for text, said in self.said.items() if f'"{text}"' in held}

    def kept(self) -> list[str]:
        """Every value that a day has or had on the server, as its text."""
        table = table_of(DayRevision)
        mine = table.c.diary_id == UUID(self.server["diary_id"])
        with bare_engine(self.world.served.app.state.database.url).connect() as connection:
            found = connection.execute(table.select().where(mine).with_only_columns(table.c.value))
            return [one for one in found.scalars() if one is not None]

    @rule(name=which, fault=faults)
    def sync(self, name: str, fault: str) -> None:
        """Exchange; the next edits that are sent meet this fault on the wire, now or later."""
        self.world.devices.wire = self.wire(fault)
        self.tell("sync", name)

    def wire(self, fault: str) -> Any:
        """A wire on which the first request meets a fault."""
        met = [fault]

        def carry(send: Send, path: str, body: str) -> httpx.Response | None:
            operations = json.loads(body)["operations"]
            self.sent |= {one["operation_id"] for one in operations}
            now = met.pop() if met and operations else "none"  # an exchange without edits has nothing to lose
            self.world.counted[now] += now != "none"
            if now == "lost before":
                return None
            answer = send(path, body)
            if now == "twice":
                send(path, self.again(body))
            return None if now == "lost after" else answer

        return carry

    def again(self, body: str) -> str:
        """What goes over the wire when a request is repeated: the same."""
        return body

    def teardown(self) -> None:
        """All devices have a network and time: then everything is everywhere, and nothing was lost."""
        if not hasattr(self, "server"):
            return
        self.world.devices.wire = self.wire("none")
        self.world.counted["sequences"] += 1
        for name in NAMES:
            self.tell("network", name, online=True)
        for _ in range(AGREED_WITHIN):
            for name in NAMES:
                self.tell("sync", name)
            seen = [self.tell("look", name) for name in NAMES]
            if all(one["waiting"] == 0 and _sorted(one) == _sorted(seen[0]) for one in seen):
                break
        for name in NAMES:
            self.world.devices.tell("forget", self.of(name))
        assert [(one["waiting"], one["refused"]) for one in seen] == [(0, [])] * 3, (
            f"edits stand still: {seen}"
        )
        shown = [_sorted(one) for one in seen]
        assert shown[0] == shown[1] == shown[2], "the devices differ"
        self._compare_with_server(shown[0])

    def _compare_with_server(self, shown: dict[str, Any]) -> None:
        diary = f"/diaries/{self.server['diary_id']}"
        client = self.world.reader
        client.headers["Cookie"] = self.world.cookie
        told = client.get(f"{diary}/days").json()["days"]
        assert [(day["day"], day["revision"], day["note"]) for day in told] == [
            (day["key"], day["revision"], day["values"]["note"]) for day in shown["days"]
        ]
        histories = {day: client.get(f"{diary}/days/{day}/history").json() for day in DAYS}
        kept: dict[str, int] = {}
        for history in histories.values():
            for one in history.get("history", []):
                if one["value"]:
                    kept[one["value"]["note"]] = kept.get(one["value"]["note"], 0) + 1
        assert self._applied() <= self.sent, "operations that no device made"
        lost = [text for text in self.said if text not in kept]
        assert lost == [], f"said and nowhere to be found: {lost}"
        self.world.counted["said"] += len(self.said)

    def _applied(self) -> set[str]:
        table = table_of(Operation)
        mine = table.c.diary_id == UUID(self.server["diary_id"])
        with bare_engine(self.world.served.app.state.database.url).connect() as connection:
            found = connection.execute(table.select().where(mine).with_only_columns(table.c.operation_id))
            return {str(one) for one in found.scalars()}


def _sorted(seen: dict[str, Any]) -> dict[str, Any]:
    return {
        "days": sorted(seen["days"], key=lambda day: str(day["key"])),
        "injections": sorted(seen["injections"], key=lambda one: str(one["key"])),
        "treatment": seen["treatment"],
    }


def _medication(name: str) -> dict[str, Any]:
    return {"id": str(UUID(int=ord(name))), "name": name, "drug_class": "triptan", "doses": 1, "relief": None}
