"""The small windows that ask before one commit: duplicate from, apply to branches, edit many."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.codecs import BadValue, show
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.record import Record
from crm_console.core.text import Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.services.records import duplicated, title
from crm_console.services.sharing import applying, editing_many, editing_sets
from crm_console.store.change import Added, Applied, Change
from crm_console.views.editors.editor import Editor
from crm_console.views.editors.kinds import EDITORS
from crm_console.views.editors.link import LinkEditor
from crm_console.views.editors.links import LinksEditor
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import button, label, surface
from crm_console.views.parts.segments import Segments


class Chooser(QDialog):
    """A window with words on top, a body, and one button that does it."""

    done_with = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget, title_words: str, body_words: str, do: str) -> None:
        super().__init__(parent)
        self.kit = kit
        self.setWindowTitle(title_words)
        surface(widget=self)
        self.setMinimumWidth(kit.look.px(460))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(12)
        self.column.addWidget(label(title_words, "panel"))
        said = label(body_words, "", wrap=True)
        said.setMinimumWidth(kit.look.px(412))  # a wrapped label asks for the height that its least width would need
        self.column.addWidget(said)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.column.addLayout(self.body, 1)
        self.preview = label("", "note", wrap=True)
        self.preview.setMinimumWidth(kit.look.px(412))
        self.refused = Banner(kit.look, "fail")
        self.column.addWidget(self.preview)
        self.column.addWidget(self.refused)
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(button(kit.say("Agora não"), "quiet", self.reject))
        self.do = button(do, "primary", self.perform)
        bar.addWidget(self.do)
        self.column.addLayout(bar)

    def perform(self) -> None:
        """Do it and close, or say why not."""
        raise NotImplementedError

    def commit(self, changes: list[Change], words: str) -> None:
        """One commit; its refusal stays in the window."""
        outcome = self.kit.workspace.edits.apply(changes, Text("{words}", {"words": words}))
        if isinstance(outcome, Applied):
            self.done_with.emit(words)
            self.accept()
        else:
            self.refused.tell(self.kit.say("Nada foi gravado."),
                             " ".join(dict.fromkeys(self.kit.say(p.text) for p in outcome.problems)))


class DuplicateFrom(Chooser):
    """*Duplicar informações*: from any company or branch; the form is filled, not saved."""

    filled = Signal(dict)

    def __init__(self, kit: Kit, parent: QWidget, target: Record) -> None:
        say = kit.say
        super().__init__(
            kit, parent, say("Duplicar informações"),
            say("Copia os dados de outra empresa ou filial para o formulário. O código e a marca de Matriz não são "
                "copiados."), say("Copiar para o formulário"))
        self._target = target
        self.kinds = Segments(kit.look, [("company", say("Empresa")), ("branch", say("Filial"))])
        self.kinds.chosen.connect(lambda _: self._switch())
        self.body.addWidget(self.kinds)
        self.sources = {
            name: LinkEditor(kit, Field(name, Kind.LINK, TYPES[name].LABEL, target=name))
            for name in ("company", "branch")}
        for name, editor in self.sources.items():
            editor.widget.setObjectName(f"source_{name}")
            editor.edited.connect(self._look)
            self.body.addWidget(editor.widget)
        self.kinds.set_value("company")
        self._switch()

    def perform(self) -> None:
        """Hand the values to the form."""
        values = self._values()
        if values:
            self.filled.emit(values)
            self.accept()

    def _values(self) -> dict[str, object]:
        kind = self.kinds.value or "company"
        uid = self.sources[kind].value()
        source = self.kit.workspace.store.get(kind, uid) if uid else None
        return duplicated(source, self._target) if source else {}

    def _switch(self) -> None:
        for name, editor in self.sources.items():
            editor.widget.setVisible(name == self.kinds.value)
        self._look()

    def _look(self) -> None:
        known = fields(TYPES[self._target.type])
        values = self._values()
        self.do.setEnabled(bool(values))
        self.preview.setText("\n".join(
            f"{self.kit.say(known[name].label)}: {show(known[name], value, self.kit.language)}"
            for name, value in values.items()) or self.kit.say("Escolha de onde copiar."))


class ApplyToBranches(Chooser):
    """*Aplicar a filiais…*: the same server on many branches in one commit, its password shared."""

    def __init__(self, kit: Kit, parent: QWidget, source: Record) -> None:
        say = kit.say
        super().__init__(
            kit, parent, say("Aplicar a filiais"),
            say("Grava {title} nas filiais marcadas. A senha fica compartilhada: trocada em uma, troca em todas.",
                title=title(source)), say("Aplicar"))
        self._source = source
        self.branches = LinksEditor(kit, Field("branches", Kind.LINKS, TYPES["branch"].LABELS, target="branch"))
        self.branches.widget.setMinimumHeight(kit.look.px(280))
        self.branches.edited.connect(self._look)
        self.body.addWidget(self.branches.widget, 1)
        self._look()

    def perform(self) -> None:
        """Write it."""
        changes = self._changes()
        self.commit(changes, self.kit.say(Nn_(
            "{title} aplicado a {count} filial", "{title} aplicado a {count} filiais",
            len({c.uid for c in changes}), title=title(self._source))))

    def _changes(self) -> list[Change]:
        return applying(self.kit.workspace.store, self._source, self.branches.value())

    def _look(self) -> None:
        changes = self._changes()
        new = sum(isinstance(c, Added) for c in changes)
        changed = len({c.uid for c in changes}) - new
        self.do.setEnabled(bool(changes))
        self.do.setText(self.kit.say(Nn_("Aplicar a {count} filial", "Aplicar a {count} filiais", new + changed)))
        self.preview.setText(self.kit.say("{new} a criar · {changed} a alterar", new=new, changed=changed))


class EditMany(Chooser):
    """One value for one field on all chosen rows; elements of a set are added, removed, or take the set's place."""

    def __init__(self, kit: Kit, parent: QWidget, records: Sequence[Record], without: Collection[str] = ()) -> None:
        say = kit.say
        super().__init__(
            kit, parent, say(Nn_("Editar {count} registro", "Editar {count} registros", len(records))),
            say("Escolha o campo e o valor; a mudança vale para todos os registros marcados."), say("Aplicar"))
        self._records = list(records)
        self._editor: Editor | None = None
        self.field = QComboBox()
        self.field.setObjectName("field")
        for f in _editable(records[0].type):
            if f.name not in without:
                self.field.addItem(say(f.label), f)
        self.how = Segments(kit.look, [
            ("add", say("Incluir")), ("remove", say("Tirar")), ("replace", say("Deixar só estes"))])
        self.how.set_value("add")
        self.how.chosen.connect(lambda _: self._look())
        self.field.currentIndexChanged.connect(lambda _: self._switch())
        self._place = QVBoxLayout()
        self.body.addWidget(self.field)
        self.body.addWidget(self.how)
        self.body.addLayout(self._place)
        self.body.addStretch(1)
        self.field.setFocus()
        self._switch()

    def perform(self) -> None:
        """Write it."""
        changes = self._changes()
        self.commit(changes, self.kit.say(
            Nn_("{label} de {count} registro", "{label} de {count} registros", len({c.uid for c in changes}),
                label=self.field.currentText())))

    def _switch(self) -> None:
        if self._editor is not None:
            self._place.removeWidget(self._editor.widget)
            self._editor.widget.deleteLater()
        spec: Field = self.field.currentData()
        self._editor = EDITORS[spec.kind](self.kit, spec)
        self._editor.widget.setObjectName("value")
        self.how.setVisible(spec.kind in SETS)
        self._touched = False
        self._editor.edited.connect(self._touch)
        self._place.addWidget(self._editor.widget)
        self._look()

    def _changes(self) -> list[Change]:
        assert self._editor is not None
        spec: Field = self.field.currentData()
        try:
            value = self._editor.value()
        except BadValue as bad:
            self.refused.tell(self.kit.say(bad.text))
            return []
        problem = spec.problem(value)
        if problem is not None:
            self.refused.tell(self.kit.say(problem))
            return []
        self.refused.hide()
        if spec.kind in SETS:
            return editing_sets(self._records, spec.name, value, self.how.value or "add")
        return editing_many(self._records, {spec.name: value})

    def _touch(self) -> None:
        self._touched = True
        self._look()

    def _look(self) -> None:
        changes = self._changes() if self._touched else []
        self.do.setEnabled(bool(changes))
        self.preview.setText(self.kit.say(Nn_(
            "{count} registro muda", "{count} registros mudam", len({c.uid for c in changes}))))


def _editable(type_name: str) -> list[Field]:
    # The record that others of a row belong to (a branch's company) would take them along: that is another edit.
    outer = {f.within for f in fields(TYPES[type_name]).values() if f.within}
    return [f for f in fields(TYPES[type_name]).values()
            if not f.assigned and f.kind not in (Kind.SECRET, Kind.GRANTS, Kind.MOMENT, Kind.PICTURE)
            and not f.within and f.name not in TYPES[type_name].KEY and f.name not in outer]


