"""What all sequences of three devices share: a server, the devices' process, and what was counted."""

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

from app.storage import people, sign_ins
from app.storage.backup_sqlite import SqliteBackups
from app.storage.opening import open_for_server
from app.storage.sign_ins import NewSession
from tests.faults.devices import Devices
from tests.served import Served
from tests.storage.books import new_account


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

    def days_now(self, diary_id: str) -> dict[str, dict[str, Any]]:
        """What the server shows of each day, as the ground of an edit."""
        sent: dict[str, Any] = {"device_id": str(UUID(int=0)), "epoch": None, "cursor": 0, "operations": []}
        changes = self.post(self.reader, f"/diaries/{diary_id}/sync", json.dumps(sent)).json()["changes"]
        days = [one for one in changes if one["kind"] == "day"]
        return {one["key"]: {"base_revision": one["revision"], "base_values": one["values"]} for one in days}


def _text(token: bytes) -> str:
    return urlsafe_b64encode(token).decode().rstrip("=")
