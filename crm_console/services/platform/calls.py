"""The platform's calls as people read them: from where each is known, whether it is automatic here and why.

And the override file: choosing one, taking it away, a model to fill in.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm_console.core.codecs import fold
from crm_console.core.errors import FailedError, RefusedError, UnreadableError
from crm_console.core.text import N_, Language, Text
from crm_console.services.platform import catalogue as catalogues
from crm_console.services.platform.abilities import ASKED, STATES
from crm_console.services.platform.catalogue import Call
from crm_console.services.platform.connecting import Platform
from crm_console.store import connections
from crm_console.store.connections import CUSTOMER, ROLES, Ability, Proof
from crm_console.store.workspace import Workspace

LARGEST = 1_000_000  # bytes
STATUS: Mapping[str, Text] = {
    "confirmed": N_("confirmada"), "third-party": N_("de terceiros"), "unverified": N_("não verificada")}
PLURAL: Mapping[str, Text] = {
    "confirmed": N_("confirmadas"), "third-party": N_("de terceiros"), "unverified": N_("não verificadas")}
RUNGS: Mapping[int, Text] = {  # sync.md b5
    1: N_("Repetir é seguro: o registro tem um número escolhido por nós."),
    2: N_("Repetir é seguro: a segunda vez não muda nada."),
    3: N_("A plataforma recusa um segundo igual; o programa procura antes de repetir."),
    4: N_("O programa reconhece o que gravou por uma marca no registro, e procura antes de repetir."),
    5: N_("Nada impede um segundo igual: o programa espera, procura e só então repete.")}


MODEL = (
    N_("Chamadas próprias de um tenant. Tire o # das linhas das chamadas que você preencher; o resto fica como veio."),
    N_("Escreva só o que a Senior lhe informou: o que este arquivo dá, o programa passa a usar sozinho."),
    N_("domain, service e name vêm do endereço …/rest/DOMÍNIO/SERVIÇO/actions/NOME; primitive é actions, queries, "
       "signals ou entities, esta com op: list, read, create, replace ou delete."),
    N_("fields: o nosso campo = o nome deles. answer: a parte da resposta que interessa. source: quem informou, "
       "obrigatório."))


@dataclass(frozen=True)
class CallRow:
    """One call on this tenant."""

    call: Call
    automatic: bool
    why: Text
    ability: Ability | None = None
    proof: Proof | None = None

    @property
    def address(self) -> Text:
        """Where it is."""
        return Text("{address}", {"address": self.call.address}) if self.call.published else N_(
            "não publicada pela Senior")

    @property
    def what(self) -> Text:
        """What it does."""
        return Text(self.call.what) if self.call.what else Text("{id}", {"id": self.call.id})


def rows(workspace: Workspace, platform: Platform, language: Language) -> list[CallRow]:
    """All calls, in the order of the catalogue."""
    known = platform.connection(CUSTOMER)
    proofs = connections.proofs(workspace.store, known.fingerprint) if known else {}
    abilities = connections.abilities(workspace.store, known.fingerprint) if known else {}
    calls = platform.catalogue()
    return [CallRow(call, calls.automatic(call.id), _why(call, proofs.get(call.id), language),
                    abilities.get(call.id), proofs.get(call.id)) for call in calls]


def _why(call: Call, proof: Proof | None, language: Language) -> Text:
    if not call.published:
        return N_("à mão: a Senior não publica a chamada")
    if call.given:
        return N_("automática: dada pelo arquivo do catálogo")
    if call.status == "confirmed":
        return N_("automática: confirmada por fonte da Senior")
    if proof is not None:
        return N_("automática: provada {when} por {by}", by=proof.by,
                  when=language.moment(datetime.fromisoformat(proof.at)))
    if call.status == "third-party":
        return N_("à mão: vista só em programas de terceiros, não provada neste tenant")
    return N_("à mão: não verificada")


def answered(row: CallRow, language: Language) -> Text:
    """What the tenant said of it when it was last asked."""
    if row.ability is None:
        return N_("ainda não perguntada") if row.automatic and row.call.id in ASKED else N_(
            "não se pergunta")
    word = STATES.get(row.ability.state, Text("{state}", {"state": row.ability.state}))
    return N_("{word} · {when}", word=word, when=language.moment(datetime.fromisoformat(row.ability.at)))


def matching(found: Sequence[CallRow], words: str, statuses: frozenset[str], language: Language) -> list[CallRow]:
    """The calls in these states that hold these words."""
    wanted = fold(words)
    return [row for row in found if row.call.status in statuses and (not wanted or any(
        wanted in fold(text) for text in (row.call.id, language.say(row.what), row.call.address, row.call.source,
                                          language.say(Text(row.call.note)) if row.call.note else "")))]


def given_file(platform: Platform) -> str:
    """The text of the override file that the sign-in uses; empty for none."""
    return next((known.catalogue for role in ROLES if (known := platform.connection(role)) and known.catalogue), "")


def use_file(workspace: Workspace, platform: Platform, path: Path) -> int:
    """Check an override file and keep it with the sign-ins; returns its number of calls.

    Raises UnreadableError with what is wrong in it, RefusedError where nobody is signed in or it is another tenant's.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableError(N_("“{file}” é grande demais para um catálogo.", file=path.name))
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(N_("O arquivo do catálogo “{file}” não pode ser lido.", file=path.name)) from error
    catalogues.check(text)
    known = platform.connection(CUSTOMER)
    wanted = catalogues.tenant_of(text)
    if known is not None and wanted and wanted != known.tenant:
        raise RefusedError(N_("O arquivo é do tenant {wanted}; a entrada é de {tenant}.", wanted=wanted,
                              tenant=known.tenant), N_("Nada foi mudado. Escolha o arquivo deste tenant."))
    keep_file(workspace, platform, text)
    return len(tomllib.loads(text)["call"])


def keep_file(workspace: Workspace, platform: Platform, text: str) -> None:
    """Keep the override file's text with the sign-ins; an empty one uses none. Raises RefusedError."""
    if workspace.read_only:
        raise RefusedError(N_("Esta pasta de trabalho está aberta só para leitura; nada foi mudado."),
                           N_("Feche-a no outro console e escolha de novo."))
    roles = [role for role in ROLES if platform.connection(role) is not None]
    if not roles:
        raise RefusedError(N_("O arquivo fica com a entrada na plataforma, e ninguém entrou ainda."),
                           N_("Entre na página Implantação e escolha o arquivo de novo."))
    for role in roles:
        connections.give_catalogue(workspace.store, role, text)


def save_model(path: Path, platform: Platform, language: Language) -> None:
    """Write a commented override file with the calls whose address nobody publishes. Raises FailedError."""
    known = platform.connection(CUSTOMER)
    try:
        path.write_text(model(known.tenant if known else "", language), encoding="utf-8")
    except OSError as error:
        raise FailedError(N_("O modelo não foi gravado em “{path}”: {said}.", path=path, said=error.strerror or ""),
                          N_("Escolha outra pasta.")) from error


def model(tenant: str, language: Language) -> str:
    """The text of such a file: every row is commented out, so that it changes nothing before it is filled in."""
    head = [f"# {language.say(words)}" for words in MODEL]
    first = f"tenant = {json.dumps(tenant)}" if tenant else '# tenant = ""'
    rows_of = (line for call in catalogues.shipped() if not call.published for line in _row(call, language))
    return "\n".join([*head, first, "", *rows_of])


def _row(call: Call, language: Language) -> list[str]:
    kind = "entities" if call.id.endswith((".list", ".create", ".update")) and call.type else (
        "actions" if call.writes else "queries")
    op = {"list": "list", "create": "create", "update": "replace"}.get(call.id.rpartition(".")[2], "")
    operation = [f"# op = {json.dumps(op)}"] if kind == "entities" else []
    return [f"# {language.say(Text(call.what))}", "# [[call]]", f"# id = {json.dumps(call.id)}", '# domain = ""',
            '# service = ""', f"# primitive = {json.dumps(kind)}", '# name = ""', *operation, "# fields = {}",
            '# answer = ""', '# source = ""', ""]
