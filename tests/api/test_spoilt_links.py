"""Links that a mail gateway spoilt open their page, and their secret stands in no line of the log."""

import logging
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from app.api.site import Site
from tests.conftest import Tell
from tests.databases import SQLITE, migrated_database
from tests.served import Served, serve

SECRET = "wQ6mJfNfVjK2bq1uX9m0-B0rW8yq2mXhP2oQ3y1kZ_A"
PAGES = ("visit", "enrol", "clinic")
ENDS = (
    "/%23{}",
    "/%23{}.",
    "/%23{}%3E",
    "/%23{}%22",
    "/%2523{}",
    "/{}",
    "/%23{}/",
    "%23{}",
    "/%23/{}",
    "/%23{}%D7%90",
    "/%23{}%0D%0A",
)
OTHERS = ("/visits/", "/clinics", "/visit2/%23x", "/x/visit/")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose front end was built to a few small files."""
    folder = tmp_path_factory.mktemp("pages")
    for name in (*PAGES, "clinic/patient"):
        file = folder / "build" / "site" / name / "index.html"
        file.parent.mkdir(parents=True)
        file.write_text(f"<!doctype html><title>{name}</title>", "utf-8")
    with serve(migrated_database(SQLITE, folder), folder) as server:
        server.app.state.site = Site(folder / "build")
        yield server


@pytest.fixture
def browser(served: Served) -> Iterator[httpx.Client]:
    """A visitor at the address that people open."""
    with httpx.Client(base_url=served.origin, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def paths() -> list[tuple[str, str]]:
    """Each page, and an address that a gateway made of its link."""
    return [(page, f"/{page}{end.format(SECRET)}") for page in PAGES for end in ENDS]


def test_any_path_of_a_link_opens_its_page(browser: httpx.Client, tell: Tell) -> None:
    answers = [(page, browser.get(path)) for page, path in paths()]

    tell(f"{len(answers)} spoilt links")
    assert [one.status_code for _, one in answers] == [200] * 33
    assert all(f"<title>{page}</title>" in one.text for page, one in answers)
    assert all(one.headers["referrer-policy"] == "no-referrer" for _, one in answers)


def test_the_pages_beside_them_stay_what_they_are(browser: httpx.Client) -> None:
    assert "clinic/patient" in browser.get("/clinic/patient/").text
    assert browser.get("/clinic/patient").headers["location"] == "/clinic/patient/"
    assert [
        browser.get(path).status_code for path in ("/visits/", "/clinics", "/visit2/%23x", "/x/visit/")
    ] == [404] * 4


def test_the_way_to_the_one_origin_keeps_the_whole_path(served: Served) -> None:
    path = f"/visit/%23{SECRET}%D7%90%0D%0Ax"
    answer = httpx.get(served.url + path)

    assert (answer.status_code, answer.headers["location"]) == (307, served.origin + path)


def test_a_faults_line_in_the_log_names_the_route_alone(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Site, "at", broken)
    with caplog.at_level(logging.DEBUG):
        statuses = [httpx.get(served.origin + path).status_code for _, path in paths()]

    ours = [one.getMessage() for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    assert (statuses, len(ours)) == ([500] * 33, 33)
    assert all("/{path:page}" in line for line in ours)
    assert not [line for line in ours if SECRET in line or quote(SECRET) in line]
