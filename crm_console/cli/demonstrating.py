"""`demo` and `selftest`: the program shows itself, and proves that its parts came along."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_console.cli.output import Json, Lang, Output, output, person
from crm_console.core.errors import FailedError
from crm_console.core.jobs import Context
from crm_console.core.paths import resources
from crm_console.core.text import CODES, N_, Language
from crm_console.services import testing as tests
from crm_console.services.customers import create_customer
from crm_console.services.findings import findings
from crm_console.services.sample import create_sample
from crm_console.services.twin import Twin
from crm_console.store.workspace import open_workspace


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No window: prepare, test, leave pictures.")] = False,
    out_dir: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where pictures go.")] = None,
    pictures: Annotated[Path | None, typer.Option("--pictures", metavar="DIR", help="The manual's pictures.")] = None,
    json: Json = False, lang: Lang = "",
) -> int:
    """Start the twin and open the sample customer."""
    out = output(json, lang)
    with tempfile.TemporaryDirectory(prefix="crm-console-demo-") as scratch:
        folder = out_dir or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        with Twin(Path(scratch) / "twin") as twin:
            os.environ["SSL_CERT_FILE"] = str(twin.servers["smtp"]["ca"])  # only the twin is talked to here
            place = Path(scratch) / "serra-azul.crmc"
            if pictures is not None or headless:
                return _headless(out, place, twin, pictures or folder)
            create_sample(place, person(), twin.servers).close()
            from crm_console.app import run_window  # noqa: PLC0415 - only here a window is wanted

            return run_window(str(place), lang or None)


def _headless(out: Output, place: Path, twin: Twin, folder: Path) -> int:
    with create_sample(place, person(), twin.servers) as workspace:
        store = workspace.store
        reports = [tests.job(workspace, record, language=out.language).work(Context())
                   for kind in tests.TESTED for record in store.where(kind)
                   if not str(record.get("host", "")).endswith((".example", "office365.com"))]
        found = findings(store)
        from crm_console.app import pictures  # noqa: PLC0415 - the window's parts are heavy

        made = pictures(workspace, folder)
    states = [str(report.state) for report in reports]  # type: ignore[union-attr]
    answer: dict[str, Any] = {"workspace": place.name, "tests": states, "findings": len(found),
                              "pictures": [path.name for path in made], "folder": str(folder)}
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
