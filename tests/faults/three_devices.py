"""Three devices of one person as a state machine: what they do, what the wire does, and what must hold."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.storage.kinds import table_of
from app.storage.tables import DayRevision, Operation
from tests.faults.devices import Send, Wire
from tests.faults.watching import Watch
from tests.faults.world import World
from tests.storage.books import bare_engine

NAMES = ("one", "two", "three")
DAYS = tuple(f"2026-11-0{number}" for number in range(1, 7))
INJECTIONS = (UUID(int=1), UUID(int=2))
AGREED_WITHIN = 6
AFRESH_AFTER = 100  # sequences on one database
RESTORES = ("back up", "restore", "all sync and restore", "all sync and restore")
which = st.sampled_from(NAMES)
days = st.integers(0, len(DAYS) - 1)
moments = st.sampled_from(["asked", "answered", "both"])
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


class ThreeDevices(RuleBasedStateMachine):
    """One sequence; `world` is set by the test."""

    world: World

    @initialize(many_days=st.sampled_from([1, 1, 2, 2, 6]), many_devices=st.sampled_from([1, 2, 3, 3]))
    def begin(self, many_days: int, many_devices: int) -> None:
        """A new person, whose three devices know each other's diary and nothing in it.

        They speak of few days mostly, and sometimes one of them alone speaks: that is where they meet.
        """
        self.many_days, self.many_devices = many_days, many_devices
        self.sayers: dict[str, set[str]] = {}  # day -> devices
        self.expected: dict[str, dict[str, Any]] = {}  # day -> fields that one device alone said
        if self.world.counted["sequences"] % AFRESH_AFTER == 0:
            self.world.restore(self.world.blank)  # thousands of diaries would be copied with each backup
        self.server = self.world.new_person()
        self.run = uuid4().hex[:8]
        database = self.world.served.app.state.database
        self.watch = Watch(bare_engine(database.url), UUID(self.server["diary_id"]))
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
    def say(self, name: str, day: int, entry: dict[str, Any]) -> None:
        """Say something of a day, with a text that occurs once in the world."""
        self.say_of(self.speaker(name), DAYS[day % self.many_days], entry)

    def speaker(self, name: str) -> str:
        """The device that speaks: in some sequences not all do."""
        return NAMES[NAMES.index(name) % self.many_devices]

    def say_of(self, name: str, day: str, entry: dict[str, Any], **given: Any) -> None:
        """Say it on this device, and note what it has seen by then."""
        self.edits += 1
        text = f"said {self.edits} in {self.run}"
        taken = entry.get("acute_medications")
        if taken:
            entry = entry | {"acute_medications": [_medication(one) for one in taken]}
        shown = self.world.devices.tell("notes", self.of(name), soon=True).get(day)
        entry = {**entry, "note": text}
        # While the exchange is under way the edit must be known before it can be on the wire.
        operation = self.tell("day", name, key=day, set=entry, soon=True)
        self.watch.note_made(self.generation(name), operation, shown, text)
        self.said[text] = (name, operation)
        self.sayers.setdefault(day, set()).add(self.generation(name))
        if day in self.expected or (len(self.sayers[day]) == 1 and shown is None):
            self.expected[day] = self.expected.get(day, {}) | entry
        if not given.get("soon"):
            self.world.devices.tell("idle", self.of(name))

    def generation(self, name: str) -> str:
        """A device since it was emptied last."""
        return f"{name} {self.ids.get(name)}"

    @rule(name=which, day=days, entries=st.tuples(entries, entries), fault=faults, moment=moments)
    def say_during(
        self, name: str, day: int, entries: tuple[dict[str, Any], dict[str, Any]], fault: str, moment: str
    ) -> None:
        """Exchange, and say something on the same device while the request, or its answer, is on the way."""
        name, of = self.speaker(name), DAYS[day % self.many_days]
        carry: Wire = self.wire(fault)
        left = dict(zip(("asked", "answered"), entries, strict=True))

        def during(send: Send, path: str, body: str) -> httpx.Response | None:
            self._say_now(name, of, left, "asked" if moment != "answered" else "")
            answer = carry(send, path, body)
            self._say_now(name, of, left, "answered" if moment != "asked" else "")
            return answer

        self.world.devices.wire = during
        self.tell("sync", name)
        self.world.devices.wire = self.wire("none")

    def _say_now(self, name: str, day: str, left: dict[str, dict[str, Any]], moment: str) -> None:
        if moment in left:
            self.world.counted["during"] += 1
            self.say_of(name, day, left.pop(moment), soon=True)

    @rule(name=which, deed=deeds, day=days, number=st.integers(0, 2))
    def do(self, name: str, deed: str, day: int, number: int) -> None:
        """Anything else that people do with a diary."""
        name, of = self.speaker(name), DAYS[day % self.many_days]
        if deed == "injection":
            self.tell("injection", name, key=str(INJECTIONS[number % 2]), set={"injected_on": of})
        elif deed == "treatment":
            self.tell("treatment", name, set={"interval_weeks": 12 + number})
        else:
            self.expected.clear()
            for sayers in self.sayers.values():
                sayers.add(self.generation(name))
            self._do_more(name, deed, of, number)

    def _do_more(self, name: str, deed: str, day: str, number: int) -> None:
        if deed == "remove":
            shown = self.world.devices.tell("notes", self.of(name), soon=True).get(day)
            operation = self.tell("remove", name, key=day, soon=True)
            self.watch.note_made(self.generation(name), operation, shown)
            self.world.devices.tell("idle", self.of(name))
        elif deed == "pick":
            self.tell("pick", name, other=number)
        else:
            undone = self.tell("undo", name)
            self.said = {text: said for text, said in self.said.items() if said[1] != undone or not undone}

    @rule(name=which, other=which, day=days, entry=entries, restored=st.sampled_from([False, False, True]))
    def remove_unheard(self, name: str, other: str, day: int, entry: dict[str, Any], restored: bool) -> None:
        """One removes a day that the other edited meanwhile; or, after a restore, still holds as it was."""
        remover, holder = self.speaker(name), self.speaker(other)
        if remover == holder:
            return
        self.world.devices.wire = self.wire("none")
        for one in (holder, remover, holder):
            self.tell("network", one, online=True)
            self.tell("sync", one)
        self.say_of(holder, DAYS[day % self.many_days], entry)
        if restored:
            self.tell("sync", remover)
            self.restore("back up")
            self.restore("restore")
            self.tell("sync", remover)
        self.do(remover, "remove", day, 0)
        self.tell("sync", holder)

    @rule(name=which, what=disturbances)
    def disturb(self, name: str, what: str) -> None:
        """The network comes or goes; the app ends at once; the browser clears what it alone held."""
        if what == "kill":
            self.tell("reopen", name)
        elif what == "wipe":
            self.said = {text: said for text, said in self.said.items() if said[0] != name}
            self.expected.clear()
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
        self.watch.restored = True
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
            before = self.watch.before(operations)
            now = met.pop() if met and operations else "none"  # an exchange without edits has nothing to lose
            self.world.counted[now] += now != "none"
            if now == "lost before":
                return None
            answer = send(path, body)
            self.watch.after(before)
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
        assert self.watch.faults == [], self.watch.faults
        assert [(one["waiting"], one["refused"]) for one in seen] == [(0, [])] * 3, (
            f"edits stand still: {seen}"
        )
        shown = [_sorted(one) for one in seen]
        assert shown[0] == shown[1] == shown[2], "the devices differ"
        self._compare_with_server(shown[0])
        self._compare_with_said(shown[0])

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

    def _compare_with_said(self, shown: dict[str, Any]) -> None:
        """Where one device alone spoke, all of its words stand and nobody contradicts it."""
        self.world.counted["judged"] += self.watch.judged
        days = {day["key"]: day for day in shown["days"]}
        # After a restore, what another device had heard of it is an older step of the same words.
        for key in () if self.watch.restored else self.sayers:
            if len(self.sayers[key]) > 1:
                continue
            self.world.counted["alone"] += 1
            conflict = days[key]["conflict"] if key in days else None
            assert conflict is None, f"a device conflicts with itself: {conflict}"
            for field_name, value in self.expected.get(key, {}).items():
                found = days[key]["values"][field_name]
                assert _unordered(found) == _unordered(value), f"a tap was lost: {field_name} of {key}"

    def _applied(self) -> set[str]:
        table = table_of(Operation)
        mine = table.c.diary_id == UUID(self.server["diary_id"])
        with bare_engine(self.world.served.app.state.database.url).connect() as connection:
            found = connection.execute(table.select().where(mine).with_only_columns(table.c.operation_id))
            return {str(one) for one in found.scalars()}


def _unordered(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else value


def _sorted(seen: dict[str, Any]) -> dict[str, Any]:
    return {
        "days": sorted(seen["days"], key=lambda day: str(day["key"])),
        "injections": sorted(seen["injections"], key=lambda one: str(one["key"])),
        "treatment": seen["treatment"],
    }


def _medication(name: str) -> dict[str, Any]:
    return {"id": str(UUID(int=ord(name))), "name": name, "drug_class": "triptan", "doses": 1, "relief": None}
