"""One role's permissions: search and filter, warnings with their links, the matrix, its legend."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.problem import Problem
from crm_console.core.record import Record
from crm_console.core.text import Nn_
from crm_console.models.role import leftovers
from crm_console.services import permissions
from crm_console.services.permissions import ALL, FILTERS, IDLE, LABELS, NO, YES, Cell, Leftover, Module
from crm_console.services.records import judge
from crm_console.store.change import Change, Rejected
from crm_console.store.notes import accept
from crm_console.views.access.permission_faces import HEIGHT, Face, Faces
from crm_console.views.access.permission_heads import HEAD
from crm_console.views.access.permission_legend import Legend
from crm_console.views.access.permission_model import RoleMatrix
from crm_console.views.access.permission_view import PermissionView
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, button, rule, surface
from crm_console.views.parts.search_field import SearchField
from crm_console.views.parts.segments import Segments

SIBLINGS = "role.siblings"
ROWS = 6  # so many lines of the matrix are in sight before legend and warnings get their room


class PermissionPanel(QWidget):
    """Every fill is one commit, written at once; the status bar tells commits by itself, `said` the rest.

    Where there is little room the legend goes first, then the warnings fold into a link that shows them.
    """

    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.role: Record | None = None
        self._every: list[Module] = []
        self._resources: dict[str, Record] = {}
        self._removed: list[Cell] = []  # taken away since the role was opened: their siblings are asked about
        self._problem: Problem | None = None
        surface(widget=self)
        faces = Faces(kit)
        self.model = RoleMatrix(kit, faces, self)
        self.view = PermissionView(kit, self.model, writable=not kit.workspace.read_only)
        self.view.setObjectName("matrix")
        self.search = SearchField(kit.look, kit.say("Filtrar recurso"))
        self.search.setObjectName("matrix_filter")
        self.segments = Segments(kit.look, [(name, kit.say(words)) for name, words in FILTERS.items()])
        self.segments.set_value(ALL)
        self.idle, self.siblings, self.refused = Banner(kit.look, "warn"), Banner(kit.look, "warn"), Banner(
            kit.look, "fail")
        self.folded = button("", "link", self._unfold)
        self.folded.setObjectName("folded_warnings")
        kit.look.dress(self.folded, "triangle-alert")
        self._unfolded = False
        self.empty = EmptyState(kit.look, "list-filter", "", "", kit.say("Limpar filtro"))
        self._build(faces)
        self.search.textChanged.connect(lambda _: self.refilter())
        self.segments.chosen.connect(lambda _: self.refilter())
        self.view.fill_asked.connect(self.fill)
        self.view.copied.connect(self.copy)
        self.view.paste_asked.connect(self.paste)
        self.idle.link_clicked.connect(self.give_access)
        self.siblings.link_clicked.connect(self.settle_siblings)
        self.empty.pressed.connect(self.clear_filter)

    def show_role(self, role: Record) -> None:
        """Show a role, or the same one as it is now."""
        if self.role is None or self.role.uid != role.uid:
            self._removed, self._unfolded = [], False
            self.refused.hide()
        first = self.role is None
        self.role = role
        self.model.given = permissions.granted(role)
        if first or not self._every:
            self.reload()
        else:
            self.model.refresh()
            self._warn()

    def reload(self) -> None:
        """The list of resources changed."""
        found = self._kit.workspace.store.where("resource")
        self._every = permissions.modules(found)
        self._resources = {resource.uid: resource for resource in found}
        self.refilter()

    def refilter(self) -> None:
        """Show what search and segments let through."""
        keep = permissions.let_through(self.model.given, self.segments.value or ALL)
        self.model.show_modules(permissions.filtered(self._every, self.search.text(), keep))
        if self.model.lines and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setVisible(bool(self.model.lines))
        self.empty.setVisible(not self.model.lines)
        say = self._kit.say
        if self._every:
            self.empty.set_words(say("Nenhum recurso com este filtro"), "", say("Limpar filtro"))
        else:
            self.empty.set_words(say("Nenhum recurso na lista"), say(
                "A Senior publica só parte da lista. Inclua na guia Recursos os que você vê no tenant."))
        self._warn()

    def clear_filter(self) -> None:
        """Show everything."""
        self.segments.set_value(ALL)
        self.search.clear()
        self.refilter()

    def fill(self, cells: list[Cell], value: bool | None) -> None:
        """Make cells *sim* or *não*; None turns them round."""
        if self.role is not None:
            shall = permissions.toggled(self.role, cells) if value is None else value
            self._apply(permissions.filling(self.role, cells, shall))

    def copy(self) -> None:
        """The selected rectangle goes to the clipboard, as words."""
        say = self._kit.say
        text = permissions.written(self.model.given, *self.view.chosen_block(), *self._words())
        QGuiApplication.clipboard().setText(text)
        cells = text.count("\t") + text.count("\n") + 1 if text else 0
        self.said.emit(say(Nn_("{count} célula copiada", "{count} células copiadas", cells)))

    def paste(self) -> None:
        """Lay the copied rectangle over the matrix; one cell fills the whole selection."""
        if self.role is None or not self.view.writable:
            return
        copied = permissions.block(QGuiApplication.clipboard().text(), *self._words())
        if copied is None:
            self.said.emit(self._kit.say("O que foi copiado não são células desta matriz (sim e não)."))
        elif len(copied) == len(copied[0]) == 1:
            self.fill(self.view.chosen_cells(), copied[0][0])
        else:
            self._apply(permissions.pasting(self.role, copied, *self.view.block_from_current()))

    def give_access(self) -> None:
        """The banner's link: what is idle gets Acesso."""
        if self.role is not None:
            self._apply(permissions.giving_access(self.role, self._idle()))

    def settle_siblings(self) -> None:
        """The banner's link: take the right from the siblings, too; or accept that they keep it."""
        if self.role is None:
            return
        left = self._left()
        if left:
            self._apply(permissions.removing_from_siblings(self.role, left))
        elif self._problem is not None:
            accept(self._kit.workspace.store, "role", self.role.uid, self._problem)
            self.said.emit(self._kit.say("Aviso aceito por {by}.", by=self._kit.workspace.store.by))
            self._warn()

    def _words(self) -> tuple[str, str]:
        return self._kit.say(permissions.YES_WORD), self._kit.say(permissions.NO_WORD)

    def _apply(self, changes: Sequence[Change]) -> None:
        assert self.role is not None
        if not changes:
            self.said.emit(self._kit.say("Nada mudou: as células já estavam assim."))
            return
        words = permissions.label(self.role, changes, self._resources)
        # Before the write: whoever hears of it asks for the siblings at once.
        self._removed = [*permissions.came_and_went(changes)[1], *self._removed]
        outcome = self._kit.workspace.edits.apply(changes, words, "cell")
        self.refused.hide()
        if isinstance(outcome, Rejected):
            self.refused.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text))
            self._fit()

    def _idle(self) -> list[Record]:
        return permissions.idle(self.model.given, self._resources.values())

    def _left(self) -> list[Leftover]:
        return permissions.left_behind(self._removed, self.model.given, self._every)

    def _warn(self) -> None:
        if self.role is None:
            return
        say, writable = self._kit.say, self.view.writable
        idle = self._idle()
        self.idle.setVisible(bool(idle))
        if idle:
            link = say("Dar Acesso a {name}", name=idle[0]["name"]) if len(idle) == 1 else say(
                Nn_("Dar Acesso a {count} recurso", "Dar Acesso a {count} recursos", len(idle)))
            self.idle.tell(say("Sem efeito."), say("Falta Acesso em {names}.", names=permissions.names(idle)),
                           link if writable else "")
        left = self._left()
        if left:
            self._tell_left(left)
        else:
            self._tell_standing()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room for the warnings."""
        super().resizeEvent(event)
        self._fit()

    def _unfold(self) -> None:
        self._unfolded = not self._unfolded
        self._fit()

    def _fit(self) -> None:
        """The matrix keeps its lines: legend and warnings stand where there is room for them."""
        px, shown = self._kit.look.px, [b for b in (self.refused, self.idle, self.siblings) if not b.isHidden()]
        column = self.warnings.layout()
        assert column is not None
        column.invalidate()
        wanted = column.totalHeightForWidth(self.width()) if shown else 0
        room = self.height() - self.top.sizeHint().height() - px(HEAD) - ROWS * px(HEIGHT) - 3
        foldable = bool(shown) and self.refused.isHidden() and wanted > room
        open_ = bool(shown) and not (foldable and not self._unfolded)
        self.warnings.setMinimumHeight(wanted)
        self.warnings.setVisible(open_)
        self.legend.setVisible(self.legend.sizeHint().height() + (wanted if open_ else 0) <= room)
        self.hint.setVisible(not foldable)
        self.folded.setVisible(foldable)
        count = Nn_("{count} aviso", "{count} avisos", len(shown))
        self.folded.setText(self._kit.say("Ocultar avisos") if open_ else self._kit.say(count))
        self.folded.setToolTip("" if open_ else "\n".join(b.said for b in shown))
        self.folded.setAccessibleDescription(self.folded.toolTip())

    def _tell_left(self, left: list[Leftover]) -> None:
        first, say = left[0], self._kit.say
        words = say("{action} saiu de {resource} e continua em {others}.", action=LABELS[first.action],
                    resource=first.resource["name"], others=permissions.names(first.others))
        if len(left) > 1:
            more = say(Nn_("E mais {count} direito assim.", "E mais {count} direitos assim.", len(left) - 1))
            words = f"{words} {more}"
        link = say("Tirar também de {others}", others=permissions.names(first.others)) if len(left) == 1 else say(
            "Tirar também dos irmãos")
        self.siblings.tell(say("Ainda permitido no módulo."), words, link if self.view.writable else "")

    def _tell_standing(self) -> None:
        assert self.role is not None
        found = [j for j in judge(self._kit.workspace.store, self.role)
                 if j.problem.rule == SIBLINGS and not j.accepted]
        self._problem = found[0].problem if found else None
        self.siblings.setVisible(bool(found))
        if found:
            say, left = self._kit.say, list(leftovers(permissions.granted(self.role), list(self._resources.values())))
            more = Nn_("E mais {count} assim.", "E mais {count} assim.", len(left) - 1)
            words = f"{say(left[0][0])}. {say(more) if len(left) > 1 else ''}"
            self.siblings.tell(say("Módulos desiguais."), words, say("Aceitar") if self.view.writable else "")

    def set_low(self, *, low: bool) -> None:
        """Whether the window is low: then nothing stands apart."""
        across = 2 if low else 8
        self.top.layout().setContentsMargins(20, across, 16, across)  # type: ignore[union-attr]
        self._fit()

    def _build(self, faces: Faces) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top = QWidget()
        top = QHBoxLayout(self.top)
        top.setContentsMargins(20, 8, 16, 8)
        top.setSpacing(8)
        self.search.setMaximumWidth(self._kit.look.px(220))
        top.addWidget(self.search, 1)
        top.addWidget(self.segments, 0)
        self.hint = ElidingLabel(self._kit.say("Espaço alterna, S e N marcam a seleção"), "note")
        top.addWidget(self.hint, 1)
        top.addWidget(self.folded)
        column.addWidget(self.top)
        self.warnings = QWidget()
        warnings = QVBoxLayout(self.warnings)
        warnings.setContentsMargins(20, 0, 16, 8)
        warnings.setSpacing(8)
        for banner in (self.refused, self.idle, self.siblings):
            warnings.addWidget(banner)
        column.addWidget(self.warnings)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(rule())
        say = self._kit.say
        self.legend = Legend(self._kit, faces, [
            (Face(YES), say("permitido")), (Face(NO), say("sem permissão")),
            (Face(IDLE), say("sem efeito: falta Acesso"))],
            say("Não há negação: vale a soma dos papéis."))
        column.addWidget(self.legend)
