"""`demo` and `selftest`: the program shows itself, and proves that its parts came along."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_console.cli.output import Json, Lang, Output, output, person
from crm_console.core.errors import FailedError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder, resources
from crm_console.core.report import Report
from crm_console.core.text import CODES, N_, Language
from crm_console.services import demonstration
from crm_console.services import testing as tests
from crm_console.services.customers import create_customer
from crm_console.services.demonstration import open_demonstration
from crm_console.services.findings import findings
from crm_console.store.attempts import Attempts
from crm_console.store.workspace import Workspace, open_workspace

OUTSIDE = "cliente@fora.example"  # nobody: the twin delivers nothing
Headless = Annotated[bool, typer.Option("--headless", help=str(N_("Sem janela: prepara, testa e deixa imagens.")))]
OutDir = Annotated[Path | None, typer.Option("--out", metavar="DIR", help=str(N_("Onde ficam as imagens.")))]
Manual = Annotated[Path | None, typer.Option("--pictures", metavar="DIR", help=str(N_("As imagens do manual.")))]


def demo(
    headless: Headless = False, out_dir: OutDir = None, pictures: Manual = None,
    json: Json = False, lang: Lang = "",
) -> int:
    """Start the twin and open the sample customer."""
    out = output(json, lang)
    if pictures is None and not headless:
        from crm_console.app import run_demonstration  # noqa: PLC0415 - only here a window is wanted

        return run_demonstration(lang or None)
    with tempfile.TemporaryDirectory(prefix="crm-console-demo-") as scratch:
        folder = pictures or out_dir or Path.cwd() / "crm-console-demo"
        folder.mkdir(parents=True, exist_ok=True)
        with open_demonstration(Path(scratch), person()) as workspace:
            return _headless(out, workspace, folder)


def _headless(out: Output, workspace: Workspace, folder: Path) -> int:
    records = [record for kind in tests.TESTED for record in workspace.store.where(kind)
               if record.get("host") in ("127.0.0.1", "localhost")]  # the twin's; the others are examples
    tester = tests.ServerTests(workspace, Attempts(data_folder()), out.language, OUTSIDE)
    reports = [tester.job(record).work(Context()) for record in records]
    deployed = demonstration.deploy(workspace, data_folder())
    assert workspace.path is not None
    demonstration.other_routes(workspace.path.parent, workspace.store.by)
    found = findings(workspace.store)
    from crm_console.app import pictures  # noqa: PLC0415 - the window's parts are heavy

    made = pictures(workspace, folder)
    states = [str(report.state) for report in reports if isinstance(report, Report)]
    answer: dict[str, Any] = {"tests": states, "findings": len(found), "deployment": deployed,
                              "pictures": [path.name for path in made],
                              "folder": str(folder)}
    out.data(answer, lambda: [
        out.say("Cliente de exemplo preparado, {count} testes feitos: {states}.",
                count=len(states), states=", ".join(states)),
        out.say("{count} imagens em {folder}.", count=len(made), folder=folder)])
    return 0


def selftest(json: Json = False, lang: Lang = "") -> int:
    """Prove that database, migration, keyring, translations and one window work in this build."""
    out = output(json, lang)
    results: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="crm-console-selftest-") as scratch:
        place = Path(scratch) / "selftest.crmc"
        with create_customer(str(place), "Selftest", person()) as made:
            results["database"] = "ok" if len(made.store.where("stage")) == 6 else "failed"
            results["keyring"] = "ok" if made.secrets.missing is None else "none: secrets stay in memory"
        with open_workspace(str(place), person()) as again:
            results["migration"] = "ok" if again.about.customer == "Selftest" else "failed"
        results["translations"] = _translations()
        from crm_console.app import one_window  # noqa: PLC0415 - the window's parts are heavy

        results["window"] = "ok" if one_window(place) else "failed"
    if "failed" in results.values():
        out.data(results, lambda: [f"{name}: {state}" for name, state in results.items()])
        raise FailedError(N_("Uma parte desta instalação não funciona."), N_("Instale de novo."))
    out.data(results, lambda: [f"{name}: {state}" for name, state in results.items()])
    return 0


def _translations() -> str:
    words = N_("Salvar")
    said = {code: Language(code, resources() / "i18n").say(words) for code in CODES}
    return "ok" if len(set(said.values())) == len(CODES) else "failed"
