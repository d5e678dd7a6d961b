"""platform/authentication: signing in with a password or a key, second factor, forced change, refreshing, going."""

from __future__ import annotations

import hashlib
import json
import time

from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.work import Body, Call, Work

TEMPORARY = 300.0
REFRESH = 15_552_000.0
WRONG = "Usuário e/ou senha inválidos."
SERVICE = ("platform", "authentication")


def session(work: Work, tenant: str, user: str, scope: str = "desktop") -> Body:
    """New tokens; jsonToken is a text that holds JSON."""
    life = work.world.settings.token_life
    domain = domain_of(work, tenant)
    issued = {
        "scope": scope,
        "expires_in": int(life),
        "username": user if user.startswith("application:") else f"{user}@{domain}",
        "token_type": "Bearer",
        "access_token": work.world.tokens.issue("access", tenant, user, life, scope),
        "refresh_token": work.world.tokens.issue("refresh", tenant, user, REFRESH, scope),
    }
    return {"jsonToken": json.dumps(issued)}


def domain_of(work: Work, tenant: str) -> str:
    """The domain of a tenant."""
    seen = work.storage.get("", "tenant", tenant) or {}
    return str(seen.get("domain", ""))


def login(work: Work, body: Body) -> Body:
    """By password; the user's domain decides the tenant."""
    username, password = needed(body, "username", "password")
    login_name, _, domain = str(username).casefold().partition("@")
    _count(work, str(username).casefold())
    tenant = next((name for name, seen in work.storage.all("", "tenant").items() if seen["domain"] == domain), "")
    user = work.storage.get(tenant, "user", login_name)
    if user is None or user["blocked"] or not work.world.credentials.right(tenant, login_name, str(password)):
        raise Refused(401, WRONG)
    life = min(TEMPORARY, work.world.settings.token_life)
    if user["mfa"]:
        temporary = work.world.tokens.issue("mfa", tenant, login_name, life)
        return {"mfaInfo": {"temporaryToken": temporary, "mfaStatus": "CONFIGURED", "tenant": tenant}}
    if user["changePassword"]:
        temporary = work.world.tokens.issue("reset", tenant, login_name, life)
        return {"resetPasswordInfo": {"temporaryToken": temporary, "tenant": tenant}}
    return session(work, tenant, login_name, str(body.get("scope") or "desktop"))


def _count(work: Work, username: str) -> None:
    """Too many attempts, right ones too: nobody gets in under this name before the next minute."""
    limit, minute = work.world.settings.logins, int(time.time() // 60)
    started, count = work.world.attempts.get(username, (minute, 0))
    count = count + 1 if started == minute else 1
    work.world.attempts[username] = (minute, count)
    if limit and count > limit:
        raise Refused(401, "Usuário e senha bloqueados por excesso de tentativas. Tente no próximo minuto.")


def login_mfa(work: Work, body: Body) -> Body:
    """The second factor."""
    temporary, code = needed(body, "temporaryToken", "validationCode")
    if isinstance(code, bool) or not isinstance(code, int) or not 0 <= code <= 999_999:
        raise Refused(400, "O código de validação deve ser um número inteiro de até 6 dígitos.")
    holder = work.world.tokens.holder("mfa", str(temporary))
    if holder is None:
        raise Refused(401, "Token temporário desconhecido ou expirado.")
    tenant, user, _ = holder
    _count(work, f"otp {user}@{tenant}")
    if not work.world.credentials.right(tenant, f"otp {user}", f"{code:06}"):
        raise Refused(401, "Código de validação inválido.")
    work.world.tokens.end(str(temporary))
    return session(work, tenant, user)


def change_password(work: Work, body: Body) -> Body:
    """Made up: the vendor does not publish how a forced change is done."""
    temporary, password = needed(body, "temporaryToken", "newPassword")
    holder = work.world.tokens.holder("reset", str(temporary))
    if holder is None:
        raise Refused(401, "Token temporário desconhecido ou expirado.")
    tenant, user, _ = holder
    if len(str(password)) < 8:
        raise Refused(400, "A nova senha precisa ter ao menos 8 caracteres.")
    work.tenant, work.user = tenant, user
    work.world.credentials.set(tenant, user, str(password))
    work.put("user", user, {**work.found("user", user, "Usuário"), "changePassword": False})
    work.world.tokens.end(str(temporary))
    work.effect(user)
    return session(work, tenant, user)


def application(access_key: str) -> str:
    """The name under which an application is kept: not its key."""
    return "application:" + hashlib.sha256(access_key.encode()).hexdigest()[:16]


def login_with_key(work: Work, body: Body) -> Body:
    """An application of the tenant."""
    access_key, secret, tenant = needed(body, "accessKey", "secret", "tenantName")
    name = application(str(access_key))
    if not work.world.credentials.right(str(tenant), name, str(secret)):
        raise Refused(401, "Chave de acesso e/ou segredo inválidos.")
    return session(work, str(tenant), name, str(body.get("scope") or "desktop"))


def refresh(work: Work, body: Body) -> Body:
    """New tokens for a refresh token, which is good once."""
    (token,) = needed(body, "refreshToken")
    holder = work.world.tokens.holder("refresh", str(token))
    named = work.headers.get("x-tenant")
    if work.dialect != "bridge" and not named:
        raise Refused(400, "O cabeçalho X-Tenant é obrigatório.")
    if holder is None or (named and named != holder[0]):
        raise Refused(401, WRONG)
    work.world.tokens.end(str(token))
    return session(work, *holder)


def logout(work: Work, body: Body) -> Body:
    """The access token is good no more."""
    (token,) = needed(body, "accessToken")
    work.world.tokens.end(str(token))
    return {}


def tenant_login_settings(work: Work, body: Body) -> Body:
    """How one signs in at a domain."""
    (domain,) = needed(body, "tenantDomain")
    for name, seen in work.storage.all("", "tenant").items():
        if seen["domain"] == domain:
            return {"tenantName": name, "authenticationTypes": ["G7"], "passwordSettings": {"minLength": 8},
                    "rememberMe": True}
    raise Refused(404, f"Domínio não encontrado: {domain}.")


CALLS = [
    Call(*SERVICE, "actions", "login", login, open=True),
    Call(*SERVICE, "actions", "loginMFA", login_mfa, open=True),
    Call(*SERVICE, "actions", "loginWithKey", login_with_key, anonymous=True, open=True),
    Call(*SERVICE, "actions", "refreshToken", refresh, open=True),
    Call(*SERVICE, "actions", "logout", logout),
    Call(*SERVICE, "actions", "tenantLoginSettings", tenant_login_settings, open=True, loose=True),
    Call("platform", "sandbox_authentication", "actions", "changePassword", change_password, open=True),
]
