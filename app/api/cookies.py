"""Cookies: 32 random bytes each, that only the browser and a hash in the database know.

One is the sign-in. The other stays when it has ended: it tells a browser that has signed in before from one
that guesses (`app/api/tries.py`).
"""

import base64
import binascii
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands make secrets too, and would wait for it
    from fastapi import Request, Response

TOKEN_BYTES = 32
_SESSION, _DEVICE = "diary_session", "diary_device"
_YEAR_S = 365 * 24 * 3600
_BOUND = "__Host-"


def cookie_name(is_https: bool, name: str = _SESSION) -> str:
    """With https the browser itself binds the cookie to this host and to https (`__Host-`)."""
    return f"{_BOUND}{name}" if is_https else name


def new_token() -> bytes:
    """A fresh secret."""
    return secrets.token_bytes(TOKEN_BYTES)


def written(token: bytes) -> str:
    """A secret as text, for a cookie or a link."""
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def read(text: str) -> bytes | None:
    """The secret of such a text; None when it is none."""
    try:
        token = base64.urlsafe_b64decode(text + "=")
    except (binascii.Error, ValueError):
        return None
    return token if len(token) == TOKEN_BYTES else None


def set_session(response: "Response", token: bytes, is_https: bool, lasts: bool) -> None:
    """Hand the sign-in to the browser: for a year at most (the server ends it earlier), or until it closes.

    A clinician's does not last: the next person at that computer is not signed in.
    """
    _set(response, cookie_name(is_https), token, _YEAR_S if lasts else None)


def set_device(response: "Response", token: bytes, is_https: bool) -> None:
    """Let the browser be a known one, for a year; that signs nobody in."""
    _set(response, cookie_name(is_https, _DEVICE), token, _YEAR_S)


def _set(response: "Response", name: str, token: bytes, max_age: int | None) -> None:
    is_https = name.startswith(_BOUND)
    response.set_cookie(
        name, written(token), max_age=max_age, path="/", secure=is_https, httponly=True, samesite="strict"
    )


def clear_cookie(response: "Response", is_https: bool) -> None:
    """Take the sign-in back; the browser stays a known one."""
    response.delete_cookie(cookie_name(is_https), path="/", secure=is_https, httponly=True, samesite="strict")


def clear_cookies(response: "Response", is_https: bool) -> None:
    """Take both back: there is no account any more."""
    clear_cookie(response, is_https)
    name = cookie_name(is_https, _DEVICE)
    response.delete_cookie(name, path="/", secure=is_https, httponly=True, samesite="strict")


def token_of(request: "Request") -> bytes | None:
    """The secret of the sign-in that came with the request; None when there is none, or it is no secret."""
    return _of(request, _SESSION)


def device_of(request: "Request") -> bytes | None:
    """The secret that this browser got at its first sign-in; None when it has none."""
    return _of(request, _DEVICE)


def _of(request: "Request", name: str) -> bytes | None:
    """Read as it was set, without unquoting: the standard library's takes quadratic time (CVE-2024-7592)."""
    wanted = cookie_name(request.app.state.settings.is_https, name)
    secret = None
    for header in request.headers.getlist("cookie"):
        for pair in header.split(";"):
            key, equals, text = pair.partition("=")
            if equals and key.strip() == wanted:
                secret = text.strip()
    return read(secret) if secret else None
