"""What the operator decides, read from DIARY_... in the environment; a bad value refuses to start."""

from pathlib import Path
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import RefusesToStart

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Settings(BaseSettings):
    """Built once, in create_app or a command; never a global."""

    model_config = SettingsConfigDict(env_prefix="DIARY_", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    origin: str = ""

    @model_validator(mode="after")
    def _fill(self) -> "Settings":
        self.data_dir = self.data_dir.absolute()
        if not self.database_url:
            self.database_url = f"sqlite:///{quote(str(self.data_dir / 'diary.sqlite3'))}"
        self.origin = (self.origin or f"http://localhost:{self.port}").rstrip("/").lower()
        if not _is_origin(self.origin):
            raise ValueError("DIARY_ORIGIN is the address people open, as https://diary.example.org")
        if not self.is_https and self.origin_host not in LOOPBACK:
            raise ValueError("DIARY_ORIGIN must be https, except on this machine itself (http://localhost)")
        return self

    @property
    def origin_host(self) -> str:
        """The host name of the origin, without its port."""
        return urlsplit(self.origin).netloc.rsplit("@")[-1].removesuffix(f":{urlsplit(self.origin).port}")

    @property
    def is_https(self) -> bool:
        """Whether people reach the server by https."""
        return self.origin.startswith("https://")


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port  # read here, since a bad one raises only now
    except ValueError:
        return False
    known = parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
    return known and not (parts.path or parts.query or parts.fragment or parts.username)


def read_settings() -> Settings:
    """The settings of the environment. RefusesToStart names the variable and what it may be."""
    try:
        return Settings()
    except ValidationError as fault:
        said = "; ".join(
            f"{'DIARY_' + str(error['loc'][0]).upper() + ': ' if error['loc'] else ''}"
            f"{error['msg'].removeprefix('Value error, ')}"
            for error in fault.errors()
        )
        raise RefusesToStart(said) from None
