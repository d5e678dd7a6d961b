"""The tab Hierarquia: people as a tree at the left, as an org chart at the right; who is chosen is shared."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.text import N_, Nn_
from crm_console.services.hierarchy import LACKS, matching, moved, moving, name_of, read, with_above, with_below
from crm_console.store.change import Rejected
from crm_console.views.access.hierarchy_drag import Drag
from crm_console.views.access.hierarchy_manager import ChangeManager
from crm_console.views.access.hierarchy_model import HierarchyModel
from crm_console.views.access.hierarchy_tree import HierarchyTree
from crm_console.views.access.org_chart import STEP, OrgChart
from crm_console.views.access.org_chart_export import save_pdf, save_svg
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, button, icon_button, label, restyle, rule, surface
from crm_console.views.parts.search_field import SearchField
from crm_console.views.records.lack_filter import LackFilter

FILTER_MS, TREE_WIDTH, NARROW_TREE, LEAST_TREE, NARROW = 120, 328, 280, 224, 1000
FEW = 60  # up to so many people everything is unfolded at first


class HierarchyPane(QWidget):
    """`chosen(uid)` when someone else is current; `opened(uid)` asks for the person's form; `said(words)`."""

    chosen = Signal(str)
    opened = Signal(str)
    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.hierarchy = read(kit.workspace.store)
        self._stale = False
        self.model = HierarchyModel(self.hierarchy, self)
        self.tree = HierarchyTree(kit, self.model)
        self.chart = OrgChart(kit, self.hierarchy)
        self.search = SearchField(kit.look, kit.say("Procurar"))
        self.search.setObjectName("find_person")
        self.search.setToolTip(kit.say("Por nome, login ou e-mail"))
        self.lacks = LackFilter(kit, LACKS)
        self.lacks.button.setObjectName("hierarchy_lacks")
        self.refused = Banner(kit.look, "fail")
        self.hint = ElidingLabel("", "note")
        self.count = ElidingLabel("", "note")
        self.zoomed = label("", "note")
        self.menu = QMenu(self)
        self.empty = EmptyState(kit.look, "users", kit.say("Nenhum usuário ainda"),
                                kit.say("Cadastre em Gestão dos Usuários, ou importe a planilha do cliente."))
        self.left = QWidget()
        self._build()
        self._connect()
        self.tree.settle(everything=len(self.hierarchy.people) <= FEW, unfolded=set(self.hierarchy.roots), current=None)
        self._tell()

    @property
    def current(self) -> str | None:
        """Who is chosen."""
        return self.chart.current

    def choose(self, uid: str | None) -> None:
        """Make someone the current one in tree and chart, whatever a search hides."""
        if uid is None or uid not in self.hierarchy.people:
            return
        if not self.tree.choose(uid):
            self.clear_search()
            self.tree.choose(uid)
        self.chart.choose(uid)

    def reach(self, uid: str, _field: str = "") -> None:
        """Show a person."""
        self.choose(uid)

    def clear_search(self) -> None:
        """Show everyone."""
        self.search.clear()
        self.lacks.clear()
        self._filter()

    def ask_manager(self) -> None:
        """*Mudar gestor…*."""
        uids = self._uids()
        if uids and not self._kit.workspace.read_only:
            chooser = ChangeManager(self._kit, self, self.hierarchy, uids)
            chooser.done_with.connect(self.said)
            chooser.open()

    def take_from_manager(self) -> None:
        """*Tirar do gestor*."""
        self.put_under(self._uids(), None)

    def put_under(self, uids: list[str], manager: str | None) -> None:
        """Put people under a manager, or under none: one commit, one undo."""
        changes = moving(self.hierarchy, uids, manager)
        if not changes or self._kit.workspace.read_only:
            return
        words = moved(self.hierarchy, uids, manager)
        outcome = self._kit.workspace.edits.apply(changes, words)
        if isinstance(outcome, Rejected):
            self.refused.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text),
                              self._kit.say("Entendi"))
        else:
            self.refused.hide()
            self.said.emit(self._kit.say(words))

    def export(self, kind: str, top: str | None) -> None:
        """Ask for a place and write the chart there."""
        say = self._kit.say
        name = f"{say('organograma')}.{kind}"
        found, _ = QFileDialog.getSaveFileName(
            self, say("Exportar organograma"), str(Path.home() / name), f"{kind.upper()} (*.{kind})")
        if found:
            self.write(kind, top, Path(found))

    def write(self, kind: str, top: str | None, place: Path) -> None:
        """Write the chart, or say why not."""
        save = save_svg if kind == "svg" else save_pdf
        title = self._kit.say("Organograma de {customer}", customer=self._kit.workspace.about.customer)
        try:
            save(self._kit.look, self.hierarchy, top, place, title)
        except UserError as error:
            self.refused.tell(self._kit.say(error.message), self._kit.say(error.hint) if error.hint else "",
                              self._kit.say("Entendi"))
            return
        self.said.emit(self._kit.say("Gravado em {place}", place=place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page has a narrow tree."""
        super().resizeEvent(event)
        self.left.setFixedWidth(self._kit.look.px(TREE_WIDTH if self.width() >= 1100 else
                                                  NARROW_TREE if self.width() >= NARROW else LEAST_TREE))
        self.zoomed.setVisible(self.width() >= NARROW)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        surface(widget=self.left)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(8)
        head.addWidget(self.search, 1)
        head.addWidget(self.lacks.button)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(self.tree, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        self.clear = button(self._kit.say("Limpar filtro"), "link", self.clear_search)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.clear)
        column.addLayout(foot)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(self._bar())
        notes = QVBoxLayout()
        notes.setContentsMargins(16, 0, 16, 0)
        notes.addWidget(self.refused)
        right.addLayout(notes)
        right.addWidget(rule())
        right.addWidget(self.empty, 1)
        right.addWidget(self.chart, 1)
        below = QHBoxLayout()
        below.setContentsMargins(16, 8, 16, 8)
        below.addWidget(self.hint, 1)
        right.addLayout(below)
        row.addWidget(self.left)
        row.addWidget(rule(upright=True))
        row.addLayout(right, 1)

    def _bar(self) -> QHBoxLayout:
        say, look = self._kit.say, self._kit.look
        row = QHBoxLayout()
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(8)
        self.change = button(say("Mudar gestor…"), "", self.ask_manager)
        self.change.setObjectName("change_manager")
        self.change.setToolTip(say("F2"))
        self.top = button(say("Tirar do gestor"), "quiet", self.take_from_manager)
        self.top.setObjectName("take_from_manager")
        self.top.setToolTip(say("Shift+F2"))
        self.out = button(say("Exportar"), "quiet")
        self.out.setObjectName("export_chart")
        look.dress(self.out, "download")
        exports = QMenu(self.out)
        self.exports = {}
        for kind in ("svg", "pdf"):
            for branch, words in ((False, say("{kind}, organograma inteiro…", kind=kind.upper())),
                                  (True, say("{kind}, ramo de quem está escolhido…", kind=kind.upper()))):
                action = exports.addAction(words)
                action.triggered.connect(lambda _=False, kind=kind, branch=branch: self.export(
                    kind, self.current if branch else None))
                self.exports[kind, branch] = action
        self.out.setMenu(exports)
        row.addWidget(self.change)
        row.addWidget(self.top)
        row.addStretch(1)
        folds = icon_button(look, "chevrons-up-down", say("Dobrar e desdobrar"))
        fold_menu = QMenu(folds)
        fold_menu.addAction(say("Dobrar os ramos")).triggered.connect(lambda: self.chart.fold_all(folded=True))
        fold_menu.addAction(say("Desdobrar tudo")).triggered.connect(lambda: self.chart.fold_all(folded=False))
        folds.setMenu(fold_menu)
        row.addWidget(folds)
        row.addWidget(icon_button(look, "zoom-out", say("Diminuir (−)"),
                                  lambda: self.chart.set_zoom(self.chart.zoom / STEP)))
        row.addWidget(self.zoomed)
        row.addWidget(icon_button(look, "zoom-in", say("Aumentar (+)"),
                                  lambda: self.chart.set_zoom(self.chart.zoom * STEP)))
        row.addWidget(icon_button(look, "maximize", say("Ver inteiro (0)"), self.chart.fit))
        row.addWidget(self.out)
        return row

    def _connect(self) -> None:
        self._soon = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._soon.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self._go_to_found)
        self.lacks.changed.connect(self._filter)
        self.refused.link_clicked.connect(self.refused.hide)
        for part, other in ((self.tree, self.chart), (self.chart, self.tree)):
            part.chosen.connect(lambda uid, other=other: self._on_chosen(uid, other))
            part.opened.connect(self.opened)
            part.moved.connect(self.put_under)
            part.manager_asked.connect(self.ask_manager)
            part.top_asked.connect(self.take_from_manager)
            part.dragging.connect(lambda part=part: self._tell_drag(part.drag))
        self.chart.zoomed.connect(lambda zoom: self.zoomed.setText(f"{round(zoom * 100)} %"))
        self.chart.menu_asked.connect(self._ask_menu)
        self.tree.customContextMenuRequested.connect(
            lambda at: self._ask_menu(self.tree.viewport().mapToGlobal(at)))
        Commits(self._kit.workspace.store, self).changed.connect(self._on_changed)

    def _on_chosen(self, uid: str, other: HierarchyTree | OrgChart) -> None:
        other.choose(uid)
        self._tell()
        self.chosen.emit(uid)

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & {"user", "department", "function"}:
            self._stale = True
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked is read now."""
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.hierarchy = read(self._kit.workspace.store)
            self.chart.show_tree(self.hierarchy)
            self._filter()

    def _filter(self) -> None:
        self._soon.stop()
        text, lacking = self.search.text(), self.lacks.chosen
        current, unfolded = self.tree.current or self.chart.current, self.tree.unfolded()
        searching = bool(text.strip() or lacking)
        found = matching(self.hierarchy, text, lacking) if searching else None
        shown = with_above(self.hierarchy, found) if found is not None else None
        self.model.show_tree(self.hierarchy, found, shown)
        self.tree.settle(everything=searching, unfolded=unfolded, current=current)
        self._tell()

    def _go_to_found(self) -> None:
        """Enter in the search field: to the first who was found, in tree and chart; again: to the next."""
        self._filter()
        found = [uid for uid in self.hierarchy.below(None) if uid in (self.model.found or ())]
        if found:
            at = found.index(self.current) + 1 if self.current in found else 0
            self.tree.choose(found[at % len(found)])

    def _tell(self) -> None:
        say, people = self._kit.say, self.hierarchy.people
        found = self.model.found
        parts = [say(Nn_("{count} pessoa", "{count} pessoas", len(people if found is None else found))),
                 *self.lacks.words()]
        self.count.set_whole(" · ".join(parts))
        self.clear.setVisible(found is not None)
        writable = not self._kit.workspace.read_only
        uids = self._uids()
        self.change.setEnabled(writable and bool(uids))
        self.top.setEnabled(writable and any(self.hierarchy.managers.get(uid) for uid in uids))
        for (_, branch), action in self.exports.items():
            action.setEnabled(bool(people) and (not branch or self.current is not None))
        self.chart.setVisible(bool(people))
        self.empty.setVisible(not people)
        self._tell_drag(None)

    def _tell_drag(self, drag: Drag | None) -> None:
        say = self._kit.say
        words = N_("Espaço dobra, Ctrl+roda aproxima.") if self._kit.workspace.read_only else N_(
            "Arraste alguém para cima do novo gestor, ou F2. Espaço dobra, Ctrl+roda aproxima.")
        self.hint.setProperty("state", "")
        if drag is not None and drag.active and drag.over:
            self.hint.setProperty("state", "fail" if drag.refused else "info")
            words = drag.refused or moved(self.hierarchy, drag.uids, drag.over)
        elif drag is not None and drag.active:
            words = with_below(self.hierarchy, drag.uids)
        self.hint.set_whole(say(words))
        restyle(self.hint)

    def _uids(self) -> list[str]:
        chosen = self.tree.selected()
        if self.current and self.current not in chosen:
            return [self.current]
        return [uid for uid in chosen if uid in self.hierarchy.people]

    def _ask_menu(self, at: QPoint) -> None:
        uids = self._uids()
        if not uids:
            return
        say, writable = self._kit.say, not self._kit.workspace.read_only
        self.menu.clear()
        name = name_of(self.hierarchy.people[uids[0]])
        self.menu.addAction(say("Abrir {name}", name=name)).triggered.connect(lambda: self.opened.emit(uids[0]))
        change = self.menu.addAction(say("Mudar gestor…"))
        change.triggered.connect(self.ask_manager)
        top = self.menu.addAction(say("Tirar do gestor"))
        top.triggered.connect(self.take_from_manager)
        for action in (change, top):
            action.setEnabled(writable)
        self.menu.popup(at)
