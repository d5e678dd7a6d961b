"""How far a guided record is, as pills and rows show it."""

from __future__ import annotations

from collections.abc import Mapping

from crm_console.core.text import N_, Text
from crm_console.services.deploy.guided import DIFFERS, SEEN, UNSEEN
from crm_console.store.runs import DONE, FAILED, GUIDED, OPEN, PENDING, SKIPPED, WAITING
from crm_console.views.kit import Kit
from crm_console.views.look.paint import State

_STATES: Mapping[str, tuple[str, str, Text]] = {
    PENDING: ("hand", "hand", N_("a fazer")), GUIDED: ("hand", "hand", N_("a fazer")),
    WAITING: ("hand", "clock", N_("em espera")), OPEN: ("warn", "triangle-alert", N_("sem certeza")),
    DONE: ("ok", "circle-check", N_("feito")), FAILED: ("fail", "circle-x", N_("falhou")),
    SKIPPED: ("skip", "circle-dashed", N_("deixado"))}
LATER = N_("depois")
CHECKED: Mapping[str, tuple[str, Text]] = {
    SEEN: ("ok", N_("conferido no tenant")), DIFFERS: ("fail", N_("o tenant mostra outra coisa")),
    UNSEEN: ("skip", N_("não deu para conferir"))}


def state_of(kit: Kit, state: str, *, later: bool = False) -> State:
    """The state of a record; what was put off says so."""
    tone, icon, word = _STATES[state]
    return State("skip", "clock", kit.say(LATER)) if later and state in (PENDING, GUIDED) else State(
        tone, icon, kit.say(word))
