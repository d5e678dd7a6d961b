"""Pictures of every screen, drawn by the running program for the manual and to be looked at."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from crm_console.services import report_words as words
from crm_console.services.platform.entering import CODE_WANTED, Entered
from crm_console.services.platform.sign_in import SecondFactorWanted
from crm_console.store import backups, notes
from crm_console.store.preferences import Preferences
from crm_console.store.workspace import Workspace
from crm_console.views.deploy.deployment_page import DeploymentPage
from crm_console.views.deploy.sign_in_panel import SignInPanel
from crm_console.views.records.tabbed_page import TabbedPage
from crm_console.views.window.start import Start

if TYPE_CHECKING:
    from crm_console.app import Console
    from crm_console.store.store import Store
    from crm_console.views.window.desk import Desk

SIZE = (1366, 700)
PATIENCE = 10.0  # seconds; a job that a page began takes less
SETS = (("light", "pt_BR", 1.0), ("dark", "pt_BR", 1.0), ("light", "pt_BR", 1.5), ("dark", "pt_BR", 1.5))
OTHER_LANGUAGES = (("light", "en", 1.0), ("light", "es", 1.0))
# page, tab: the name of the picture, and the record that is chosen
TABS_SHOWN = {
    "roles": {
        "role": ("papel-permissoes", "role", "CRM – Coordenador"), "compare": ("papeis-comparar", "", ""),
        "profile": ("perfil", "role", "CRM – Usuário"), "resource": ("recursos", "resource", "Compromisso")},
    "users": {
        "user": ("usuario", "user", "caio.ribeiro"), "user-crm": ("usuario-crm", "user", "caio.ribeiro"),
        "hierarchy": ("hierarquia", "user", "lia.martins"), "department": ("departamentos", "department", "Comercial")},
    "general": {
        "opportunity": ("oportunidades", "", ""), "occurrence": ("ocorrencias", "", ""),
        "stage": ("funil", "stage", "4"),
        "account-type": ("tipos-de-conta", "account-type", "Prospect")},
}
SHEET = """Código da Empresa;Código da Filial;Endereço SMTP;Porta SMTP;E-mail de envio;Usar conexão segura
1;3;mail.serraazul.example;587;crm@serraazul.example;Sim
1;9;mail.serraazul.example;587;crm@serraazul.example;Sim
1;2;smtp://mail.serraazul.example;58700;CRM <crm@serraazul.example>;talvez
"""


def in_children(workspace: Workspace, folder: Path, *, languages: bool) -> list[Path]:
    """One child process a set: theme, language, scale."""
    assert workspace.path is not None
    folder.mkdir(parents=True, exist_ok=True)
    for theme, language, scale in (*SETS, *(OTHER_LANGUAGES if languages else ())):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / workspace.path.name
            shutil.move(backups.snapshot(workspace.path, "imagens"), copy)
            for route in workspace.path.parent.glob("rota-*.crmc"):
                shutil.copy(route, scratch)
            suffix = f"{theme}-{round(scale * 100)}" if language == "pt_BR" else f"{language}-{theme}"
            words = [str(copy), str(folder.absolute()), theme, language, suffix]
            subprocess.run(
                [sys.executable, "-c", f"from crm_console.app import draw; draw(*{words!r})"], check=True,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale),
                     "CRM_CONSOLE_DATA": scratch, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)})
    return sorted(folder.glob("*.png"))


@contextmanager
def alone(**choices: Any) -> Iterator[tuple[QApplication, Preferences]]:
    """An application that nobody sees, with preferences that are thrown away."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        preferences = Preferences(Path(scratch))
        preferences.change(**choices)
        app = QApplication([])
        yield app, preferences


def turn(loop: asyncio.AbstractEventLoop, seconds: float = 0.25) -> None:
    """Let the window work for a while."""
    loop.run_until_complete(asyncio.sleep(seconds))


def settled(console: Console, loop: asyncio.AbstractEventLoop) -> None:
    """Wait for the jobs that a page began: a picture shows what they found, not their progress."""
    until = time.monotonic() + PATIENCE
    while console.runner is not None and console.runner.running and time.monotonic() < until:
        turn(loop, 0.1)


def painted(build: type[Console], place: Path) -> bool:
    """Whether a window with this workspace comes up."""
    with alone() as (app, preferences):
        console = build(app, preferences)
        console.window.show()
        loop = console.start_loop()
        console.open(str(place))
        turn(loop, 0.5)
        came = console.desk is not None and not console.window.grab().isNull()
        console.end()
        return came


def draw_set(build: type[Console], place: Path, folder: Path, kind: tuple[str, str, str]) -> None:
    """The pictures of one theme, language and suffix."""
    theme, language, suffix = kind
    crashed: list[str] = []
    with alone(theme=theme, language=language, name="Marina Duarte") as (app, preferences):
        console = build(app, preferences)
        console.crashes.crashed.connect(lambda crash: crashed.append(crash.report))
        take(console, place, folder, suffix)
        console.end()
    if crashed:
        raise SystemExit("\n".join(crashed))


def take(console: Console, place: Path, folder: Path, suffix: str) -> None:
    """Go through the screens of a workspace and keep a picture of each."""
    loop = console.start_loop()
    console.preferences.opened(str(place.with_name("metal-norte.crmc")), "Metal Norte")
    console.preferences.opened(str(place), "Serra Azul Metalúrgica")
    console.window.resize(*SIZE)
    console.show_start()
    console.window.show()

    def keep(name: str, seconds: float = 0.25) -> None:
        turn(loop, seconds)
        settled(console, loop)
        console.window.grab().save(str(folder / f"{name}-{suffix}.png"))

    keep("inicio")
    start = console.window.centralWidget()
    assert isinstance(start, Start)
    start.show_new()
    keep("novo-cliente")
    console.open(str(place))
    desk = console.desk
    assert desk is not None
    keep("visao-geral", 1.0)
    store = desk.workspace.store
    for type_name in ("company", "branch", "smtp", "ftp"):
        found = store.where(type_name)
        if found:
            desk.open_record(type_name, found[0].uid)
            keep(f"{type_name}")
    tabs_of_access(desk, store, keep)
    for type_name in ("smtp", "ftp"):
        for uid, kept in notes.last_reports(store, type_name).items():
            desk.show_last_report(type_name, uid)
            decisive = words.decisive(kept.content)
            protocol, _, fault = str(decisive["fault"] if decisive else f"{type_name}.{kept.state}").partition(".")
            keep(f"teste-{protocol}-{fault.replace('.', '-')}")
    desk.go("import")
    keep("importar")
    sheet = place.with_name("servidores-smtp.csv")
    sheet.write_text(SHEET, encoding="utf-8")
    desk.preview_import([sheet])
    keep("importar-conferencia", 1.0)
    desk.go("settings")
    keep("preferencias")
    deployment_pictures(console, place, keep)
    lead_pictures(console, place, folder, suffix, keep, lambda: turn(loop))
    desk = console.desk
    assert desk is not None
    desk.search()
    desk.palette_.typed.setText("so")
    keep("busca", 0.6)
    desk.palette_.hide()


def tabs_of_access(desk: Desk, store: Store, keep: Callable[[str], None]) -> None:
    """Papéis, Usuários and Configurações gerais, each tab with something chosen."""
    for page, names in TABS_SHOWN.items():
        desk.go(page)
        shown = desk.stack.currentWidget()
        assert isinstance(shown, TabbedPage)
        for tab, (name, type_name, key) in names.items():
            tab_shown = shown.turn_to(tab)
            record = store.find(type_name, key) if type_name else None
            if record is not None:
                tab_shown.reach(record.uid)  # type: ignore[attr-defined]
            keep(name)
    desk.go("roles")
    roles, user = desk.stack.currentWidget(), store.find("user", "fabio.teles")
    if user is not None:
        roles.show_rights(user.uid)  # type: ignore[union-attr]
        keep("direitos-do-usuario")


def deployment_pictures(console: Console, place: Path, keep: Callable[..., None]) -> None:
    """Each route under way, the deployment's data, the sign-in and the second factor."""
    chosen = {"padrao": "activation", "erpx": "erp_review", "mega": "mega_settings"}
    for name, path in (("erpx", place.with_name("rota-erpx.crmc")), ("mega", place.with_name("rota-mega.crmc")),
                       ("padrao", place)):
        if not path.exists():
            continue
        console.open(str(path))
        page = _deployment(console)
        page.turn_to("steps").reach(chosen[name])  # type: ignore[attr-defined]
        keep(f"implantacao-{name}", 0.6)
        if name == "erpx":
            page.turn_to("sign-in")
            keep("entrada-na-plataforma")
            panel = page.findChild(SignInPanel, "sign-in-master")
            assert isinstance(panel, SignInPanel)
            panel.take(Entered(factor=SecondFactorWanted("", "", ""), wanted=CODE_WANTED))
            keep("segundo-fator")
    _deployment(console).turn_to("data")
    keep("implantacao-dados")


def lead_pictures(console: Console, place: Path, folder: Path, suffix: str, keep: Callable[..., None],
                  wait: Callable[[], None]) -> None:
    """Integração and the guided window; the last ones, for they leave the copy signed out."""
    from crm_console.views.deploy import integration_pictures as lead  # noqa: PLC0415 - it needs the desk

    for path, taken in ((place.with_name("rota-mega.crmc"), lead.mega), (place, lead.integration)):
        if path.exists():
            console.open(str(path))
            assert console.desk is not None
            taken(console.desk, keep)
    assert console.desk is not None
    lead.guided(console.desk, console.window, folder, suffix, wait)


def _deployment(console: Console) -> DeploymentPage:
    assert console.desk is not None
    console.desk.go("deployment")
    page = console.desk.stack.currentWidget()
    assert isinstance(page, DeploymentPage)
    return page
