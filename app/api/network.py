"""The network that a request comes from: as a trusted proxy tells it, else as the connection shows it."""

import logging
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from fastapi import Request

from app.settings import Network

Address: TypeAlias = IPv4Address | IPv6Address
_log = logging.getLogger("diary")
UNKNOWN = "unknown"
_HOUSEHOLD = 64  # bits: what one connection to the internet has of IPv6


def network_of(request: Request) -> str:
    """An IPv4 address, or the /64 of an IPv6 one; UNKNOWN where the connection itself has no address.

    `X-Forwarded-For` is read from its end, and only as far as proxies of DIARY_TRUSTED_PROXIES wrote it. What
    such a proxy writes otherwise is told in the log, and is a network of its own by its text.
    """
    trusted = request.app.state.settings.trusted_networks
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    hops = [hop.strip() for hop in told if hop.strip()]
    here = _address(request.client.host if request.client else "")
    while hops and _is_trusted(here, trusted):
        nearest = _address(hop := hops.pop())
        if nearest is None:
            _tell_unreadable(hop)
            return f"{UNKNOWN} {sha256(hop.encode()).hexdigest()[:16]}"
        here = nearest
    return _household(here)


def _address(text: str) -> Address | None:
    """As proxies write one: bare, with a port, in brackets, quoted, with a zone; None for others."""
    plain = text.strip('"').removeprefix("for=").strip('"')
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_trusted(address: Address | None, trusted: tuple[Network, ...]) -> bool:
    return address is not None and any(address in network for network in trusted)


def _household(address: Address | None) -> str:
    if address is None:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(IPv6Network((int(address), _HOUSEHOLD), strict=False))


@lru_cache(maxsize=16)  # one line each, not one a request
def _tell_unreadable(hop: str) -> None:
    shape = "".join("9" if letter.isdigit() else "a" if letter.isalpha() else letter for letter in hop[:60])
    _log.warning("X-Forwarded-For holds no address but something like %s", shape)
