"""Roles, profiles, users, registries, pictures, and the resources that the vendor's texts name."""

import tomllib
import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from crm_console.core.codecs import fold
from crm_console.core.paths import resources

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEEDED = uuid.UUID("8a1d5a54-6a0b-5d0a-9c0e-1d6a6a0f3c11")  # the same uid everywhere, so that copies can be merged


def _table(name: str, *columns: Any, **links: str) -> None:
    op.create_table(
        name,
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=700), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *columns,
        *(sa.ForeignKeyConstraint([column], [f"{target}.uid"], name=op.f(f"fk_{name}_{column}"),
                                  initially="DEFERRED", deferrable=True) for column, target in links.items()),
        sa.PrimaryKeyConstraint("uid", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("identity", name=op.f(f"uq_{name}_identity")),
    )
    for column in links:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)


def _pairs(name: str, source: str, target: str, *, word: bool = False) -> None:
    words = [sa.Column("word", sa.String(length=40), nullable=False)] if word else []
    op.create_table(
        name,
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        *words,
        sa.ForeignKeyConstraint(["source"], [f"{source}.uid"], name=op.f(f"fk_{name}_source"),
                                initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["target"], [f"{target}.uid"], name=op.f(f"fk_{name}_target"),
                                initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("source", "target", *(column.name for column in words), name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_target"), name, ["target"], unique=False)


def _text(name: str, length: int = 255) -> Any:
    return sa.Column(name, sa.String(length=length), nullable=True)


def upgrade() -> None:
    """Bring the schema one revision further."""
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.add_column(_text("label", 160))
    op.create_table(
        "picture",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
    )
    _table("resource", _text("name", 160), _text("module", 120), _text("uri", 300), _text("evidence", 40),
           sa.Column("position", sa.Integer(), nullable=True))
    _table("role", _text("name", 160), _text("description", 1000))
    _pairs("role_permissions", "role", "resource", word=True)
    _table("profile_option", _text("name", 160), sa.Column("ticked", sa.Boolean(), nullable=True),
           _text("evidence", 40))
    _table("profile", _text("role", 32), role="role")
    _pairs("profile_options", "profile", "profile_option")
    _table("department", _text("name", 160), sa.Column("active", sa.Boolean(), nullable=True))
    _table("function", _text("name", 160), sa.Column("active", sa.Boolean(), nullable=True))
    _table(
        "user", _text("full_name"), _text("login", 160), _text("email"), _text("language", 20), _text("mobile", 40),
        _text("description", 1000), _text("password", 32), sa.Column("must_change_password", sa.Boolean()),
        sa.Column("blocked", sa.Boolean()), _text("photo", 64), sa.Column("crm_user", sa.Boolean()),
        _text("activation", 40), _text("department", 32), _text("function", 32), _text("manager", 32),
        _text("default_branch", 32), sa.Column("all_charts", sa.Boolean()),
        department="department", function="function", manager="user", default_branch="branch")
    _pairs("user_roles", "user", "role")
    _pairs("user_branches", "user", "branch")
    _seed()


def _seed() -> None:
    with (resources() / "crm" / "resources.toml").open("rb") as file:
        known = tomllib.load(file)
    rows = [(name, module["name"], evidence) for module in known["module"]
            for evidence in ("confirmed", "inferred") for name in module.get(evidence, ())]
    resource = sa.table("resource", *map(sa.column, (
        "uid", "identity", "revision", "name", "module", "evidence", "position")))
    op.bulk_insert(resource, [
        {"uid": uuid.uuid5(SEEDED, f"resource {name}").hex, "identity": fold(name), "revision": 1, "name": name,
         "module": module, "evidence": evidence, "position": at} for at, (name, module, evidence) in enumerate(rows)])
    option = sa.table("profile_option", *map(sa.column, ("uid", "identity", "revision", "name", "ticked", "evidence")))
    op.bulk_insert(option, [
        {"uid": uuid.uuid5(SEEDED, f"option {each['name']}").hex, "identity": fold(each["name"]), "revision": 1,
         "name": each["name"], "ticked": each["ticked"], "evidence": "confirmed" if each["confirmed"] else "own"}
        for each in known["option"]])
