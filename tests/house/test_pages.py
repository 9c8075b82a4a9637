"""The pages: nothing from elsewhere, nothing inline, no markup from strings, colours in one place."""

import re
from html.parser import HTMLParser

import httpx

from tests.served import Served

from .tree import files, texts

STATIC = "frontend/static"
SOURCES = "frontend/src"
TOKENS = f"{SOURCES}/lib/styles/tokens.css"
MADE = f"{SOURCES}/lib/api/schema.d.ts"  # from the OpenAPI document, with the words of its descriptions
FOREIGN = re.compile(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*")
NAMESPACE = "http://www.w3.org/2000/svg"
FROM_STRINGS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|\{@html"
)
ASKING = re.compile(r"#lib/(?:store|sync|api)\b|\bfetch\(|\$app/\w+|localStorage|indexedDB")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
# Given by the server itself, or put there by the build.
SERVED = {"/", "/readyz", "/livez", "/api/v1/openapi.json", "/styles/tokens.css"}


class Page(HTMLParser):
    """What a page asks for, and what it should not hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self.lacks = {"title", "h1", "main", "lang", "viewport"}
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        self.lacks -= {tag, given.get("name", ""), *given}
        self.links += [given[name] for name in ("href", "src", "srcset") if name in given]
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.inline += ["img without alt"] if tag == "img" and "alt" not in given else []

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style"} and data.strip():
            self.inline.append(self._inside)


def pages() -> dict[str, str]:
    return texts(STATIC, suffix=".html")


def faults(text: str) -> list[str]:
    page = Page(text)
    return sorted(page.inline) + sorted(page.lacks)


def dead(text: str, paths: set[str]) -> list[str]:
    wanted = [link.partition("#")[0] for link in Page(text).links]
    return [link for link in wanted if link and link not in SERVED and not there(link, paths)]


def there(link: str, paths: set[str]) -> bool:
    return f"{STATIC}{link}" in paths or f"{STATIC}{link.rstrip('/')}/index.html" in paths


def written() -> dict[str, str]:
    """What people write of the front end."""
    return {path: text for path, text in texts(STATIC, SOURCES).items() if path != MADE}


def foreign(sources: dict[str, str]) -> list[str]:
    hits = [(path, hit) for path, text in sources.items() for hit in FOREIGN.findall(text)]
    return [f"{path}: {hit}" for path, hit in hits if hit != NAMESPACE]


def test_there_are_pages() -> None:
    assert {f"{STATIC}/404.html", f"{STATIC}/api-docs/index.html"} <= pages().keys()
    assert f"{SOURCES}/routes/+page.svelte" in files()


def test_a_page_is_whole_and_holds_nothing_inline() -> None:
    assert {path: found for path, text in pages().items() if (found := faults(text))} == {}


def test_every_link_of_a_page_leads_somewhere() -> None:
    assert {path: found for path, text in pages().items() if (found := dead(text, set(files())))} == {}


def test_the_server_hands_out_everything_that_a_page_links(shared_server: Served) -> None:
    links = {link.partition("#")[0] for text in pages().values() for link in Page(text).links} - {""}
    asked = f"http://localhost:{httpx.URL(shared_server.url).port}"  # the one origin of the pages
    answers = {link: httpx.get(f"{asked}{link}").status_code for link in links}
    assert answers == dict.fromkeys(links, 200)


def test_no_page_asks_another_origin() -> None:
    assert foreign(written()) == []


def test_no_script_makes_markup_from_strings() -> None:
    assert [path for path, text in written().items() if FROM_STRINGS.search(text)] == []


def test_colours_have_their_values_in_one_place() -> None:
    sheets = {path: text for path, text in written().items() if path.endswith((".css", ".svelte"))}
    used = {path: found for path, text in sheets.items() if (found := COLOUR.findall(text))}
    assert used.keys() == {TOKENS}


def test_a_component_takes_props_and_asks_nobody() -> None:
    components = texts(f"{SOURCES}/lib/components", suffix=".svelte")
    assert {path: found for path, text in components.items() if (found := ASKING.findall(text))} == {}


def test_inline_code_and_missing_parts_are_found() -> None:
    made_up = '<html><title>x</title><body onload="x()"><main><script>x()</script><img src="/x.png"></main>'
    assert faults(made_up) == ["body onload", "img without alt", "script", "h1", "lang", "viewport"]


def test_a_dead_link_of_a_page_is_found() -> None:
    made_up = '<a href="/">ok</a><a href="/gone.html">no</a><link href="/styles/page.css"><a href="#x">ok</a>'
    assert dead(made_up, {f"{STATIC}/styles/page.css"}) == ["/gone.html"]


def test_another_origin_is_found() -> None:
    made_up = {"a.html": "<script src='//cdn.example.org/x.js'>", "b.svg": NAMESPACE, "c.js": "// a comment"}
    assert foreign(made_up) == ["a.html: //cdn.example.org/x.js"]


def test_markup_from_a_string_is_found() -> None:
    assert FROM_STRINGS.search("part.innerHTML = text")
    assert not FROM_STRINGS.search("part.textContent = text")


def test_a_component_that_asks_is_found() -> None:
    assert ASKING.search("import { diary } from '#lib/store/diary.svelte.ts';")
    assert not ASKING.search("import { m } from '#lib/paraglide/messages.js';")
