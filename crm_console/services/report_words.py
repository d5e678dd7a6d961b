"""The sentences around a test report: names of the stages, the verdict, and the whole as text to send to somebody.

A report is shown from its documented JSON form, so that one that was kept months ago and one that is still running
look the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crm_console.core.problem import WHO_LABELS, Who
from crm_console.core.record import Record
from crm_console.core.report import State
from crm_console.core.text import N_, Language, Text
from crm_console.services.comparison import SLOWER, STATE, Difference

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
CERTAINTIES: Mapping[str, Text] = {
    "certain": N_("Certeza: o servidor ou a rede disse isso."),
    "probable": N_("Certeza: provável, pelo conjunto do que respondeu."),
    "possible": N_("Certeza: uma entre várias causas possíveis."),
}
SECURITIES: Mapping[str, Text] = {"none": N_("sem conexão segura"), "ssl": N_("SSL"), "tls": N_("TLS (STARTTLS)")}
METHODS: Mapping[str, Text] = {"application": N_("método Aplicação"), "server": N_("método Servidor")}
DETAILS: Mapping[str, Text] = {
    "address": N_("Endereço usado"), "addresses": N_("Endereços"), "local_port": N_("Porta local"),
    "version": N_("Versão de TLS"), "cipher": N_("Cifra"), "offers": N_("Recursos oferecidos"),
    "mechanism": N_("Forma de entrar"), "methods": N_("Formas de entrar"), "submissions": N_("Senhas enviadas"),
    "host_key": N_("Impressão digital"), "md5": N_("Impressão digital (MD5)"), "expected": N_("Identidade guardada"),
    "key_type": N_("Tipo da chave"), "queue_id": N_("Número na fila do servidor"), "message_id": N_("Message-ID"),
    "utc": N_("Hora (UTC)"), "outside": N_("Destinatário de fora"), "folder": N_("Pasta"), "file": N_("Arquivo"),
    "mode": N_("Permissões da pasta"), "data_port": N_("Porta de dados"), "ports": N_("Portas de dados vistas"),
    "announced": N_("Endereço anunciado"), "same_as": N_("Mesmo acesso de"),
}
CERTIFICATE: Mapping[str, Text] = {
    "subject": N_("Certificado de"), "issuer": N_("Emitido por"), "names": N_("Nomes"),
    "not_after": N_("Vale até"), "sha256": N_("Impressão digital (SHA-256)"),
}
TELLING = ("accepted", "connect", "hostkey", "upload")  # their facts find the message, the line or the file again
LONGEST_HEADLINE = 110
REFUSAL = re.compile(r"[45]\d\d[ -]")


def planned(record: Record) -> Sequence[str]:
    """The stages of a record's test, in the order in which they come."""
    protocol = str(record.get("kind", "ftp")) if record.type == "ftp" else record.type
    if protocol == "smtp" and record.get("secure") and record.get("security_kind") == "ssl":
        return *PLANNED[protocol][:3], "tls", "greeting", "starttls", *PLANNED[protocol][6:]
    return PLANNED[protocol]


def stage(step_id: str) -> Text:
    """A stage as people call it."""
    return STAGES.get(step_id, Text(step_id))


def state_word(state: str) -> Text:
    """How it ended, in one word."""
    return STATES.get(state, Text(state))


def party(who: str) -> Text:
    """Who has to act."""
    return WHO_LABELS[Who(who)] if who in set(Who) else Text(who)


def settings(found: Mapping[str, Any], language: Language) -> str:
    """Settings that work, as people read them: port 465, SSL."""
    say = language.say
    parts = [str(found["host"])] if "host" in found else []
    parts += [say(N_("porta {port}", port=str(found["port"])))] if "port" in found else []
    parts += [say(text) for text in _named(SECURITIES, found, "security")]
    parts += [str(found["kind"]).upper()] if "kind" in found else []
    parts += [say(text) for text in _named(METHODS, found, "method")]
    parts += [say(N_("pasta {folder}", folder=found["folder"]))] if "folder" in found else []
    return ", ".join(parts)


def _named(names: Mapping[str, Text], found: Mapping[str, Any], key: str) -> list[Text]:
    return [names[found[key]]] if found.get(key) in names else []


def second_line(step: Mapping[str, Any], language: Language) -> str:
    """What stands below a stage's name: the words that decided, or what the stage found."""
    said = str(step["said"]).splitlines()
    facts = step.get("facts", {})
    refused = next((line for line in said if REFUSAL.match(line)), "") if step["state"] in ("failed", "warning") else ""
    if refused:
        return refused
    if step["id"] == "tls" and facts.get("certificate"):
        seen = facts["certificate"]
        parts = [facts.get("version", ""), ", ".join(seen["names"][:2]), str(seen["not_after"])[:10]]
        return " · ".join(part for part in parts if part)
    if said:
        return said[0]
    found = {"resolve": "addresses", "connect": "address", "hostkey": "host_key", "upload": "file", "folder": "folder",
             "relay": "outside"}.get(step["id"], "")
    return _plain(facts[found]) if facts.get(found) else ""


def foot(content: Content) -> Text:
    """Whose eyes the test had, and what it left behind."""
    steps = {step["id"]: step for step in content["steps"]}
    sent = steps.get("auth", {}).get("facts", {}).get("submissions")
    if protocol(content) == "smtp":
        return (N_("Testado deste computador; o CRM envia de outro servidor. A senha foi enviada uma só vez.") if sent
                else N_("Testado deste computador; o CRM envia de outro servidor. Nenhuma senha foi enviada."))
    if steps.get("upload", {}).get("state") in ("ok", "warning"):
        return N_("Testado deste computador; o CRM grava de outro servidor. O arquivo de teste ficou na pasta.")
    return (N_("Testado deste computador; o CRM grava de outro servidor. A senha foi enviada uma só vez.")
            if sent else
            N_("Testado deste computador; o CRM grava de outro servidor. Nenhuma senha foi enviada."))


def details(step: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """What else a stage knows: labels and values, certificates last."""
    facts = step["facts"]
    rows = [(language.say(name), _plain(facts[key])) for key, name in DETAILS.items() if facts.get(key)]
    for seen in (facts.get("certificate"), *facts.get("chain", [])):
        rows += [(language.say(name), _plain(seen[key])) for key, name in CERTIFICATE.items() if seen and seen.get(key)]
    return rows


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def change(difference: Difference, language: Language) -> Text:
    """One difference between two tests."""
    before, after = (_side(difference, value, language) for value in (difference.before, difference.after))
    return N_("{what}: era {before}, agora {after}", what=difference.what, before=before, after=after)


def _side(difference: Difference, value: Any, language: Language) -> str:
    if value in (None, "", []):
        return language.say(N_("nada"))
    if difference.what is STATE:
        return language.say(state_word(str(value))).lower()
    return language.seconds(float(value)) if difference.what is SLOWER else _plain(value)


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


def telling(content: Content) -> str:
    """The step to look at where all is well: the one whose facts find the message again, else the last."""
    done = [str(step["id"]) for step in content["steps"] if step["state"] != "skipped"]
    return "accepted" if "accepted" in done else done[-1] if done else ""


def headline(content: Content, language: Language) -> str:
    """The verdict as one sentence."""
    step = decisive(content)
    if content["state"] == State.STOPPED:
        return language.say(N_("Você parou o teste"))
    if step is None and content.get("confirmed"):
        return language.say(N_("O e-mail chegou") if protocol(content) == "smtp" else N_("O arquivo chegou à pasta"))
    if step is None:
        return language.say(_passed(protocol(content)))
    first = _first_sentence(step["cause"])
    if first and len(first) <= LONGEST_HEADLINE:
        return first
    name = stage(step["id"])
    if step["state"] == State.FAILED:
        return language.say(N_("O teste falhou em {stage}", stage=name))
    return language.say(N_("Funciona, com aviso em {stage}", stage=name))


def arrival(content: Content, language: Language) -> Text:
    """Who saw that it came, and when."""
    seen = content["confirmed"]
    when = language.moment(datetime.fromisoformat(seen["at"]))
    if protocol(content) == "smtp":
        return N_("{who} recebeu o e-mail em {when}", who=seen["by"], when=when)
    return N_("{who} viu o arquivo em {when}", who=seen["by"], when=when)


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
    if content.get("confirmed"):
        parts.insert(0, language.say(arrival(content, language)))
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
        lines += [f"    {note['text']}" for note in step["facts"].get("notes", [])]
        if step["id"] in TELLING or step["state"] in (State.FAILED, State.WARNING):
            lines += [f"    {name}: {value}" for name, value in details(step, language)]
    confirmed = content.get("confirmed")
    if confirmed:
        lines += ["", language.say(arrival(content, language))]
    step = decisive(content)
    if step is not None:
        lines += advice(step, language)
    return "\n".join(lines) + "\n"


def advice(step: Mapping[str, Any], language: Language) -> list[str]:
    """Cause, remedy, settings that work and who acts, as lines."""
    found: list[str] = []
    if step["cause"]:
        found += ["", language.say(N_("Causa")), f"    {step['cause']}"]
    if step["remedy"]:
        found += ["", language.say(N_("O que fazer")), *(f"    {line}" for line in step["remedy"].splitlines())]
    works = step["facts"].get("works") or []
    if works:
        found += ["", language.say(N_("Estas configurações funcionam"))]
        found += [f"    {settings(each, language)}" for each in works]
    if step["who"]:
        found += ["", language.say(N_("Quem resolve: {who}", who=party(step["who"])))]
    return found
