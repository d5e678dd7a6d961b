"""The platform as a stranger calls it: http.client and nothing of the console's own client."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.servers.ports import wait_until
from tests.servers.twin import Twin

BRIDGE = "/t/senior.com.br/bridge/1.0"


@dataclass
class Said:
    """An answer; `body` is parsed where it is JSON."""

    status: int
    headers: Mapping[str, str]
    text: str
    body: Any = field(init=False)

    def __post_init__(self) -> None:
        try:
            self.body = json.loads(self.text)
        except ValueError:
            self.body = None


class Raw:
    """One connection that stays open, one token."""

    def __init__(self, twin: Twin, dialect: str = "bridge") -> None:
        self.dialect = dialect
        self.line = http.client.HTTPConnection(urlsplit(twin.url).netloc, timeout=20)
        self.headers = {"Content-Type": "application/json"}
        if dialect != "bridge":
            self.headers["client_id"] = "any"

    def __del__(self) -> None:
        self.line.close()

    def path(self, call: str, anonymous: bool = False) -> str:
        domain, service, primitive, name = call.split("/", 3)
        if self.dialect == "bridge":
            return f"{BRIDGE}/{'anonymous/' if anonymous else ''}rest/{call}"
        middle = "anonymous/" if anonymous else ""
        if self.dialect == "api-old" or primitive == "entities":
            return f"/{domain}/{service}/{middle}{primitive}/{name}"
        return f"/{domain}/{service}/{middle}{name}"

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Said:
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.line.request(method, path, data, {**self.headers, **headers})
        answer = self.line.getresponse()
        return Said(answer.status, answer.headers, answer.read().decode())

    def __call__(self, call: str, body: Any = None, anonymous: bool = False, **headers: str) -> Said:
        return self.request("POST", self.path(call, anonymous), body or {}, **headers)

    def ok(self, call: str, body: Any = None) -> Any:
        said = self(call, body)
        assert said.status == 200, said.text
        return said.body

    def entity(self, method: str, name: str, number: Any = "", body: Any = None, **query: Any) -> Said:
        call = f"crm/{'' if '/' in name else 'sandbox_records/'}{name}".replace("records/", "records/entities/")
        path = self.path(call) + (f"/{number}" if number else "")
        return self.request(method, path + (f"?{urlencode(query, quote_via=quote)}" if query else ""), body)

    def rows(self, name: str, **query: Any) -> list[dict[str, Any]]:
        said = self.entity("GET", name, **query)
        assert said.status == 200, said.text
        return list(said.body["contents"])

    def bear(self, token: str) -> None:
        self.headers["Authorization"] = f"Bearer {token}"

    def sign_in(self, user: str, password: str) -> dict[str, Any]:
        said = self("platform/authentication/actions/login", {"username": user, "password": password})
        assert said.status == 200, said.text
        session = dict(json.loads(said.body["jsonToken"]))
        self.bear(session["access_token"])
        return session


def customer(twin: Twin, dialect: str = "bridge") -> Raw:
    made = Raw(twin, dialect)
    made.sign_in(twin.platform["user"], twin.platform["password"])
    return made


def master(twin: Twin) -> Raw:
    made = Raw(twin)
    made.sign_in(twin.platform["master_user"], twin.platform["master_password"])
    return made


def deploy(twin: Twin, package: str = "freemium") -> None:
    """The CRM on the customer's tenant."""
    at_senior = master(twin)
    at_senior.ok("crm/sandbox_tenants/actions/createCrmTenant", {
        "tenantName": twin.platform["tenant"], "name": "Serra Azul", "package": package})
    wait_until(lambda: state_of(at_senior, twin) != "deploying", "the deployment ends")
    assert state_of(at_senior, twin) == "active"


def state_of(raw: Raw, twin: Twin) -> str:
    made = raw.ok("crm/sandbox_tenants/queries/getCrmTenant", {"tenantName": twin.platform["tenant"]})
    return str(made["crmTenant"]["state"])
