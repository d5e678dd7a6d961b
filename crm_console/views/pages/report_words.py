"""The sentences around a test report: names of the stages, the verdict, and the whole as text to send to somebody.

A report is shown from its documented JSON form, so that one that was kept months ago and one that is still running
look the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crm_console.core.problem import WHO_LABELS, Who
from crm_console.core.report import State
from crm_console.core.text import N_, Language, Text

Content = Mapping[str, Any]

STAGES: Mapping[str, Text] = {
    "input": N_("Dados do teste"),
    "resolve": N_("Nome (DNS)"),
    "connect": N_("Conexão"),
    "tls": N_("TLS"),
    "greeting": N_("Saudação"),
    "starttls": N_("STARTTLS"),
    "banner": N_("Saudação"),
    "hostkey": N_("Chave do servidor"),
    "auth": N_("Autenticação"),
    "subsystem": N_("Serviço SFTP"),
    "sender": N_("Remetente"),
    "recipient": N_("Destinatário"),
    "data": N_("Mensagem"),
    "accepted": N_("Aceite"),
    "relay": N_("Envio para fora"),
    "folder": N_("Pasta"),
    "upload": N_("Gravação"),
    "readback": N_("Leitura de volta"),
}
PLANNED: Mapping[str, tuple[str, ...]] = {
    "smtp": ("input", "resolve", "connect", "greeting", "starttls", "tls", "auth", "sender", "recipient", "data",
             "accepted", "relay"),
    "ftp": ("input", "resolve", "connect", "banner", "auth", "folder", "upload", "readback"),
    "sftp": ("input", "resolve", "connect", "banner", "hostkey", "auth", "subsystem", "folder", "upload", "readback"),
}
STATES: Mapping[str, Text] = {
    "ok": N_("Passou"),
    "warning": N_("Com aviso"),
    "failed": N_("Falhou"),
    "skipped": N_("Não executada"),
    "stopped": N_("Parada"),
    "running": N_("Testando"),
}
LONGEST_HEADLINE = 110


def stage(step_id: str) -> Text:
    """A stage as people call it."""
    return STAGES.get(step_id, Text(step_id))


def state_word(state: str) -> Text:
    """How it ended, in one word."""
    return STATES.get(state, Text(state))


def party(who: str) -> Text:
    """Who has to act."""
    return WHO_LABELS[Who(who)] if who in set(Who) else Text(who)


def protocol(content: Content) -> str:
    """smtp, ftp or sftp: the first word of the target."""
    return str(content["target"]).partition(" ")[0]


def server(content: Content) -> str:
    """Host and port of the target."""
    return str(content["target"]).partition(" ")[2]


def decisive(content: Content) -> Mapping[str, Any] | None:
    """The step that decided: the first that failed or was stopped, else the first with a warning."""
    for states in (("failed", "stopped"), ("warning",)):
        for step in content["steps"]:
            if step["state"] in states:
                found: Mapping[str, Any] = step
                return found
    return None


def headline(content: Content, language: Language) -> str:
    """The verdict as one sentence."""
    step = decisive(content)
    if content["state"] == State.STOPPED:
        return language.say(N_("Você parou o teste"))
    if step is None:
        return language.say(_passed(protocol(content)))
    first = _first_sentence(step["cause"])
    if first and len(first) <= LONGEST_HEADLINE:
        return first
    name = stage(step["id"])
    if step["state"] == State.FAILED:
        return language.say(N_("O teste falhou em {stage}", stage=name))
    return language.say(N_("Funciona, com aviso em {stage}", stage=name))


def _passed(name: str) -> Text:
    if name == "smtp":
        return N_("O servidor aceitou o envio; a chegada não foi provada")
    return N_("O arquivo de teste foi gravado e lido de volta")


def _first_sentence(text: str) -> str:
    head, dot, _ = text.partition(". ")
    return head if dot else text.rstrip(".")


def circumstances(content: Content, language: Language) -> str:
    """Where it ended, how long it took, when and from which computer."""
    steps: Sequence[Mapping[str, Any]] = content["steps"]
    step = decisive(content)
    parts: list[str] = []
    if step is not None and step["state"] in ("failed", "stopped"):
        parts.append(language.say(N_(
            "Parou em {stage}, etapa {at} de {of}", stage=stage(step["id"]),
            at=steps.index(step) + 1, of=len(steps))))
    parts.append(language.seconds(float(content["seconds"])))
    parts.append(language.moment(datetime.fromisoformat(content["started"])))
    parts.append(_from(content, language))
    return " · ".join(part for part in parts if part)


def _from(content: Content, language: Language) -> str:
    address = content.get("from", {}).get("address", "")
    return language.say(N_("deste computador ({address})", address=address) if address else N_("deste computador"))


def as_text(content: Content, language: Language) -> str:
    """The whole report to paste into a mail: verdict, each stage, cause, remedy, who acts."""
    lines = [headline(content, language), f"{content['target']} · {circumstances(content, language)}", ""]
    for step in content["steps"]:
        word = language.say(state_word(step["state"]))
        time = "" if step["state"] == State.SKIPPED else f" · {language.seconds(float(step['seconds']))}"
        lines.append(f"{language.say(stage(step['id']))}: {word}{time}")
        lines += [f"    {said}" for said in str(step["said"]).splitlines()]
    step = decisive(content)
    if step is not None:
        lines += _advice(step, language)
    return "\n".join(lines) + "\n"


def _advice(step: Mapping[str, Any], language: Language) -> list[str]:
    found: list[str] = []
    if step["cause"]:
        found += ["", language.say(N_("Causa")), f"    {step['cause']}"]
    if step["remedy"]:
        found += ["", language.say(N_("O que fazer")), *(f"    {line}" for line in step["remedy"].splitlines())]
    if step["who"]:
        found += ["", language.say(N_("Quem resolve: {who}", who=party(step["who"])))]
    return found
