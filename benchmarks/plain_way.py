"""The plain way: the same route with a session per request, which commits when the request is done.

Beside it one sees what the prepared statements and the one writer are worth.
"""

import os
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel
from sqlalchemy import create_engine, event
from sqlmodel import Session, select

from app.rules.entry import DrugClass, Intensity, Relief
from app.storage import tables
from benchmarks.patients import database_url


class Medication(BaseModel):
    """A medication on the wire."""

    id: str
    name: str
    drug_class: DrugClass
    doses: int
    relief: Relief | None


class Entry(BaseModel):
    """A day on the wire."""

    headache: bool
    peak_intensity: Intensity | None
    duration_minutes: int | None
    unilateral: bool | None
    pulsating: bool | None
    worse_with_activity: bool | None
    nausea: bool | None
    vomiting: bool | None
    photophobia: bool | None
    phonophobia: bool | None
    osmophobia: bool | None
    aura: bool
    acute_medications: list[Medication] | None
    triggers: list[str]
    menstruation: bool | None
    note: str | None


class DayOut(Entry):
    """A day as it is answered."""

    day: date
    revision: int


def session_of(request: Request) -> Iterator[Session]:
    """A session per request, committed when the route is done."""
    with Session(request.app.state.engine) as session:
        yield session
        session.commit()


SessionDep = Annotated[Session, Depends(session_of, scope="function")]
app = FastAPI()


@app.put("/api/v1/diaries/mine/days/{day}")
def put_day(request: Request, day: date, sent: Entry, session: SessionDep, response: Response) -> DayOut:
    """The same rows as the diary's own route: the current value read, counter, revision, day."""
    signed_in = _signed_in(request, session)
    account = session.get_one(tables.Account, signed_in.account_id)
    diary = session.get_one(tables.Diary, account.diary_id)
    there = session.get(tables.Day, (diary.diary_id, day))
    diary.change_counter += 1
    values = sent.model_dump(mode="json")
    session.add(_revision(day, sent, there, (account, signed_in, diary)))
    columns: dict[str, Any] = values | {
        "acute_medications": str(values["acute_medications"]),
        "triggers": str(values["triggers"]),
        "revision": diary.change_counter,
    }
    if there is None:
        response.status_code = 201
        columns |= {"diary_id": diary.diary_id, "day": day, "first_made_on": day}
        session.add(tables.Day(**columns))
    else:
        there.sqlmodel_update(columns)
    return DayOut(**values, day=day, revision=diary.change_counter)


def _signed_in(request: Request, session: Session) -> tables.Session:
    token = urlsafe_b64decode(request.cookies.get("diary_session", "") + "=")
    found = session.exec(
        select(tables.Session).where(tables.Session.token_hash == sha256(token).digest())
    ).first()
    if found is None:
        raise HTTPException(401)
    return found


def _revision(
    day: date,
    sent: Entry,
    there: tables.Day | None,
    who: tuple[tables.Account, tables.Session, tables.Diary],
) -> tables.DayRevision:
    account, signed_in, diary = who
    now = datetime.now(UTC)
    return tables.DayRevision(
        diary_id=diary.diary_id,
        revision=diary.change_counter,
        day=day,
        value=sent.model_dump_json(),
        based_on=there.revision if there else None,
        account_id=account.account_id,
        device_id=signed_in.device_id,
        made_at=now,
        time_zone=account.time_zone,
        saved_at=now,
    )


@app.get("/livez")
def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


def _durable(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def main() -> None:
    """Serve the folder that the environment names."""
    from pathlib import Path  # noqa: PLC0415

    url = database_url(Path(os.environ["DIARY_DATA_DIR"]))
    app.state.engine = create_engine(url, pool_size=40, connect_args={"timeout": 15})
    event.listen(app.state.engine, "connect", _durable)
    uvicorn.run(app, port=int(os.environ["DIARY_PORT"]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
