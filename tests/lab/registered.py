"""Every recipe there is: importing the modules of this folder registers them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from tests.lab.recipe import RECIPES, Recipe

ORDER = "XNTSMFH"


def recipes() -> list[Recipe]:
    """All recipes in the order of the reference."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.ispkg:
            import_module(f"tests.lab.{module.name}")
    return sorted(RECIPES, key=lambda r: (ORDER.index(r.ref[0]), int(r.ref[1:]), r.by == "scripted", r.by, r.fault, r.name))
