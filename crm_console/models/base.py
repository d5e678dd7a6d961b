"""What every record type shares: the table base, `field()` and the list of a type's fields.

`field()` returns an ordinary `mapped_column` whose `info` holds the `Field`. To add a field: one line in a model and
one migration. To add a type: one file here and one entry in models/__init__.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from crm_console.core.fields import Choice, Field, Kind
from crm_console.core.problem import Problem
from crm_console.core.record import Lookup, Record
from crm_console.core.text import Text

UID = String(32)
TAIL = 10_000  # order of fields that stand after a type's own ones (mixins)
_order = itertools.count()

SQL_TYPES: Mapping[Kind, Callable[[int], TypeEngine[Any]]] = {
    Kind.TEXT: lambda length: String(length) if length <= 1000 else SqlText(),
    Kind.CODE: String,
    Kind.NUMBER: lambda _: Integer(),
    Kind.FLAG: lambda _: Boolean(),
    Kind.CHOICE: lambda _: String(40),
    Kind.HOST: String,
    Kind.EMAIL: String,
    Kind.PATH: String,
    Kind.CNPJ: lambda _: String(14),
    Kind.MOMENT: lambda _: String(32),
    Kind.SECRET: lambda _: UID,
    Kind.LINK: lambda _: UID,
    Kind.LINKS: lambda _: UID,
    Kind.GRANTS: lambda _: UID,
    Kind.PICTURE: lambda _: String(64),
}


class Base(DeclarativeBase):
    """A record: a uid that never changes, an identity that is unique within its type, a revision that counts writes."""

    __abstract__ = True
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    TYPE: ClassVar[str]
    LABEL: ClassVar[Text]
    LABELS: ClassVar[Text]
    KEY: ClassVar[tuple[str, ...]]
    TITLE: ClassVar[tuple[str, ...]]  # fields that name the record to people, "001 · Serra Azul"
    MENU: ClassVar[tuple[str, ...]] = ()  # the vendor's menu path, its own words
    PERMANENT: ClassVar[Text | None] = None  # the sentence that refuses a deletion

    uid: Mapped[str] = mapped_column(UID, primary_key=True, sort_order=-3)
    identity: Mapped[str] = mapped_column(String(700), unique=True, sort_order=-2)
    revision: Mapped[int] = mapped_column(Integer, default=1, sort_order=-1)

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """What is wrong with the record as a whole. Errors refuse it, warnings can be accepted."""
        return ()

    @classmethod
    def starting(cls, lookup: Lookup) -> Mapping[str, Any]:
        """What a new record takes from what else is there, besides its fields' defaults."""
        return {}

    @classmethod
    def excused(cls, record: Record) -> frozenset[str]:
        """The needed fields that this record may leave empty."""
        return frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give each LINKS field its own table of pairs."""
        super().__init_subclass__(**kwargs)
        for name, declared in list(vars(cls).items()):
            if isinstance(declared, Links):
                declared.build(cls.__tablename__, name, cls.metadata)


def field(
    kind: Kind, label: Text, *, unique: bool = False, order: int | None = None, **spec: Any
) -> MappedColumn[Any]:
    """A column that knows what it is for; `spec` holds the attributes of `core.fields.Field`."""
    position = next(_order) if order is None else TAIL + order
    made = Field(name="", kind=kind, label=label, order=position, **spec)
    args: list[Any] = [SQL_TYPES[kind](made.length)]
    if kind is Kind.LINK:
        args.append(ForeignKey(f"{made.target.replace('-', '_')}.uid", deferrable=True, initially="DEFERRED"))
    return mapped_column(
        *args, nullable=True, unique=unique, index=kind is Kind.LINK, sort_order=position, info={"field": made}
    )


class Links:
    """A set of records of another type, kept in a table of pairs (`source`, `target`); a GRANTS has a `word`, too."""

    table: Table

    def __init__(self, kind: Kind, label: Text, *, target: str, **spec: Any) -> None:
        self._spec = {"kind": kind, "label": label, "target": target, "order": next(_order), **spec}
        self.field: Field

    def build(self, owner: str, name: str, metadata: MetaData) -> None:
        """Make the table; called once, when the owning class is made."""
        self.field = Field(name=name, **self._spec)
        target = self.field.target.replace("-", "_")
        self.table = Table(
            f"{owner}_{name}",
            metadata,
            Column("source", UID, ForeignKey(f"{owner}.uid", deferrable=True, initially="DEFERRED"), primary_key=True),
            Column("target", UID, ForeignKey(f"{target}.uid", deferrable=True, initially="DEFERRED"),
                   primary_key=True, index=True),
            *([Column("word", String(40), primary_key=True)] if self.field.kind is Kind.GRANTS else []),
        )


def links(label: Text, *, target: str, **spec: Any) -> Any:
    """A LINKS field; adding or removing one element is one `Change`."""
    return Links(Kind.LINKS, label, target=target, **spec)


def grants(label: Text, *, target: str, choices: tuple[Choice, ...], **spec: Any) -> Any:
    """A GRANTS field: for each record of `target` some of the choices."""
    return Links(Kind.GRANTS, label, target=target, choices=choices, **spec)


@cache
def link_tables(model: type[Base]) -> dict[str, Table]:
    """Field name to table of pairs, for the LINKS and GRANTS fields of a type."""
    return {name: made.table for name, made in vars(model).items() if isinstance(made, Links)}


@cache
def fields(model: type[Base]) -> dict[str, Field]:
    """The fields of a type in the order of its form."""
    found = [(c.name, c.info["field"]) for c in model.__table__.columns if "field" in c.info]
    named = [f if f.name else _named(f, name) for name, f in found]
    named += [made.field for made in vars(model).values() if isinstance(made, Links)]
    return {f.name: f for f in sorted(named, key=lambda f: f.order)}


def _named(declared: Field, name: str) -> Field:
    return replace(declared, name=name)
