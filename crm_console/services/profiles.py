"""Gerenciar Perfis/Papéis: what a role's profile holds, and the options that a workspace knows."""

from __future__ import annotations

from collections.abc import Collection

from crm_console.core.record import Record
from crm_console.models.role import EVIDENCE
from crm_console.services.records import fresh, removing, saving
from crm_console.store import notes
from crm_console.store.change import Added, Change, Edited
from crm_console.store.notes import Draft
from crm_console.store.store import Store, new_uid

OWN = EVIDENCE[-1].value  # an option that this workspace added


def profile_of(store: Store, role: str) -> Record | None:
    """The profile of a role, where one was saved."""
    return next(iter(store.where("profile", role=role)), None)


def ticked(store: Store, role: str) -> frozenset[str]:
    """The options of a role's profile; before the first save those that are ticked by default."""
    held = profile_of(store, role) or fresh(store, "profile", role=role)
    options: frozenset[str] = held.get("options", frozenset())
    return options


def saving_profile(store: Store, role: str, options: Collection[str]) -> list[Change]:
    """*Salvar Permissões do Perfil*: the profile is made with the first save."""
    before = profile_of(store, role)
    after = (before or fresh(store, "profile", role=role)).replaced(options=frozenset(options))
    return saving(before, after)


def drafts_by_role(store: Store) -> dict[str, Draft]:
    """The drafts of profiles, each by its role: a profile that was never saved has no uid of its own yet."""
    saved = {profile.uid: profile["role"] for profile in store.where("profile")}
    found = {saved.get(draft.uid) or draft.values.get("role"): draft for draft in notes.drafts(store, "profile")}
    return {role: draft for role, draft in found.items() if role}


def keep_draft(store: Store, role: str, options: Collection[str]) -> None:
    """Keep what is ticked and not saved, or drop it where it is what the profile holds."""
    drop_draft(store, role)
    if frozenset(options) != ticked(store, role):
        profile = profile_of(store, role)
        notes.keep_draft(store, "profile", profile.uid if profile else new_uid(),
                         {"role": role, "options": frozenset(options)}, new=profile is None)


def drop_draft(store: Store, role: str) -> None:
    """What was ticked was saved or thrown away."""
    draft = drafts_by_role(store).get(role)
    if draft is not None:
        notes.drop_draft(store, "profile", draft.uid)


def adding_option(store: Store, name: str) -> list[Change]:
    """A new option that somebody saw on the screen."""
    made = fresh(store, "profile-option", name=name.strip(), evidence=OWN)
    return [Added(made.type, made.uid, dict(made.values))]


def renaming_option(option: Record, name: str) -> list[Change]:
    """Another name for an option."""
    name = name.strip()
    return [Edited(option.type, option.uid, "name", option["name"], name)] if name != option["name"] else []


def removing_option(store: Store, option: Record) -> list[Change]:
    """The option goes, and out of every profile that has it."""
    held = [p for p in store.where("profile") if option.uid in p.get("options", ())]
    return [*(Edited(p.type, p.uid, "options", option.uid, None) for p in held), *removing(option)]
