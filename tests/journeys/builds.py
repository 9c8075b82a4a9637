"""Builds of the pages as a new release makes them: the same sources under another version."""

import base64
import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from app.api.pages import BUILD
from tests.faults.processes import ServerProcess

INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
BROKEN = (
    "<!doctype html><html lang='en'><title>Broken</title><main><h1>This release shows nothing</h1></main>"
)


@dataclass
class Release:
    """What a server hands out; the next release takes its place when the server starts again."""

    folder: Path

    @property
    def site(self) -> Path:
        """Its files."""
        return self.folder / "site"

    def make(self, version: str) -> None:
        """The build of these sources, as this version."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(BUILD, self.folder, ignore=shutil.ignore_patterns("*.br", "*.gz"))
        known = json.loads((self.site / "_app/version.json").read_text("utf-8"))["version"]
        for file in self._files():
            file.write_text(file.read_text("utf-8").replace(known, version), "utf-8")
        self._write_hashes()

    def break_today(self) -> None:
        """Today does not come alive any more."""
        (self.site / "index.html").write_text(BROKEN, "utf-8")
        self._write_hashes()

    def kill(self, *versions: str) -> None:
        """The worker of these versions must go."""
        (self.site / "sw-kill.json").write_text(json.dumps({"versions": versions}), "utf-8")

    def server(self, folder: Path) -> ServerProcess:
        """A server of this release; of the next one after it was started again."""
        command = (sys.executable, "-m", "tests.journeys.other_build", "serve")
        return ServerProcess(
            folder, command=command, extra={"JOURNEY_BUILD": str(self.folder)}, keeps_port=True
        )

    def _files(self) -> list[Path]:
        return [file for file in self.site.rglob("*") if file.suffix in {".html", ".js", ".json"}]

    def _write_hashes(self) -> None:
        pages = {file: file.read_text("utf-8") for file in self._files() if file.suffix == ".html"}
        hashes = {
            file.relative_to(self.site).as_posix(): [_hash(script) for script in INLINE.findall(text)]
            for file, text in pages.items()
        }
        (self.folder / "pages.json").write_text(json.dumps(hashes), "utf-8")


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
