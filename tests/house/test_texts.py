"""Nothing unfinished, no place of one machine and no registry in any file of the project."""

import json
import re

from .tree import texts

# Put together from pieces, so that this file does not find itself.
UNFINISHED = re.compile(
    "|".join(
        (
            rf"\b(?:{'TO'}DO|{'FIX'}ME|{'XX'}X|{'NotImplemented'}Error)\b",
            rf"pytest\.{'sk'}ip|pytest\.{'import'}orskip|pytest\.{'x'}fail|mark\.(?:{'sk'}ip|{'x'}fail)",
            rf"\b(?:it|test|describe)\.(?:{'sk'}ip|todo|only)\b",
        )
    )
)
MACHINE = re.compile(
    rf"(?:^|[^a-z.])/(?:{'wo'}rk|{'ro'}ot|{'ho'}me|{'Us'}ers|{'op'}t)/[A-Za-z.]", re.MULTILINE
)
REGISTRIES = (rf"{'py'}pi\.(?:org|python)", rf"python{'hosted'}\.org", rf"registry\.(?:{'npm'}js|yarnpkg)")
REGISTRY = re.compile("|".join((*REGISTRIES, rf"--(?:extra-)?{'index'}-url", "^-i ")), re.MULTILINE)


def found(pattern: re.Pattern[str], sources: dict[str, str]) -> list[str]:
    return [f"{path}: {hit.group()}" for path, text in sources.items() for hit in pattern.finditer(text)]


def test_nothing_is_left_unfinished_or_switched_off() -> None:
    assert found(UNFINISHED, texts("app", "frontend", "tests", "benchmarks", "migrations")) == []


def test_no_file_names_a_place_of_one_machine() -> None:
    assert found(MACHINE, texts()) == []


def test_no_file_names_a_registry() -> None:
    assert found(REGISTRY, texts()) == []


def test_every_text_that_people_may_read_is_used() -> None:
    sources = "\n".join(texts("app", "frontend/src").values())
    named = set(re.findall(r"[a-z0-9_]+", sources))
    keys = json.loads(texts("messages")["messages/en.json"]).keys()

    assert [key for key in keys if key not in named] == []


def test_an_unfinished_line_is_found() -> None:
    lines = (
        "# " + "TO" + "DO later\n@pytest.mark." + "sk" + "ip\ndescribe." + "sk" + "ip('x')\nskipped = []\n"
    )
    assert len(found(UNFINISHED, {"made_up.py": lines})) == 3


def test_a_place_of_one_machine_is_found() -> None:
    lines = "cd /" + "ro" + "ot/x\nopen('/" + "wo" + "rk/main')\nGET /api/home/work\n./run\n"
    assert len(found(MACHINE, {"made_up.md": lines})) == 2


def test_a_registry_is_found() -> None:
    lines = "--" + "index-url x\nhttps://" + "py" + "pi.org/simple\n# via\n"
    assert len(found(REGISTRY, {"made_up.lock": lines})) == 2
