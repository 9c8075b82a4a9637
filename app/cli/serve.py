"""`headache-diary serve`: migrate, open the database alone, answer until SIGTERM or Ctrl+C."""

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from app.settings import Settings

FINISH_WITHIN_S = 20


def serve() -> None:
    """Migrate and serve; DIARY_DATABASE_URL, _PORT, _HOST, _ORIGIN and _DATA_DIR are read."""
    from app.api.traces import shown
    from app.cli.operator_socket import answering
    from app.errors import DiaryError
    from app.main import create_app
    from app.settings import read_settings

    os.umask(0o077)  # what the server writes is nobody else's to read
    try:
        settings = read_settings()
        app = create_app(settings)
        with closing(_listening(settings, app)) as door:
            typer.echo(f"Headache diary on {settings.origin} (Ctrl+C stops it)")
            sys.stdout.flush()
            with answering(settings, app.state.database), shown():
                _answer(app, settings, door)
    except DiaryError as fault:
        typer.echo(f"headache-diary: {fault}", err=True)
        raise typer.Exit(1) from None


def _listening(settings: "Settings", app: "FastAPI") -> socket.socket:
    """Take the port. RefusesToStart names what stands in the way."""
    from app.errors import RefusesToStart

    try:
        return socket.create_server((settings.host, settings.port), family=_family(settings.host))
    except OSError as fault:
        app.state.database.close()
        told = os.strerror(fault.errno) if fault.errno and fault.errno > 0 else fault.strerror
        where = f"DIARY_HOST {settings.host}, DIARY_PORT {settings.port}"
        raise RefusesToStart(f"{where}: {told}; name another one, or stop what answers there") from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _answer(app: "FastAPI", settings: "Settings", door: socket.socket) -> None:
    """Serve until asked to stop. DiaryError when what has to be done before cannot be done."""
    import uvicorn

    from app.cli.connections import Connection, most_connections

    Connection.most = most_connections()
    server = uvicorn.Server(_config(app, settings))
    server.capture_signals = lambda: _ending_well(server)  # type: ignore[method-assign]
    logging.getLogger("uvicorn.error").addFilter(lambda _record: app.state.refusal is None)
    _look_for_garbage_less_often()
    try:
        server.run(sockets=[door])
    except SystemExit:
        if app.state.refusal is None:
            raise
        raise app.state.refusal from None  # told in one line, as whatever else is in the way of a start


def _config(app: "FastAPI", settings: "Settings") -> "uvicorn.Config":
    import uvicorn

    from app.cli.connections import Connection

    return uvicorn.Config(
        app,
        http=Connection,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=FINISH_WITHIN_S,
    )


def _look_for_garbage_less_often() -> None:
    """Requests leave next to no cycles; at Python's own pace the search took a sixth of a PUT's time."""
    gc.freeze()  # what was made so far is there to stay
    gc.set_threshold(20_000, 20, 20)


@contextmanager
def _ending_well(server: "uvicorn.Server") -> "Iterator[None]":
    """End with status 0 when asked to stop: uvicorn itself would raise the signal again."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.handle_exit)
    yield
