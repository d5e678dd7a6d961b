"""What a new platform holds: two tenants, their users, an Admin role; and this start's passwords."""

from __future__ import annotations

import secrets
import uuid

from crm_console.sandbox.platform import properties, roles
from crm_console.sandbox.platform.authentication import application
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.users import BLANK
from crm_console.sandbox.platform.work import Work, World

TENANT, DOMAIN = "serraazulexample", "serraazul.example"
MASTER, MASTER_DOMAIN = "seniorexample", "senior.example"
PEOPLE = (
    (TENANT, "admin", "Administração Serra Azul", {"admin": True}),
    (TENANT, "mfa", "Administração com segundo fator", {"mfa": True, "admin": True}),
    (TENANT, "novo", "Administração nova", {"changePassword": True, "admin": True}),
    (MASTER, "consultor", "Consultora de implantação", {"admin": True}),
)


def tenant(world: World, name: str, domain: str, ready: bool = True, master: bool = False) -> Document:
    """A tenant on the platform, with its Admin role."""
    made = world.storage.put("", "tenant", name, {
        "name": name, "domain": domain, "active": True, "master": master, "locale": "pt-BR", "ready": ready,
        "altDomains": []})
    work = Work(world, "sandbox", name, "sandbox")
    if work.get("role", "Admin") is None:
        roles.make(work, "Admin", "Papel com acesso a todos os módulos.")
        properties.seed(work)
    return made


def person(world: World, at: str, login: str, full_name: str, **more: object) -> Document:
    """A user who was there before; has the Admin role."""
    domain = (world.storage.get("", "tenant", at) or {})["domain"]
    work = Work(world, "sandbox", at, "sandbox")
    role = work.found("role", "Admin", "Papel")
    work.put("role", "Admin", {**role, "users": [*role["users"], login]})
    return work.put("user", login, {
        "id": str(uuid.uuid4()), "username": login, **BLANK, "fullName": full_name,
        "email": f"{login}@{domain}", **more})


def fill(world: World) -> None:
    """What is missing of the first state."""
    with world.storage.transaction():
        if world.storage.get("", "tenant", TENANT) is None:
            tenant(world, TENANT, DOMAIN)
            tenant(world, MASTER, MASTER_DOMAIN, master=True)
            for at, login, full_name, more in PEOPLE:
                person(world, at, login, full_name, **more)


class Secrets:
    """This start's passwords, which only the first line tells."""

    def __init__(self) -> None:
        self._passwords = {login: secrets.token_urlsafe(12) for _, login, _, _ in PEOPLE}
        self._otp = secrets.randbelow(900_000) + 100_000
        self._key, self._secret = secrets.token_urlsafe(12), secrets.token_urlsafe(24)

    def allow(self, world: World) -> None:
        """Let them in."""
        with world.storage.transaction():
            for at, login, _, _ in PEOPLE:
                world.credentials.add(at, login, self._passwords[login])
            world.credentials.add(TENANT, "otp mfa", str(self._otp))
            world.credentials.add(TENANT, application(self._key), self._secret)

    def told(self) -> dict[str, object]:
        """For the first line."""
        return {
            "user": f"admin@{DOMAIN}", "password": self._passwords["admin"],
            "master_user": f"consultor@{MASTER_DOMAIN}", "master_password": self._passwords["consultor"],
            "tenant": TENANT, "domain": DOMAIN, "master_tenant": MASTER,
            "access_key": self._key, "secret": self._secret,
            "mfa_user": f"mfa@{DOMAIN}", "mfa_password": self._passwords["mfa"], "otp": str(self._otp),
            "new_user": f"novo@{DOMAIN}", "new_password": self._passwords["novo"]}
