"""The palette and the style sheet (resources/style.qss), made from the tokens and one base size."""

from __future__ import annotations

from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette

from crm_console.views.look.tokens import Tokens


def sheet(template: Path, tokens: Tokens, factor: float, chevron: str, check: str) -> str:
    """The style sheet for a theme at a text size; `chevron` and `check` are files with the two drawn marks."""

    def px(size: float) -> int:
        return round(size * factor)

    values = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    sizes = {f"px{size}": px(size) for size in (11, 12, 13, 15, 17, 20)}
    heights = {f"h{size}": px(size) for size in (20, 22, 26, 28, 30)}
    fw = tokens.focus_width
    return Template(template.read_text(encoding="utf-8")).substitute(
        **values, **sizes, **heights, fw=fw, p11=13 - fw, p8=10 - fw, c14=18 - 2 * fw, chevron=chevron, check=check)


def palette(tokens: Tokens) -> QPalette:
    """What Fusion draws by itself."""
    made = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, tokens.window), (QPalette.ColorRole.WindowText, tokens.text),
        (QPalette.ColorRole.Base, tokens.surface), (QPalette.ColorRole.AlternateBase, tokens.sunken),
        (QPalette.ColorRole.Text, tokens.text), (QPalette.ColorRole.Button, tokens.surface),
        (QPalette.ColorRole.ButtonText, tokens.text), (QPalette.ColorRole.Highlight, tokens.accent),
        (QPalette.ColorRole.HighlightedText, tokens.on_accent), (QPalette.ColorRole.PlaceholderText, tokens.muted),
        (QPalette.ColorRole.Link, tokens.accent_text), (QPalette.ColorRole.ToolTipBase, tokens.text),
        (QPalette.ColorRole.ToolTipText, tokens.surface),
    ):
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return made
