"""What the operator may change of people: each job is plain data, that a running server can be given."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

from uuid_utils.compat import uuid7

from app.api.cookies import new_token, written
from app.storage import clinics
from app.storage.people import NewAccount
from app.storage.tables import Purpose, Role

if TYPE_CHECKING:
    from app.storage.prepared import Transaction

Told: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class AddClinic:
    """Make a clinic."""

    name: str

    def run(self, tx: "Transaction", now: datetime) -> Told:
        """NameTaken."""
        clinics.add_clinic(tx, uuid7(), self.name, now)
        return {}


@dataclass(frozen=True, slots=True)
class AddClinician:
    """Make a clinician's account, and the link that opens it for the first time."""

    username: str
    display_name: str
    clinic: str
    time_zone: str

    def run(self, tx: "Transaction", now: datetime) -> Told:
        """NotThere, UsernameTaken."""
        account = NewAccount(
            uuid7(), self.username, self.display_name, Role.CLINICIAN, self.time_zone, "", None
        )
        clinics.add_clinician(tx, account, self.clinic, now)
        return {"token": _link(tx, account.account_id, Purpose.ENROL, now)}


@dataclass(frozen=True, slots=True)
class ResetAccount:
    """Make a link that opens an account again."""

    username: str

    def run(self, tx: "Transaction", now: datetime) -> Told:
        """NotThere."""
        account_id, role = clinics.account_named(tx, self.username)
        return {"token": _link(tx, account_id, Purpose.RESET, now), "role": role}


Job: TypeAlias = AddClinic | AddClinician | ResetAccount
_JOBS: dict[str, Callable[..., Job]] = {one.__name__: one for one in (AddClinic, AddClinician, ResetAccount)}


def as_data(job: Job) -> dict[str, Any]:
    """A job as it is sent."""
    return {"job": type(job).__name__, "said": asdict(job)}


def from_data(data: dict[str, Any]) -> Job:
    """A job as it was sent. KeyError, TypeError for anything else."""
    return _JOBS[data["job"]](**data["said"])


def _link(tx: "Transaction", account_id: Any, purpose: Purpose, now: datetime) -> str:  # noqa: ANN401
    token = new_token()
    clinics.give_link(tx, account_id, sha256(token).digest(), purpose, now)
    return written(token)
