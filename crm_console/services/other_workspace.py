"""What a customer may start from: another customer's workspace, or a template. A template is a workspace, too.

The source is read from a copy of its own, so that it is never changed: not by a migration either, and no log is left
beside it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.core.errors import FailedError, RefusedError, UnreadableError, UserError
from crm_console.core.fields import Field
from crm_console.core.paths import data_folder, resources
from crm_console.core.text import N_, Text
from crm_console.services.customers import create_customer
from crm_console.services.entry import setting
from crm_console.store.change import Rejected
from crm_console.store.database import uri
from crm_console.store.workspace import SUFFIX, Workspace, open_workspace

READER = "crm-console"  # nobody writes to a copy


@dataclass(frozen=True)
class Template:
    """A template as it is offered: what names it as a source, what it is called, what is in it."""

    source: str
    label: Text
    about: Text


BUNDLED: Mapping[str, Template] = {
    "senior": Template(
        "senior", N_("Modelo com o que a Senior publica"),
        N_("Os três papéis padrão com a descrição do documento e sem permissões, e os tipos de conta Lead, Prospect e "
           "Cliente. Etapas do funil e permissões não são publicadas e não estão aqui.")),
}


def templates_folder() -> Path:
    """Where a person's own templates lie."""
    return data_folder() / "templates"


def templates() -> Sequence[Template]:
    """The bundled templates, then a person's own ones by name."""
    own = sorted(templates_folder().glob(f"*{SUFFIX}")) if templates_folder().is_dir() else []
    return [*BUNDLED.values(), *(
        Template(str(path), Text("{name}", {"name": path.stem}), N_("Modelo guardado neste computador: {file}",
                                                                    file=path.name)) for path in own)]


@contextmanager
def reading(source: str) -> Iterator[Workspace]:
    """The source as an open workspace, while this lasts. Raises UnreadableError."""
    with TemporaryDirectory(prefix="crm-console-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "fonte.crmc"
        with _bundled(source, place) if source in BUNDLED else _copied(Path(source), place) as made:
            yield made


def _bundled(name: str, place: Path) -> Workspace:
    with (resources() / "templates" / f"{name}.toml").open("rb") as file:
        rows = tomllib.load(file)["record"]
    made = create_customer(str(place), str(BUNDLED[name].label), READER)
    for row in rows:
        changes, _ = setting(made.store, row["type"], row["key"], row["set"], _no_secret)
        outcome = made.store.apply(changes, N_("Modelo"), "template")
        if isinstance(outcome, Rejected):
            made.close()
            raise FailedError(N_("O modelo não passou nas regras: {said}", said=outcome.problems[0].text))
    return made


def _no_secret(_: Field) -> None:
    return None


def _copied(path: Path, place: Path) -> Workspace:
    try:
        _copy(path, place)
        return open_workspace(str(place), READER)
    except FileNotFoundError:
        raise UnreadableError(
            N_("O arquivo “{path}” não existe.", path=path),
            N_("Confira o nome e a pasta, ou use um dos modelos: {names}.", names=", ".join(BUNDLED))) from None
    except (OSError, sqlite3.Error) as error:
        raise UnreadableError(N_("O arquivo “{path}” não pode ser lido: {said}.", path=path,
                                 said=getattr(error, "strerror", None) or str(error))) from error
    except UserError as error:
        raise type(error)(_spoken_of(error.message, path), error.hint) from error


def _copy(path: Path, place: Path) -> None:
    """Copy the file; what a console that has it open wrote last still lies in the log beside it."""
    if not path.with_name(f"{path.name}-wal").exists():
        shutil.copyfile(path, place)
        return
    with closing(sqlite3.connect(uri(path, read_only=True), uri=True)) as held, closing(sqlite3.connect(place)) as copy:
        held.backup(copy)


def _spoken_of(message: Text, path: Path) -> Text:
    """The sentence about the copy as one about the file that a person knows."""
    known: Mapping[str, object] = {"path": path, "place": path}
    if not known.keys() & message.values.keys():
        return N_("“{path}”: {said}", path=path, said=message)
    return replace(message, values={name: known.get(name, value) for name, value in message.values.items()})


def called(source: str, opened: Workspace) -> Text | str:
    """What the source is called: a bundled template by its label, a customer by name."""
    return BUNDLED[source].label if source in BUNDLED else opened.about.customer


def refuse_itself(workspace: Workspace, source: str) -> None:
    """A customer cannot be its own source."""
    path = Path(source)
    if workspace.path is not None and source not in BUNDLED and path.exists() and workspace.path.samefile(path):
        raise RefusedError(N_("“{path}” é este mesmo cliente.", path=source), N_("Escolha o arquivo de outro cliente."))
