"""Requests of other sites, under other names, by other methods."""

import socket

import httpx
import pytest

from tests.api.told import Refusal, refusal
from tests.served import Person, Served

FOREIGN: Refusal = (403, "foreign_request", [])
UNKNOWN_HOST: Refusal = (421, "unknown_host", [])


def delete_day(ada: Person, **headers: str) -> httpx.Response:
    """Ask to delete a day that is not there: 404 tells that the request was let in."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return ada.http.delete(f"{ada.diary}/days/2026-11-19", headers=names)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "Same-Origin", "same-origin, none"])
def test_a_change_that_another_site_asks_for_is_refused(eve: Person, site: str) -> None:
    assert refusal(delete_day(eve, Sec_Fetch_Site=site)) == FOREIGN


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_change_that_our_own_page_asks_for_is_let_in(eve: Person, site: str) -> None:
    assert delete_day(eve, Sec_Fetch_Site=site).status_code == 404


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "", "http://localhost", "http://localhost:1", "https://127.0.0.1:8000"],
)
def test_a_change_from_another_origin_is_refused(eve: Person, origin: str) -> None:
    assert refusal(delete_day(eve, Origin=origin)) == FOREIGN


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_a_change_from_an_origin_of_ours_is_let_in(eve: Person, name: str) -> None:
    port = eve.served.url.rpartition(":")[2]

    assert delete_day(eve, Origin=f"http://{name}:{port}").status_code == 404


def test_what_the_browser_says_of_the_site_comes_before_the_origin(eve: Person) -> None:
    answer = delete_day(eve, Sec_Fetch_Site="cross-site", Origin=eve.served.url)

    assert refusal(answer) == FOREIGN


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_no_method_that_changes_is_let_in_from_another_site(eve: Person, method: str) -> None:
    answer = eve.http.request(method, "/session", headers={"Sec-Fetch-Site": "cross-site"})

    assert refusal(answer) == FOREIGN


def test_reading_is_answered_without_leave_for_other_origins(eve: Person) -> None:
    answer = eve.http.get("/session", headers={"Origin": "https://evil.example"})

    assert [name for name in answer.headers if name.startswith("access-control")] == []
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:8000",
        "localhost:8000.evil.example",
        "127.0.0.2",
        "x",
    ],
)
def test_an_unknown_host_is_refused(eve: Person, host: str) -> None:
    assert refusal(eve.http.get("/session", headers={"Host": host})) == UNKNOWN_HOST
    assert refusal(httpx.get(f"{eve.served.url}/livez", headers={"Host": host})) == UNKNOWN_HOST


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_this_machine_is_known_under_all_its_names(eve: Person, host: str) -> None:
    assert eve.http.get("/session", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/session", "DELETE, GET, HEAD, POST"),
        ("GET", "/accounts", "POST"),
        ("DELETE", "/accounts", "POST"),
        ("PATCH", "/diaries/mine/days/2026-11-19", "DELETE, GET, HEAD, PUT"),
        ("POST", "/diaries/mine/days/2026-11-19", "DELETE, GET, HEAD, PUT"),
        ("DELETE", "/diaries/mine/days", "GET, HEAD"),
        ("PUT", "/diaries/mine/injections", "GET, HEAD, POST"),
        ("POST", "/diaries/mine/treatment", "GET, HEAD, PUT"),
        ("POST", "/diaries/mine/treatment-report", "GET, HEAD"),
        ("OPTIONS", "/session", "DELETE, GET, HEAD, POST"),
        ("TRACE", "/session", "DELETE, GET, HEAD, POST"),
    ],
)
def test_a_wrong_method_is_told_with_the_right_ones(
    eve: Person, method: str, path: str, allowed: str
) -> None:
    answer = eve.http.request(method, path)

    assert refusal(answer) == (405, "method_not_allowed", [])
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/nowhere", "/diaries", "/session/", "/../v2/session", "//session"])
def test_an_address_that_is_none_is_not_found(eve: Person, method: str, path: str) -> None:
    answer = eve.http.request(method, f"{eve.http.base_url}{path.removeprefix('/')}", json={})

    assert refusal(answer) == (404, "not_found", [])


def test_the_head_of_an_answer_may_be_asked_for_alone(ada: Person) -> None:
    whole = ada.put_day("2026-11-19")

    head = ada.http.head(f"{ada.diary}/days/2026-11-19")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


def test_the_address_of_a_file_may_be_as_long_as_it_likes(shared_server: Served) -> None:
    for path in ("a" * 300, "é" * 200, "a/" * 2000, "%00", "..%2f..%2fpyproject.toml", "\ud7ff"):
        assert httpx.get(f"{shared_server.url}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["session", "openapi.json", "diaries/mine/days", "nowhere"])
def test_nothing_of_the_api_is_kept_or_guessed_at_by_a_browser(eve: Person, path: str) -> None:
    headers = eve.http.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["content-type"] in {"application/json", "application/problem+json"}


def raw(served: Served, *hosts: str) -> int:
    """The status of a request that names its host so often."""
    name, _, port = served.url.removeprefix("http://").rpartition(":")
    lines = ["GET /api/v1/session HTTP/1.1", *(f"Host: {one}" for one in hosts), "Connection: close"]
    with socket.create_connection((name, int(port)), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.makefile("rb").readline().split()[1])


def test_two_hosts_are_no_host(shared_server: Served) -> None:
    pairs = [("localhost", "localhost"), ("localhost", "evil.example"), ("evil.example", "localhost")]

    assert [raw(shared_server, *pair) for pair in pairs] == [400, 400, 400]
    assert raw(shared_server, "localhost") == 401
