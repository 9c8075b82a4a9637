"""A hundred kinds of requests that a stranger, or a patient gone wrong, may send; each as its bytes."""

import json
from collections.abc import Iterator

KIB = 1024
Kind = tuple[str, bytes]

_PATHS = (
    "/api/v1/session",
    "/api/v1/diaries/mine/days",
    "/api/v1/diaries/mine/treatment-report",
    "/visit/",
    "/",
)
_OPEN_POSTS = (
    "/api/v1/accounts",
    "/api/v1/session",
    "/api/v1/recovery",
    "/api/v1/visits",
    "/api/v1/enrolment",
)
_NESTED = b'{"a":' * 30_000 + b"1" + b"}" * 30_000
_BODIES: dict[str, bytes] = {
    "80,000 empty objects": b'{"operations": [' + b"{}," * 80_000 + b"{}]}",
    "80,000 numbers": b'{"operations": [' + b"1," * 80_000 + b"1]}",
    "30,000 unknown fields": json.dumps({f"f{number}": 1 for number in range(15_000)}).encode(),
    "one field said 20,000 times": b"{" + b'"a":1,' * 20_000 + b'"a":1}',
    "objects in objects": _NESTED,
    "lists in lists": b"[" * 100_000 + b"]" * 100_000,
    "a number of 200,000 digits": b'{"base_revision": ' + b"9" * 200_000 + b"}",
    "a text of escapes": b'{"note": "' + b"\\u0000" * 30_000 + b'"}',
    "a text of backslashes": b'{"note": "' + b"\\\\" * 100_000 + b'"}',
    "half a text": b'{"note": "' + b"x" * 200_000,
    "no UTF-8": b"\xff" * 200_000,
    "blanks": b" " * 250_000,
}


def kinds(cookie: str, diary: str) -> Iterator[Kind]:
    """Each kind with its name; `cookie` is a patient's sign-in, `diary` the address of their diary."""
    yield from _headers()
    yield from _addresses()
    yield from _bodies_of_nobody(diary)
    yield from _bodies_of_a_patient(cookie, diary)


def _request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    told = {"Host": "localhost", "Connection": "close", "Content-Length": str(len(body))} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def _headers() -> Iterator[Kind]:
    large = {
        "a quoted cookie of backslashes": {"Cookie": 'diary_session="' + "\\" * 120 * KIB + '"'},
        "a quoted cookie of octal escapes": {"Cookie": 'diary_session="' + "\\101" * 30 * KIB + '"'},
        "60,000 cookies": {"Cookie": "a=1;" * 30_000},
        "a cookie of separators": {"Cookie": ";" * 120 * KIB},
        "a header of 120 KiB": {"X-Long": "x" * 120 * KIB},
        "a header's name of 60 KiB": {"X-" + "n" * 60 * KIB: "y"},
        "3,000 headers": {f"X-{number}": "y" for number in range(3_000)},
        "30,000 forwarding networks": {"X-Forwarded-For": "10.0.0.1, " * 12_000},
        "30,000 entity tags": {"If-None-Match": '"a", ' * 24_000},
        "a bearer of 120 KiB": {"Authorization": "Bearer " + "A" * 120 * KIB},
    }
    for name, headers in large.items():
        for path in _PATHS:
            yield f"{name} to {path}", _request("GET", path, headers)


def _addresses() -> Iterator[Kind]:
    for path in ("/api/v1/diaries/" + "a" * 60 * KIB, "/" + "%2e%2e/" * 8 * KIB, "/visit/" + "/" * 60 * KIB):
        yield f"an address of {len(path)} characters", _request("GET", path, {})
    for query in ("from=" + "9" * 60 * KIB, "&".join(["from=2026-01-01"] * 4_000), "as_of=" + "%00" * 20_000):
        path = f"/api/v1/diaries/mine/days?{query}"
        yield f"a query of {len(query)} characters", _request("GET", path, {})


def _bodies_of_nobody(diary: str) -> Iterator[Kind]:
    headers = {"Content-Type": "application/json", "Cookie": "diary_session=" + "A" * 43}
    for name, body in _BODIES.items():
        yield f"{name}, to sync, by nobody", _request("POST", f"/api/v1{diary}/sync", headers, body)
    for number, (name, body) in enumerate(_BODIES.items()):
        path = _OPEN_POSTS[number % len(_OPEN_POSTS)]
        yield f"{name} to {path}", _request("POST", path, headers, body)


def _bodies_of_a_patient(cookie: str, diary: str) -> Iterator[Kind]:
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    for name, body in _BODIES.items():
        yield f"{name}, to sync", _request("POST", f"/api/v1{diary}/sync", headers, body)
        yield f"{name}, as a day", _request("PUT", f"/api/v1{diary}/days/2026-11-01", headers, body)
