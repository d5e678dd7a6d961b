"""A customer, the twin and the console: what deployments are tested with."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_console.cli.program import run as command_line
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.core.text import N_
from crm_console.sandbox.platform.record_types import TYPES
from crm_console.services.customers import create_customer
from crm_console.services.deploy.engine import Answer, Deployer
from crm_console.services.entry import setting
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.services.platform.sign_in import SignedIn
from crm_console.store import runs
from crm_console.store.attempts import at_the_platform
from crm_console.store.change import Applied
from crm_console.store.runs import Row, Run
from crm_console.store.workspace import Workspace, open_workspace
from tests.servers.filed_keyring import NAME, VARIABLE
from tests.servers.twin import Twin

ROOT = Path(__file__).parents[3]
SECRETS = {"smtp": "segredo-smtp-7f3a", "user": "segredo-inicial-91bc", "property": "segredo-mega-55de"}
SMALL = (  # one or two records of each type, and each kind of link
    ("company", "1", "name=Serra Azul", "cnpj=12.ABC.345/01DE-35"), ("branch", "1/1", "name=Sede", "head_office=sim"),
    ("smtp", "1/1", "host=mail.serraazul.example", "port=587", "sender=crm@serraazul.example", "authenticates=sim",
     "user=crm", "password=-smtp", "secure=sim", "security_kind=tls", "principal=sim"),
    ("ftp", "1/1", "host=files.serraazul.example", "port=22", "folder=/crm", "user=crm", "password=-smtp", "kind=sftp"),
    ("department", "Vendas"), ("function", "Gerente"),
    ("resource", "Nova Conta", "module=Contas"), ("role", "CRM - Usuário"), ("role", "Vendas Externas"),
    ("role", "Vendas Externas", "permissions=Nova Conta:access view"),
    ("user", "ana.prado", "full_name=Ana Prado", "email=ana@serraazul.example", "password=-user",
     "roles=CRM - Usuário,Vendas Externas", "crm_user=sim", "department=Vendas", "branches=1/1", "default_branch=1/1"),
    ("user", "rui.lopes", "full_name=Rui Lopes", "email=rui@serraazul.example", "password=-user",
     "roles=Vendas Externas", "crm_user=sim", "manager=ana.prado", "branches=1/1", "default_branch=1/1"),
    ("profile", "Vendas Externas"), ("account-type", "Parceiro"),
    ("stage", "1", "name=Contato", "probability=10"), ("stage", "2", "name=Proposta", "probability=50"),
    ("setting", "opportunity.quantitative_goals", "value=true"))
ROUTES: Mapping[str, tuple[str, ...]] = {
    "standard": ("route=standard", "package=starter"), "erpx": ("route=erpx", "package="),
    "mega": ("route=mega", "package=freemium", "mega_url=https://mega.serraazul.example:8443/")}


@dataclass
class Lab:
    """One customer's workspace beside the twin. `separate`: commands run as processes of their own, which takes time."""

    folder: Path
    twin: Twin
    source: Path
    separate: bool = False

    def renew(self) -> None:
        """The twin as new, the customer as it was prepared; sign-ins count anew, too."""
        self.twin.reset()
        shutil.rmtree(data_folder(), ignore_errors=True)
        for name in ("cliente.crmc", "vault.json"):
            shutil.copy(self.source / name, self.folder / name)
        for left in self.folder.glob("cliente.crmc-*"):
            left.unlink()

    @property
    def place(self) -> Path:
        return self.folder / "cliente.crmc"

    def open(self) -> Workspace:
        return open_workspace(str(self.place), "Marina Duarte")

    def set(self, type_name: str, key: str, *words: str) -> None:
        with self.open() as workspace:
            put(workspace, type_name, key, *words)

    def route(self, name: str) -> None:
        self.set("deployment", "1", *ROUTES[name])

    def sign_in(self, role: str = "customer", *, catalogue: str | None = None) -> None:
        """As `connect` does; without a catalogue file only what the vendor publishes is automatic."""
        at = self.twin.platform
        user, password = ((at["user"], at["password"]) if role == "customer" else (
            at["master_user"], at["master_password"]))
        text = self.twin.catalog.read_text() if catalogue is None else catalogue
        with self.open() as workspace:
            wanted = Wanted(self.twin.url, role=role, user=user, catalogue=text)
            platform = Platform(workspace, at_the_platform(data_folder()))
            signed_in = platform.begin(Context(), wanted, password)
            assert isinstance(signed_in, SignedIn)
            platform.finish(Context(), wanted, signed_in)

    def signed_in(self, route: str = "standard", *, catalogue: str | None = None) -> Lab:
        self.route(route)
        self.sign_in(catalogue=catalogue)
        if route != "erpx":
            self.sign_in("master", catalogue=catalogue)
        return self

    def console(self, *words: object, stdin: str = "", timeout: float = 60,
                **extra: str) -> subprocess.CompletedProcess[str]:
        if not self.separate and not extra and not stdin:
            told, errors = io.StringIO(), io.StringIO()
            with redirect_stdout(told), redirect_stderr(errors):
                code = command_line([str(word) for word in words])
            return subprocess.CompletedProcess([str(word) for word in words], code, told.getvalue(), errors.getvalue())
        return subprocess.run(self.command(*words), input=stdin, capture_output=True, text=True, cwd=self.folder,
                              env=self.environment(**extra), encoding="utf-8", timeout=timeout, check=False)

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "crm_console", *map(str, words)]

    def environment(self, **extra: str) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHON_KEYRING_BACKEND": NAME, "PYTHONIOENCODING": "utf-8",
                VARIABLE: str(self.folder / "vault.json"), **extra}

    def deploy(self, *words: object) -> tuple[int, dict[str, Any]]:
        """`deploy` with --json; the exit code and the document."""
        done = self.console("deploy", self.place, "--json", *words)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)

    def answers(self, document: Mapping[str, Any]) -> list[str]:
        return [word for each in document["guided"] for word in ("--answer", f"{each['id']}=done")]

    def deployed(self, times: int = 6) -> tuple[int, dict[str, Any]]:
        """Again and again, saying done to what a person must do, until nothing is left."""
        code, found = self.deploy()
        for _ in range(times):
            if code != 1 or not found["guided"]:
                break
            code, found = self.deploy(*self.answers(found), "--by", "Marina")
        return code, found

    def run(self, answers: Mapping[str, str] | None = None, *, settle: float = 0.6, poll: float = 0.02,
            patience: float = 5, ctx: Context | None = None, by: str = "Marina") -> Ran:
        """The engine in this process."""
        with self.open() as workspace:
            platform = Platform(workspace, at_the_platform(data_folder()))
            given = {name: Answer(word, by) for name, word in (answers or {}).items()}
            run = Deployer(workspace, platform, settle=settle, poll=poll, patience=patience).run(
                ctx or Context(), given)
            return Ran(run, runs.rows(workspace.store, run))

    def run_to_the_end(self, **more: Any) -> Ran:
        """The same, saying done to what is guided or waits for somebody."""
        ran = self.run(**more)
        for _ in range(6):
            left = {step: "done" for (step, uid), row in ran.rows.items()
                    if not uid and row.state in ("guided", "waiting")}
            if not left:
                break
            ran = self.run(left, **more)
        return ran

    def tenant(self) -> dict[str, Any]:
        """What the twin keeps of the customer's tenant, less what differs between any two runs."""
        with closing(sqlite3.connect(self.twin.catalog.parent / "platform.sqlite")) as base:
            rows = base.execute("select kind, key, data from document where tenant=? and kind not in ('job', "
                                "'notification') order by kind, key", (self.twin.platform["tenant"],)).fetchall()
        numbers = {(kind.removesuffix("#"), json.loads(data)["id"]): key for kind, key, data in rows
                   if kind.endswith("#")}
        return {f"{kind}/{numbers.get((kind, _number(key)), key)}": _plain(_named(kind, json.loads(data), numbers))
                for kind, key, data in rows if not kind.endswith("#")}


@dataclass(frozen=True)
class Ran:
    run: Run
    rows: dict[tuple[str, str], Row]

    @property
    def states(self) -> dict[str, str]:
        return {step: row.state for (step, uid), row in self.rows.items() if not uid}

    def said(self, step: str) -> str:
        """The sentence of the step's item that is not done, else its own."""
        found = [row for (name, uid), row in self.rows.items() if name == step and uid and row.state != "done"]
        return str(found[0].said if found else self.rows[step, ""].said)

    @property
    def green(self) -> bool:
        return self.run.state == "ended" and set(self.states.values()) <= {"done", "skipped"}


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() else None


def _named(kind: str, data: dict[str, Any], numbers: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    """Links by key: the numbers follow the order in which records were made."""
    for name, slot in TYPES[kind].slots.items() if kind in TYPES else ():
        value = data.get(name)
        if slot.to and isinstance(value, list):
            data[name] = sorted(numbers.get((slot.to, one), one) for one in value)
        elif slot.to and value is not None:
            data[name] = numbers.get((slot.to, value), value)
    return data


def _plain(value: Any) -> Any:
    """Without ids and hashes made anew each time."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k not in ("id", "password", "propertyValue", "at", "users")
                } | ({"users": sorted(value["users"])} if "users" in value else {})
    return [_plain(one) for one in value] if isinstance(value, list) else value


def put(workspace: Workspace, type_name: str, key: str, *words: str) -> None:
    """What `set` does; `password=-smtp` keeps the secret of that name."""
    named = next((word.partition("=-")[2] for word in words if "=-" in word), "")
    plain = [word.partition("=-")[0] + "=-" if "=-" in word else word for word in words]
    changes, _ = setting(workspace.store, type_name, key, plain,
                         lambda _: workspace.keep_secret(SECRETS[named]))
    outcome = workspace.store.apply(changes, N_("teste"))
    assert isinstance(outcome, Applied), outcome


def make_small(place: Path) -> None:
    """The small customer."""
    with create_customer(str(place), "Serra Azul", "Marina Duarte", package="starter") as workspace:
        for type_name, key, *words in SMALL:
            put(workspace, type_name, key, *words)


def copied(source: Path, folder: Path, twin: Twin) -> Lab:
    """A lab with a copy of a prepared customer and of its vault."""
    shutil.copy(source / "cliente.crmc", folder / "cliente.crmc")
    shutil.copy(source / "vault.json", folder / "vault.json")
    return Lab(folder, twin, source)
