"""The network that a request comes from: as a trusted proxy tells it, else as the connection shows it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from fastapi import Request

from app.settings import Network

UNKNOWN = "unknown"
_HOUSEHOLD = 64  # bits: what one connection to the internet has of IPv6


def network_of(request: Request) -> str:
    """An IPv4 address, or the /64 of an IPv6 one; whatever cannot be read is one network, UNKNOWN.

    `X-Forwarded-For` is read from its end, and only as far as proxies of DIARY_TRUSTED_PROXIES wrote it.
    """
    trusted = request.app.state.settings.trusted_networks
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    hops = [hop.strip() for hop in told if hop.strip()]
    here = request.client.host if request.client else ""
    while hops and _is_trusted(here, trusted):
        here = hops.pop()
    return _household(here)


def _is_trusted(host: str, trusted: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in trusted)


def _household(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), _HOUSEHOLD), strict=False))
