"""What the first visit to Today has to fetch."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.faults.processes import ServerProcess

from .conftest import Tell

pytestmark = pytest.mark.xdist_group("journeys-2")

MOST_BYTES = 61_000
COUNTED = {"Script", "Stylesheet"}


def transferred(browser: Browser, address: str, encoding: str) -> dict[str, int]:
    """Bytes of script and style on the wire, heads included, by their address."""
    page = browser.new_context(service_workers="block", locale="en-GB").new_page()
    wire = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def began(event: dict[str, Any]) -> None:
        if event["type"] in COUNTED:
            kinds[event["requestId"]] = event["response"]["url"].removeprefix(address)

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in kinds:
            sizes[kinds[event["requestId"]]] = event["encodedDataLength"]

    wire.on("Network.responseReceived", began)
    wire.on("Network.loadingFinished", ended)
    wire.send("Network.enable")
    wire.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": encoding}})
    page.goto(address, wait_until="networkidle")
    page.context.close()
    return sizes


def test_today_fetches_at_most_61_kb_of_script_and_style(
    browser: Browser, server: ServerProcess, tell: Tell
) -> None:
    sizes = transferred(browser, server.origin, "gzip, br")

    tell(f"first load of Today: {sum(sizes.values())} bytes in {len(sizes)} files")
    assert len(sizes) > 3
    assert sum(sizes.values()) <= MOST_BYTES


def test_uncompressed_it_would_be_more(browser: Browser, server: ServerProcess) -> None:
    assert sum(transferred(browser, server.origin, "identity").values()) > MOST_BYTES
