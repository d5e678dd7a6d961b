"""What a reload from the ERP would do, as a table: record, field, here, in the ERP; what matters stands on top."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from crm_console.core.codecs import show
from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.services.deploy.erp_reload import Found, Preview
from crm_console.views.kit import Kit
from crm_console.views.parts.table_rows import Index, TableRows

ROW = 32
CHANGE, CREATE, LEFT, EQUAL, HERE = "change", "create", "left", "equal", "here"
LOOKS = {CHANGE: ("pencil", "warn"), CREATE: ("plus", "ok"), LEFT: ("circle-x", "fail"), EQUAL: ("equal", "muted"),
         HERE: ("circle-dashed", "muted")}
HEADS = (N_("Registro"), N_("Campo"), N_("Aqui"), N_("No ERP"))


@dataclass(frozen=True)
class ReloadRow:
    """One line; `words` by column."""

    kind: str
    words: tuple[str, str, str, str]


def rows_of(kit: Kit, found: Preview, *, folded: bool) -> list[ReloadRow]:
    """The lines: overwritten first, then new, then what cannot be taken, last what stays (unless folded away)."""
    say, language = kit.say, kit.language

    def name(each: Found) -> str:
        return f"{say(TYPES[each.record.type].LABEL)} {each.key} · {each.record.get('name') or each.title}"

    made = [ReloadRow(CHANGE, (name(each), say(one.field.label), show(one.field, one.ours, language) or "—",
                               show(one.field, one.theirs, language)))
            for each in found.change for one in each.fields]
    made += [ReloadRow(CREATE, (name(each), say("registro novo"), "—", str(each.record.get("name") or each.title)))
             for each in found.create]
    made += [ReloadRow(LEFT, (f"{say(TYPES[each.type].LABEL)} {each.key}", say("não pode vir"), "", say(each.said)))
             for each in found.left]
    if not folded:
        made += [ReloadRow(EQUAL, (name(each), say("igual"), "", "")) for each in found.unchanged]
        made += [ReloadRow(HERE, (name(each), say("só aqui, fica como está"), each.title, "—"))
                 for each in found.only_here]
    return made


class ReloadModel(TableRows[ReloadRow]):
    """The lines, as a table view wants them."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; the first column has the kind's icon, what goes is struck through."""
        row = self.rows[index.row()]
        icon, tone = LOOKS[row.kind]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.words[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self.kit.look.icon(icon, tone, 14)
        if role == Qt.ItemDataRole.FontRole and row.kind == CHANGE and index.column() == 2:
            font = self.kit.look.font(13)
            font.setStrikeOut(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and index.column() in (2, 3):
            colour = {CHANGE: ("muted", "text"), CREATE: ("muted", "ok"), LEFT: ("muted", "fail")}.get(
                row.kind, ("muted", "muted"))[index.column() - 2]
            return QColor(getattr(self.kit.look.tokens, colour))
        return None


class ReloadTable(QTableView):
    """Shows the lines."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.lines = ReloadModel(kit, HEADS, self)
        self.setModel(self.lines)
        self.setProperty("role", "plain")
        self.setAccessibleName(kit.say("O que a recarga mudaria"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(kit.look.px(ROW))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(1, kit.look.px(168))
