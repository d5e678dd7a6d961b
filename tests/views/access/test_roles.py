"""Gestão dos Papéis with real keys and clicks: the matrix, its fills and warnings, users, data; on stored records."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication

from crm_console.core.text import N_
from crm_console.services import permissions
from crm_console.services.records import saving
from crm_console.store.change import Added, Applied
from crm_console.store.notes import drafts
from crm_console.store.store import new_uid
from crm_console.views.access.permission_model import VALUES
from crm_console.views.access.role_choosers import ChooseUsers, CopyFrom
from crm_console.views.access.roles_page import RolesPage

LEFT, SHIFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
COMPROMISSOS = ("Novo Compromisso", "Consultar Compromissos", "Compromisso")
Key = Qt.Key


@pytest.fixture
def uid(workspace):
    return lambda name: workspace.store.find("resource", name).uid


@pytest.fixture
def role(add, uid):
    """A role that may see and export appointments, and read accounts without access."""
    grants = {f"{uid(name)}:{action}" for name in COMPROMISSOS for action in ("access", "view", "export")}
    return add("role", name="CRM – Coordenador", permissions=frozenset(grants))


@pytest.fixture
def page(kit, qtbot, role):
    made = RolesPage(kit)
    qtbot.addWidget(made)
    made.resize(1126, 598)
    made.show()
    return made


@pytest.fixture
def panel(page):
    return page.tab("role").sheet.panel


@pytest.fixture
def view(panel):
    panel.view.setFocus()
    return panel.view


@pytest.fixture
def granted(workspace, uid, role):
    """The actions that the stored role grants on a resource."""
    return lambda name: permissions.granted(workspace.store.get("role", role)).get(uid(name), set())


def point(view, name, action):
    """The middle of a cell; `name` of a resource, or of a module in its head's line."""
    row = next(at for at in range(len(view.matrix.lines)) if view.matrix.title(at) == name and (
        view.matrix.lines[at].resource is not None or name not in {r["name"] for r in view.matrix.resources()}))
    index = view.matrix.index(row, VALUES.index(action))
    view.scrollTo(index)
    return view.visualRect(index).center()


def row_of(view, name, *, module=False):
    return next(at for at, line in enumerate(view.matrix.lines)
                if view.matrix.title(at) == name and (line.resource is None) == module)


def click(qtbot, view, name, action):
    qtbot.mouseClick(view.viewport(), LEFT, pos=point(view, name, action))


def test_space_toggles_and_says_so(view, qtbot, uid, granted, workspace):
    view.go_to(uid("Compromisso"), "export")
    qtbot.keyClick(view, Key.Key_Space)
    assert granted("Compromisso") == {"access", "view"}
    assert "Compromisso, Exportar: sim → não" in str(workspace.edits.undoable)  # what the status bar says
    qtbot.keyClick(view, Key.Key_Space)
    assert "export" in granted("Compromisso")


def test_s_and_n_set(view, qtbot, uid, granted):
    view.go_to(uid("Contatos"), "access")
    qtbot.keyClick(view, Key.Key_S)
    qtbot.keyClick(view, Key.Key_S)
    assert granted("Contatos") == {"access"}
    qtbot.keyClick(view, Key.Key_N)
    assert granted("Contatos") == set()


def test_a_rectangle_by_keyboard(view, qtbot, uid, granted, workspace):
    view.go_to(uid("Novo Compromisso"), "add")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        qtbot.keyClick(view, key, SHIFT)
    qtbot.keyClick(view, Key.Key_S)
    for name in COMPROMISSOS:
        assert granted(name) == {"access", "view", "export", "add", "edit"}
    qtbot.keyClick(view, Key.Key_N)
    assert granted("Compromisso") == {"access", "view", "export"}
    workspace.edits.undo()
    assert granted("Compromisso") == {"access", "view", "export", "add", "edit"}


def test_a_rectangle_by_mouse_drag(view, qtbot, granted):
    start, end = point(view, "Novo Compromisso", "delete"), point(view, "Compromisso", "filter")
    start = point(view, "Novo Compromisso", "delete")
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    qtbot.mouseMove(view.viewport(), QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2))
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=end)
    assert granted("Compromisso") == {"access", "view", "export"}, "a drag chooses, it does not toggle"
    assert len(view.chosen_cells()) == 9
    qtbot.keyClick(view, Key.Key_S)
    for name in COMPROMISSOS:
        assert granted(name) == {"access", "view", "delete", "export", "filter"}


def test_a_click_on_the_pill_toggles(view, qtbot, granted):
    click(qtbot, view, "Compromisso", "export")
    assert granted("Compromisso") == {"access", "view"}
    click(qtbot, view, "Compromisso", "edit")
    assert granted("Compromisso") == {"access", "view", "edit"}


def test_a_click_beside_the_pill_only_chooses(view, qtbot, granted):
    point(view, "Compromisso", "export")
    box = view.visualRect(view.matrix.place(view.matrix.lines[row_of(view, "Compromisso")].resource.uid, "export"))
    qtbot.mouseClick(view.viewport(), LEFT, pos=box.topLeft() + QPoint(2, 2))
    assert "export" in granted("Compromisso")
    assert view.currentIndex().column() == VALUES.index("export")


def test_a_module_is_filled_at_its_head(view, qtbot, granted):
    click(qtbot, view, "Compromissos", "export")
    assert not any("export" in granted(name) for name in COMPROMISSOS)
    click(qtbot, view, "Compromissos", "export")
    assert all("export" in granted(name) for name in COMPROMISSOS)


def test_a_folded_module_is_filled_too(view, qtbot, granted):
    view.setCurrentIndex(view.matrix.index(row_of(view, "Compromissos", module=True), 0))
    qtbot.keyClick(view, Key.Key_Left)
    qtbot.keyClick(view, Key.Key_N)
    assert not any("access" in granted(name) for name in COMPROMISSOS)


def test_a_column_by_its_heads_menu(view, qtbot, workspace, role):
    head = view.horizontalHeader()
    column = VALUES.index("filter")
    x = head.sectionViewportPosition(column) + 20
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(x, 10))
    qtbot.waitUntil(view.menu.isVisible)
    qtbot.keyClick(view.menu, Key.Key_Down)
    qtbot.keyClick(view.menu, Key.Key_Return)
    given = permissions.granted(workspace.store.get("role", role))
    assert all("filter" in given.get(r.uid, ()) for r in workspace.store.where("resource"))
    assert not any("edit" in given.get(r.uid, ()) for r in workspace.store.where("resource"))


def test_a_column_and_a_row_by_keys(view, qtbot, uid, workspace, role, granted):
    view.go_to(uid("Tarefas"), "add")
    qtbot.keyClick(view, Key.Key_Space, SHIFT)
    qtbot.keyClick(view, Key.Key_S)
    assert granted("Tarefas") == set(VALUES)
    qtbot.keyClick(view, Key.Key_Space, CTRL)
    qtbot.keyClick(view, Key.Key_S)
    given = permissions.granted(workspace.store.get("role", role))
    assert all("add" in given[r.uid] for r in workspace.store.where("resource"))


def test_the_cells_menu_fills_the_line(view, qtbot, uid, granted):
    view.go_to(uid("Tarefas"), "add")
    action = next(a for a in view.fill_menu().actions() if a.text() == "Tarefas: sim")
    action.trigger()
    assert granted("Tarefas") == set(VALUES)


def test_copy_and_paste_a_rectangle(panel, view, qtbot, uid, granted):
    view.go_to(uid("Compromisso"), "access")
    for _ in range(5):
        qtbot.keyClick(view, Key.Key_Right, SHIFT)
    qtbot.keyClick(view, Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "sim\tsim\tnão\tnão\tnão\tsim"
    view.go_to(uid("Tarefas"), "access")
    qtbot.keyClick(view, Key.Key_V, CTRL)
    assert granted("Tarefas") == {"access", "view", "export"}


def test_one_copied_cell_fills_the_selection(view, qtbot, uid, granted):
    view.go_to(uid("Compromisso"), "edit")
    qtbot.keyClick(view, Key.Key_C, CTRL)
    view.go_to(uid("Novo Compromisso"), "access")
    qtbot.keyClick(view, Key.Key_Right, SHIFT)
    qtbot.keyClick(view, Key.Key_V, CTRL)
    assert granted("Novo Compromisso") == {"export"}


def test_pasting_what_are_no_cells_says_so(page, view, qtbot, uid, granted):
    QGuiApplication.clipboard().setText("qualquer coisa")
    view.go_to(uid("Compromisso"), "edit")
    with qtbot.waitSignal(page.said) as said:
        qtbot.keyClick(view, Key.Key_V, CTRL)
    assert "não são células" in said.args[0]
    assert granted("Compromisso") == {"access", "view", "export"}


def test_a_thousand_cells_are_one_undo(page, panel, view, qtbot, workspace, role):
    workspace.edits.apply([Added("resource", new_uid(), {"name": f"R{n}", "module": f"M{n % 20}", "position": 900 + n})
                           for n in range(150)], N_("teste"))
    before = workspace.store.get("role", role)["permissions"]
    view.setFocus()
    qtbot.keyClick(view, Key.Key_A, CTRL)
    qtbot.keyClick(view, Key.Key_S)
    assert len(workspace.store.get("role", role)["permissions"]) == 7 * len(workspace.store.where("resource")) > 1000
    workspace.edits.undo()
    assert workspace.store.get("role", role)["permissions"] == before
    assert panel.model.given == permissions.granted(workspace.store.get("role", role))


def test_folding_by_keys_and_click_is_kept(page, panel, view, qtbot, workspace, add):
    other = add("role", name="Outro")
    at = row_of(view, "Compromissos", module=True)
    lines = len(panel.model.lines)
    view.setCurrentIndex(panel.model.index(at, 0))
    qtbot.keyClick(view, Key.Key_Left)
    assert len(panel.model.lines) == lines - 3
    assert view.currentIndex().row() == at
    qtbot.keyClick(view, Key.Key_Right)
    assert len(panel.model.lines) == lines
    view.scrollTo(panel.model.index(at, 0))
    head = view.verticalHeader()
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(20, head.sectionViewportPosition(at) + 10))
    assert len(panel.model.lines) == lines - 3
    page.show_record("role", other)
    assert panel.role.uid == other
    assert len(panel.model.lines) == lines - 3


def test_arrows_move_between_columns_of_a_modules_head(view, qtbot):
    view.setCurrentIndex(view.matrix.index(0, 1))
    qtbot.keyClick(view, Key.Key_Left)
    assert (view.currentIndex().column(), view.matrix.closed) == (0, set())


def test_search_and_segments(panel, view, qtbot):
    qtbot.keyClicks(panel.search, "ocorrencias")
    assert [r["name"] for r in panel.model.resources()] == ["Ocorrências"]
    qtbot.keyClick(panel.search, Key.Key_Escape)
    some, none = panel.segments._buttons["some"], panel.segments._buttons["none"]
    qtbot.mouseClick(some, LEFT)
    assert {r["name"] for r in panel.model.resources()} == set(COMPROMISSOS)
    qtbot.mouseClick(none, LEFT)
    assert not {r["name"] for r in panel.model.resources()} & set(COMPROMISSOS)
    qtbot.keyClicks(panel.search, "compromisso")
    assert panel.view.isHidden()
    qtbot.mouseClick(panel.empty.button, LEFT)
    assert panel.view.isVisible()
    assert panel.segments.value == "all"


def test_a_fill_reaches_what_the_filter_shows(panel, view, qtbot, granted, workspace, role):
    qtbot.keyClicks(panel.search, "consultar")
    view.setFocus()
    qtbot.keyClick(view, Key.Key_A, CTRL)
    qtbot.keyClick(view, Key.Key_S)
    assert granted("Consultar Contas") == granted("Consultar Compromissos") == set(VALUES)
    assert granted("Nova Conta") == set()


def test_a_right_left_on_siblings_is_named_and_its_link_removes_it(panel, view, qtbot, granted, workspace):
    assert not panel.siblings.isVisible()
    click(qtbot, view, "Compromisso", "export")
    assert panel.siblings.said == (
        "Ainda permitido no módulo. Exportar saiu de Compromisso e continua em "
        "Novo Compromisso, Consultar Compromissos.")
    assert panel.siblings.link.text() == "Tirar também de Novo Compromisso, Consultar Compromissos"
    qtbot.mouseClick(panel.siblings.link, LEFT)
    assert not any("export" in granted(name) for name in COMPROMISSOS)
    assert not panel.siblings.isVisible()
    workspace.edits.undo()
    assert [("export" in granted(name)) for name in COMPROMISSOS] == [True, True, False]
    assert panel.siblings.isVisible()


def test_an_uneven_module_can_be_accepted(page, panel, kit, qtbot, workspace, uid, role):
    workspace.edits.apply(permissions.filling(
        workspace.store.get("role", role), [(uid("Compromisso"), "export")], False), N_("teste"))
    assert panel.siblings.said.startswith("Módulos desiguais.")
    qtbot.mouseClick(panel.siblings.link, LEFT)
    assert not panel.siblings.isVisible()


def test_a_right_without_access_is_named_and_its_link_gives_it(panel, view, qtbot, granted):
    click(qtbot, view, "Contratos", "view")
    assert panel.idle.said == "Sem efeito. Falta Acesso em Contratos."
    assert panel.idle.link.text() == "Dar Acesso a Contratos"
    assert panel.model.data(panel.model.place(view.matrix.lines[row_of(view, "Contratos")].resource.uid, "view")
                            ) == "sim, sem efeito: falta Acesso"
    qtbot.mouseClick(panel.idle.link, LEFT)
    assert granted("Contratos") == {"access", "view"}
    assert not panel.idle.isVisible()


def test_heads_count(panel):
    said = panel.model.headerData(VALUES.index("export"), Qt.Orientation.Horizontal)
    assert said == f"Exportar\n3 de {len(panel.model.resources())}"


def test_copy_from_another_role(page, panel, kit, qtbot, add, uid, granted, role, workspace):
    add("role", name="Outro", permissions=frozenset({f"{uid('Tarefas')}:access"}))
    sheet = page.tab("role").sheet
    qtbot.mouseClick(sheet.copy_button, LEFT)
    asked = sheet.findChild(CopyFrom)
    asked.sources.setFocus()
    qtbot.keyClicks(asked.sources, "O")
    assert asked.preview.text() == "1 passam a sim, 9 passam a não"
    qtbot.mouseClick(asked.do, LEFT)
    assert granted("Tarefas") == {"access"}
    assert granted("Compromisso") == set()
    workspace.edits.undo()
    assert granted("Compromisso") == {"access", "view", "export"}


def test_copy_can_only_add(page, kit, qtbot, add, uid, granted):
    add("role", name="Outro", permissions=frozenset({f"{uid('Tarefas')}:access"}))
    sheet = page.tab("role").sheet
    qtbot.mouseClick(sheet.copy_button, LEFT)
    asked = sheet.findChild(CopyFrom)
    qtbot.mouseClick(asked.how._buttons["add"], LEFT)
    qtbot.mouseClick(asked.do, LEFT)
    assert granted("Tarefas") == {"access"}
    assert granted("Compromisso") == {"access", "view", "export"}


def test_users_are_added_and_removed(page, qtbot, add, role, workspace):
    ana, bruno = add("user", login="ana", full_name="Ana"), add("user", login="bruno", full_name="Bruno", roles=frozenset({role}))
    sheet = page.tab("role").sheet
    box = sheet.tabs.boxes()[1]
    qtbot.mouseClick(sheet.tabs, LEFT, pos=box.center())
    qtbot.mouseClick(sheet.users.add, LEFT)
    asked = sheet.users.findChild(ChooseUsers)
    item = asked.users.list.item(0)
    asked.users.list.setCurrentItem(item)
    qtbot.keyClick(asked.users.list, Key.Key_Space)
    assert asked.preview.text() == "1 recebem o papel, 0 deixam de ter"
    qtbot.mouseClick(asked.do, LEFT)
    assert workspace.store.get("user", ana)["roles"] == {role}
    assert sheet.users.model.rowCount() == 2
    sheet.users.people.setCurrentIndex(sheet.users.model.index(1, 0))
    qtbot.keyClick(sheet.users.people, Key.Key_Delete)
    assert workspace.store.get("user", bruno)["roles"] == frozenset()
    assert workspace.store.get("user", ana)["roles"] == {role}


def test_a_users_row_leads_to_the_rights(page, qtbot, add, role):
    ana = add("user", login="ana", full_name="Ana", roles=frozenset({role}))
    sheet = page.tab("role").sheet
    sheet.turn_to(1)
    sheet.users.people.setFocus()
    qtbot.keyClick(sheet.users.people, Key.Key_Return)
    shown = page.stack.currentWidget()
    assert shown is page.tab("compare")
    assert shown.user.chooser.value() == ana
    assert len(shown.user.model.givers) == 9


def test_a_new_role_by_keys(page, qtbot, workspace):
    shown = page.tab("role")
    qtbot.mouseClick(shown.list.new, LEFT)
    assert shown.sheet.stack.currentIndex() == 2
    qtbot.keyClicks(shown.form.form.rows["name"].editor.line, "CRM Pos-venda")
    qtbot.keyClicks(shown.form.form.rows["description"].editor.widget, "Depois da venda")
    qtbot.mouseClick(shown.form.save_button, LEFT)
    made = workspace.store.find("role", "CRM Pos-venda")
    assert made["description"] == "Depois da venda"
    assert shown.sheet.role.uid == made.uid
    assert shown.sheet.stack.currentWidget() is shown.sheet.panel
    assert shown.list.current == made.uid


def test_a_new_role_has_a_small_pill_and_no_row_is_highlighted(page, add, qtbot, role, workspace):
    shown = page.tab("role")
    shown.list.choose(role)
    qtbot.mouseClick(shown.list.new, LEFT)
    assert shown.list.selected() == []
    qtbot.keyClicks(shown.form.form.rows["name"].editor.line, "CRM Novo")
    qtbot.waitUntil(lambda: shown.form.pill.word == "Rascunho")
    assert shown.form.pill.isVisible()
    assert shown.form.pill.width() <= shown.form.pill.sizeHint().width()
    add("role", name="CRM – Vindo de fora")  # the list is read again meanwhile
    assert shown.list.selected() == []
    table = shown.list.table
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.currentIndex()).center())
    assert shown.list.selected() == [role]
    assert shown.form.editing.record.uid == role
    assert [draft.values["name"] for draft in drafts(workspace.store, "role")] == ["CRM Novo"]


def test_the_title_is_whole_where_there_is_room(page, kit, qtbot, workspace):
    assert page.tab("role").sheet.title.text() == "CRM – Coordenador"
    workspace.store.read_only = True
    other = RolesPage(kit)
    qtbot.addWidget(other)
    other.resize(1126, 598)
    other.show()
    title = other.tab("role").sheet.title
    qtbot.waitUntil(lambda: title.isVisible() and title.width() > 24)
    assert title.text() == "CRM – Coordenador"
    other.resize(1060, 598)
    assert other.tab("role").sheet.pill.x() - title.geometry().right() < 24, "the pill follows the words"


def test_a_default_role_stands_beside_its_description(page):
    sheet = page.tab("role").sheet
    assert sheet.pill.word == "Padrão do CRM"
    assert "dados de seus subordinados" in sheet.source.text()


def test_the_list_says_users_and_origin(page, add, role, qtbot, workspace):
    add("user", login="ana", roles=frozenset({role}))
    words = page.tab("role").list.words.of(workspace.store.get("role", role))
    assert (words.second, words.state.word) == ("padrão do CRM", "1")


def test_reach_goes_to_the_permissions_or_to_a_field(page, role, qtbot):
    sheet = page.tab("role").sheet
    page.show_record("role", role, "name")
    assert sheet.stack.currentIndex() == 2
    page.show_record("role", role, "permissions")
    assert sheet.stack.currentWidget() is sheet.panel


def test_read_only_changes_nothing(kit, qtbot, workspace, role, uid, granted):
    workspace.store.read_only = True
    page = RolesPage(kit)
    qtbot.addWidget(page)
    page.resize(1126, 598)
    page.show()
    sheet = page.tab("role").sheet
    view = sheet.panel.view
    view.setFocus()
    view.go_to(uid("Compromisso"), "export")
    before = granted("Compromisso")
    for key in (Key.Key_Space, Key.Key_N):
        qtbot.keyClick(view, key)
    qtbot.keyClick(view, Key.Key_V, CTRL)
    click(qtbot, view, "Compromisso", "export")
    assert granted("Compromisso") == before
    assert not any(a.isEnabled() for a in view.fill_menu().actions() if a.text().endswith(("sim", "não")))
    assert not sheet.copy_button.isEnabled()
    assert not sheet.users.add.isEnabled()
    profile = page.turn_to("profile").sheet
    assert not profile.save_button.isEnabled()
    assert not any(row.tick.isEnabled() for row in profile.rows.values())


@pytest.fixture
def warned(page, workspace, uid, role):
    """The role has two warnings: one resource without access, and a module that is uneven."""
    grants = set(workspace.store.get("role", role)["permissions"])
    grants |= {f"{uid('Contatos')}:view", f"{uid('Compromisso')}:delete"}
    record = workspace.store.get("role", role)
    outcome = workspace.edits.apply(saving(record, record.replaced(permissions=frozenset(grants))), N_("teste"))
    assert isinstance(outcome, Applied), outcome
    return page


@pytest.mark.parametrize("size", [(855, 379), (980, 379), (1310, 590)])
def test_the_matrix_keeps_six_rows_and_warnings_are_never_cut(warned, panel, qtbot, size):
    warned.resize(*size)
    qtbot.waitUntil(lambda: warned.size() == QSize(*size))
    shown = warned.tab("role")
    if shown.back.isVisible() or not shown.right.isVisible():
        shown.list.table.setFocus()
        qtbot.keyClick(shown.list.table, Key.Key_Return)
    qtbot.waitUntil(lambda: panel.view.isVisible() and panel.view.viewport().height() >= 6 * panel.view.rowHeight(0))
    folded = panel.folded.isVisible()
    assert folded == (size[1] == 379)
    if folded:
        assert panel.folded.text() == "2 avisos"
        assert not panel.siblings.isVisible()
        assert "Falta Acesso em Contatos." in panel.folded.toolTip()
        panel.folded.setFocus()
        qtbot.keyClick(panel.folded, Key.Key_Space)
        assert panel.folded.text() == "Ocultar avisos"
    for banner in (panel.idle, panel.siblings):
        qtbot.waitUntil(lambda banner=banner: banner.isVisible() and banner.height() >= banner.heightForWidth(
            banner.width()))
    if folded:
        qtbot.mouseClick(panel.folded, LEFT)
        assert not panel.idle.isVisible()
        qtbot.waitUntil(lambda: panel.view.viewport().height() >= 6 * panel.view.rowHeight(0))


def test_a_low_window_leads_back_to_the_list(page, qtbot, workspace, role):
    page.resize(855, 370)
    shown = page.tab("role")
    qtbot.waitUntil(lambda: shown.width() < 900)
    shown.list.table.setFocus()
    qtbot.keyClick(shown.list.table, Key.Key_Return)
    assert shown.back.isVisible()
    assert not page.strip.isVisible()
    qtbot.mouseClick(shown.back, LEFT)
    assert page.strip.isVisible(), "what is missing is said above the list"
    assert (shown.list.isVisible(), shown.right.isVisible()) == (True, False)
    shown.list.table.setFocus()
    qtbot.keyClick(shown.list.table, Key.Key_Delete)
    qtbot.mouseClick(shown.danger.do, LEFT)
    qtbot.waitUntil(lambda: workspace.store.get("role", role) is None)
    assert shown.list.isVisible(), "where no role is left the way back is not on the sheet"
