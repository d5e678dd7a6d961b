"""Which editor shows which kind of value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_console.core.fields import Field, Kind
from crm_console.views.editors.editor import (
    CnpjEditor,
    Editor,
    FlagEditor,
    MomentEditor,
    NumberEditor,
    TextEditor,
    choice_editor,
)
from crm_console.views.editors.grants import GrantsEditor
from crm_console.views.editors.link import LinkEditor
from crm_console.views.editors.links import LinksEditor
from crm_console.views.editors.picture import PictureEditor
from crm_console.views.editors.secret import SecretEditor
from crm_console.views.kit import Kit

EDITORS: Mapping[Kind, Callable[[Kit, Field], Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.CODE: TextEditor,
    Kind.NUMBER: NumberEditor,
    Kind.FLAG: FlagEditor,
    Kind.CHOICE: choice_editor,
    Kind.HOST: TextEditor,
    Kind.EMAIL: TextEditor,
    Kind.PATH: TextEditor,
    Kind.CNPJ: CnpjEditor,
    Kind.MOMENT: MomentEditor,
    Kind.SECRET: SecretEditor,
    Kind.LINK: LinkEditor,
    Kind.LINKS: LinksEditor,
    Kind.GRANTS: GrantsEditor,
    Kind.PICTURE: PictureEditor,
}
