"""Makes resources/fonts and resources/icons from npm packages: inter-ui, @fontsource/jetbrains-mono, lucide-static.

`python -m tools.assets FOLDER`, where FOLDER holds the three packages unpacked. Needs fonttools and brotli.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1] / "resources"
UNICODES = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2028), 0x2030, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122,
    *range(0x2190, 0x219A), 0x2212, 0x2260, 0x2264, 0x2265, 0x2318, 0x25CF, 0x2713, 0x2717, 0xFB01, 0xFB02]
ICONS = [
    "circle-check", "triangle-alert", "circle-x", "circle-dashed", "pencil", "hand", "plus",
    "trash-2", "equal", "ban", "map-pin", "lock-keyhole", "user-round-cog",
    "undo-2", "redo-2", "send", "search", "list-filter", "copy", "ellipsis",
    "chevron-down", "chevron-up", "chevron-right", "chevron-left", "arrow-left", "arrow-up", "arrow-down",
    "check", "x", "layout-dashboard", "rocket", "building-2", "shield-check", "users",
    "sliders-horizontal", "plug", "refresh-cw", "file-check", "mail-plus", "folder-plus", "file-up",
    "file-down", "folder-open", "info", "eye", "eye-off", "save", "external-link",
    "wifi-off", "flask-conical", "test-tube", "clipboard-check", "clock", "square", "key-round",
    "mail", "server", "wand-sparkles", "chevrons-up-down", "star", "sun", "moon",
    "contrast", "settings", "play", "circle-help", "loader", "download",
    "upload", "building", "git-branch", "arrow-up-down", "history", "octagon-x",
]
