"""Every recipe: importing this module imports all modules of this folder, and each registers its own."""

from __future__ import annotations

import importlib
import pkgutil

import tests.lab
from tests.lab.recipe import RECIPES

for module in pkgutil.iter_modules(tests.lab.__path__):
    if module.name != __name__.rpartition(".")[2]:
        importlib.import_module(f"{tests.lab.__name__}.{module.name}")

__all__ = ["RECIPES"]
