"""What changed between two tests of one record: stages, and the facts that tell a server's identity apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_console.core.text import N_, Text

Content = Mapping[str, Any]

WATCHED: Mapping[str, Text] = {
    "addresses": N_("Endereços"), "address": N_("Endereço usado"), "version": N_("Versão de TLS"),
    "cipher": N_("Cifra"), "offers": N_("Recursos oferecidos"), "mechanism": N_("Forma de entrar"),
    "methods": N_("Formas de entrar"), "host_key": N_("Identidade do servidor"), "key_type": N_("Tipo da chave"),
    "folder": N_("Pasta"), "announced": N_("Endereço anunciado"),
}
CERTIFICATE: Mapping[str, Text] = {
    "sha256": N_("Certificado"), "issuer": N_("Emissor do certificado"), "not_after": N_("Validade do certificado")}
STATE = N_("Resultado")
FAULT = N_("Defeito")
SLOWER = N_("Tempo")
NOTABLE = 0.5  # seconds; and twice as long: only then is a difference in time worth a line


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was, in the stage where it shows. Both sides as they stand in the reports."""

    step: str
    what: Text
    before: Any
    after: Any


def differences(before: Content, after: Content) -> list[Difference]:
    """All of them, in the order of the stages."""
    old = {step["id"]: step for step in before["steps"]}
    found: list[Difference] = []
    for step in after["steps"]:
        if step["id"] in old:
            found += _of_step(old[step["id"]], step)
    return found


def _of_step(before: Content, after: Content) -> list[Difference]:
    step = str(after["id"])
    pairs = [(STATE, before["state"], after["state"]), (FAULT, before["fault"], after["fault"])]
    if "skipped" not in (before["state"], after["state"]):
        old, new = before["facts"], after["facts"]
        pairs += [(label, old.get(name), new.get(name)) for name, label in WATCHED.items()]
        mine, theirs = old.get("certificate") or {}, new.get("certificate") or {}
        pairs += [(label, mine.get(name), theirs.get(name)) for name, label in CERTIFICATE.items()]
        if _slower(float(before["seconds"]), float(after["seconds"])):
            pairs.append((SLOWER, before["seconds"], after["seconds"]))
    return [Difference(step, what, old, new) for what, old, new in pairs if old != new]


def _slower(before: float, after: float) -> bool:
    return abs(after - before) >= NOTABLE and max(before, after) >= 2 * min(before, after)
