"""The rows and cells of a permission matrix: modules with their resources below, a column for each action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crm_console.core.record import Record
from crm_console.models.role import ACTIONS
from crm_console.services import permissions
from crm_console.services.permissions import Cell, Granted, Line, Module
from crm_console.views.access.permission_faces import EACH, EQUAL, LETTERS, WORD, Face, Faces
from crm_console.views.kit import Kit

Index = QModelIndex | QPersistentModelIndex
VALUES = tuple(action.value for action in ACTIONS)
LETTERS_SHOWN = 2  # of the roles that give a right; the line beside the filter names them all
LETTER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class MatrixModel(QAbstractTableModel):
    """`shown` are the modules that a filter lets through; folded ones keep their resources back."""

    def __init__(self, kit: Kit, faces: Faces, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kit = kit
        self.faces = faces
        self.shown: Sequence[Module] = ()
        self.lines: list[Line] = []
        self._heads: dict[int, Face] = {}
        self.closed: set[str] = set()

    def show_modules(self, shown: Sequence[Module]) -> None:
        """Show other modules or resources."""
        self.beginResetModel()
        self.shown = shown
        self._heads.clear()
        self.lines = permissions.lines(shown, self.closed)
        self.endResetModel()

    def fold(self, module: str, *, closed: bool) -> None:
        """Fold a module or open it."""
        (self.closed.add if closed else self.closed.discard)(module)
        self.show_modules(self.shown)

    def refresh(self) -> None:
        """Cells changed, lines did not."""
        self._heads.clear()
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(VALUES) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(VALUES) - 1)

    def resources(self) -> list[Record]:
        """All resources that the filter lets through."""
        return [resource for module in self.shown for resource in module.resources]

    def cells(self, row: int, column: int) -> list[Cell]:
        """What a fill of this cell reaches: all of the module in its head's line."""
        return [(resource.uid, VALUES[column]) for resource in self.lines[row].resources]

    def place(self, resource: str, action: str = "") -> Index | None:
        """The index of a resource's cell, or None where it is not shown."""
        for row, line in enumerate(self.lines):
            if line.resource is not None and line.resource.uid == resource:
                return self.index(row, VALUES.index(action) if action in VALUES else 0)
        return None

    def face(self, row: int, column: int) -> Face:
        """What stands in a cell."""
        raise NotImplementedError

    def head(self, column: int) -> Face:
        """The second line of a column's head: counted once, painted often."""
        if column not in self._heads:
            self._heads[column] = self.head_face(column)
        return self._heads[column]

    def head_face(self, column: int) -> Face:
        """What `head` keeps until cells or lines change."""
        raise NotImplementedError

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        """Modules and resources."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        """The seven actions."""
        return 0 if parent.isValid() else len(VALUES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell in words."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.faces.said(self.face(index.row(), index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            action = self.kit.say(ACTIONS[index.column()].label)
            return f"{self.title(index.row())}, {action}: {index.data()}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The action with its count; the resource or module."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.title(section) if section < len(self.lines) else ""
        return f"{self.kit.say(ACTIONS[section].label)}\n{self.faces.said(self.head(section))}"

    def title(self, row: int) -> str:
        """The line's name."""
        line = self.lines[row]
        return str(line.resource["name"]) if line.resource is not None else line.module.name


class RoleMatrix(MatrixModel):
    """One role's permissions."""

    def __init__(self, kit: Kit, faces: Faces, parent: QObject | None = None) -> None:
        super().__init__(kit, faces, parent)
        self.given: Granted = {}

    def face(self, row: int, column: int) -> Face:
        """sim, não, sim without effect; in a module's line how many have it."""
        line = self.lines[row]
        if line.resource is not None:
            return Face(permissions.state(self.given, line.resource.uid, VALUES[column]))
        return Face(WORD, (self._share(permissions.count(self.given, line.resources, VALUES[column]),
                                       len(line.resources)),))

    def head_face(self, column: int) -> Face:
        """How many of the resources have the action."""
        every = self.resources()
        has = permissions.count(self.given, every, VALUES[column])
        return Face(WORD, (self.kit.say("{count} de {all}", count=has, all=len(every)),))

    def _share(self, has: int, of: int) -> str:
        if has == of:
            return self.kit.say("todos")
        return self.kit.say("{count} de {all}", count=has, all=of) if has else self.kit.say("nenhum")


class ComparisonMatrix(MatrixModel):
    """Two to four roles: what is equal is said once, what differs stands under each role's letter."""

    given: Sequence[Granted] = ()

    def face(self, row: int, column: int) -> Face:
        """Equal, or each role's state."""
        line, action = self.lines[row], VALUES[column]
        if line.resource is None:
            apart = sum(permissions.differs(self.given, r.uid, action) for r in line.resources)
            return Face(WORD, (self.kit.say("{count} de {all} diferem", count=apart, all=len(line.resources))
                               if apart else self.kit.say("iguais"),))
        states = tuple(permissions.state(each, line.resource.uid, action) for each in self.given)
        return Face(EACH, states) if len(set(states)) > 1 else Face(EQUAL, states[:1])

    def head_face(self, column: int) -> Face:
        """The letters of the roles."""
        return Face(LETTERS, tuple(LETTER[:len(self.given)]))


class RightsMatrix(MatrixModel):
    """A user's rights: the union of the roles, with the letters of those that give each."""

    def __init__(self, kit: Kit, faces: Faces, parent: QObject | None = None) -> None:
        super().__init__(kit, faces, parent)
        self.given: Granted = {}
        self.givers: dict[Cell, tuple[int, ...]] = {}

    def face(self, row: int, column: int) -> Face:
        """sim with letters, or não."""
        line, action = self.lines[row], VALUES[column]
        if line.resource is None:
            has = permissions.count(self.given, line.resources, action)
            return Face(WORD, (self.kit.say("{count} de {all}", count=has, all=len(line.resources)),))
        givers = self.givers.get((line.resource.uid, action), ())
        more = (f"+{len(givers) - LETTERS_SHOWN}",) if len(givers) > LETTERS_SHOWN else ()
        return Face(permissions.state(self.given, line.resource.uid, action),
                    (*(LETTER[at % len(LETTER)] for at in givers[:LETTERS_SHOWN]), *more))

    def head_face(self, column: int) -> Face:
        """How many of the resources have the action."""
        every = self.resources()
        return Face(WORD, (self.kit.say("{count} de {all}", all=len(every),
                                        count=permissions.count(self.given, every, VALUES[column])),))


