"""Modules named after what they hold, and the standard terms for what a diary is about."""

import ast
import re
from pathlib import PurePath

from . import exceptions
from .tree import files, texts

THE_BROWSERS = "service-worker"  # its own word for it
SAYS_NOTHING = {"service", "util", "helper", "manager", "common", "misc"}
# An entry is a day; a treatment is an injection, and the time after it a round.
NOT_OUR_WORDS = {"attack", "cycle", *SAYS_NOTHING}
NOT_FOR_A_CLASS = {"log", "event"}


def empty_names(paths: list[str]) -> list[str]:
    ours = [path.replace(THE_BROWSERS, "worker") for path in paths]
    code = [path for path in ours if PurePath(path).suffix in {".py", ".ts", ".js", ".svelte"}]
    return [
        path
        for path in code
        if SAYS_NOTHING & {part for name in PurePath(path).parts for part in words(name)}
    ]


def words(name: str) -> set[str]:
    """The words of a name in snake_case or CamelCase, in the singular."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {part.lower().removesuffix("s") for part in parts}


def named(node: ast.AST) -> list[tuple[str, set[str]]]:
    """The names that a piece of syntax gives, each with the words it may not use."""
    match node:
        case ast.ClassDef(name=name):
            return [(name, NOT_OUR_WORDS | NOT_FOR_A_CLASS)]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
            return [(name, NOT_OUR_WORDS)]
        case ast.Name(id=name, ctx=ast.Store()):
            return [(name, NOT_OUR_WORDS)]
    return []


def foreign_words(sources: dict[str, str]) -> list[str]:
    given = [
        (path, *one)
        for path, text in sources.items()
        for node in ast.walk(ast.parse(text))
        for one in named(node)
    ]
    return sorted({f"{path}:{name}" for path, name, forbidden in given if forbidden & words(name)})


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert empty_names(list(files())) == []


def test_the_code_speaks_the_standard_terms() -> None:
    assert foreign_words(texts("app", suffix=".py")) == sorted(exceptions.WORDS)


def test_a_module_called_day_service_is_found() -> None:
    made_up = ["app/day_service.py", "app/utils/days.py", "app/days.py", "docs/common.md"]
    assert empty_names(made_up) == ["app/day_service.py", "app/utils/days.py"]


def test_a_class_called_headache_event_is_found() -> None:
    source = (
        "class HeadacheEvent: ...\nlog = 1\ndef log_request(started, cycles): ...\nattack_count: int = 0\n"
    )
    assert foreign_words({"x.py": source}) == ["x.py:HeadacheEvent", "x.py:attack_count", "x.py:cycles"]
