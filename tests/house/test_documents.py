"""Links that lead somewhere, decisions that name their check, a changelog with this version."""

import re
import tomllib
from pathlib import PurePosixPath
from posixpath import normpath

from .tree import files, texts

SECTIONS = ("Context", "Decision", "Consequence", "Check")
DECISION_LINES = 40
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CHECK = re.compile(r"`((?:tests|benchmarks)/[\w/.]+?)(?:::(\w+))?`|`make ([a-z]+)`|`lint-imports: ([^`]+)`")


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def dead_links(documents: dict[str, str], paths: set[str]) -> list[str]:
    links = [
        (path, link) for path, text in documents.items() for link in LINK.findall(text) if "://" not in link
    ]
    return [f"{path}: {link}" for path, link in links if not leads_somewhere(path, link, documents, paths)]


def leads_somewhere(path: str, link: str, documents: dict[str, str], paths: set[str]) -> bool:
    place, _, anchor = link.partition("#")
    target = normpath(str(PurePosixPath(path).parent / place)) if place else path
    known = target in paths or any(one.startswith(f"{target}/") for one in paths)
    return known and (not anchor or anchor in anchors(documents.get(target, "")))


def missing_sections(text: str) -> list[str]:
    return [name for name in SECTIONS if f"\n## {name}\n" not in text]


def checks_named(text: str) -> list[tuple[str, str, str, str]]:
    return CHECK.findall(text.partition("\n## Check\n")[2])


def missing_checks(text: str, sources: dict[str, str]) -> list[str]:
    named = checks_named(text)
    return [str(one) for one in named if not check_exists(one, sources)] if named else ["names no check"]


def check_exists(check: tuple[str, str, str, str], sources: dict[str, str]) -> bool:
    path, test, command, contract = check
    if command:
        return f"\n{command}:" in sources["Makefile"]
    if contract:
        contracts = tomllib.loads(sources["pyproject.toml"])["tool"]["importlinter"]["contracts"]
        return contract in {one["name"] for one in contracts}
    inside = [
        text for name, text in sources.items() if name == path or name.startswith(f"{path.rstrip('/')}/")
    ]
    return any(f"def {test}" in text for text in inside)


def changelog_titles(text: str) -> list[str]:
    return re.findall(r"^## (\S+)", text, re.MULTILINE)


def decisions() -> dict[str, str]:
    return texts("docs/decisions", suffix=".md")


def test_every_link_between_documents_leads_somewhere() -> None:
    assert dead_links(texts(suffix=".md"), set(files())) == []


def test_every_decision_says_why_what_and_what_follows() -> None:
    assert {path: missing for path, text in decisions().items() if (missing := missing_sections(text))} == {}


def test_every_decision_is_short() -> None:
    assert [path for path, text in decisions().items() if len(text.splitlines()) > DECISION_LINES] == []


def test_every_decision_names_a_check_that_exists() -> None:
    sources = texts()
    assert {path: gone for path, text in decisions().items() if (gone := missing_checks(text, sources))} == {}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [PurePosixPath(path).name[:4] for path in decisions()]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_changelog_opens_with_this_version_or_what_is_to_come() -> None:
    version = tomllib.loads(texts()["pyproject.toml"])["project"]["version"]
    assert changelog_titles(texts()["CHANGELOG.md"])[0] in {"Unreleased", version}


def test_a_changelog_that_was_forgotten_is_found() -> None:
    assert changelog_titles("# Changelog\n\n## 0.0.1 (2020-01-01)\n\n### Added\n")[0] == "0.0.1"


def test_a_dead_link_is_found() -> None:
    documents = {
        "docs/a.md": "# One two\n[b](b.md) [up](../README.md) [self](#one-two) [gone](c.md) [no](#three)\n"
    }
    assert dead_links(documents, {"docs/a.md", "docs/b.md", "README.md"}) == [
        "docs/a.md: c.md",
        "docs/a.md: #three",
    ]


def test_a_decision_without_its_check_is_found() -> None:
    sources = {
        "tests/x/test_y.py": "def test_z() -> None: ...",
        "Makefile": "\nbench: x\n",
        "pyproject.toml": "",
    }
    kept = "\n## Check\n\n`tests/x/test_y.py::test_z`, `tests/x/test_y.py` and `make bench`\n"
    lost = "\n## Check\n\n`tests/x/test_y.py::test_w`, `tests/gone.py` and `make gone`\n"
    assert [len(missing_checks(text, sources)) for text in (kept, lost, "\n## Check\n\nCare.\n")] == [0, 3, 1]


def test_a_decision_without_a_section_is_found() -> None:
    assert missing_sections("# x\n\n## Context\n\n## Decision\n\n## Check\n") == ["Consequence"]
