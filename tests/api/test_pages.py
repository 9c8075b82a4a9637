"""The pages as the server hands them out: their address, their policy, compressed, and asked for again."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.api.site import Site
from tests.databases import SQLITE, migrated_database
from tests.served import Served, serve

TODAY = "<!doctype html><title>Today</title><script>start()</script>"
FILES = {
    "index.html": TODAY,
    "index.html.br": "(as brotli)",
    "index.html.gz": "(as gzip)",
    "trends/index.html": "<!doctype html><title>Trends</title>",
    "404.html": "<!doctype html><title>Nothing here</title>",
    "manifest.webmanifest": "{}",
    "_app/immutable/a.js": "a()",
    "service-worker.js": "b()",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose front end was built to a few small files."""
    folder = tmp_path_factory.mktemp("pages")
    for name, text in FILES.items():
        file = folder / "build" / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "build" / "pages.json").write_text('{"index.html": ["sha256-abc="]}', "utf-8")
    with serve(migrated_database(SQLITE, folder), folder) as server:
        server.app.state.site = Site(folder / "build")
        yield server


@pytest.fixture
def browser(served: Served) -> Iterator[httpx.Client]:
    """A visitor at the address that people open; takes no compressed answer unless it says so."""
    origin = served.app.state.settings.origin
    with httpx.Client(base_url=origin, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def test_a_page_brings_the_hashes_of_its_own_scripts_and_no_others(browser: httpx.Client) -> None:
    policies = [browser.get(path).headers.get_list("content-security-policy") for path in ("/", "/trends/")]
    assert [len(one) for one in policies] == [1, 1]
    assert "script-src 'self' 'sha256-abc=';" in policies[0][0]
    assert "script-src 'self';" in policies[1][0]


def test_nothing_inline_is_allowed_and_markup_only_from_svelte(browser: httpx.Client) -> None:
    policy = browser.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert (
        "require-trusted-types-for 'script'; trusted-types svelte-trusted-html service-worker-url" in policy
    )


def test_a_page_asked_for_without_its_slash_is_one_step_further(browser: httpx.Client) -> None:
    answer = browser.get("/trends?measure=all")
    assert (answer.status_code, answer.headers["location"]) == (307, "/trends/?measure=all")


def test_an_unknown_address_is_told_in_a_page(browser: httpx.Client) -> None:
    answer = browser.get("/nothing/here")
    assert (answer.status_code, answer.text) == (404, FILES["404.html"])


def test_no_way_leads_out_of_the_folder(browser: httpx.Client) -> None:
    asked = ["/../pages.json", "/..%2fpages.json", "/%2e%2e/pages.json", "//etc/passwd", "/index.html.br"]
    assert {browser.get(path).status_code for path in asked} == {404}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("deflate", None)],
)
def test_a_page_comes_as_small_as_the_browser_takes_it(
    browser: httpx.Client, accepted: str, encoding: str | None
) -> None:
    with browser.stream("GET", "/", headers={"Accept-Encoding": accepted}) as answer:
        sent = b"".join(answer.iter_raw()).decode()
    assert answer.headers.get("content-encoding") == encoding
    assert sent == {"br": "(as brotli)", "gzip": "(as gzip)", None: TODAY}[encoding]
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_page_that_did_not_change_is_not_sent_again(browser: httpx.Client) -> None:
    first = browser.get("/")
    again = browser.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_what_never_changes_is_kept_and_all_else_is_asked_for_again(browser: httpx.Client) -> None:
    said = {path: browser.get(path).headers["cache-control"] for path in ("/", "/_app/immutable/a.js")}
    assert said == {"/": "no-cache", "/_app/immutable/a.js": "public, max-age=31536000, immutable"}


def test_what_never_changes_says_little_about_itself(browser: httpx.Client) -> None:
    """Each page asks for a dozen of these, and headers are not compressed."""
    headers = browser.get("/_app/immutable/a.js").headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "etag" not in headers


def test_a_script_of_its_own_may_do_what_its_page_may(browser: httpx.Client) -> None:
    """A service worker keeps to the policy of its own file, whatever the page says."""
    assert "connect-src 'self'" in browser.get("/service-worker.js").headers["content-security-policy"]


def test_a_manifest_is_told_as_one(browser: httpx.Client) -> None:
    assert browser.get("/manifest.webmanifest").headers["content-type"] == "application/manifest+json"


def test_on_ones_own_machine_the_pages_have_one_origin(served: Served) -> None:
    """What a phone keeps belongs to an origin: 127.0.0.1 and localhost would be two diaries."""
    answer = httpx.get(f"{served.url}/trends/?measure=all")
    origin = served.app.state.settings.origin
    assert (answer.status_code, answer.headers["location"]) == (307, f"{origin}/trends/?measure=all")


def test_the_api_answers_at_both_addresses(served: Served, browser: httpx.Client) -> None:
    assert [httpx.get(f"{served.url}/livez").status_code, browser.get("/livez").status_code] == [200, 200]


def test_without_a_build_there_are_no_pages(tmp_path: Path) -> None:
    assert Site(tmp_path).at("") is None
