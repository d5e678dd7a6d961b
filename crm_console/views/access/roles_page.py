"""The page Papéis: the Platform's roles, their comparison, the CRM's profiles, the list of resources."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.views.access.comparison_page import ComparisonPage
from crm_console.views.access.default_strip import DefaultStrip
from crm_console.views.access.profile_page import ProfilePage
from crm_console.views.access.role_page import RolePage
from crm_console.views.access.role_words import ResourceWords, put_words
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import surface
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import tab_of

COMPARE = "compare"
LOW = 500


class RolesPage(TabbedPage):
    """The comparison has no screen of the vendor's: it stands beside the one whose records it compares."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [
            PageTab("role", tab_of("role").title, TYPES["resource"].MENU, ("role",), self._roles),
            PageTab(COMPARE, N_("Comparar"), TYPES["role"].MENU, (), lambda: ComparisonPage(kit), counted=False),
            PageTab("profile", N_("Gerenciar Perfis/Papéis"), TYPES["profile"].MENU, ("profile", "profile-option"),
                    self._profiles),
            PageTab("resource", tab_of("resource").title, TYPES["resource"].MENU, ("resource",),
                    lambda: ResourcesTab(self))])
        # A narrow window must not be kept wide by a tab that is not shown: it hears of widths only when it is.
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.strip = DefaultStrip(kit, "role")
        self.above.addWidget(self.strip)
        self.tab_changed.connect(lambda *_: self._place_strip())
        self.start()

    def show_rights(self, user: str) -> None:
        """Turn to a user's effective rights."""
        shown = self.turn_to(COMPARE)
        assert isinstance(shown, ComparisonPage)
        shown.show_user(user)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room for the strip."""
        super().resizeEvent(event)
        self._place_strip()

    def _place_strip(self) -> None:
        """In a low and narrow window the strip stands above the list of roles, not above one role's matrix."""
        shown = self.stack.currentWidget()
        low = self.height() < self.kit.look.px(LOW)
        self.strip.make_way(away=low and isinstance(shown, RolePage) and shown.alone)

    def _roles(self) -> QWidget:
        made = RolePage(self.kit)
        made.said.connect(self.said)
        made.turned.connect(self._place_strip)
        made.rights_asked.connect(self.show_rights)
        return made

    def _profiles(self) -> QWidget:
        made = ProfilePage(self.kit)
        made.said.connect(self.said)
        return made


class ResourcesTab(QWidget):
    """The list of resources is data: the vendor publishes part of it, and each entry says where it is known from."""

    def __init__(self, page: RolesPage) -> None:
        super().__init__()
        kit = page.kit
        surface(widget=self)
        self.records = RecordPage(kit, tab_of("resource"))
        self.records.said.connect(page.said)
        put_words(kit, self.records.list, ResourceWords(kit))
        self.note = Banner(kit.look, "hand")
        self.note.tell(kit.say("Lista incompleta."), kit.say(
            "A Senior publica só parte dos recursos de crm/core. Confira na aba Permissões do tenant e inclua os que "
            "faltam; cada linha diz de onde se sabe."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(16, 8, 16, 8)
        top.addWidget(self.note)
        column.addLayout(top)
        column.addWidget(self.records, 1)

    def reach(self, uid: str, field: str = "") -> None:
        """Show a resource."""
        self.records.reach(uid, field)

    def flush(self) -> None:
        """Write a pending draft."""
        self.records.flush()
