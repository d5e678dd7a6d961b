"""Contrast by WCAG 2 in the three themes, and no colour named outside the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crm_console.core.paths import resources
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import THEMES, Theme

VIEWS = Path(__file__).parents[2] / "crm_console" / "views"
GROUNDS = ("surface", "sunken", "window", "nav", "hover", "selected")
STATES = ("ok", "warn", "fail", "info", "hand", "skip")
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "text2", "muted", "accent_text") for ground in GROUNDS),
    *((state, f"{state}_tint", TEXT) for state in STATES),
    *((state, ground, TEXT) for state in STATES for ground in ("surface", "selected")),
    ("on_accent", "accent", TEXT), ("on_accent", "accent_hover", TEXT), ("on_danger", "danger", TEXT),
    *(("control", ground, SHAPE) for ground in ("surface", "window", "sunken")),
    *(("focus", ground, SHAPE) for ground in GROUNDS),
    ("bar", "surface", SHAPE), ("bar", "selected", SHAPE), ("accent", "surface", SHAPE),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself():
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0
    assert round(contrast("#5B6677", "#FFFFFF"), 1) == 5.8


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_holds_its_floor(theme):
    tokens = THEMES[theme]
    low = {(ink, ground): round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
           for ink, ground, floor in PAIRS if contrast(getattr(tokens, ink), getattr(tokens, ground)) < floor}
    assert not low


def test_no_colour_outside_the_tokens():
    for path in [*VIEWS.rglob("*.py"), resources() / "style.qss"]:
        if path.name != "tokens.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8")), path


def test_the_style_sheet_knows_every_name_it_uses(qapp):
    look = Look(qapp, resources(), Theme.LIGHT)
    for theme in (Theme.DARK, Theme.HIGH, Theme.SYSTEM):
        look.set_theme(theme)
        assert "${" not in qapp.styleSheet()
    look.set_factor(1.25)
    assert "font-size: 16px" in qapp.styleSheet()


def test_every_icon_that_is_named_exists():
    there = {path.stem for path in (resources() / "icons").glob("*.svg")}
    source = "\n".join(path.read_text(encoding="utf-8") for path in VIEWS.rglob("*.py"))
    named = set(re.findall(r"(?:dress|pixmap|icon)\([^\"\n]*\"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\"", source))
    named |= set(re.findall(r'Place\("[a-z]+", N_\("[^"]+"\), "([a-z0-9-]+)"', source))
    assert named
    assert named <= there | {"text", "text2", "muted"}
