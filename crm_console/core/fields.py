"""A field's specification: one line in a model says it, and every screen, file and message reads it here.

There are three forms of a value: stored (Python, in the database), text (what people type and read) and JSON. Only
`CODECS` (core/codecs.py) converts between them. To add a kind of value: a `Kind`, its codec there, its SQL type in
models/base.py and its editor in views/editors.py; a test holds that each of the three covers all kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from crm_console.core import checks, grants
from crm_console.core.problem import Who
from crm_console.core.text import N_, Text


class Kind(Enum):
    """What sort of value a field holds."""

    TEXT = auto()
    CODE = auto()  # a code of the ERP: text, never a number; leading zeros count
    NUMBER = auto()
    FLAG = auto()
    CHOICE = auto()
    HOST = auto()
    EMAIL = auto()
    PATH = auto()
    CNPJ = auto()
    MOMENT = auto()  # a UTC time, stored as ISO text
    SECRET = auto()  # a reference; the value lives in the keyring
    LINK = auto()  # the uid of one record
    LINKS = auto()  # the uids of many
    GRANTS = auto()  # records, each with a word: what a role may do with a resource (core/grants.py)
    PICTURE = auto()  # the name of a picture that the workspace keeps (store/pictures.py)


SETS = (Kind.LINKS, Kind.GRANTS)  # sets: one element is one change


LARGEST = 2_147_483_647  # what every database keeps as an integer


@dataclass(frozen=True)
class Choice:
    """One of few options: what is stored, what is shown, and other words that customers write for it."""

    value: str
    label: Text
    also: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)  # told apart by identity: forty values would be hashed for each cell of a sheet
class Field:
    """Everything that is known of a field.

    `required` refuses an empty value; `needed` lets it wait and says who has the data (`who`). `within` names the LINK
    whose record a LINK's choices belong to (a branch within its company). `shown_when` is the flag or choice that opens
    the field. `note` stands at the label's right; `aliases` are headers that customers' workbooks use. `section` names
    the vendor's tab that holds the field. `percent`: a NUMBER that sheets may hold as a share. `nothing`: what people
    write for an empty value. `acyclic`: a LINK to the own type that may not lead back. `named`: a LINKS that scripts
    read as every target with yes or no. `synonyms`: folded words that mean another text. `ending`: what a text ends
    with; where it is missing it is added.
    """

    name: str
    kind: Kind
    label: Text
    required: bool = False
    needed: bool = False
    who: Who = Who.CONSULTANT
    default: Any = None
    low: int | None = None
    high: int | None = None
    length: int = 255
    choices: tuple[Choice, ...] = ()
    help: Text = Text("")
    note: Text = Text("")
    example: str = ""
    group: str = ""
    target: str = ""
    within: str = ""
    shown_when: tuple[str, object] | None = None
    listed: bool = False
    assigned: bool = False  # the program gives the value, no form row
    aliases: tuple[str, ...] = ()
    checks: tuple[Callable[[Any], Text | None], ...] = ()
    section: str = ""
    synonyms: tuple[tuple[str, str], ...] = ()
    percent: bool = False
    nothing: Text = Text("")
    acyclic: bool = False
    named: bool = False
    ending: str = ""
    order: int = 0

    def problem(self, value: object) -> Text | None:
        """The sentence that refuses this stored value, or None."""
        if value is None or value == "":
            return N_("Preencha {label}.", label=self.label) if self.required else None
        found = _CHECKS[self.kind](self, value)
        if found is not None:
            return found
        for check in self.checks:
            found = check(value)
            if found is not None:
                return found
        return None

    def opened(self, values: Mapping[str, Any]) -> bool:
        """Whether the field plays a part beside the other values of its record."""
        return self.shown_when is None or values.get(self.shown_when[0]) == self.shown_when[1]

    def choice(self, value: object) -> Choice | None:
        """The option with this stored value."""
        return next((choice for choice in self.choices if choice.value == value), None)


def _text(field: Field, value: Any) -> Text | None:
    if not isinstance(value, str):
        return N_("Não é um texto.")
    return checks.text_problem(value, field.length)


def _number(field: Field, value: Any) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return N_("Não é um número inteiro.")
    high = LARGEST if field.high is None else field.high
    if (field.low is not None and value < field.low) or not -LARGEST <= value <= high:
        if field.high is None and value <= LARGEST:
            return N_("{value} é pequeno demais: o mínimo é {low}.", value=value, low=field.low)
        return N_("{value} está fora do permitido: de {low} a {high}.", value=value, low=field.low or 0, high=high)
    return None


def _choice(field: Field, value: Any) -> Text | None:
    return None if field.choice(value) else _unknown_choice(field, value)


def _unknown_choice(field: Field, value: Any) -> Text:
    return N_("“{value}” não é uma das opções: {options}.", value=value, options=options(field))


def options(field: Field) -> Text:
    """The options of a choice as one text, "SSL, TLS"."""
    names = {f"o{i}": choice.label for i, choice in enumerate(field.choices)}
    return Text(", ".join(f"{{{name}}}" for name in names), names)


def _then(check: Callable[[str], Text | None]) -> Callable[[Field, Any], Text | None]:
    def both(field: Field, value: Any) -> Text | None:
        return _text(field, value) or check(value)

    return both


def _flag(_: Field, value: Any) -> Text | None:
    return None if isinstance(value, bool) else N_("Não é sim nem não.")


def _nothing(_: Field, __: Any) -> Text | None:
    return None


def _grants(field: Field, value: Any) -> Text | None:
    words = sorted({grants.split(element)[1] for element in value} - {choice.value for choice in field.choices})
    return _unknown_choice(field, words[0]) if words else None


_CHECKS: Mapping[Kind, Callable[[Field, Any], Text | None]] = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.HOST: _then(checks.host_problem),
    Kind.EMAIL: _then(checks.email_problem),
    Kind.PATH: _then(checks.path_problem),
    Kind.CNPJ: _then(checks.cnpj_problem),
    Kind.MOMENT: _text,
    Kind.SECRET: _text,
    Kind.LINK: _nothing,  # that the record exists is the store's business
    Kind.LINKS: _nothing,
    Kind.GRANTS: _grants,
    Kind.PICTURE: _text,
}
