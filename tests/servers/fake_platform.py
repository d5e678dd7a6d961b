"""A second platform, written from the published facts alone: neither the twin nor the client had a hand in it.

What agrees with both is therefore a fact about the platform, not a habit of this house. It runs inside the test's
process, speaks one dialect of addresses at a time, and has its own made-up names for what the vendor does not publish;
`catalogue` is the file that tells a client of them.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.servers.fake_names import BATCHES, catalogue_text

Body = dict[str, Any]
WEEK = 604_800
SHAPES = {
    "bridge": re.compile(
        r"/t/senior\.com\.br/bridge/1\.0/(?P<anonymous>anonymous/)?rest/(?P<domain>\w+)/(?P<service>\w+)/"
        r"(?P<kind>actions|queries|signals|entities)/(?P<name>\w+)(?:/(?P<key>[^/]+))?$"),
    "api-old": re.compile(
        r"/(?P<domain>\w+)/(?P<service>\w+)/(?P<anonymous>anonymous/)?"
        r"(?P<kind>actions|queries|signals|entities)/(?P<name>\w+)(?:/(?P<key>[^/]+))?$"),
    "api-flat": re.compile(
        r"/(?P<domain>\w+)/(?P<service>\w+)/(?P<anonymous>anonymous/)?(?P<kind>entities/)?(?P<name>\w+)"
        r"(?:/(?P<key>[^/]+))?$"),
}
PHASES = ("Base", "Papéis padrão", "Usuário de suporte")


class SaysNo(Exception):
    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message


@dataclass
class Person:
    login: str
    password: str = ""
    held: Body = field(default_factory=dict)


@dataclass
class House:
    """One tenant and everything in it."""

    name: str
    domain: str
    master: bool = False
    ready: bool = True
    people: dict[str, Person] = field(default_factory=dict)
    roles: dict[str, Body] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    rights: dict[str, list[Body]] = field(default_factory=dict)
    shelves: dict[str, list[Body]] = field(default_factory=dict)
    settings: list[Body] = field(default_factory=list)
    bell: list[tuple[float, Body]] = field(default_factory=list)
    crm: Body | None = None
    born: float = 0.0
    module: str = "Inativo"
    load_since: float = 0.0


@dataclass
class Ticket:
    house: House
    login: str
    access: str
    refresh: str
    ends: float


@dataclass(frozen=True)
class Places:
    """Where the platform is and who may enter: what a client is told."""

    url: str
    domain: str
    tenant: str
    user: str
    password: str
    master_user: str
    master_password: str
    key: str
    key_secret: str
    catalogue: Path
    state: FakePlatform

    @property
    def told(self) -> str:
        return self.catalogue.read_text(encoding="utf-8")


class FakePlatform:
    """The whole state, and a method for each primitive, found by its path."""

    def __init__(self, domain: str, dialect: str, pace: float) -> None:
        self.dialect, self.pace = dialect, pace
        self.lock = threading.RLock()
        self.heard: list[tuple[str, str, Body]] = []
        self.refreshes = 0
        self.tickets: list[Ticket] = []
        self.password, self.master_password = secrets.token_urlsafe(9) + "Aç1", secrets.token_urlsafe(12)
        self.key, self.key_secret = secrets.token_hex(12), secrets.token_hex(20)
        self.life = WEEK
        self.customer = House(domain.replace(".", ""), domain)
        self.matrix = House("matrizexample", "matriz.example", master=True)
        self.houses = [self.customer, self.matrix]
        self._settle_in(self.customer, "implantador", self.password)
        self._settle_in(self.matrix, "operadora", self.master_password)
        self._doors = self._plan()

    def _settle_in(self, house: House, login: str, password: str) -> None:
        house.people[login] = Person(login, password, {"fullName": login.title(), "email": f"{login}@{house.domain}",
                                                      "admin": True, "blocked": False})

    # --- the way in -------------------------------------------------------------------------------------------------

    def respond(self, verb: str, target: str, headers: Any, raw: bytes) -> tuple[int, bytes]:
        parts = urlsplit(target)
        match = SHAPES[self.dialect].match(unquote(parts.path))
        try:
            if match is None:
                raise SaysNo(404, "NOT_FOUND", f"no such resource {parts.path}")
            found = match.groupdict()
            try:
                body = json.loads(raw or b"{}")
            except ValueError:
                raise SaysNo(400, "BAD_REQUEST", "Corpo ilegível") from None
            if not isinstance(body, dict):
                raise SaysNo(400, "BAD_REQUEST", "O corpo deve ser um objeto")
            with self.lock:
                self.heard.append((verb, parts.path, body))
                return 200, json.dumps(self._enter(verb, found, parse_qs(parts.query), headers, body)).encode()
        except SaysNo as no:
            where = match.groupdict() if match else {}
            return no.status, json.dumps({
                "message": no.message, "errorCode": f"{where.get('name', '')}Response", "reason": no.reason,
                "domain": where.get("domain", ""), "service": where.get("service", "")}).encode()

    def _enter(self, verb: str, found: dict[str, Any], asked: dict[str, list[str]], headers: Any, body: Body) -> Any:
        if self.dialect != "bridge" and not headers.get("client_id"):
            raise SaysNo(401, "UNAUTHORIZED", "client_id is required")
        path = f"{found['domain']}/{found['service']}/{found['name']}"
        if "entities" in (found.get("kind") or ""):
            return self._shelf(verb, path, found.get("key"), asked, self._who(headers), body)
        if verb == "GET":
            body = {name: values[0] for name, values in asked.items()}
        elif verb != "POST":
            raise SaysNo(405, "BAD_REQUEST", verb)
        if path not in self._doors or bool(found.get("anonymous")) != (found["name"] == "loginWithKey"):
            raise SaysNo(404, "NOT_FOUND", f"primitive {path} not found")
        if found["name"] in ("login", "loginWithKey", "refreshToken", "tenantLoginSettings"):
            return self._doors[path](headers, body)
        return self._doors[path](self._who(headers), body)

    def _who(self, headers: Any) -> Ticket:
        scheme, _, token = (headers.get("Authorization") or "").partition(" ")
        ticket = next((t for t in self.tickets if t.access == token and time.time() < t.ends), None)
        if scheme.lower() != "bearer" or ticket is None:
            raise SaysNo(401, "UNAUTHORIZED", "Token inválido ou vencido")
        return ticket

    def _plan(self) -> dict[str, Callable[[Any, Body], Any]]:
        sign, people, rights = "platform/authentication/", "platform/user/", "platform/authorization/"
        plan: dict[str, Callable[[Any, Body], Any]] = {
            sign + "login": self.login, sign + "loginWithKey": self.login_with_key, sign + "refreshToken": self.refresh,
            sign + "logout": self.logout, sign + "tenantLoginSettings": self.login_settings,
            people + "getUser": self.get_user, people + "createUser": self.create_user,
            people + "updateUser": self.update_user, people + "listUsers": self.list_users,
            rights + "createRole": self.create_role, rights + "getRole": self.get_role,
            rights + "listRoles": self.list_roles, rights + "assignUsers": self.assign,
            rights + "getAssignedUsers": self.assigned, rights + "checkAccess": self.check_access,
            "platform/tenant/getTenantByName": lambda _, b: self.tenant("name", b.get("tenantName")),
            "platform/tenant/getTenantByDomain": lambda _, b: self.tenant("domain", b.get("tenantDomain")),
            "platform/configuration/listServiceProperties": self.properties,
            # from here on nothing is published: these names are this server's own
            "crm/estrutura/abrirCliente": self.open_customer, "crm/estrutura/verCliente": self.see_customer,
            "crm/estrutura/andamento": self.phases, "crm/acesso/espelhar": self.mirror,
            "erp/prateleira/modulos": lambda t, _: {"modulos": [
                {"sigla": "FIN", "modo": "Ativo"}, {"sigla": "CRM", "modo": t.house.module}]},
            "erp/prateleira/ligar": self.switch_on, "platform/sino/meusAvisos": self.notices,
            "platform/ajustes/gravar": self.write_property, "mega/carga/iniciar": self.begin_load,
            "mega/carga/situacao": self.load_state, rights + "concederDireitos": self.grant,
            rights + "direitosDoPapel": self.rights_of}
        for name, batch in BATCHES.items():
            if batch.entity:
                continue
            plan[f"crm/{batch.service}/listar{batch.noun}"] = lambda t, b, n=name: self._listed(t, n, b)
            plan[f"crm/{batch.service}/incluir{batch.noun}"] = lambda t, b, n=name: {"novo": self._put(t, n, b)}
            plan[f"crm/{batch.service}/alterar{batch.noun}"] = lambda t, b, n=name: {"novo": self._put(t, n, b)}
        return plan

    # --- authentication ---------------------------------------------------------------------------------------------

    def _admit(self, house: House, login: str) -> Body:
        ticket = Ticket(house, login, secrets.token_urlsafe(24), secrets.token_urlsafe(24), time.time() + self.life)
        self.tickets.append(ticket)
        return {"jsonToken": json.dumps({
            "access_token": ticket.access, "refresh_token": ticket.refresh, "token_type": "Bearer",
            "expires_in": self.life, "username": f"{login}@{house.domain}", "scope": "desktop"})}

    def login(self, _: Any, body: Body) -> Body:
        login, _, domain = str(body.get("username", "")).partition("@")
        house = next((h for h in self.houses if h.domain == domain), None)
        person = house.people.get(login) if house else None
        if house is None or person is None or not person.password or person.password != body.get("password"):
            raise SaysNo(401, "UNAUTHORIZED", "Usuário e/ou senha inválidos")
        return self._admit(house, login)

    def login_with_key(self, _: Any, body: Body) -> Body:
        house = next((h for h in self.houses if h.name == body.get("tenantName")), None)
        if house is None or (body.get("accessKey"), body.get("secret")) != (self.key, self.key_secret):
            raise SaysNo(401, "UNAUTHORIZED", "Credenciais da aplicação inválidas")
        house.people.setdefault("aplicacao", Person("aplicacao", "", {"fullName": "Aplicação", "admin": False}))
        return self._admit(house, "aplicacao")

    def refresh(self, headers: Any, body: Body) -> Body:
        ticket = next((t for t in self.tickets if t.refresh == body.get("refreshToken")), None)
        if ticket is None or headers.get("X-Tenant") not in (None, ticket.house.name):
            raise SaysNo(401, "UNAUTHORIZED", "Token de renovação inválido")
        if self.dialect != "bridge" and headers.get("X-Tenant") is None:
            raise SaysNo(400, "BAD_REQUEST", "X-Tenant é obrigatório")
        self.refreshes += 1
        self.tickets.remove(ticket)
        return self._admit(ticket.house, ticket.login)

    def logout(self, ticket: Ticket, body: Body) -> Body:
        self.tickets = [t for t in self.tickets if t.access not in (ticket.access, body.get("accessToken"))]
        return {}

    def login_settings(self, _: Any, body: Body) -> Body:
        house = next((h for h in self.houses if h.domain == body.get("tenantDomain")), None)
        if house is None:
            raise SaysNo(404, "NOT_FOUND", "Tenant desconhecido")
        return {"tenantName": house.name, "authenticationTypes": ["G7"]}

    # --- people and rights ------------------------------------------------------------------------------------------

    def get_user(self, ticket: Ticket, body: Body) -> Body:
        login = str(body.get("username") or ticket.login).partition("@")[0]
        person = ticket.house.people.get(login)
        if person is None:
            raise SaysNo(404, "NOT_FOUND", f"O usuário {login} não existe")
        shown = {name: value for name, value in person.held.items() if name != "password"}
        return {**shown, "id": f"u-{login}", "username": login, "tenantDomain": ticket.house.domain,
                "tenantName": ticket.house.name, "authenticationType": "G7", "properties": []}

    def create_user(self, ticket: Ticket, body: Body) -> Body:
        lacking = [n for n in ("username", "fullName", "email", "password") if not body.get(n)]
        if lacking:
            raise SaysNo(400, "BAD_REQUEST", f"Campos obrigatórios: {', '.join(lacking)}")
        if body["username"] in ticket.house.people:
            raise SaysNo(400, "BAD_REQUEST", f"O usuário {body['username']} já existe")
        ticket.house.people[body["username"]] = Person(body["username"], body["password"], dict(body))
        return {"username": body["username"]}

    def update_user(self, ticket: Ticket, body: Body) -> Body:
        person = ticket.house.people.get(str(body.get("username")))
        if person is None:
            raise SaysNo(404, "NOT_FOUND", "Usuário inexistente ou sem permissão")
        person.held.update(body)
        return {"username": person.login}

    def list_users(self, ticket: Ticket, body: Body) -> Body:
        return self._page("users", [{**p.held, "username": p.login} for p in ticket.house.people.values()], body)

    def _page(self, name: str, rows: list[Body], body: Body) -> Body:
        wanted = body.get("pagination") or {}
        number, size = int(wanted.get("pageNumber", 0)), int(wanted.get("pageSize", 10))
        return {name: [{k: v for k, v in row.items() if k != "password"} for row in rows][number * size:][:size],
                "listInformation": {"totalElements": len(rows), "totalPages": -(-len(rows) // size)}}

    def create_role(self, ticket: Ticket, body: Body) -> Body:
        if not body.get("name"):
            raise SaysNo(400, "BAD_REQUEST", "Informe o nome do papel")
        if body["name"] in ticket.house.roles:
            raise SaysNo(400, "BAD_REQUEST", "Papel já existente")
        ticket.house.roles[body["name"]] = {"name": body["name"], "description": body.get("description", "")}
        return {"name": body["name"]}

    def _role(self, ticket: Ticket, name: Any) -> Body:
        if name not in ticket.house.roles:
            raise SaysNo(404, "NOT_FOUND", f"Papel {name} inexistente")
        return ticket.house.roles[name]

    def get_role(self, ticket: Ticket, body: Body) -> Body:
        return {"role": self._role(ticket, body.get("name"))}

    def list_roles(self, ticket: Ticket, body: Body) -> Body:
        wanted = str(body.get("searchValue") or "").lower()
        return self._page("roles", [r for n, r in ticket.house.roles.items() if wanted in n.lower()], body)

    def assign(self, ticket: Ticket, body: Body) -> Body:
        people = [str(user).partition("@")[0] for user in body.get("users", [])]
        if ticket.login in people:
            raise SaysNo(403, "FORBIDDEN", "Não é permitido atribuir papel ao próprio usuário")
        for user in people:
            if user not in ticket.house.people:
                raise SaysNo(404, "NOT_FOUND", f"O usuário {user} não existe")
        for role in body.get("roles", []):
            self._role(ticket, role)
            ticket.house.members.setdefault(role, set()).update(people)
        return {}

    def assigned(self, ticket: Ticket, body: Body) -> Body:
        held: set[str] = set()
        for role in body.get("roles", []):
            self._role(ticket, role)
            held |= ticket.house.members.get(role, set())
        return {"users": sorted(held)}

    def check_access(self, ticket: Ticket, body: Body) -> Body:
        admin = bool(ticket.house.people[ticket.login].held.get("admin"))
        return {"permissions": [{**p, "authorized": admin, "owner": False} for p in body.get("permissions", [])],
                "authorized": admin}

    def grant(self, ticket: Ticket, body: Body) -> Body:
        self._role(ticket, body.get("papel"))
        ticket.house.rights.setdefault(body["papel"], []).extend(body.get("direitos", []))
        return {}

    def rights_of(self, ticket: Ticket, body: Body) -> Body:
        self._role(ticket, body.get("papel"))
        return {"direitos": ticket.house.rights.get(body["papel"], [])}

    # --- tenants, properties, notices -------------------------------------------------------------------------------

    def tenant(self, by: str, value: Any) -> Body:
        house = next((h for h in self.houses if getattr(h, by) == value), None)
        if house is None:
            raise SaysNo(404, "NOT_FOUND", "Tenant inexistente")
        return {"tenant": {"name": house.name, "domain": house.domain, "active": True, "master": house.master,
                           "locale": "pt-BR", "ready": house.ready, "altDomains": []}}

    def properties(self, ticket: Ticket, body: Body) -> Body:
        return {"propertyList": [
            {**row, "propertyValue": "****" if row["propertyType"] == "Secret" else row["propertyValue"]}
            for row in ticket.house.settings
            if body.get("dominio") in (None, row["propertyDomain"]) and body.get("servico") in (
                None, row["propertyService"])]}

    def write_property(self, ticket: Ticket, body: Body) -> Body:
        row = {"propertyDomain": body["onde"], "propertyService": body["quem"], "propertyKey": body["chave"],
               "propertyType": body.get("tipo", "String"), "propertyValue": body.get("conteudo")}
        place = ("propertyDomain", "propertyService", "propertyKey")
        ticket.house.settings = [r for r in ticket.house.settings if [r[p] for p in place] != [row[p] for p in place]]
        ticket.house.settings.append(row)
        return {}

    def _ring(self, house: House, title: str, words: str) -> None:
        house.bell.append((time.time() + self.pace, {"codigo": secrets.token_hex(4), "titulo": title, "texto": words}))

    def notices(self, ticket: Ticket, _: Body) -> Body:
        return {"avisos": [notice for due, notice in ticket.house.bell if due <= time.time()]}

    # --- what a deployment does -------------------------------------------------------------------------------------

    def _master(self, ticket: Ticket, body: Body) -> House:
        if not ticket.house.master:
            raise SaysNo(403, "FORBIDDEN", "Somente no tenant master")
        house = next((h for h in self.houses if h.name == body.get("inquilino")), None)
        if house is None:
            raise SaysNo(404, "NOT_FOUND", "Tenant inexistente")
        return house

    def open_customer(self, ticket: Ticket, body: Body) -> Body:
        house = self._master(ticket, body)
        if house.crm is not None:
            raise SaysNo(400, "BAD_REQUEST", "O cliente já existe no CRM")
        house.crm, house.born = dict(body), time.time()
        threading.Timer(self.pace * len(PHASES), self._furnish, [house]).start()
        return {"inquilino": house.name}

    def _furnish(self, house: House) -> None:
        with self.lock:
            for role in ("CRM – Diretor", "CRM – Coordenador", "CRM - Usuário"):
                house.roles.setdefault(role, {"name": role, "description": "Padrão"})
            house.people.setdefault("suportecrm", Person("suportecrm", "", {"fullName": "Suporte CRM"}))

    def see_customer(self, ticket: Ticket, body: Body) -> Body:
        house = self._master(ticket, body)
        if house.crm is None:
            raise SaysNo(404, "NOT_FOUND", "Cliente sem CRM")
        return house.crm

    def phases(self, ticket: Ticket, body: Body) -> Body:
        house = self._master(ticket, body)
        passed = int((time.time() - house.born) / self.pace) if house.crm is not None else 0
        if passed >= len(PHASES) and "suportecrm" not in house.people:
            passed = len(PHASES) - 1
        return {"fases": [{"fase": name, "quadro": "done" if at < passed else "running"}
                          for at, name in enumerate(PHASES)] if house.crm is not None else []}

    def mirror(self, ticket: Ticket, _: Body) -> Body:
        self._ring(ticket.house, "CRM", "Sincronização de usuários, papéis e recursos concluída")
        return {}

    def switch_on(self, ticket: Ticket, body: Body) -> Body:
        if body.get("sigla") != "CRM":
            raise SaysNo(400, "BAD_REQUEST", "Módulo desconhecido")
        ticket.house.module = str(body.get("modo"))
        self._furnish(ticket.house)
        self._ring(ticket.house, "Módulo ativado", "O módulo CRM está apto para uso")
        return {}

    def begin_load(self, ticket: Ticket, _: Body) -> Body:
        ticket.house.load_since = time.time()
        return {"carga": {"numero": "1"}}

    def load_state(self, ticket: Ticket, _: Body) -> Body:
        if not ticket.house.load_since:
            raise SaysNo(404, "NOT_FOUND", "Nenhuma carga")
        got = min(40, int((time.time() - ticket.house.load_since) / self.pace * 20))
        return {"quadro": "done" if got == 40 else "running", "feitos": got, "previstos": 40}

    # --- records ----------------------------------------------------------------------------------------------------

    def _kept(self, ticket: Ticket, name: str) -> list[Body]:
        return ticket.house.shelves.setdefault(name, [dict(row) for row in BATCHES[name].at_first])

    def _put(self, ticket: Ticket, name: str, body: Body, key: str | None = None) -> str:
        rows = self._kept(ticket, name)
        key = str(key or body.get("id") or "")
        row = next((row for row in rows if str(row["id"]) == key), None)
        if key and row is None:
            raise SaysNo(404, "NOT_FOUND", f"{name} {key} inexistente")
        if row is None:
            row = {"id": f"{len(rows) + 101}"}
            rows.append(row)
        row.update({field: value for field, value in body.items() if field != "id"})
        return str(row["id"])

    def _listed(self, ticket: Ticket, name: str, body: Body) -> Body:
        rows = self._kept(ticket, name)
        first, size = int(body.get("offset", 0)), int(body.get("limit", 10))
        return {"linhas": rows[first:first + size], "total": len(rows)}

    def _shelf(self, verb: str, path: str, key: str | None, asked: dict[str, list[str]], ticket: Ticket,
               body: Body) -> Any:
        name = next((n for n, b in BATCHES.items() if b.entity and path == f"crm/{b.service}/{b.noun}"), None)
        if name is None:
            raise SaysNo(404, "NOT_FOUND", path)
        rows = self._kept(ticket, name)
        if verb == "GET" and key is None:  # without paging every record is returned; offset is the page's index
            size, page = int(asked.get("size", [len(rows) or 1])[0]), int(asked.get("offset", ["0"])[0])
            return {"totalElements": len(rows), "totalPages": -(-len(rows) // size),
                    "contents": rows[page * size:(page + 1) * size]}
        if verb == "GET":
            return next((row for row in rows if str(row["id"]) == key), None) or {}
        if verb in ("POST", "PUT"):
            return {"id": self._put(ticket, name, body, key)}
        raise SaysNo(405, "BAD_REQUEST", verb)


def _handler(platform: FakePlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = platform.respond(self.command, self.path, self.headers, raw)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = _serve

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextlib.contextmanager
def running_fake_platform(folder: Path, *, domain: str = "serraazul.example", dialect: str = "bridge",
                          pace: float = 0.1) -> Iterator[Places]:
    """A fresh platform on a free port of this computer."""
    state = FakePlatform(domain, dialect, pace)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = folder / "outra-plataforma.toml"
    catalogue.write_text(catalogue_text(), encoding="utf-8")
    try:
        yield Places(f"http://127.0.0.1:{server.server_port}", domain, state.customer.name, f"implantador@{domain}",
                     state.password, "operadora@matriz.example", state.master_password, state.key, state.key_secret,
                     catalogue, state)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
