"""The OpenAPI document that the app serves, and the file that keeps it."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.main import create_app
from app.settings import Settings

GOLDEN = Path(__file__).with_name("openapi.json")
Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the server."""

    name: str
    method: str
    path: str
    says: Json

    @property
    def of_a_diary(self) -> bool:
        """Whether its address names a diary."""
        return "{diary_id}" in self.path


def document() -> Json:
    """The document of an app on an empty database, with the settings that it has when nothing is set."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), database_url="", origin="", host="", port=8000))
        try:
            return app.openapi()
        finally:
            app.state.passwords.close()
            app.state.database.close()


def as_text(whole: Json) -> str:
    """The document as it stands in its file."""
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def golden() -> Json:
    """The document as it is kept."""
    kept: Json = json.loads(GOLDEN.read_text("utf-8"))
    return kept


def operations(whole: Json) -> list[Operation]:
    """Every operation of a document, in its order."""
    return [
        Operation(says["operationId"], method.upper(), path, says)
        for path, methods in whole["paths"].items()
        for method, says in methods.items()
    ]
