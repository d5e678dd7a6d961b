"""The strip that names missing and differently spelt default records, by real clicks on stored records."""

from __future__ import annotations

from PySide6.QtCore import Qt

from crm_console.views.access.default_strip import DefaultStrip


def shown(qtbot, kit, type_name):
    made = DefaultStrip(kit, type_name)
    qtbot.addWidget(made)
    made.resize(900, 120)
    made.show()
    return made


def test_one_click_adds_the_missing_roles_with_the_sources_words(qtbot, kit, add):
    add("role", name="CRM - Diretor")
    strip = shown(qtbot, kit, "role")
    assert strip.missing.said.startswith("Faltam CRM – Coordenador, CRM – Usuário.")
    qtbot.mouseClick(strip.missing.link, Qt.MouseButton.LeftButton)
    roles = {r["name"]: r for r in kit.workspace.store.where("role")}
    assert set(roles) == {"CRM - Diretor", "CRM – Coordenador", "CRM – Usuário"}
    assert "subordinados" in roles["CRM – Coordenador"]["description"]
    assert not roles["CRM – Coordenador"]["permissions"]
    assert strip.isHidden()
    kit.workspace.edits.undo()
    assert not strip.isHidden()


def test_a_different_spelling_is_named_and_put_right(qtbot, kit, add):
    role = add("role", name="CRM Coordenador")
    strip = shown(qtbot, kit, "role")
    assert "CRM Coordenador parece CRM – Coordenador" in strip.spelt.said
    assert "Coordenador" not in strip.missing.said
    qtbot.mouseClick(strip.spelt.link, Qt.MouseButton.LeftButton)
    assert kit.workspace.store.get("role", role)["name"] == "CRM – Coordenador"
    assert strip.spelt.said == ""


def test_suportecrm(qtbot, kit):
    strip = shown(qtbot, kit, "user")
    assert strip.missing.said.startswith("Falta suportecrm.")
    qtbot.mouseClick(strip.missing.link, Qt.MouseButton.LeftButton)
    assert [u["login"] for u in kit.workspace.store.where("user")] == ["suportecrm"]
    assert strip.isHidden()
