"""Seeds of code apps: random, sealed with a key that no backup holds, and renewed where they were not."""

import asyncio
import hmac
import logging
import stat
from base64 import b32encode, urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pyotp
import pytest
from sqlalchemy import select, update

from app.errors import OtherKey, RefusesToStart
from app.main import KEY_FILE, create_app
from app.settings import Settings
from app.storage import clinics, second_factors
from app.storage.backup import back_up
from app.storage.identity import note_key
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.seal import Seal, is_sealed, new_seed
from app.storage.tables import Totp
from tests.api.test_enrolment import app_of, enrol, options
from tests.contract.clinicians import Clinicians
from tests.databases import POSTGRESQL, SQLITE
from tests.served import PASSWORD, Person, Served
from tests.storage.books import path_with_programs

NEW = "seven lanterns in a quiet harbour"
STEP = timedelta(seconds=30)
_TOTP = table_of(Totp)


@pytest.fixture
def clinicians(own_server: Served) -> Clinicians:
    """A clinic on a server whose clock may be moved."""
    return Clinicians(own_server, Person(own_server).username)


def write(served: Served, job: object) -> object:
    """Do it in the database."""
    return asyncio.run(served.app.state.database.write(job))


def kept_seeds(served: Served) -> list[str]:
    """All seeds as they are kept."""
    return [row[0] for row in write(served, Prepared(select(_TOTP.c.secret)))]  # type: ignore[attr-defined]


def enrolled(clinicians: Clinicians) -> tuple[str, pyotp.TOTP]:
    """A clinician who chose a password with a code app; the user name, and the app."""
    token, client = clinicians.one_time_link(clinicians.new()), clinicians.served.client()
    told = options(client, token)
    app = app_of(told)
    assert enrol(client, token, password=NEW, code=app.at(clinicians.served.now)).status_code == 201
    clinicians.served.now += STEP
    return told["username"], app


def as_an_earlier_release(clinicians: Clinicians) -> tuple[str, pyotp.TOTP]:
    """A clinician whose seed lies open and was computed from a link."""
    username, _ = clinicians.with_code_app()
    seed = new_seed()
    change = update(_TOTP).values(secret=seed, renew=True)
    write(clinicians.served, Prepared(change.where(_TOTP.c.account_id == _id_of(clinicians, username))))
    return username, pyotp.TOTP(seed)


def _id_of(clinicians: Clinicians, username: str) -> UUID:
    return write(clinicians.served, lambda tx: clinics.account_named(tx, username)[0])  # type: ignore[return-value]


def sign_in(served: Served, username: str, password: str, code: str) -> httpx.Response:
    """Sign in, in a browser of one's own."""
    said = {"username": username, "password": password, "code": code}
    return served.client().post("/session", json=said)


def test_a_seed_cannot_be_computed_from_the_link(clinicians: Clinicians) -> None:
    token = clinicians.one_time_link(clinicians.new())
    told = [app_of(options(clinicians.served.client(), token)).secret for _ in range(2)]

    digest = hmac.digest(urlsafe_b64decode(f"{token}="), b"code app", sha256)
    assert told[0] == told[1]
    assert told[0] != b32encode(digest[:20]).decode()


def test_a_seed_is_kept_sealed_and_signs_in(clinicians: Clinicians) -> None:
    username, app = enrolled(clinicians)

    assert app.secret not in kept_seeds(clinicians.served)
    assert sign_in(clinicians.served, username, NEW, app.at(clinicians.served.now)).status_code == 200


def test_neither_key_nor_seed_stands_in_a_backup(
    clinicians: Clinicians, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", path_with_programs())
    _, app = enrolled(clinicians)
    settings: Settings = clinicians.served.app.state.settings
    file = settings.data_dir / KEY_FILE

    backup = back_up(settings.database_url, tmp_path / "a.backup").file.read_bytes()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().strip() not in backup
    assert clinicians.served.app.state.seal.key not in backup
    assert app.secret.encode() not in backup


def test_seeds_of_an_earlier_release_are_sealed_at_the_start_and_go_on(clinicians: Clinicians) -> None:
    username, app = as_an_earlier_release(clinicians)
    served = clinicians.served
    before = [is_sealed(one) for one in kept_seeds(served)]

    unreadable = write(served, lambda tx: second_factors.seal_secrets(tx, served.app.state.seal))

    assert (before.count(False) > 0, unreadable) == (True, 0)
    assert all(map(is_sealed, kept_seeds(served)))
    assert sign_in(served, username, PASSWORD, app.at(served.now)).status_code == 200


def test_a_seed_that_could_be_computed_goes_with_the_first_code_of_another(clinicians: Clinicians) -> None:
    username, old = as_an_earlier_release(clinicians)
    served = clinicians.served

    first = sign_in(served, username, PASSWORD, old.at(served.now)).json()
    served.now += STEP
    again = sign_in(served, username, PASSWORD, old.at(served.now)).json()
    served.now += STEP
    new = pyotp.TOTP(parse_qs(urlsplit(first["code_app"]).query)["secret"][0])
    renewed = sign_in(served, username, PASSWORD, new.at(served.now))
    served.now += STEP
    told = [sign_in(served, username, PASSWORD, one.at(served.now)).status_code for one in (old, new)]

    assert first["code_app"] == again["code_app"]
    assert (renewed.status_code, "code_app" in renewed.json(), new.secret != old.secret) == (200, False, True)
    assert told == [401, 200]


def test_nobody_is_shown_another_seed_before_the_code_was_right(clinicians: Clinicians) -> None:
    username, _ = as_an_earlier_release(clinicians)

    answers = [sign_in(clinicians.served, username, PASSWORD, code).text for code in ("", "000000", "AAAA")]

    assert not [one for one in answers if "otpauth" in one]


def test_without_its_key_a_seed_opens_nothing_and_a_recovery_code_sets_another(
    clinicians: Clinicians, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    served = clinicians.served
    username, app = enrolled(clinicians)
    code = clinicians.code_for(_id_of(clinicians, username))
    served.app.state.seal = Seal(tmp_path / "another", True)

    with caplog.at_level(logging.WARNING):
        unreadable = write(served, lambda tx: second_factors.seal_secrets(tx, served.app.state.seal))
    refused = sign_in(served, username, NEW, app.at(served.now))
    opened = sign_in(served, username, NEW, code)
    new = pyotp.TOTP(parse_qs(urlsplit(opened.json()["code_app"]).query)["secret"][0])

    assert (unreadable, refused.status_code, opened.status_code) == (1, 401, 200)
    assert sign_in(served, username, NEW, new.at(served.now)).status_code == 200


def test_a_seed_of_one_account_is_none_of_another(tmp_path: Path) -> None:
    seal, seed, one = Seal(tmp_path / "key", False), new_seed(), uuid4()
    sealed = seal.sealed(one, seed)

    assert (seal.opened(one, sealed), seal.opened(uuid4(), sealed)) == (seed, None)
    assert Seal(tmp_path / "key", False).opened(one, sealed) == seed
    assert seal.sealed(one, seed) != sealed


@pytest.mark.parametrize("holds", ["", "short", "é", "A" * 44, None])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path: Path, holds: str | None) -> None:
    file = tmp_path / "key" if holds is not None else tmp_path / "no folder" / "key"
    if holds is not None:
        file.write_text(holds, "utf-8")
    settings = Settings(data_dir=tmp_path, key_file=file)

    with pytest.raises(RefusesToStart, match="key file"):
        create_app(settings)


def test_two_servers_of_one_database_need_one_key(
    clinicians: Clinicians, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(clinicians)
    url = clinicians.served.app.state.settings.database_url
    shared = clinicians.served.app.state.settings.data_dir / KEY_FILE
    if kind == SQLITE:
        note = lambda tx: note_key(tx, Seal(tmp_path / "another", False))  # noqa: E731
        write(clinicians.served, note)  # one server alone: it goes on with the key it has
        return

    assert kind == POSTGRESQL
    with pytest.raises(RefusesToStart, match="DIARY_KEY_FILE"):
        create_app(Settings(database_url=url, data_dir=tmp_path / "second"))
    for named in (shared, tmp_path / "new"):
        settings = Settings(database_url=url, data_dir=tmp_path / "x", key_file=named)
        create_app(settings).state.database.close()

    def sealing(tx: Transaction) -> None:
        note_key(tx, Seal(tmp_path / "a third", False))

    with pytest.raises(OtherKey):
        write(clinicians.served, sealing)
