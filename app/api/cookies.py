"""The cookie of a sign-in: 32 random bytes that only the browser and a hash in the database know."""

import base64
import binascii
import secrets

from fastapi import Request, Response

TOKEN_BYTES = 32
_NAME = "diary_session"


def cookie_name(is_https: bool) -> str:
    """With https the browser itself binds the cookie to this host and to https (`__Host-`)."""
    return f"__Host-{_NAME}" if is_https else _NAME


def new_token() -> bytes:
    """A fresh secret."""
    return secrets.token_bytes(TOKEN_BYTES)


def set_cookie(response: Response, token: bytes, is_https: bool) -> None:
    """Hand the secret to the browser, for a year at most; the server ends it earlier."""
    response.set_cookie(
        cookie_name(is_https),
        base64.urlsafe_b64encode(token).decode().rstrip("="),
        max_age=365 * 24 * 3600,
        path="/",
        secure=is_https,
        httponly=True,
        samesite="strict",
    )


def clear_cookie(response: Response, is_https: bool) -> None:
    """Take it back."""
    response.delete_cookie(cookie_name(is_https), path="/", secure=is_https, httponly=True, samesite="strict")


def token_of(request: Request) -> bytes | None:
    """The secret that came with the request, None when there is none or it is no such secret."""
    text = request.cookies.get(cookie_name(request.app.state.settings.is_https))
    if not text:
        return None
    try:
        token = base64.urlsafe_b64decode(text + "=")
    except (binascii.Error, ValueError):
        return None
    return token if len(token) == TOKEN_BYTES else None
