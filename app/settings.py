"""What the operator decides, read from DIARY_... in the environment; a bad value refuses to start."""

from dataclasses import fields
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import RefusesToStart
from app.rules.limits import USUAL, Limits

Network: TypeAlias = IPv4Network | IPv6Network
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LOOPBACK_NETWORKS = "127.0.0.1,::1"
_LOOPBACK_HOSTS = LOOPBACK | {"::1"}


class LimitSettings(BaseSettings):
    """How much is kept; docs/limits.md is made from these: what is counted (title), what is beyond."""

    limit_sessions: int = Field(
        default=USUAL.sessions,
        ge=1,
        le=1_000,
        title="sign-ins of one person that have not ended",
        description="the next one ends the one that was used least recently",
    )
    limit_devices: int = Field(
        default=USUAL.devices,
        ge=1,
        le=1_000,
        title="devices of one person that are kept by name",
        description='more sign in and sync all the same, as "other device"',
    )
    limit_invitations: int = Field(
        default=USUAL.invitations,
        ge=1,
        le=1_000,
        title="open invitations of one person",
        description="409 `too_many_invitations` until one is used, taken back or too old",
    )
    limit_visit_links: int = Field(
        default=USUAL.visit_links,
        ge=1,
        le=1_000,
        title="open one-visit links of one person",
        description="409 `too_many_visit_links` until one has ended",
    )
    limit_openings: int = Field(
        default=USUAL.openings,
        ge=1,
        le=10_000,
        title="openings of one one-visit link",
        description="409 `too_many_openings`; pages that it opened go on",
    )
    limit_values_per_day: int = Field(
        default=USUAL.values_per_day,
        ge=10,
        le=1_000_000,
        title="values that one document (a day, a session, a circumstance, the treatment) gets on one day, "
        "which ends where it is the latest on earth (UTC+14)",
        description="`too_many_values` (429; in a sync that operation alone is `rejected`); phones send it "
        "again the next day",
    )
    limit_account_megabytes: int = Field(
        default=USUAL.account_megabytes,
        ge=1,
        le=1_000_000,
        title="megabytes (1,000,000 bytes) of one account: every value as JSON, and 500 bytes beside it",
        description="`account_full` (409; in a sync that operation alone is `rejected`); phones send it "
        "again at each start and each day",
    )
    limit_accounts_per_hour: int = Field(
        default=USUAL.accounts_per_hour,
        ge=1,
        le=1_000_000,
        title="accounts made from one network (an IPv4 address, an IPv6 /64) within a clock hour",
        description="429 `too_many_accounts`; a phone goes on keeping its diary without one",
    )
    limit_accounts_per_day: int = Field(
        default=USUAL.accounts_per_day,
        ge=1,
        le=1_000_000,
        title="the same within the last 24 clock hours",
        description="429 `too_many_accounts`",
    )
    limit_sign_ins_per_hour: int = Field(
        default=USUAL.sign_ins_per_hour,
        ge=10,
        le=1_000_000,
        title="tries to make an account, or to sign in, right or wrong, from one network within an hour, of "
        "browsers that never signed in before, or that have to wait after failed ones; they come back evenly",
        description="429 `too_many_sign_ins`; passkeys and other browsers that have signed in before do not "
        "count",
    )
    limit_days_after_end: int = Field(
        default=USUAL.days_after_end,
        ge=1,
        le=3_650,
        title="days that ended sign-ins and one-time links (enrolment, reset) are kept",
        description="they are removed; one-visit links, their openings and devices never are",
    )

    @property
    def limits(self) -> Limits:
        """All of them, as storage takes them."""
        return Limits(**{one.name: getattr(self, f"limit_{one.name}") for one in fields(Limits)})


class Settings(LimitSettings):
    """Built once, in create_app or a command; never a global."""

    model_config = SettingsConfigDict(env_prefix="DIARY_", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    origin: str = ""
    trusted_proxies: str = ""
    key_file: Path | None = None

    @model_validator(mode="after")
    def _fill(self) -> "Settings":
        self.data_dir = self.data_dir.absolute()
        self.key_file = self.key_file and self.key_file.absolute()
        if not self.database_url:
            self.database_url = f"sqlite:///{quote(str(self.data_dir / 'diary.sqlite3'))}"
        self.origin = (self.origin or f"http://localhost:{self.port}").rstrip("/").lower()
        if not _is_origin(self.origin):
            raise ValueError("DIARY_ORIGIN is the address people open, as https://diary.example.org")
        if not self.is_https and self.origin_host not in LOOPBACK:
            raise ValueError("DIARY_ORIGIN must be https, except on this machine itself (http://localhost)")
        self.trusted_proxies = self.trusted_proxies.strip() or self._usual_proxies()
        if not _are_networks(self.trusted_proxies):
            raise ValueError("DIARY_TRUSTED_PROXIES lists addresses or networks: 10.0.0.1,192.168.7.0/24")
        if any(network.prefixlen == 0 for network in self.trusted_networks):
            raise ValueError("DIARY_TRUSTED_PROXIES must not name the whole internet (0.0.0.0/0, ::/0)")
        return self

    def _usual_proxies(self) -> str:
        """With https somebody else ends the encryption: on this machine, or by name."""
        if not self.is_https:
            return ""
        if self.host not in _LOOPBACK_HOSTS:
            raise ValueError(
                "DIARY_TRUSTED_PROXIES must name the proxy that people reach this server through, as "
                "10.0.0.1: without it all of them share one count of failed sign-ins"
            )
        return _LOOPBACK_NETWORKS

    @property
    def trusted_networks(self) -> tuple[Network, ...]:
        """The proxies whose word on a request's address is taken.

        Unless they are named: this machine itself with an https origin, none without.
        """
        return _networks(self.trusted_proxies)

    @property
    def origin_host(self) -> str:
        """The host name of the origin, without its port."""
        return urlsplit(self.origin).netloc.rsplit("@")[-1].removesuffix(f":{urlsplit(self.origin).port}")

    @property
    def browser_origin(self) -> str:
        """The origin as browsers write it: without a port that is the usual one."""
        return self.origin.removesuffix(":443" if self.is_https else ":80")

    @property
    def is_https(self) -> bool:
        """Whether people reach the server by https."""
        return self.origin.startswith("https://")


@cache
def _networks(listed: str) -> tuple[Network, ...]:
    return tuple(ip_network(one.strip()) for one in listed.split(",") if one.strip())


def _are_networks(listed: str) -> bool:
    try:
        return _networks(listed) is not None
    except ValueError:
        return False


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
