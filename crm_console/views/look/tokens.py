"""The colours and sizes of the program in its three themes. No other module names a colour (a test holds that)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class Theme(StrEnum):
    """What a person can choose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH = "high"


@dataclass(eq=False, repr=False, match_args=False)  # each generated method would be paid at start-up
class Tokens:
    """One theme. A state has an ink, a tint and a line."""

    window: str
    nav: str
    surface: str
    sunken: str
    hover: str
    selected: str
    line: str
    edge: str
    control: str
    text: str
    text2: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_text: str
    focus: str
    ok: str
    ok_tint: str
    ok_line: str
    warn: str
    warn_tint: str
    warn_line: str
    fail: str
    fail_tint: str
    fail_line: str
    info: str
    info_tint: str
    info_line: str
    hand: str
    hand_tint: str
    hand_line: str
    skip: str
    skip_tint: str
    skip_line: str
    danger: str
    danger_hover: str
    on_danger: str
    bar: str
    grid: str
    focus_width: int = 2

    def state(self, name: str) -> tuple[str, str, str]:
        """Ink, tint and line of a state: ok, warn, fail, info, hand or skip."""
        return getattr(self, name), getattr(self, f"{name}_tint"), getattr(self, f"{name}_line")


LIGHT = Tokens(
    window="#F4F6F8", nav="#EBEEF2", surface="#FFFFFF", sunken="#F1F3F6", hover="#EEF1F5", selected="#E3EAFB",
    line="#E0E4EA", edge="#CBD2DB", control="#7A8493", text="#18202C", text2="#465163", muted="#5B6677",
    disabled="#8E97A4", accent="#2A56C6", accent_hover="#2249AB", accent_pressed="#1B3B8C", on_accent="#FFFFFF",
    accent_text="#2450B8", focus="#2A56C6",
    ok="#17713F", ok_tint="#E4F4EA", ok_line="#A9D8BC", warn="#855000", warn_tint="#FFF3D9", warn_line="#E8C986",
    fail="#B3261E", fail_tint="#FDEBE9", fail_line="#F1B8B2", info="#2450B8", info_tint="#E9EFFC", info_line="#B9CAF3",
    hand="#6A3FA0", hand_tint="#F2EBFA", hand_line="#D3BFEA", skip="#5B6677", skip_tint="#ECEFF3", skip_line="#CBD2DB",
    danger="#B3261E", danger_hover="#951E17", on_danger="#FFFFFF", bar="#5B82E0", grid="#E6E9EE")

DARK = Tokens(
    window="#14181F", nav="#0F1319", surface="#1B212A", sunken="#161B23", hover="#232B36", selected="#243458",
    line="#29313D", edge="#38424F", control="#788496", text="#E6EAF0", text2="#BAC3CF", muted="#98A3B3",
    disabled="#667180", accent="#3E69D8", accent_hover="#3661D0", accent_pressed="#2F57BE", on_accent="#FFFFFF",
    accent_text="#9BB5FF", focus="#9BB5FF",
    ok="#74D49D", ok_tint="#163023", ok_line="#2B5B41", warn="#F0C061", warn_tint="#352A12", warn_line="#66511F",
    fail="#FF9C92", fail_tint="#3C1C1B", fail_line="#75332F", info="#9BB5FF", info_tint="#1D2946", info_line="#35497A",
    hand="#CDABF5", hand_tint="#2C2140", hand_line="#513C75", skip="#98A3B3", skip_tint="#252D38", skip_line="#38424F",
    danger="#C93A31", danger_hover="#B8322A", on_danger="#FFFFFF", bar="#6F92EE", grid="#252D38")

HIGH = Tokens(
    window="#000000", nav="#000000", surface="#000000", sunken="#000000", hover="#1F1F1F", selected="#003B8E",
    line="#8C8C8C", edge="#FFFFFF", control="#FFFFFF", text="#FFFFFF", text2="#FFFFFF", muted="#E0E0E0",
    disabled="#A6A6A6", accent="#3FF2FF", accent_hover="#8FF7FF", accent_pressed="#1FC7D3", on_accent="#000000",
    accent_text="#3FF2FF", focus="#3FF2FF",
    ok="#5CFFA5", ok_tint="#000000", ok_line="#5CFFA5", warn="#FFD60A", warn_tint="#000000", warn_line="#FFD60A",
    fail="#FF9A8F", fail_tint="#000000", fail_line="#FF9A8F", info="#7CC4FF", info_tint="#000000", info_line="#7CC4FF",
    hand="#E3B8FF", hand_tint="#000000", hand_line="#E3B8FF", skip="#E0E0E0", skip_tint="#000000", skip_line="#E0E0E0",
    danger="#FF9A8F", danger_hover="#FF9A8F", on_danger="#000000", bar="#7CC4FF", grid="#595959", focus_width=3)

THEMES = {Theme.LIGHT: LIGHT, Theme.DARK: DARK, Theme.HIGH: HIGH}
COLOURS = tuple(f.name for f in fields(Tokens) if f.type == "str")
