"""What may lie at the top of the project, and that its two commands are there."""

import re

from .tree import ROOT, files, texts

FOLDERS = {".ci", "app", "benchmarks", "deploy", "docs", "frontend", "messages", "migrations", "tests"}
FILES = {
    ".editorconfig", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md",
    "alembic.ini", "pyproject.toml", "requirements-build.lock", "requirements-dev.lock", "requirements.lock",
}  # fmt: skip


def strangers(paths: list[str]) -> list[str]:
    tops = {path.split("/")[0]: "/" in path for path in paths}
    return [top for top, folder in tops.items() if top not in (FOLDERS if folder else FILES)]


def commands(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_only_what_belongs_lies_at_the_top() -> None:
    assert strangers(list(files())) == []


def test_a_stranger_at_the_top_is_found() -> None:
    assert strangers(["app/main.py", "scripts/x.py", "notes.txt", "README.md"]) == ["scripts", "notes.txt"]


def test_both_commands_exist_and_the_readme_shows_them() -> None:
    assert {"run", "test"} <= commands(texts()["Makefile"])
    assert {"make run", "make test"} <= set(re.findall(r"make [a-z]+", texts()["README.md"]))


def test_every_command_that_a_document_names_exists() -> None:
    named = {name for text in texts(suffix=".md").values() for name in re.findall(r"`make ([a-z]+)", text)}
    assert named - commands(texts()["Makefile"]) == set()


def test_a_missing_command_is_found() -> None:
    assert "run" not in commands("runs:\n\trun: x\nBIN := run\n")


def test_the_machine_that_checks_uses_the_same_command() -> None:
    assert "\nmake test\n" in texts()[".ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
