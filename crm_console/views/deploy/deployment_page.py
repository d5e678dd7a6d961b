"""The page Implantação: the route's steps, the deployment's own data, the sign-ins."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_console.core.text import N_
from crm_console.services.deploy.tenant import CRM_TENANTS
from crm_console.services.platform.connecting import Platform
from crm_console.store.connections import ROLES
from crm_console.views.deploy.sign_in_panel import SignInPanel
from crm_console.views.deploy.steps_tab import StepsTab
from crm_console.views.forms.record_form import RecordForm
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import centred, column, scrolled
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import surface
from crm_console.views.records.tabbed_page import PageTab, TabbedPage

WIDTH = 860


class DeploymentPage(TabbedPage):
    """`guide_asked(StepState)` opens the small window; `connected` when somebody is in or out; `moved` with a run."""

    guide_asked = Signal(object)
    connected = Signal()
    moved = Signal()

    def __init__(self, kit: Kit, platform: Platform) -> None:
        self._platform, self._running = platform, False
        super().__init__(kit, [
            PageTab("steps", N_("Etapas"), CRM_TENANTS, (), self._steps),
            PageTab("data", N_("Dados da implantação"), CRM_TENANTS, ("deployment",), self._data,
                    counted=False),
            PageTab("sign-in", N_("Entrada na plataforma"), (), (), self._sign_in)])
        self.start()

    def go_on(self, _: str = "") -> None:
        """Let the run go on from where it stands: the small window has all answers."""
        steps = self.turn_to("steps")
        assert isinstance(steps, StepsTab)
        steps.start()

    def _lock(self, running: bool) -> None:
        """Route, tenant and sign-in stay as they are while a run is under way."""
        self._running = running
        data = self.built.get("data")
        if isinstance(data, _Data):
            data.lock(running)
        for panel in self.findChildren(SignInPanel):
            panel.lock(running)

    def refresh(self) -> None:
        """Something was done elsewhere: in the small window, say."""
        steps = self.built.get("steps")
        if isinstance(steps, StepsTab):
            steps.refresh()

    def _steps(self) -> QWidget:
        made = StepsTab(self.kit, self._platform)
        made.said.connect(self.said)
        made.guide_asked.connect(self.guide_asked)
        made.sign_in_asked.connect(lambda: self.turn_to("sign-in"))
        made.changed.connect(self.moved)
        made.run_changed.connect(self._lock)
        self._running = made.running
        return made

    def _data(self) -> QWidget:
        made = _Data(self.kit)
        made.lock(self._running)
        return made

    def _sign_in(self) -> QWidget:
        content, box = column(spacing=16)
        for role in ROLES:
            panel = SignInPanel(self.kit, self._platform, role)
            panel.setObjectName(f"sign-in-{role}")
            panel.said.connect(self.said)
            panel.changed.connect(self._on_connected)
            panel.lock(self._running)
            box.addWidget(panel)
        box.addStretch(1)
        inner = QWidget()
        inner.setLayout(centred(content, WIDTH, (24, 16, 24, 16)))
        surface("surface", inner)
        return surface("surface", scrolled(inner))

    def _on_connected(self) -> None:
        self.refresh()
        self.connected.emit()


class _Data(QWidget):
    """The one deployment record in the ordinary form."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._locked = False
        self.banner = Banner(kit.look, "info")
        self.form = RecordForm(kit, "deployment")
        self.form.more.hide()  # the one record is neither copied nor removed
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.banner)
        box.addWidget(self.form)
        self.form.saved.connect(lambda *_: self._show())
        self.form.discarded.connect(lambda _: self._show())
        self._show()

    def reach(self, _: str, field: str = "") -> None:
        """Put the cursor into a field."""
        self.form.form.focus(field or next(iter(self.form.form.rows)))

    def lock(self, running: bool) -> None:
        """Nothing is changed under a run; the banner says why."""
        self._locked = running
        self.banner.setVisible(running)
        if running:
            self.banner.tell(self._kit.say("A implantação está andando."),
                             self._kit.say("Pare-a antes de mudar rota, tenant ou pacote."), kind="info")
        self._show()

    def flush(self) -> None:
        """Write a pending draft."""
        self.form.flush()

    def _show(self) -> None:
        found = self._kit.workspace.store.where("deployment")
        if found:
            self.form.show_record(found[0], read_only=self._locked)


