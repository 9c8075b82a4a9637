"""Short files, short functions, few arguments, and a line at the top that says what a module is."""

import ast

from . import exceptions
from .tree import texts

FILE_LINES = 300
FUNCTION_LINES = 25
ARGUMENTS = 5
Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(sources: dict[str, str]) -> list[str]:
    return [path for path, text in sources.items() if len(text.splitlines()) > FILE_LINES]


def functions(text: str) -> list[Function]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]


def lines_of(function: Function) -> int:
    """From `def` to the last line, the docstring aside."""
    first = function.body[0]
    spoken = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if spoken else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def arguments_of(function: Function) -> int:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def long_functions(sources: dict[str, str]) -> list[str]:
    return [
        f"{path}:{one.name}"
        for path, text in sources.items()
        for one in functions(text)
        if lines_of(one) > FUNCTION_LINES
    ]


def many_arguments(sources: dict[str, str]) -> list[str]:
    return [
        f"{path}:{one.name}"
        for path, text in sources.items()
        for one in functions(text)
        if arguments_of(one) > ARGUMENTS
    ]


def nameless_modules(sources: dict[str, str]) -> list[str]:
    return [
        path for path, text in sources.items() if text.strip() and ast.get_docstring(ast.parse(text)) is None
    ]


def test_a_file_has_at_most_300_lines() -> None:
    assert sorted(long_files(texts("app", "frontend"))) == sorted(exceptions.LONG_FILES)


def test_a_function_has_at_most_25_lines() -> None:
    assert sorted(long_functions(texts("app", suffix=".py"))) == sorted(exceptions.LONG_FUNCTIONS)


def test_a_function_takes_at_most_5_arguments() -> None:
    assert sorted(many_arguments(texts("app", suffix=".py"))) == sorted(exceptions.MANY_ARGUMENTS)


def test_a_module_opens_with_a_line_that_says_what_it_is() -> None:
    assert nameless_modules(texts(suffix=".py")) == []


def test_a_file_of_301_lines_is_found() -> None:
    assert long_files({"fits.py": "x\n" * 300, "long.py": "x\n" * 301}) == ["long.py"]


def test_a_function_of_26_lines_is_found() -> None:
    fits = 'def fits():\n    """Says\n    much."""\n' + "    x\n" * 24
    long = "async def long():\n" + "    x\n" * 25
    assert long_functions({"made_up.py": fits + long}) == ["made_up.py:long"]


def test_a_sixth_argument_is_found() -> None:
    source = "class A:\n    def fits(self, a, b, *, c, d, e): ...\ndef many(a, b, c, d, /, e, *, f): ...\n"
    assert many_arguments({"made_up.py": source}) == ["made_up.py:many"]


def test_a_module_without_its_line_is_found() -> None:
    sources = {"empty.py": "", "named.py": '"""Days."""\n', "nameless.py": "import os\n"}
    assert nameless_modules(sources) == ["nameless.py"]
