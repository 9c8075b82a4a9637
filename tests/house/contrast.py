"""How well two colours can be told apart (WCAG 2.2), read from the style sheet that holds all of them."""

import re
from itertools import product

PAPERS = ("bg", "surface", "raised")
TEXTS = ("text", "text-2", "accent", "ache", "inject", "unlogged")
EDGES = ("edge",)
PAIRS = (("accent", "accent-soft"), ("text", "accent-soft"), ("warn", "warn-soft"))
FOR_TEXT = 4.5
FOR_EDGES = 3.0


def themes(css: str) -> dict[str, dict[str, str]]:
    """The colours of the light theme, and of the dark one as it overlays them."""
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    return {"light": colours(light), "dark": colours(light) | colours(dark)}


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(css: str) -> list[str]:
    """Each pair that is used and cannot be told apart well enough, with its theme."""
    wanted = [(*pair, FOR_TEXT) for pair in (*product(TEXTS, PAPERS), *PAIRS)]
    wanted += [(*pair, FOR_EDGES) for pair in product(EDGES, PAPERS)]
    return [
        f"{theme}: {one} on {other}"
        for theme, found in themes(css).items()
        for one, other, least in wanted
        if contrast(found[one], found[other]) < least
    ]
