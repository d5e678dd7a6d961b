"""The control beside the platform: what a test asks of the twin, and what the vendor's own people do in reality."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from crm_console.sandbox.platform import seed
from crm_console.sandbox.platform.faults import Faults, UnknownFault
from crm_console.sandbox.platform.messages import Answer
from crm_console.sandbox.platform.work import Work, World

NAMELESS = 400


class Control:
    """Answers what comes to /sandbox/."""

    def __init__(self, world: World, faults: Faults, fill: Callable[[], None]) -> None:
        self._world = world
        self._faults = faults
        self._fill = fill

    def __call__(self, method: str, path: str, raw: bytes) -> Answer:
        """One request."""
        name = path.removeprefix("/sandbox/").strip("/")
        doing = {
            ("GET", "state"): self._state, ("GET", "effects"): self._effects, ("GET", "faults"): self._told,
            ("PUT", "faults"): self._replace, ("POST", "tenants"): self._tenant, ("POST", "reset"): self._reset,
            ("POST", "activate"): self._activate,
        }.get((method, name))
        return doing(raw) if doing else Answer(404, {"message": f"There is no {method} {path}."})

    def _state(self, _raw: bytes) -> Answer:
        storage = self._world.storage
        with storage.lock:
            kinds: dict[str, dict[str, int]] = {}
            for tenant, kind, count in storage.base.execute(
                    "select tenant, kind, count(*) from document group by tenant, kind order by tenant, kind"):
                kinds.setdefault(tenant, {})[kind] = count
            (effects,) = storage.base.execute("select count(*) from effect").fetchone()
            return Answer(200, {
                "tenants": list(storage.all("", "tenant").values()), "crm": list(storage.all("", "crm").values()),
                "records": {tenant: counts for tenant, counts in kinds.items() if tenant},
                "jobs": [job for tenant in storage.all("", "tenant") for job in storage.all(tenant, "job").values()],
                "effects": effects, "faults": self._faults.told()})

    def _effects(self, _raw: bytes) -> Answer:
        with self._world.storage.lock:
            rows = self._world.storage.base.execute("select line from effect order by number").fetchall()
        return Answer(200, {"effects": [json.loads(line) for (line,) in rows]})

    def _told(self, _raw: bytes) -> Answer:
        return Answer(200, {"faults": self._faults.told()})

    def _replace(self, raw: bytes) -> Answer:
        try:
            return Answer(200, {"faults": self._faults.replace(raw.decode("utf-8"))})
        except (UnknownFault, UnicodeDecodeError) as wrong:
            return Answer(400, {"message": str(wrong)})

    def _tenant(self, raw: bytes) -> Answer:
        """The vendor makes a tenant on the platform, or finishes one."""
        given = _read(raw)
        name, domain = given.get("name"), given.get("domain")
        if not name:
            return Answer(NAMELESS, {"message": "A tenant has a name."})
        with self._world.storage.transaction():
            seen = self._world.storage.get("", "tenant", name)
            if seen is None:
                made = seed.tenant(
                    self._world, name, domain or f"{name}.example", bool(given.get("ready", True)),
                    bool(given.get("master")))
            else:
                made = self._world.storage.put(
                    "", "tenant", name, {**seen, **{key: given[key] for key in ("domain", "ready", "active")
                                                    if key in given}})
        return Answer(200, {"tenant": made})

    def _activate(self, raw: bytes) -> Answer:
        """The vendor's support activates a user of the CRM; {tenant, login}."""
        given = _read(raw)
        work = Work(self._world, "sandbox", given.get("tenant", seed.TENANT), "sandbox")
        with self._world.storage.transaction():
            found = [(key, seen) for key, seen in work.all("crmUser").items() if seen["login"] == given.get("login")]
            for key, seen in found:
                work.put("crmUser", key, {**seen, "active": bool(given.get("active", True))})
        return Answer(200, {"activated": len(found)}) if found else Answer(404, {"message": "No such user in the CRM."})

    def _reset(self, _raw: bytes) -> Answer:
        """As new, with the same passwords; tokens are dead, faults are gone."""
        with self._world.storage.lock:
            self._world.storage.clear()
            self._world.attempts.clear()
            self._faults.replace("")
            self._fill()
        return Answer(200, {})


def _read(raw: bytes) -> dict[str, Any]:
    try:
        given = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
