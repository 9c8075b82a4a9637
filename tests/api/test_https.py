"""Behind https: the cookie is bound to host and transport, and only the own origin may ask for changes."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.test_accounts import register
from tests.api.told import refusal
from tests.served import Served, serve

ORIGIN = "HTTPS://Diary.example.org:443"  # as an operator may write it, and a browser never does


@pytest.fixture
def https_server(migrated_url: str, tmp_path: Path) -> Iterator[Served]:
    """A server that people reach by https, through a proxy on this machine."""
    with serve(migrated_url, tmp_path, origin=ORIGIN) as served:
        yield served


def ask(served: Served, **headers: str) -> httpx.Response:
    """Sign out, as whoever these headers make one."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return served.client().delete("/session", headers=names)


def test_the_cookie_is_bound_to_the_host_and_to_https(https_server: Served) -> None:
    cookie = register(https_server).headers["set-cookie"]

    assert cookie.startswith("__Host-diary_session=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_cookie_without_the_binding_signs_nobody_in(https_server: Served) -> None:
    value = register(https_server).headers["set-cookie"].split("=", 1)[1].split(";")[0]
    client = https_server.client()

    bound = client.get("/session", headers={"cookie": f"__Host-diary_session={value}"})
    unbound = client.get("/session", headers={"cookie": f"diary_session={value}"})

    assert (bound.status_code, unbound.status_code) == (200, 401)


def test_signing_out_takes_the_bound_cookie_back(https_server: Served) -> None:
    cookie = ask(https_server).headers["set-cookie"]

    assert cookie.startswith("__Host-diary_session=")
    assert {"Max-Age=0", "Path=/", "Secure"} <= set(cookie.split("; "))


def test_only_the_own_origin_may_ask_for_changes(https_server: Served) -> None:
    own = ask(https_server, Origin="https://diary.example.org")
    plain = ask(https_server, Origin="http://diary.example.org")
    loopback = ask(https_server, Origin=https_server.url)

    assert own.status_code == 204
    assert refusal(plain) == refusal(loopback) == (403, "foreign_request", [])


def test_the_own_host_is_known_however_it_is_spelt(https_server: Served) -> None:
    assert ask(https_server, Host="diary.example.org").status_code == 204
    assert ask(https_server, Host="DIARY.EXAMPLE.ORG:443").status_code == 204
    assert ask(https_server, Host="example.org").status_code == 421


def test_browsers_are_told_to_stay_with_https(https_server: Served, shared_server: Served) -> None:
    assert ask(https_server).headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "strict-transport-security" not in ask(shared_server).headers


def test_the_document_names_the_bound_cookie(https_server: Served) -> None:
    document = https_server.client().get("/openapi.json").json()

    assert document["components"]["securitySchemes"]["session"]["name"] == "__Host-diary_session"
