"""The preferences file: kept, damaged, partly wrong, recent customers."""

from __future__ import annotations

import json

from crm_console.store.preferences import FILE, RECENT_KEPT, Preferences


def test_starts_with_the_account_and_keeps_what_is_changed(tmp_path):
    first = Preferences(tmp_path)
    assert first.by
    first.change(name="Marina Duarte", theme="dark", text_size=125)
    again = Preferences(tmp_path)
    assert again.by == "Marina Duarte"
    assert (again.choices.theme, again.choices.text_size) == ("dark", 125)


def test_a_damaged_file_is_kept_beside_a_fresh_start(tmp_path):
    (tmp_path / FILE).write_text('{"theme": "da', encoding="utf-8")
    found = Preferences(tmp_path)
    assert found.choices.theme == "system"
    assert found.damaged is not None
    assert found.damaged.read_text(encoding="utf-8") == '{"theme": "da'
    found.change(theme="light")
    assert Preferences(tmp_path).choices.theme == "light"


def test_values_that_cannot_be_used_get_their_default(tmp_path):
    (tmp_path / FILE).write_text(json.dumps(
        {"theme": "pink", "text_size": 5000, "name": 7, "unknown": 1, "recent": [{"x": 1}, 3]}), encoding="utf-8")
    found = Preferences(tmp_path)
    assert (found.choices.theme, found.choices.text_size, found.choices.recent) == ("system", 100, ())


def test_recent_customers_newest_first_missing_ones_told_and_removable(tmp_path):
    there = tmp_path / "a.crmc"
    there.touch()
    found = Preferences(tmp_path)
    found.opened(str(tmp_path / "gone.crmc"), "Foi")
    found.opened(str(there), "Serra Azul")
    assert [(r.customer, r.missing) for r in found.choices.recent] == [("Serra Azul", False), ("Foi", True)]
    found.forget(str(tmp_path / "gone.crmc"))
    assert [r.customer for r in Preferences(tmp_path).choices.recent] == ["Serra Azul"]
    for number in range(RECENT_KEPT + 5):
        found.opened(f"/x/{number}.crmc", str(number))
    assert len(found.choices.recent) == RECENT_KEPT


def test_listeners_hear_changes_only(tmp_path):
    found, heard = Preferences(tmp_path), []
    found.listen(heard.append)
    found.change(theme="dark")
    found.change(theme="dark")
    assert [choices.theme for choices in heard] == ["dark"]
