"""The rules never ask the clock, never use a floating-point number and import the standard library alone."""

import ast
import sys

from .tree import texts

FORBIDDEN_ATTRIBUTES = {"today", "now", "utcnow"}
FORBIDDEN_MODULES = {"time", "random", "os", "io", "pathlib", "socket", "sqlite3", "secrets"}
ALLOWED_ROOTS = sys.stdlib_module_names - FORBIDDEN_MODULES
ALLOWED_OF_OURS = ("app.rules", "app.errors")


def impurities(source: str) -> list[str]:
    return [said for node in ast.walk(ast.parse(source)) for said in impure(node)]


def impure(node: ast.AST) -> list[str]:
    match node:
        case ast.Constant(value=float() as number):
            return [f"the float {number}"]
        case (
            ast.Call(func=ast.Name(id="round" as name))
            | ast.Name(id="float" | "open" | "print" | "input" as name)
        ):
            return [name]
        case ast.Attribute(attr=name) if name in FORBIDDEN_ATTRIBUTES:
            return [f".{name}"]
        case ast.Import(names=names):
            return [f"import {one.name}" for one in names if not importable(one.name)]
        case ast.ImportFrom(module=str(module), level=0) if not importable(module):
            return [f"from {module}"]
    return []


def importable(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in ALLOWED_ROOTS or module.startswith(ALLOWED_OF_OURS)


def test_the_rules_are_pure_and_exact() -> None:
    found = {path: impurities(text) for path, text in texts("app/rules", suffix=".py").items()}
    assert {path: said for path, said in found.items() if said} == {}


def test_a_clock_a_float_and_a_library_are_found() -> None:
    imports = "import sqlalchemy\nfrom app.storage import days\nfrom datetime import date\n"
    source = f"{imports}x = round(date.today().day * 0.5)\n"
    assert sorted(impurities(source)) == [
        ".today",
        "from app.storage",
        "import sqlalchemy",
        "round",
        "the float 0.5",
    ]
