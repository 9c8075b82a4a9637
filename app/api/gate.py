"""What every request passes first: its host, its origin, its size; and the headers of every answer."""

import logging
import traceback
from pathlib import Path

from fastapi import Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.content_policy import content_policy
from app.api.problems import problem
from app.errors import (
    DiaryError,
    ForeignRequest,
    HeadersTooLarge,
    ServerFault,
    TooLarge,
    TwoHosts,
    UnknownHost,
)
from app.settings import LOOPBACK, Settings

_log = logging.getLogger("diary")
MOST_BYTES = 256 * 1024
MOST_HEADER_BYTES = 16 * 1024  # the address, the names and the values together
_SAFE = {"GET", "HEAD", "OPTIONS"}


class Gate:
    """Plain ASGI, since it stands before every request."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = LOOPBACK | {settings.origin_host}
        self._origins = {_as_browsers_write(settings.origin)}
        if not settings.is_https:
            self._origins |= {_as_browsers_write(f"http://{host}:{settings.port}") for host in LOOPBACK}
        self._headers = _headers(settings.is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what may not pass, count the body while it comes, add the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = _Begun(send)
        answering = self._with_headers(scope, begun)
        try:
            self._check(scope)
        except DiaryError as fault:
            await self._refuse(problem(fault), scope, receive, answering)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server sends the headers alone
        try:
            await self._app(scope, _Counted(receive), answering)
        except ClientDisconnect:
            return  # it hung up before its body was there: nobody waits for an answer
        except Exception as fault:
            _log.error("%s %s: %s", scope["method"], _template(scope), _told(fault))
            if not begun.has_begun:  # else it breaks off, and the server ends the connection
                await problem(ServerFault())(scope, receive, answering)

    def _check(self, scope: Scope) -> None:
        if _header_bytes(scope) > MOST_HEADER_BYTES:
            raise HeadersTooLarge(
                f"an address and headers of {MOST_HEADER_BYTES // 1024} KiB at most are taken"
            )
        given = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _ASKED}
        if sum(name == b"host" for name, _ in scope["headers"]) > 1:
            raise TwoHosts  # a proxy may have read the other one
        if _host_name(given.get(b"host", "")) not in self._hosts:
            raise UnknownHost
        if scope["method"] not in _SAFE and self._is_foreign(given):
            raise ForeignRequest
        length = given.get(b"content-length", "0")
        if len(length) > _LONGEST_LENGTH or (length.isdecimal() and int(length) > MOST_BYTES):
            raise _too_large()

    def _is_foreign(self, given: dict[bytes, str]) -> bool:
        site = given.get(b"sec-fetch-site")
        if site is not None:
            return site not in {"same-origin", "none"}
        origin = given.get(b"origin")
        return origin is not None and origin not in self._origins

    async def _refuse(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        response.headers["Connection"] = "close"  # the rest of the body is not wanted
        await response(scope, receive, send)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        personal = scope["path"].startswith("/api/")

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}  # a page brings its own content policy
                ours = [one for one in self._headers if one[0] not in said]
                message["headers"] = [*message["headers"], *ours, *(_NO_STORE if personal else ())]
            await send(message)

        return answering


_LONGEST_LENGTH = 19  # digits: no number beyond is worth reading
_ASKED = {b"host", b"sec-fetch-site", b"origin", b"content-length"}
_NO_STORE = ((b"cache-control", b"no-store"),)


def _headers(is_https: bool) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": content_policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if is_https:
        headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _header_bytes(scope: Scope) -> int:
    address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    return address + sum(len(name) + len(value) for name, value in scope["headers"])


def _template(scope: Scope) -> str:
    """The route's template: addresses hold days and ids, which are no business of a log."""
    return str(getattr(scope.get("route"), "path", "no route"))


def _told(fault: BaseException) -> str:
    places = traceback.extract_tb(fault.__traceback__)
    where = " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(places[-4:]))
    return f"{type(fault).__name__} at {where}"


def _host_name(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()


def _as_browsers_write(origin: str) -> str:
    usual = ":443" if origin.startswith("https:") else ":80"
    return origin.removesuffix(usual)


def _too_large() -> TooLarge:
    return TooLarge(f"a body of {MOST_BYTES // 1024} KiB at most is taken")


class _Begun:
    """Whether an answer has begun: its status cannot be taken back."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        self.has_begun = True
        await self._send(message)


class _Counted:
    """A body that stops at the limit, whatever its length was said to be."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > MOST_BYTES:
            raise _too_large()
        return message
