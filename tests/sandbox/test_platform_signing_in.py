"""The twin's platform/authentication: texts inside texts, second factors, forced changes, keys, rotation, lock-out."""

from __future__ import annotations

import json
import time

import pytest

from tests.sandbox.raw import Raw, customer, master
from tests.servers.ports import wait_until
from tests.servers.twin import running_twin

AUTH = "platform/authentication/actions/"


def test_the_token_is_a_text_that_holds_json(fresh):
    at = fresh.platform
    said = Raw(fresh)(AUTH + "login", {"username": at["user"], "password": at["password"]})
    assert isinstance(said.body["jsonToken"], str)
    inside = json.loads(said.body["jsonToken"])
    assert (inside["expires_in"], inside["token_type"], inside["username"]) == (604_800, "Bearer", at["user"])
    assert inside["access_token"].count(".") < 2  # opaque, not a JWT


def test_a_wrong_password_has_the_five_fields(fresh):
    said = Raw(fresh)(AUTH + "login", {"username": fresh.platform["user"], "password": "outra"})
    assert said.status == 401
    assert said.body == {"message": "Usuário e/ou senha inválidos.", "errorCode": "loginResponse",
                         "reason": "UNAUTHORIZED", "domain": "platform", "service": "authentication"}


def test_the_domain_of_the_user_decides_the_tenant(fresh):
    assert customer(fresh).ok("platform/user/queries/getUser")["tenantName"] == "serraazulexample"
    assert master(fresh).ok("platform/user/queries/getUser")["tenantName"] == "seniorexample"
    said = Raw(fresh)(AUTH + "login", {"username": "admin@senior.example", "password": fresh.platform["password"]})
    assert said.status == 401


def test_a_second_factor_gives_no_token_before_the_code(fresh):
    raw, at = Raw(fresh), fresh.platform
    first = raw(AUTH + "login", {"username": at["mfa_user"], "password": at["mfa_password"]}).body
    assert "jsonToken" not in first
    assert first["mfaInfo"]["mfaStatus"] == "CONFIGURED"
    temporary = first["mfaInfo"]["temporaryToken"]
    bad = raw(AUTH + "loginMFA", {"temporaryToken": temporary, "validationCode": "abc"})
    assert (bad.status, bad.body["reason"], bad.body["errorCode"]) == (400, "BAD_REQUEST", "loginMFAResponse")
    unknown = raw(AUTH + "loginMFA", {"temporaryToken": "x", "validationCode": int(at["otp"])})
    assert (unknown.status, unknown.body["reason"]) == (401, "UNAUTHORIZED")
    wrong = raw(AUTH + "loginMFA", {"temporaryToken": temporary, "validationCode": (int(at["otp"]) + 1) % 1_000_000})
    assert wrong.status == 401
    good = raw(AUTH + "loginMFA", {"temporaryToken": temporary, "validationCode": int(at["otp"])})
    raw.bear(json.loads(good.body["jsonToken"])["access_token"])
    assert raw.ok("platform/user/queries/getUser")["username"] == "mfa"
    assert raw(AUTH + "loginMFA", {"temporaryToken": temporary, "validationCode": int(at["otp"])}).status == 401


def test_a_forced_change_gives_no_token_before_it(fresh):
    raw, at = Raw(fresh), fresh.platform
    login = {"username": at["new_user"], "password": at["new_password"]}
    first = raw(AUTH + "login", login).body
    assert set(first) == {"resetPasswordInfo"}
    change = {"temporaryToken": first["resetPasswordInfo"]["temporaryToken"], "newPassword": "uma senha nova"}
    assert raw("platform/sandbox_authentication/actions/changePassword", change).status == 200
    assert raw(AUTH + "login", login).status == 401
    assert "jsonToken" in raw(AUTH + "login", {**login, "password": "uma senha nova"}).body


@pytest.mark.parametrize("dialect", ["bridge", "api-old", "api-flat"])
def test_an_application_signs_in_anonymously(fresh, dialect):
    raw, at = Raw(fresh, dialect), fresh.platform
    body = {"accessKey": at["access_key"], "secret": at["secret"], "tenantName": at["tenant"]}
    said = raw(AUTH + "loginWithKey", body, anonymous=True)
    raw.bear(json.loads(said.body["jsonToken"])["access_token"])
    assert raw("platform/authorization/queries/listRoles").status == 200
    assert raw(AUTH + "loginWithKey", {**body, "secret": "x"}, anonymous=True).status == 401
    assert Raw(fresh, dialect)(AUTH + "loginWithKey", body).status in (401, 404)  # it is not one for the signed-in


def test_the_refresh_token_rotates(fresh):
    raw = Raw(fresh)
    session = raw.sign_in(fresh.platform["user"], fresh.platform["password"])
    old = {"refreshToken": session["refresh_token"]}
    new = json.loads(raw(AUTH + "refreshToken", old).body["jsonToken"])
    assert new["refresh_token"] != session["refresh_token"]
    again = raw(AUTH + "refreshToken", old)
    assert (again.status, again.body["errorCode"], again.body["reason"]) == (
        401, "refreshTokenResponse", "UNAUTHORIZED")
    assert raw(AUTH + "refreshToken", {"refreshToken": new["refresh_token"]}).status == 200


def test_the_gateway_wants_the_tenant_when_refreshing(fresh):
    raw = Raw(fresh, "api-flat")
    session = raw.sign_in(fresh.platform["user"], fresh.platform["password"])
    body = {"refreshToken": session["refresh_token"]}
    assert raw(AUTH + "refreshToken", body).status == 400
    assert raw(AUTH + "refreshToken", body, **{"X-Tenant": "seniorexample"}).status == 401
    assert raw(AUTH + "refreshToken", body, **{"X-Tenant": "serraazulexample"}).status == 200


def test_after_a_logout_the_token_opens_nothing(fresh):
    raw = Raw(fresh)
    session = raw.sign_in(fresh.platform["user"], fresh.platform["password"])
    assert raw(AUTH + "logout", {"accessToken": session["access_token"]}).status == 200
    assert raw("platform/user/queries/getUser").status == 401


def test_how_one_signs_in_is_told_without_a_token(fresh):
    said = Raw(fresh)(AUTH + "tenantLoginSettings", {"tenantDomain": "serraazul.example"})
    assert said.body["tenantName"] == "serraazulexample"


def test_tokens_and_temporary_tokens_expire(tmp_path):
    with running_twin(tmp_path, "--token-life", "0.4") as short:
        raw = Raw(short)
        session = raw.sign_in(short.platform["user"], short.platform["password"])
        first = raw(AUTH + "login", {"username": short.platform["mfa_user"],
                                     "password": short.platform["mfa_password"]}).body
        wait_until(lambda: raw("platform/user/queries/getUser").status == 401, "the token expires")
        time.sleep(0.5)  # the temporary one was given a little later, and asking would use it up
        code = {"temporaryToken": first["mfaInfo"]["temporaryToken"], "validationCode": int(short.platform["otp"])}
        assert raw(AUTH + "loginMFA", code).status == 401
        assert raw(AUTH + "refreshToken", {"refreshToken": session["refresh_token"]}).status == 200


def test_the_eleventh_attempt_of_a_minute_is_refused(tmp_path):
    with running_twin(tmp_path, logins=10) as strict:
        while time.time() % 60 > 50:  # all attempts must fall into one minute
            time.sleep(0.5)
        raw, right = Raw(strict), {"username": strict.platform["user"], "password": strict.platform["password"]}
        for _ in range(10):
            assert raw(AUTH + "login", {**right, "password": "outra"}).body["message"].startswith("Usuário e/ou")
        blocked = raw(AUTH + "login", right)
        assert blocked.status == 401
        assert "próximo minuto" in blocked.body["message"]
        other = {"username": strict.platform["master_user"], "password": strict.platform["master_password"]}
        assert raw(AUTH + "login", other).status == 200
