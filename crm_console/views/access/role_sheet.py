"""The chosen role: name, whether it is a default one and what the source says of it, and three inner tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.models.role import default_role
from crm_console.services.default_records import description_of
from crm_console.views.access.permission_panel import PermissionPanel
from crm_console.views.access.role_choosers import CopyFrom
from crm_console.views.access.role_users import RoleUsers
from crm_console.views.forms.record_form import RecordForm
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import ElidingLabel, button, icon_button, label, rule, surface
from crm_console.views.parts.pill import Pill
from crm_console.views.parts.tab_bar import TabBar

PERMISSIONS, USERS, DATA = range(3)
LOW = 440  # a sheet that is lower shows less about the role, for the matrix' sake


class RoleSheet(QWidget):
    """Stands in the form's place; the form itself becomes the inner tab *Dados*."""

    said = Signal(str)
    rights_asked = Signal(str)

    def __init__(self, kit: Kit, form: RecordForm) -> None:
        super().__init__()
        self._kit, self._form = kit, form
        self.role: Record | None = None
        say = kit.say
        surface(widget=self)
        self.title = ElidingLabel("", "panel", Qt.TextElideMode.ElideMiddle)
        # As wide as its words, so that the pill follows them; cut only where there is no room.
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.pill = Pill(kit.look)
        self.pill.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.source = label("", "note", wrap=True)
        self.copy_button = button(say("Copiar de outro papel…"), "", self.copy_from)
        self.copy_button.setObjectName("copy_from")
        kit.look.dress(self.copy_button, "copy")
        self.more = icon_button(kit.look, "ellipsis", say("Ações"))
        self.more.setMenu(form.menu)
        self.tabs = TabBar(kit.look, [say("Permissões"), say("Usuários"), say("Dados")])
        self.panel, self.users = PermissionPanel(kit), RoleUsers(kit)
        self.stack = QStackedWidget()
        # A low window gets a low matrix; it must not be kept high by the tab that is not shown.
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.stack.addWidget(self.panel)
        self.stack.addWidget(self.users)
        self.stack.addWidget(self._data(form))
        self._build()
        outer = QVBoxLayout(form)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self)
        self.tabs.chosen.connect(self._turn)
        form.banner.link_clicked.connect(self._to_warning)
        self.panel.said.connect(self.said)
        self.users.said.connect(self.said)
        self.users.rights_asked.connect(self.rights_asked)

    def show_role(self, uid: str) -> None:
        """Show a stored role."""
        role = self._kit.workspace.store.get("role", uid)
        if role is None:
            return
        was_new, self.role = self.role is None, role
        self._head(role["name"], writable=True)
        self.panel.show_role(role)
        self.tabs.set_count(USERS, self.users.show_role(role))
        self.tabs.show()
        if was_new:
            self.turn_to(PERMISSIONS)

    def begin(self) -> None:
        """A role that does not exist yet has data only."""
        self.role = None
        self._head(self._kit.say("Novo papel"), writable=False)
        self.turn_to(DATA)
        self.tabs.hide()

    def refresh(self, types: frozenset[str]) -> None:
        """Records of these types changed."""
        if "resource" in types:
            self.panel.reload()
        if self.role is not None:
            self.show_role(self.role.uid)

    def turn_to(self, tab: int) -> None:
        """Bring an inner tab up."""
        self.tabs.choose(tab)
        self._turn(tab)

    def enter(self) -> None:
        """Put the keyboard on the inner tab that is on top."""
        {PERMISSIONS: self.panel.view, USERS: self.users.people}.get(
            self.stack.currentIndex(), self._form.form.rows["name"].editor.widget).setFocus()

    def copy_from(self) -> None:
        """Ask which role to copy from."""
        if self.role is not None:
            asked = CopyFrom(self._kit, self, self.role)
            asked.done_with.connect(self.said)
            asked.open()

    def _to_warning(self) -> None:
        """The form's link to its first problem: permissions are no row of the form, they are the tab beside it."""
        editing, rows = self._form.editing, self._form.form.rows
        if self.role is not None and editing and not any(j.problem.field in rows for j in editing.judged()):
            self.turn_to(PERMISSIONS)
            self.enter()

    def _turn(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)

    def _head(self, name: str, *, writable: bool) -> None:
        self.title.set_whole(name)
        described = description_of(name)
        self.source.setText(self._kit.say(described) if described else "")
        self._fit()
        if default_role(name):
            self.pill.tell("skip", "shield-check", self._kit.say("Padrão do CRM"))
        elif described is not None:
            self.pill.tell("skip", "shield-check", self._kit.say("Da Platform"))
        else:
            self.pill.hide()
        self.copy_button.setVisible(writable)
        self.copy_button.setEnabled(not self._kit.workspace.read_only)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has no room for what the source says; it is the pill's tooltip there."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        low = self.height() < self._kit.look.px(LOW)
        self.head.setContentsMargins(20, 2 if low else 10, 16, 0)
        self.source.setVisible(bool(self.source.text()) and not low)
        self.pill.setToolTip(self.source.text() if low else "")
        self.panel.set_low(low=low)

    def _data(self, form: RecordForm) -> QWidget:
        # A layout given to another widget takes its widgets along: the form's rows move onto the inner tab.
        made, rows = surface(), form.layout()
        assert rows is not None
        made.setLayout(rows)
        form.title.hide()
        form.more.hide()
        return made

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = head = QHBoxLayout()
        head.setContentsMargins(20, 10, 16, 0)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        head.addWidget(self.more)
        self.source.setContentsMargins(20, 0, 16, 4)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 16, 0)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.source)
        column.addLayout(bar)
        column.addWidget(rule())
        column.addWidget(self.stack, 1)
