"""The browser of a phone, as the benchmarks start it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOWED = 4
_PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def opened(engine: BrowserType, program: str, profile: Path) -> BrowserContext:
    """A browser on this profile."""
    return engine.launch_persistent_context(profile, executable_path=program, args=FLAGS, **_PHONE)
