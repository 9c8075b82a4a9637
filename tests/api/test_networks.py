"""Which network a request comes from, and whose word is taken for it."""

import logging
from pathlib import Path

import pytest
from fastapi import Request

from app.api import network
from app.api.network import network_of
from app.settings import Settings
from tests.served import Served

PROXY = "127.0.0.1"
HTTPS = "https://diary.example.org"
TOLD = [
    ("203.0.113.7", "203.0.113.7"),
    ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
    ("203.0.113.7, 127.0.0.1", "203.0.113.7"),
    ("203.0.113.7:4711", "203.0.113.7"),
    ('"203.0.113.7:4711"', "203.0.113.7"),
    ("", PROXY),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"),
    ("[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"),
    ('"[2001:db8:1:2::7]:4711"', "2001:db8:1:2::/64"),
    ("2001:db8:1:2::7%eth0", "2001:db8:1:2::/64"),
    ("::ffff:203.0.113.7", "203.0.113.7"),
    ("[::ffff:203.0.113.7]:4711", "203.0.113.7"),
]


def request_of(served: Served, peer: str, told: str) -> Request:
    """A request that this peer handed on."""
    scope = {"type": "http", "app": served.app, "client": (peer, 4711)}
    return Request(scope | {"headers": [(b"x-forwarded-for", told.encode())]})


@pytest.mark.parametrize(("told", "read"), TOLD)
def test_a_network_is_what_a_trusted_proxy_says_it_is(shared_server: Served, told: str, read: str) -> None:
    assert network_of(request_of(shared_server, PROXY, told)) == read


def test_a_stranger_is_not_believed(shared_server: Served) -> None:
    assert network_of(request_of(shared_server, "198.51.100.1", "203.0.113.7")) == "198.51.100.1"


def test_a_proxy_that_comes_by_ipv6_is_the_same_proxy(shared_server: Served) -> None:
    assert network_of(request_of(shared_server, "::ffff:127.0.0.1", "203.0.113.7")) == "203.0.113.7"


def test_what_cannot_be_read_is_told_and_is_no_common_network(
    shared_server: Served, caplog: pytest.LogCaptureFixture
) -> None:
    network._tell_unreadable.cache_clear()
    with caplog.at_level(logging.WARNING, "diary"):
        networks = {network_of(request_of(shared_server, PROXY, told)) for told in ("host-1", "host-2", "_x")}

    assert len(networks) == 3
    assert "host-1" not in caplog.text
    assert "aaaa-9" in caplog.text


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_with_https_this_machine_is_the_proxy(tmp_path: Path, host: str) -> None:
    settings = Settings(data_dir=tmp_path, host=host, origin=HTTPS)

    assert settings.trusted_proxies == "127.0.0.1,::1"


def test_without_https_nobody_is(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).trusted_networks == ()


@pytest.mark.parametrize(
    ("host", "proxies"),
    [
        ("0.0.0.0", ""),
        ("10.0.0.7", " "),
        ("127.0.0.1", "0.0.0.0/0"),
        ("127.0.0.1", "::/0"),
        ("::", "10.0.0.1,::/0"),
    ],
)
def test_a_proxy_that_is_not_named_or_is_everybody_refuses_to_start(
    tmp_path: Path, host: str, proxies: str
) -> None:
    with pytest.raises(ValueError, match="DIARY_TRUSTED_PROXIES"):
        Settings(data_dir=tmp_path, host=host, origin=HTTPS, trusted_proxies=proxies)


def test_a_named_proxy_lets_any_host_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, host="0.0.0.0", origin=HTTPS, trusted_proxies="10.0.0.1")

    assert len(settings.trusted_networks) == 1
