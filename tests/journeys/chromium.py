"""The system's Chromium: where it is, how it is started, and what is said where there is none."""

import shutil

PACKAGES = "chromium fonts-dejavu-core"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program() -> str | None:
    """Its path; None where it is not installed."""
    return shutil.which("chromium")
