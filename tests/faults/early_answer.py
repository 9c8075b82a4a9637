"""A server as many are written: the session's dependency commits after the answer was sent.

The negative control of the fault tests: they must find what it loses. DIARY_SCOPE=function puts the commit
before the answer; nothing else differs. A commit takes DIARY_COMMIT_TAKES_S, as on a slow disk.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal, cast
from uuid import UUID, uuid4

import uvicorn
from fastapi import Body, Depends, FastAPI, Response
from sqlalchemy import Text, create_engine, event
from sqlmodel import Field, Session, SQLModel

Scope = Literal["function", "request"] | None


class Said(SQLModel, table=True):
    __tablename__ = "day_revision"
    revision_id: UUID = Field(default_factory=uuid4, primary_key=True)
    value: str = Field(sa_type=Text)


def durable(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def create_app(url: str, scope: Scope, commit_takes_s: float) -> FastAPI:
    """One table, one route that writes, one session per request."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", durable)
    Said.__table__.create(engine, checkfirst=True)  # type: ignore[attr-defined]

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened
            time.sleep(commit_takes_s)
            opened.commit()

    app = FastAPI()

    @app.get("/livez")
    async def livez() -> None: ...

    @app.post("/api/v1/accounts", status_code=201)
    async def post_account(answer: Response) -> dict[str, str]:
        answer.set_cookie("nobody", "asks")
        return {"diary_id": "mine"}

    @app.put("/api/v1/diaries/mine/days/{day}")
    def put_day(
        opened: Annotated[Session, Depends(session, scope=scope)], body: Annotated[dict[str, Any], Body()]
    ) -> None:
        opened.add(Said(value=json.dumps({"note": body["note"]})))

    return app


if __name__ == "__main__":
    given = os.environ
    made = create_app(
        given["DIARY_DATABASE_URL"],
        cast("Scope", given.get("DIARY_SCOPE")),
        float(given["DIARY_COMMIT_TAKES_S"]),
    )
    uvicorn.run(made, port=int(given["DIARY_PORT"]), log_level="error", access_log=False)
