"""What a stranger sends is small, or it is not looked at."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.api import body as bodies
from app.api import cookies
from tests.api.told import refusal
from tests.conftest import Tell
from tests.served import Person, Served

DAY = "2026-11-19"
KIB = 1024
NOBODY = {"Cookie": f"diary_session={cookies.written(bytes(32))}"}


def open_routes(app: FastAPI) -> list[str]:
    """The addresses whose bodies come without a sign-in."""
    from app.api.routes import every_route

    return sorted(
        str(route.path)
        for route in every_route(app)
        if any(reader.open_to_all for reader in bodies.body_readers(route.dependant))
    )


def test_bodies_without_a_sign_in_are_small(shared_server: Served, tell: Tell) -> None:
    paths = open_routes(shared_server.app)

    for path in paths:
        too_large = b" " * (bodies.SMALL_BYTES + 1)
        answer = shared_server.client().post(
            path.removeprefix("/api/v1"), content=too_large, headers={"Content-Type": "application/json"}
        )
        assert refusal(answer) == (413, "body_too_large", []), path

    tell(f"{len(paths)} addresses without a sign-in")
    assert len(paths) == 7


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the bodies that were parsed."""
    sizes: list[int] = []
    parse: Callable[[Any, bytes], Any] = bodies.JsonBody.parse

    def counted(self: Any, body: bytes) -> Any:
        sizes.append(len(body))
        return parse(self, body)

    monkeypatch.setattr(bodies.JsonBody, "parse", counted)
    return sizes


def put(client: httpx.Client, content: bytes, headers: dict[str, str]) -> httpx.Response:
    return client.put(
        f"/diaries/mine/days/{DAY}", content=content, headers={"Content-Type": "application/json"} | headers
    )


def test_a_large_body_of_nobody_is_notparse(shared_server: Served, parsed: list[int]) -> None:
    answer = put(shared_server.client(), b" " * 200 * KIB, NOBODY)

    assert (refusal(answer), parsed) == ((401, "not_signed_in", []), [])


def test_the_large_body_of_somebody_isparse(ada: Person, parsed: list[int]) -> None:
    answer = put(ada.http, b'{"headache": false}' + b" " * 200 * KIB, {})

    assert (answer.status_code, len(parsed)) == (201, 1)


def test_what_is_wrong_with_a_body_is_told_to_somebody_signed_in_only(
    shared_server: Served, ada: Person
) -> None:
    assert refusal(put(shared_server.client(), b"{", NOBODY)) == (401, "not_signed_in", [])
    assert refusal(put(ada.http, b"{", {}))[:2] == (422, "bad_input")


def test_no_more_than_a_hundred_faults_are_told(ada: Person) -> None:
    fields = ",".join(f'"field{number}": 1' for number in range(900))

    errors = put(ada.http, f"{{{fields}}}".encode(), {}).json()["errors"]

    assert len(errors) == 100


def test_thousands_of_faults_are_only_counted(ada: Person) -> None:
    fields = ",".join(f'"f{number}": 1' for number in range(15_000))

    errors = put(ada.http, f"{{{fields}}}".encode(), {}).json()["errors"]

    assert [error["message"] for error in errors] == ["15001 things are wrong with it"]


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/session", {"Cookie": "a=" + "x" * 17 * KIB}),
        ("/session", {"Cookie": 'diary_session="' + "\\" * 120 * KIB + '"'}),
        ("/session", {f"x-{number}": "y" * KIB for number in range(17)}),
        ("/session", {f"x-{number}": "" for number in range(4_000)}),
        ("/session?" + "q" * 17 * KIB, {}),
        ("/" + "p" * 17 * KIB, {}),
    ],
)
def test_headers_and_addresses_of_more_than_16_kib_are_refused(
    shared_server: Served, address: str, headers: dict[str, str]
) -> None:
    answer = shared_server.client().get(address, headers=headers)

    assert refusal(answer) == (431, "headers_too_large", [])


def test_headers_of_nearly_16_kib_are_taken(ada: Person) -> None:
    assert ada.http.get("/session", headers={"X-Long": "x" * 15 * KIB}).status_code == 200


def test_the_sign_in_is_found_among_other_cookies(ada: Person) -> None:
    token = ada.http.cookies["diary_session"]
    among = {"Cookie": f'other="a\\b"; diary_session={token};last'}

    assert httpx.get(f"{ada.served.url}/api/v1/session", headers=among).status_code == 200
