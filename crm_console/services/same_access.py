"""What the test of one record means for another with the same host, port and user: one sign-in serves both.

Only what both share is taken over; what is the other's own (its sender, its folder) was not proved and says so.
"""

from __future__ import annotations

from dataclasses import replace

from crm_console.core.record import Record
from crm_console.core.report import Report, State, Step
from crm_console.core.text import N_, Text

ACCESS = ("host", "port", "user", "secure", "security_kind", "authenticates", "kind", "method")
OWN = ("sender", "display_name", "folder")
LAST_OF_ACCESS = "auth"


def derived(report: Report, tested: Record, other: Record, key: str, same_password: bool) -> Report:
    """The other record's report; `key` names the record that was tested."""
    same_settings = all(tested.get(name) == other.get(name) for name in ACCESS)
    whole = same_settings and same_password and all(tested.get(name) == other.get(name) for name in OWN)
    steps: list[Step] = []
    shared = same_settings
    for step in report.steps:
        if step.id == LAST_OF_ACCESS and not same_password:
            shared = False
        taken = shared or whole
        steps.append(_taken(step, key) if taken else _not_proved(step, key, same_password))
        if step.id == LAST_OF_ACCESS:
            shared = False
    return replace(report, steps=tuple(steps), seconds=0.0)


def _taken(step: Step, key: str) -> Step:
    return replace(step, facts={**step.facts, "same_as": key})


def _not_proved(step: Step, key: str, same_password: bool) -> Step:
    return Step(step.id, State.SKIPPED, cause=_why(key, same_password), facts={"same_as": key})


def _why(key: str, same_password: bool) -> Text:
    if same_password:
        return N_("Mesmo acesso de {key}, testado agora. Esta etapa é deste registro: teste-o sozinho para prová-la.",
                  key=key)
    return N_("Mesma conta de {key}, com outra senha guardada. Para não bloquear a conta, teste este registro sozinho.",
              key=key)
