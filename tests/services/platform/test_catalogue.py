"""The catalogue of calls: each row says what it is and from where that is known; an override file is read with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_console.core.errors import RefusedError, UnreadableError
from crm_console.core.jobs import Context
from crm_console.services.platform import catalogue
from crm_console.services.platform.catalogue import STATUSES, Call, Catalogue, shipped
from crm_console.services.platform.connecting import Wanted
from crm_console.services.platform.reference import catalog_reference
from tests.servers.fake_platform import running_fake_platform

ROOT = Path(__file__).parents[3]
# What the vendor's own material names (platform-api.md sections 1.7 to 9): nothing else may be called confirmed.
PUBLISHED = {
    "authentication/login", "authentication/loginMFA", "authentication/loginWithKey", "authentication/refreshToken",
    "authentication/logout", "authentication/tenantLoginSettings", "user/getUser", "user/createUser",
    "user/updateUser", "user/deleteUser", "user/listGroups", "user/listGroupUsers", "user/getGroup",
    "user/createGroup", "user/updateGroup", "user/updateGroupUsers", "user/removeGroup", "authorization/createRole",
    "authorization/getRole", "authorization/listRoles", "authorization/deleteRole", "authorization/assignUsers",
    "authorization/unassignUsers", "authorization/getAssignedUsers", "authorization/getRoleFilters",
    "authorization/getResource", "authorization/saveResources", "authorization/deleteResources",
    "authorization/checkAccess", "tenant/getTenantByName", "tenant/getTenantByDomain",
    "tenant/listTenantsPropertyValue", "configuration/listServiceProperties", "configuration/getCustomProperty",
    "configuration/createCustomProperty", "configuration/updateCustomProperty", "configuration/deleteCustomProperty",
    "notifications/notifyUser", "user/isActive", "user/healthcheck", "feature_toggle/getEnabledFeatures",
    "management/getParameters", "basic_records/accountType",
}


def wrong(calls: Catalogue) -> list[str]:
    """What nobody may say of a call."""
    found = []
    for call in calls:
        if not call.what or call.status not in STATUSES or not call.source.strip():
            found.append(f"{call.id}: no name, status or source")
        if call.status == "confirmed" and f"{call.service}/{call.name}" not in PUBLISHED:
            found.append(f"{call.id}: called confirmed, and the vendor does not publish it")
        if call.status == "unverified" and call.published:
            found.append(f"{call.id}: a guess with an address")
        if call.writes and call.published and not 1 <= call.rung <= 5:
            found.append(f"{call.id}: a write of which nobody says how safe a repetition is")
    return found


def test_every_row_says_what_it_is_and_from_where_that_is_known():
    assert wrong(shipped()) == []
    assert len(list(shipped())) == 97


@pytest.mark.parametrize("call", [
    Call("x", "X", "crm", "estrutura", "actions", "abrir", status="confirmed", source="platform-api.md 8"),
    Call("x", "X", "crm", "estrutura", "actions", "abrir", status="unverified", source="platform-api.md 8"),
    Call("x", "X", "platform", "user", "queries", "getUser", status="confirmed", source=" "),
    Call("x", "", status="unverified", source="platform-api.md 8"),
    Call("x", "X", "platform", "user", "actions", "createUser", writes=True, status="confirmed", source="y")])
def test_a_row_that_says_too_much_or_too_little_is_found(call):
    assert wrong(Catalogue([call]))


def test_the_shipped_file_names_each_call_once():
    import tomllib

    text = (ROOT / "resources" / "platform" / "catalog.toml").read_text(encoding="utf-8")
    ids = [row["id"] for row in tomllib.loads(text)["call"]]
    assert len(ids) == len(set(ids)) == len(list(shipped()))
    with pytest.raises(UnreadableError) as caught:
        catalogue.check('[[call]]\nid = "crm.sync"\nsource = "x"\n[[call]]\nid = "crm.sync"\nsource = "y"\n')
    assert "crm.sync" in str(caught.value.message)


ROW = '[[call]]\nid = "crm.sync"\ndomain = "crm"\nservice = "s"\nprimitive = "actions"\nname = "n"\nsource = "visto"\n'


@pytest.mark.parametrize(("text", "words"), [
    ("[[call]\n", "não é TOML"),
    ("", "nenhuma linha"),
    ("call = 3\n", "nenhuma linha"),
    ("tenant = 3\n" + ROW, "tenant"),
    ("vendor = 'x'\n" + ROW, "vendor"),
    ('[[call]]\nsource = "x"\n', "sem id"),
    (ROW + 'colour = "x"\n', "crm.sync: campo desconhecido “colour”"),
    (ROW + 'given = true\n', "crm.sync: campo desconhecido “given”"),
    (ROW + 'master = "sim"\n', "crm.sync: “master” não tem o formato"),
    (ROW + "version = true\n", "crm.sync: “version” não tem o formato"),
    (ROW + 'fields = "x"\n', "crm.sync: “fields” não tem o formato"),
    (ROW + "fields = { a = 1 }\n", "crm.sync: “fields” não tem o formato"),
    (ROW + "rung = 9\n", "crm.sync: “9” não é um valor de rung"),
    (ROW + 'paging = "book"\n', "crm.sync: “book” não é um valor de paging"),
    (ROW.replace('"actions"', '"verbs"'), "crm.sync: “verbs” não é um valor de primitive"),
    (ROW.replace('"actions"', '"entities"'), "crm.sync: falta a operação"),
    ('[[call]]\nid = "crm.sync"\nname = "n"\n', "crm.sync: falta a fonte"),
    ('[[call]]\nid = "mine"\nname = "n"\n', "mine: falta a fonte"),
])
def test_an_override_file_that_cannot_be_used_says_why(text, words):
    with pytest.raises(UnreadableError) as caught:
        catalogue.check(text)
    assert words in str(caught.value.message)
    assert "nada foi mudado" in str(caught.value.hint)


def test_a_row_overrides_by_its_id_and_keeps_what_it_does_not_give():
    made = shipped().overridden(ROW)
    assert made.automatic("crm.sync")
    assert not shipped().automatic("crm.sync")
    assert made["crm.sync"].what == shipped()["crm.sync"].what
    assert made["crm.sync"].writes


def test_a_file_for_another_tenant_changes_nothing():
    text = 'tenant = "outroexample"\n' + ROW
    assert not shipped().overridden(text, "serraazulexample").automatic("crm.sync")
    assert shipped().overridden(text, "serraazulexample", "outroexample").automatic("crm.sync")


def test_a_sign_in_with_a_file_for_another_tenant_is_refused(tmp_path, platform):
    with running_fake_platform(tmp_path / "fake") as fake:
        wanted = Wanted(fake.url, user=fake.user, catalogue='tenant = "outroexample"\n' + fake.told)
        answer = platform.begin(Context(), wanted, fake.password)
        with pytest.raises(RefusedError) as caught:
            platform.finish(Context(), wanted, answer)
    assert "outroexample" in str(caught.value.message)
    assert platform.connection("customer") is None


def test_the_file_beside_the_workspace_counts_and_says_so_when_it_cannot_be_read(platform):
    assert not platform.catalogue().automatic("crm.sync")
    platform.catalogue_file.write_text(ROW, encoding="utf-8")
    assert platform.catalogue().automatic("crm.sync")
    platform.catalogue_file.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableError) as caught:
        platform.catalogue()
    assert platform.catalogue_file.name in str(caught.value.message)


def test_the_page_about_the_catalogue_is_current():
    assert (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8") == catalog_reference()
