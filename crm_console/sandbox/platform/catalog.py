"""The call catalogue of the twin: an override file that says where its made-up calls are.

A row that is given here counts as proved for the twin; the shipped catalogue knows none of these endpoints, because the
vendor publishes none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SOURCE = "ensaio"
Row = dict[str, Any]


def call(name: str, what: str, path: str, **more: Any) -> Row:
    """One row."""
    domain, service, primitive, called = path.split("/")
    return {"id": name, "what": what, "domain": domain, "service": service, "primitive": primitive, "name": called,
            **more, "source": SOURCE}


ROWS: list[Row] = [
    call("password.change", "Trocar a senha, quando a plataforma exige",
         "platform/sandbox_authentication/actions/changePassword", writes=True, answer="jsonToken",
         note="entra temporaryToken e newPassword; sai como o login"),
    call("role.update", "Mudar a descrição de um papel", "platform/sandbox_authorization/actions/updateRole",
         writes=True, type="role", rung=2, answer="name", fields={"name": "name", "description": "description"}),
    call("role.grant", "Dar permissões a um papel", "platform/sandbox_authorization/actions/grantPermissions",
         writes=True, type="role", rung=2, answer="role",
         fields={"name": "role", "permissions": "permissions", "resource": "resource", "actions": "actions"},
         note="permissions = [{resource, actions}]; vale o conjunto inteiro"),
    call("role.permissions", "Ler as permissões de um papel",
         "platform/sandbox_authorization/queries/listPermissions", type="role", answer="permissions",
         fields={"name": "role", "resource": "resource", "actions": "actions"}),
]


def write(folder: Path) -> Path:
    """Write the file."""
    path = folder / "catalog.toml"
    lines = ["# As chamadas inventadas do ensaio; nenhuma é da Senior. Escrito a cada início, não edite."]
    for row in ROWS:
        lines += ["", "[[call]]", *(f"{name} = {toml(value)}" for name, value in row.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + " }"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
