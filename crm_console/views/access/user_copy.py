"""*Copiar de outro usuário…*: fills the form, saves nothing. The Platform copies roles; the rest is our addition."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from crm_console.core.codecs import show
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.record import Record
from crm_console.models import fields
from crm_console.models.user import User
from crm_console.services.copying_user import PARTS, PUBLISHED, copied
from crm_console.services.records import title
from crm_console.views.editors.link import LinkEditor
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import label
from crm_console.views.records.choosers import Chooser


class CopyFromUser(Chooser):
    """`filled(values)` for the form of the target."""

    filled = Signal(dict)

    def __init__(self, kit: Kit, parent: QWidget, target: Record) -> None:
        say = kit.say
        super().__init__(kit, parent, say("Copiar de outro usuário"),
                         say("Preenche o formulário com o que outro usuário tem; nada é gravado antes de salvar."),
                         say("Copiar para o formulário"))
        self._target = target
        self.source = LinkEditor(kit, Field("source", Kind.LINK, User.LABEL, target="user"))
        self.source.widget.setObjectName("source")
        self.source.widget.setAccessibleName(say("De quem copiar"))
        self.source.edited.connect(self._look)
        self.body.addWidget(self.source.widget)
        self.parts: dict[str, QCheckBox] = {}
        for part, (words, _) in PARTS.items():
            if part not in PUBLISHED and len(self.parts) == len(PUBLISHED):
                self.body.addWidget(label(say("Acréscimo do CRM Console; a Platform copia só os papéis:"), "note",
                                          wrap=True))
            self.parts[part] = box = QCheckBox(say(words))
            box.setObjectName(f"part_{part}")
            box.setChecked(part in PUBLISHED)
            box.clicked.connect(lambda _: self._look())
            self.body.addWidget(box)
        self._look()

    def perform(self) -> None:
        """Hand the values to the form."""
        values = self._values()
        if values:
            self.filled.emit(values)
            self.accept()

    def _values(self) -> dict[str, object]:
        uid = self.source.value()
        source = self.kit.workspace.store.get("user", uid) if uid and uid != self._target.uid else None
        parts = [part for part, box in self.parts.items() if box.isChecked()]
        return copied(source, self._target, parts) if source else {}

    def _look(self) -> None:
        values = self._values()
        self.do.setEnabled(bool(values))
        lines = [self._line(fields(User)[name], value) for name, value in values.items()]
        self.preview.setText("\n".join(lines) or self.kit.say("Escolha de quem copiar."))

    def _line(self, field: Field, value: object) -> str:
        store = self.kit.workspace.store
        if field.kind in SETS:
            shown = ", ".join(sorted(title(record) for record in (
                store.get(field.target, uid) for uid in value or ()) if record)) or "—"  # type: ignore[attr-defined]
        elif field.kind is Kind.LINK:
            record = store.get(field.target, str(value)) if value else None
            shown = title(record) if record else "—"
        else:
            shown = show(field, value, self.kit.language)
        return f"{self.kit.say(field.label)}: {shown}"
