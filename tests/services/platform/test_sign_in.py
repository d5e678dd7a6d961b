"""Signing in: second factor, forced change, five a minute, what is kept and when, whose tenant it is, leaving."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from crm_console.core.errors import FailedError, RefusedError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.services.platform.catalogue import shipped
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.services.platform.dialects import place
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.services.platform.line import Line
from crm_console.services.platform.sign_in import PasswordChangeWanted, SecondFactorWanted, SignedIn, SignIn
from crm_console.store.attempts import at_the_platform
from crm_console.store.workspace import open_workspace
from tests.servers.fake_platform import running_fake_platform
from tests.servers.odd_web import OddWeb, Said

ROOT = Path(__file__).parents[3]
TOKENS = {"jsonToken": json.dumps({"access_token": "a", "refresh_token": "r", "expires_in": 9, "username": "ana"})}
FACTOR = {"mfaInfo": {"temporaryToken": "bilhete", "mfaStatus": "CONFIGURED", "tenant": "xexample"}}


@pytest.fixture
def fake(tmp_path):
    with running_fake_platform(tmp_path / "fake") as places:
        yield places


def signing(url: str, line: Line) -> SignIn:
    return SignIn(line, place(url), shipped(), at_the_platform(data_folder()))


def test_a_second_factor_is_answered_and_an_expired_one_says_to_begin_again():
    with OddWeb(Said(200, FACTOR), Said(200, TOKENS), Said(401, {"message": "expirado"})) as web, Line() as line:
        sign_in = signing(web.url, line)
        wanted = sign_in.with_password(Context(), "ana", "x")
        assert isinstance(wanted, SecondFactorWanted)
        assert isinstance(sign_in.with_code(Context(), wanted, " 123 456 "), SignedIn)
        assert web.heard[1].body == {"temporaryToken": "bilhete", "validationCode": 123456}
        with pytest.raises(PlatformError) as caught:
            sign_in.with_code(Context(), wanted, "123456")
        assert "expirou" in str(caught.value.message)
        with pytest.raises(RefusedError):
            sign_in.with_code(Context(), wanted, "abc")
        assert web.connections == 3


def test_a_forced_change_of_the_password_gives_no_tokens():
    with OddWeb(Said(200, {"resetPasswordInfo": {"temporaryToken": "t", "tenant": "xexample"}})) as web, Line() as line:
        assert signing(web.url, line).with_password(Context(), "ana", "x") == PasswordChangeWanted("xexample")


@pytest.mark.parametrize("body", [{"message": "Senha inválida", "reason": "UNAUTHORIZED"}, {"jsonToken": "{"}, {}, []])
def test_a_good_status_without_a_token_is_no_sign_in(body):
    with OddWeb(Said(200, body)) as web, Line() as line, pytest.raises(PlatformError):
        signing(web.url, line).with_password(Context(), "ana", "x")
    assert web.connections == 1


def test_a_refused_sign_in_is_not_repeated_and_the_sixth_in_a_minute_does_not_leave():
    with OddWeb(Said(401, {"message": "inválida"})) as web, Line() as line:
        sign_in = signing(web.url, line)
        for sent in range(1, 6):
            with pytest.raises(PlatformError) as caught:
                sign_in.with_password(Context(), "ana", "x")
            assert caught.value.kind is Kind.SIGN_IN
            assert web.connections == sent
        with pytest.raises(RefusedError) as refused:
            sign_in.with_password(Context(), "ana", "x")
        assert "5" in str(refused.value.message)
        assert web.connections == 5
        with pytest.raises(PlatformError):
            sign_in.with_password(Context(), "outra", "x")


TAKING = """
import sys
from pathlib import Path
from crm_console.store.attempts import at_the_platform
print(sum(at_the_platform(Path(sys.argv[1])).take("h", 0, "ana", 5) for _ in range(3)))
"""


def test_five_a_minute_are_five_whoever_else_asks_at_the_same_moment(tmp_path):
    def run(_: int) -> int:
        done = subprocess.run([sys.executable, "-c", TAKING, str(tmp_path)], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        return int(done.stdout)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 5


RENEWING = """
import os, sys
import keyring
from pathlib import Path
from crm_console.core.jobs import Context
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.line import Line
from crm_console.store.attempts import at_the_platform
from crm_console.store.workspace import open_workspace
from tests.servers.file_keyring import FileKeyring

keyring.set_keyring(FileKeyring(Path(sys.argv[2])))
send = Line.send
def dying(self, ctx, method, url, what, **more):
    if "getRole" in url and sys.argv[3] == "die":
        os._exit(9)  # renewed, and the call that wanted it has not left yet
    return send(self, ctx, method, url, what, **more)
Line.send = dying
with open_workspace(sys.argv[1], "Marina") as workspace:
    platform = Platform(workspace, at_the_platform(Path(sys.argv[2]).parent))
    with platform.session() as session:
        print(session.call(Context(), "role.list"))
        session.call(Context(), "role.read", {"name": "x"})
"""


def test_a_renewed_pair_survives_a_process_that_dies_before_it_uses_it(tmp_path, workspace, enter, fake):
    from tests.servers.file_keyring import FileKeyring

    keyring.set_keyring(FileKeyring(tmp_path / "vault.json"))
    fake.state.life = 30  # less than the sixty seconds: each call renews
    enter(Platform(workspace, at_the_platform(tmp_path)), fake.url, fake.password, user=fake.user)
    path = str(workspace.path)
    workspace.close()
    fake.state.refreshes = 0

    def run(how: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", RENEWING, path, str(tmp_path / "vault.json"), how], text=True,
                              capture_output=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)

    assert run("die").returncode == 9
    assert fake.state.refreshes == 2
    again = run("live")
    assert "[" in again.stdout, again.stderr
    assert "papel x inexistente" in again.stderr.lower(), "the call itself was answered"
    assert fake.state.refreshes == 4


def test_a_reader_of_the_workspace_neither_renews_nor_keeps(workspace, platform, enter, fake):
    enter(platform, fake.url, fake.password, user=fake.user)
    with open_workspace(str(workspace.path), "Rui", write=False) as reading:
        assert reading.read_only
        reader = Platform(reading, at_the_platform(data_folder()))
        # the vault of tests is this process's own, as the keyring is the person's
        with reader.session() as session:
            assert session.call(Context(), "role.list") == []
        fake.state.tickets.clear()
        with reader.session() as session, pytest.raises(PlatformError) as caught:
            session.call(Context(), "role.list")
        assert "só para leitura" in str(caught.value.message)
        assert fake.state.refreshes == 0


def test_without_a_keyring_the_sign_in_lasts_as_long_as_the_program(workspace, enter, fake):
    keyring.set_keyring(NoKeyring())
    first = Platform(workspace, at_the_platform(data_folder()))
    enter(first, fake.url, fake.password, user=fake.user)
    assert workspace.secrets.missing is not None, "and it is told"
    with first.session() as session:
        session.call(Context(), "role.list")
    path = workspace.path
    workspace.close()
    with open_workspace(str(path), "Marina") as later:
        after = Platform(later, at_the_platform(data_folder()))
        assert not after.remembers("customer")
        with pytest.raises(FailedError) as caught, after.session():
            pass
        assert str(caught.value.hint) == "Entre de novo."


def test_a_master_and_a_customer_are_not_taken_for_each_other(platform, enter, fake):
    with pytest.raises(RefusedError) as caught:
        enter(platform, fake.url, fake.master_password, user=fake.master_user)
    assert "tenant master" in str(caught.value.message)
    with pytest.raises(RefusedError):
        enter(platform, fake.url, fake.password, user=fake.user, role="master")
    assert platform.connection("customer") is None
    assert platform.connection("master") is None


def test_another_tenant_than_before_is_refused_and_the_former_stays(tmp_path, platform, enter, fake):
    enter(platform, fake.url, fake.password, user=fake.user)
    with running_fake_platform(tmp_path / "other", domain="outra.example") as other, pytest.raises(
            RefusedError) as caught:
        enter(platform, other.url, other.password, user=other.user)
    assert "outraexample" in str(caught.value.message)
    with platform.session() as session:
        session.call(Context(), "role.list")


def test_a_tenant_that_is_not_ready_can_be_entered(platform, enter, fake):
    """The deployment waits for it, and says so."""
    fake.state.customer.ready = False
    enter(platform, fake.url, fake.password, user=fake.user)
    assert platform.connection("customer").tenant == fake.tenant


def test_leaving_ends_the_token_and_forgets_it(platform, enter, fake, vault):
    enter(platform, fake.url, fake.password, user=fake.user)
    assert len(fake.state.tickets) == 1
    assert vault.entries
    platform.leave(Context(), "customer")
    assert not fake.state.tickets
    assert not vault.entries
    with pytest.raises(FailedError), platform.session():
        pass


def test_leaving_forgets_although_the_platform_is_gone(platform, enter, fake, vault):
    enter(platform, fake.url, fake.password, user=fake.user)
    fake.state.tickets.clear()
    with pytest.raises(PlatformError):
        platform.leave(Context(), "customer")
    assert platform.connection("customer") is None
    assert not vault.entries


def test_jobs_of_one_window_renew_once_between_them(platform, enter, fake):
    enter(platform, fake.url, fake.password, user=fake.user)
    for ticket in fake.state.tickets:
        ticket.ends = time.time()

    def job(_: int) -> int:
        with platform.session() as session:
            return len(session.call(Context(), "role.list"))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(job, range(6))) == [0] * 6
    assert fake.state.refreshes == 1


def test_a_wanted_sign_in_needs_a_platform_that_answers(platform):
    with OddWeb(Said(302, "", {"Location": "http://portal.example/"})) as web, pytest.raises(PlatformError) as caught:
        platform.begin(Context(), Wanted(web.url, user="ana"), "x")
    assert caught.value.kind is Kind.WEB_PAGE
