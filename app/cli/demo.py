"""`headache-diary demo`: synthetic people of three clinics in an empty database, and how to sign in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
import typer
from uuid_utils.compat import uuid4, uuid7

from app.cli.database import settings_or_exit

if TYPE_CHECKING:
    from app.cli.demo_courses import Course
    from app.storage.engine import Database
    from app.storage.prepared import Transaction

ZONE = "Europe/Berlin"
PASSWORD = "four walnuts under a blue hat"  # noqa: S105  of made-up people, printed when they are made
CLINICS = (
    ("Riverside Headache Clinic", "okafor", "Dr M. Okafor"),
    ("Kopfschmerzambulanz Mitte", "brandt", "Dr. L. Brandt"),
    ("Centre des migraines", "moreau", "Dr C. Moreau"),
)
_NAMES = (
    "Ewa", "Jordi", "Grace", "Samira", "Lena", "Paul", "Åsa", "Aylin", "Mikkel", "Chloé", "Darya", "Tomasz",
    "Ines", "Noor", "Felix", "Hana", "Liam", "Marta", "Yusuf", "Elin",
)  # fmt: skip
_FAMILIES = (
    "Kowalska", "Castell", "Adeyemi", "Haddad", "Brandt", "Fischer", "Lindqvist", "Demir", "Jensen", "Moreau",
    "Ivanova", "Nowak", "Costa", "Bakker", "Weber", "Sato", "Byrne", "Rossi", "Yilmaz", "Berg",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Made:
    """A clinician that was made: who, and what opens the account."""

    name: str
    clinic: str
    token: str
    patients: int


def demo() -> None:
    """Fill an empty database with synthetic patients and clinicians; nobody of them exists."""
    import asyncio

    from app.errors import RefusesToStart
    from app.storage.engine import open_database
    from app.storage.opening import bring_to_head, lock_of

    with settings_or_exit() as settings:
        lock = lock_of(settings.database_url)
        try:
            bring_to_head(settings.database_url, settings.data_dir / "backups")
            database = open_database(settings.database_url)
            try:
                if asyncio.run(database.read(_has_people)):
                    raise RefusesToStart("the demo fills an empty database alone; this one has accounts")
                made = asyncio.run(_fill(database))
            finally:
                database.close()
        finally:
            if lock is not None:
                lock.release()
        _tell(settings.origin, made)


def _tell(origin: str, made: list[_Made]) -> None:
    typer.echo("These people are synthetic: nobody of them exists.\n")
    for one in made:
        typer.echo(f"{one.name}, {one.clinic}, {one.patients} patients; opens once, within seven days:")
        typer.echo(f"  {origin}/enrol/#{one.token}")
    typer.echo(f"\nA patient: user name ewa-0, password {PASSWORD!r}, at {origin}/settings/#account")
    typer.echo("`make run` serves them.")


def _has_people(tx: "Transaction") -> bool:
    from app.storage.people import any_account

    return any_account(tx)


async def _fill(database: "Database") -> list[_Made]:
    from app.api.passwords import Passwords

    passwords, made = Passwords(), list[_Made]()
    try:
        hashed = await passwords.hash(PASSWORD)
    finally:
        passwords.close()

    def fill(tx: "Transaction") -> None:  # all or nothing
        for number, (clinic, username, name) in enumerate(CLINICS):
            clinician_id, token = _adding(clinic, username, name)(tx)
            patients = list(_patients(number))
            for patient, course, seed in patients:
                _keeping(patient, course, seed, (hashed, clinician_id))(tx)
            made.append(_Made(name, clinic, token, len(patients)))

    await database.write(fill)
    return made


def _patients(clinic: int) -> Iterator[tuple[tuple[str, str], "Course", int]]:
    """Each course once, in another order and under other names in each clinic."""
    from app.cli.demo_courses import COURSES

    order = list(COURSES)
    random.Random(clinic).shuffle(order)  # noqa: S311  the same people each time
    for number, course in enumerate(COURSES if clinic == 0 else order):
        first, family = _NAMES[number], _FAMILIES[(number + 7 * clinic) % len(_FAMILIES)]
        yield (f"{first.casefold()}-{clinic}", f"{family}, {first}"), course, 100 * clinic + number


def _adding(clinic: str, username: str, name: str) -> Any:  # noqa: ANN401  a job for the database
    from app.api.cookies import new_token, written
    from app.storage import clinics
    from app.storage.people import NewAccount
    from app.storage.tables import Purpose, Role

    def add(tx: "Transaction") -> tuple[Any, str]:
        now, token = datetime.now(UTC), new_token()
        account = NewAccount(uuid7(), username, name, Role.CLINICIAN, ZONE, "", None)
        clinics.add_clinic(tx, uuid7(), clinic, now)
        clinics.add_clinician(tx, account, clinic, now)
        clinics.give_link(tx, account.account_id, sha256(token).digest(), Purpose.ENROL, now)
        return account.account_id, written(token)

    return add


def _keeping(who: tuple[str, str], course: "Course", seed: int, access: tuple[str, Any]) -> Any:  # noqa: ANN401
    from app.rules.consent import Consent, months_on
    from app.storage import people
    from app.storage.grants import KeptGrant, Scopes, confirm_grant, request_grant
    from app.storage.people import NewAccount
    from app.storage.tables import Role

    (username, name), (hashed, clinician_id) = who, access
    now = datetime.now(UTC)
    ends_at = datetime.combine(months_on(now.date(), 12), time(), UTC)

    def keep(tx: "Transaction") -> None:
        account = NewAccount(uuid7(), username, name, Role.PATIENT, ZONE, hashed, uuid7())
        people.create_account(tx, account, [], now)
        _write_diary(tx, account, course, seed)
        scopes = Scopes(notes=False, enter_treatment=True)
        assert account.diary_id is not None
        grant = KeptGrant(account.diary_id, uuid7(), clinician_id, scopes, Consent(now, None, ends_at, None))
        request_grant(tx, grant)
        confirm_grant(tx, grant, scopes, ends_at, now)

    return keep


def _write_diary(tx: "Transaction", account: Any, course: "Course", seed: int) -> None:  # noqa: ANN401
    from app.api.schemas.days import EntryIn
    from app.storage.days import DAYS
    from app.storage.injections import NOTHING_SAID, TREATMENT
    from app.storage.sign_ins import note_device

    device_id, today = uuid4(), datetime.now(UTC).date()
    note_device(tx, account.account_id, device_id, datetime.now(UTC), "a synthetic phone")
    for day, said in course.entries(today, seed):
        entry = EntryIn.model_validate_json(orjson.dumps(said)).values()
        _save(tx, account, (DAYS, day, entry), (device_id, day))
    _write_treatment(tx, account, course, (seed, device_id, today))
    treatment = {"earlier_rounds": course.earlier_rounds, "headache_days_per_30": course.reported}
    _save(tx, account, (TREATMENT, account.diary_id, NOTHING_SAID | treatment), (device_id, today))
    if course.conflict:
        _contradict(tx, account, today - timedelta(days=3))


def _write_treatment(tx: "Transaction", account: Any, course: "Course", made: tuple[int, Any, date]) -> None:  # noqa: ANN401
    """The sessions, and what else changed."""
    from app.storage.circumstances import CIRCUMSTANCES
    from app.storage.injections import INJECTIONS

    seed, device_id, today = made
    for day in course.sessions(today) if course.apart != (0,) else ():
        session = dict.fromkeys(("sites", "clinic", "note")) | {"injected_on": day.isoformat()}
        session |= {"product": "onabotulinumtoxinA", "total_units": 155, "lot": f"C{seed:03}{day.month:02}"}
        session |= {"objection": course.objection}
        _save(tx, account, (INJECTIONS, uuid7(), session), (device_id, day))
    for kind, name, dose, days in course.circumstances:
        said = {"kind": kind, "name": name, "dose": dose, "ended_on": None, "note": None}
        began_on = today - timedelta(days=days)
        said |= {"began_on": began_on.isoformat()}
        _save(tx, account, (CIRCUMSTANCES, uuid7(), said), (device_id, began_on))


def _save(tx: "Transaction", account: Any, said: tuple[Any, ...], made: tuple[Any, date]) -> None:  # noqa: ANN401
    from app.storage.documents import UNCONDITIONAL, save
    from app.storage.kinds import Address, Edit

    (kind, key, values), (device_id, day) = said, made
    moment = datetime.combine(day, time(19), UTC)
    edit = Edit(account.account_id, device_id, moment, ZONE, moment)
    save(tx, kind, Address(account.diary_id, key), (values, UNCONDITIONAL), edit)


def _contradict(tx: "Transaction", account: Any, day: date) -> None:  # noqa: ANN401
    """Another phone, which was offline, says something else of a day."""
    from app.api.sync import KINDS
    from app.storage.days import DAYS
    from app.storage.documents import find
    from app.storage.kinds import Address, Edit
    from app.storage.operations import Patch, apply
    from app.storage.sign_ins import note_device

    device_id, now = uuid4(), datetime.now(UTC)
    note_device(tx, account.account_id, device_id, now, "another synthetic phone")
    address = Address(account.diary_id, day)
    shown = find(tx, DAYS, address)
    aches = bool(shown and shown.values and shown.values["headache"])
    operation_id = uuid4()
    patch = Patch(operation_id, operation_id.bytes, None, {"headache": not aches}, delete=False)
    apply(tx, KINDS["day"], address, patch, Edit(account.account_id, device_id, now, ZONE, now, operation_id))
