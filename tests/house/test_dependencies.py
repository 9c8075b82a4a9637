"""Locks that hold every dependency with its hashes, and licences that may be given on."""

import re
import tomllib
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .tree import texts

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL-2\.0|Mozilla Public License 2\.0|Unlicense|LGPL",
    re.IGNORECASE,
)
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def licence(package: Distribution) -> str:
    """What a package says: the SPDX expression, else its classifiers, else the old field."""
    told = package.metadata
    classified = [one for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    short = told.get_all("License-Expression") or classified or told.get_all("License") or []
    return "; ".join(one.partition("\n")[0] for one in short)


def applies(need: Requirement, extras: set[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""})


def installed_for(requirements: list[str]) -> dict[str, str]:
    """The licence of every package that these requirements bring, on this machine."""
    waiting = [Requirement(one) for one in requirements]
    seen: dict[str, str] = {}
    while waiting:
        need = waiting.pop()
        package = distribution(need.name)
        seen[canonicalize_name(need.name)] = licence(package)
        inner = [Requirement(one) for one in package.requires or []]
        waiting += [
            one for one in inner if applies(one, need.extras) and canonicalize_name(one.name) not in seen
        ]
    return seen


def refused(licences: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in licences.items() if not ALLOWED.search(text)}


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PIN.findall(lock)}


def unhashed(lock: str) -> list[str]:
    blocks = re.split(r"\n(?=[\w])", lock)
    return [
        found.group(1) for block in blocks if (found := PIN.match(block)) and "--hash=sha256:" not in block
    ]


def dependencies() -> list[str]:
    project = tomllib.loads(texts()["pyproject.toml"])["project"]
    return [str(one) for one in project["dependencies"]]


def test_every_dependency_may_be_given_on() -> None:
    assert refused(installed_for(dependencies())) == {}


def test_a_licence_that_is_not_allowed_is_found() -> None:
    assert refused({"good": "MIT", "bad": "AGPL-3.0-only", "silent": ""}) == {
        "bad": "AGPL-3.0-only",
        "silent": "",
    }


def test_every_lock_holds_hashes() -> None:
    assert {name: unhashed(texts()[name]) for name in LOCKS} == {name: [] for name in LOCKS}


def test_a_pin_without_hashes_is_found() -> None:
    lock = "a==1 \\\n    --hash=sha256:00\n    # via b\nb==2\n    # via c\n"
    assert unhashed(lock) == ["b"]


def test_the_locks_agree() -> None:
    locks = [pins(texts()[name]) for name in LOCKS]
    versions: dict[str, set[str]] = {}
    for name, version in (pin for lock in locks for pin in lock.items()):
        versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_lock_holds_every_dependency() -> None:
    named = {canonicalize_name(Requirement(one).name) for one in dependencies()}
    assert named - pins(texts()["requirements.lock"]).keys() == set()
