"""Makes resources/fonts and resources/icons from npm packages: inter-ui, @fontsource/jetbrains-mono, lucide-static.

`python -m tools.assets FOLDER`, where FOLDER holds the three packages unpacked. Needs fonttools and brotli.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1] / "resources"
UNICODES = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2028), 0x2030, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122,
    *range(0x2190, 0x219A), 0x2212, 0x2260, 0x2264, 0x2265, 0x2318, 0x25CF, 0x2713, 0x2717, 0xFB01, 0xFB02]
ICONS = ["circle-check", "triangle-alert", "circle-x", "circle-dashed", "pencil", "hand", "plus", "trash-2", "equal", "ban", "map-pin", "lock-", "keyhole", "user-round-cog", "undo-2", "redo-2", "send", "search", "list-filter", "copy", "ellipsis", "chevron-down", "chevron-up", "chevron-right", "chevron-left", "arrow-left", "arrow-up", "arrow-down", "check", "x", "layout-dashboard", "rocket", "building-2", "shield-check", "users", "sliders-horizontal", "plug", "refresh-cw", "file-check", "mail-plus", "folder-plus", "file-up", "file-down", "folder-open", "info", "eye", "eye-off", "save", "external-link", "wifi-off", "flask-conical", "test-tube", "clipboard-check", "clock", "square", "key-round", "mail", "server", "wand-sparkles", "chevrons-up-down", "star", "sun", "moon", "contrast", "settings", "play", "circle-", "help", "loader", "download", "upload", "building", "git-branch", "arrow-up-down", "history", "octagon-x"]


def font(source: Path, target: Path) -> None:
    """Subset one font file into a TTF."""
    options = Options()
    options.layout_features = ["kern", "tnum", "ccmp", "locl", "mark", "mkmk", "calt", "case"]
    options.hinting = False
    options.name_IDs = ["*"]
    made = TTFont(source)
    made.flavor = None
    subset = Subsetter(options)
    subset.populate(unicodes=UNICODES)
    subset.subset(made)
    made.save(target)


def main(folder: Path) -> None:
    """Write fonts and icons."""
    fonts, icons = ROOT / "fonts", ROOT / "icons"
    fonts.mkdir(parents=True, exist_ok=True)
    icons.mkdir(parents=True, exist_ok=True)
    inter = next(folder.rglob("web/Inter-Regular.woff2")).parent
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        font(inter / f"Inter-{weight}.woff2", fonts / f"Inter-{weight}.ttf")
    shutil.copy(next(p for p in inter.parents[0].glob("LICENSE*")), fonts / "Inter-LICENSE.txt")
    mono = next(folder.rglob("jetbrains-mono-latin-400-normal.woff2"))
    parts = [mono, mono.with_name("jetbrains-mono-latin-ext-400-normal.woff2")]
    plain = []
    for part in parts:
        opened = TTFont(part)
        opened.flavor = None
        plain.append(fonts / f"{part.stem}.ttf")
        opened.save(plain[-1])
    Merger().merge([str(p) for p in plain]).save(fonts / "JetBrainsMono-Regular.ttf")
    for path in plain:
        path.unlink()
    shutil.copy(mono.parents[1] / "LICENSE", fonts / "JetBrainsMono-LICENSE.txt")
    lucide = next(folder.rglob("icons/circle-check.svg")).parent
    for name in ICONS:
        source = lucide / f"{name}.svg"
        if not source.exists():
            print(f"no icon called {name}")
            continue
        shutil.copy(source, icons / f"{name}.svg")
    shutil.copy(lucide.parent / "LICENSE", icons / "LICENSE.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
