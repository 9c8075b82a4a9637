"""What the operator may change of people: each job is plain data, that a running server can be given."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from uuid import UUID

from uuid_utils.compat import uuid7

from app.api.cookies import new_token, written
from app.api.traces import What
from app.errors import NotThere
from app.storage import clinics, passkeys, people, second_factors, sign_ins
from app.storage.people import NewAccount
from app.storage.tables import Purpose, Role

if TYPE_CHECKING:
    from app.storage.prepared import Transaction

Told: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class AddClinic:
    """Make a clinic."""

    name: str
    what: ClassVar[What] = What.ADD_CLINIC
    of: ClassVar[str] = "clinic"

    def run(self, tx: "Transaction", now: datetime) -> Told:
        """NameTaken."""
        clinic_id = uuid7()
        clinics.add_clinic(tx, clinic_id, self.name, now)
        return {"id": str(clinic_id)}


@dataclass(frozen=True, slots=True)
class AddClinician:
    """Make a clinician's account, and the link that opens it for the first time."""

    username: str
    display_name: str
    clinic: str
    time_zone: str
    what: ClassVar[What] = What.ADD_CLINICIAN
    of: ClassVar[str] = "account"

    def run(self, tx: "Transaction", now: datetime) -> Told:
        """NotThere, UsernameTaken."""
        account = NewAccount(
            uuid7(), self.username, self.display_name, Role.CLINICIAN, self.time_zone, "", None
        )
        clinics.add_clinician(tx, account, self.clinic, now)
        token = _link(tx, account.account_id, Purpose.ENROL, now)
        return {"id": str(account.account_id), "token": token}


@dataclass(frozen=True, slots=True)
class ResetAccount:
    """Make a link that opens an account again; every sign-in ends now, and one that is under way too."""

    username: str
    what: ClassVar[What] = What.RESET_ACCOUNT
    of: ClassVar[str] = "account"

    def run(self, tx: "Transaction", now: datetime) -> Told:
        """NotThere."""
        account_id, role = clinics.account_named(tx, self.username)
        _end_sign_ins(tx, account_id)
        token = _link(tx, account_id, Purpose.RESET, now)
        return {"id": str(account_id), "token": token, "role": role}


@dataclass(frozen=True, slots=True)
class EndClinician:
    """Let a clinician sign in no more."""

    username: str
    what: ClassVar[What] = What.END_CLINICIAN
    of: ClassVar[str] = "account"

    def run(self, tx: "Transaction", _now: datetime) -> Told:
        """NotThere, also for a patient: their account is theirs to erase."""
        account_id, role = clinics.account_named(tx, self.username)
        if role is not Role.CLINICIAN:
            raise NotThere(f"{self.username!r} is no clinician's account")
        _end_sign_ins(tx, account_id)
        clinics.withdraw_links(tx, account_id)
        passkeys.remove_all_passkeys(tx, account_id)
        second_factors.forget_secret(tx, account_id)
        second_factors.replace_codes(tx, account_id, [])
        people.set_password(tx, account_id, "")
        return {"id": str(account_id)}


Job: TypeAlias = AddClinic | AddClinician | ResetAccount | EndClinician
_JOBS: dict[str, Callable[..., Job]] = {
    one.__name__: one for one in (AddClinic, AddClinician, ResetAccount, EndClinician)
}


def as_data(job: Job) -> dict[str, Any]:
    """A job as it is sent."""
    return {"job": type(job).__name__, "said": asdict(job)}


def from_data(data: dict[str, Any]) -> Job:
    """A job as it was sent. KeyError, TypeError for anything else."""
    return _JOBS[data["job"]](**data["said"])


def _end_sign_ins(tx: "Transaction", account_id: UUID) -> None:
    people.hold_account(tx, account_id)
    people.credentials_changed(tx, account_id)
    sign_ins.end_all_sign_ins(tx, account_id)


def _link(tx: "Transaction", account_id: Any, purpose: Purpose, now: datetime) -> str:  # noqa: ANN401
    token = new_token()
    clinics.give_link(tx, account_id, sha256(token).digest(), purpose, now)
    return written(token)
