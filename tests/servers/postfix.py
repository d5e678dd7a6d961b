"""A real Postfix with a real Dovecot behind its login, in a temporary folder on free ports; nothing is the system's.

`submission` speaks STARTTLS and takes logins only there, `implicit` speaks TLS from the start, `plain` neither needs
nor offers anything. Mail to the domain lands in a Maildir that a test can read. `More` opens further doors: ports
whose settings differ.
"""

from __future__ import annotations

import email
import email.policy
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests.servers.certificates import Authority
from tests.servers.ports import free_ports, listening, wait_until
from tests.servers.unavailable import need_root, program

DOMAIN = "serraazul.example"
USER = f"crm@{DOMAIN}"
PASSWORD = "Araucária-77-mata"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
myhostname = mail.{domain}
mydestination =
mynetworks = 192.0.2.0/24
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/dovecot/auth
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
default_transport = discard:
"""

MASTER = """\
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
127.0.0.1:{implicit} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
127.0.0.1:{plain} inet n - n - - smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
proxymap  unix  - - n - - proxymap
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
tlsmgr    unix  - - n 1000? 1 tlsmgr
postlog   unix-dgram n - n - 1 postlogd
"""

DOVECOT = """\
base_dir = {folder}/dovecot/run
state_dir = {folder}/dovecot/run
log_path = {folder}/log/dovecot.log
protocols =
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = {folder}/etc/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service auth {{
  unix_listener {folder}/dovecot/auth {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True)
class More:
    """What one server has beyond the usual. `{folder}` may stand in all texts; `doors` are a port's own settings.

    `files` go into the folder of the settings; `inside` is the command line under which both programs start.
    """

    main: str = ""
    doors: Mapping[str, str] = field(default_factory=dict)
    services: str = ""
    dovecot: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    passwords: Mapping[str, str] = field(default_factory=dict)
    inside: Sequence[str] = ()


NOTHING_MORE = More()


@dataclass(frozen=True)
class Postfix:
    folder: Path
    ca: Path
    submission: int
    implicit: int
    plain: int
    doors: Mapping[str, int] = field(default_factory=dict)
    sender: str = USER
    user: str = USER
    password: str = field(default=PASSWORD, repr=False)

    def messages(self) -> list[EmailMessage]:
        """Everything that was delivered, read back from the mailbox."""
        inbox = self.folder / "mail" / "crm" / "new"
        files = sorted(inbox.iterdir()) if inbox.exists() else []
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]  # type: ignore[misc]

    def message(self, message_id: str) -> EmailMessage:
        """The message with this id; delivery is given its time."""
        found: list[EmailMessage] = []

        def arrived() -> bool:
            found[:] = [m for m in self.messages() if m["Message-ID"] == message_id]
            return bool(found)

        wait_until(arrived, f"{message_id} in the mailbox; log: {self.log()}")
        return found[0]

    def log(self) -> str:
        return self.whole_log()[-2000:]

    def whole_log(self, of: str = "mail") -> str:
        """Everything that Postfix (`mail`) or Dovecot (`dovecot`) wrote down."""
        path = self.folder / "log" / f"{of}.log"
        return path.read_text(errors="replace") if path.exists() else ""


@contextmanager
def running_postfix(more: More = NOTHING_MORE) -> Iterator[Postfix]:
    need_root()
    postfix, dovecot = program("postfix"), program("dovecot")
    folder = Path(tempfile.mkdtemp(prefix="crm-console-postfix-"))
    folder.chmod(0o755)  # Postfix's daemons run under their own user
    try:
        server = _configure(folder, more)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        sasl = subprocess.Popen([*more.inside, dovecot, "-F", "-c", folder / "etc" / "dovecot.conf"], **quiet)
        try:
            subprocess.run([*more.inside, postfix, "-c", folder / "etc", "start"], check=True, timeout=60, **quiet)
            wait_until((folder / "dovecot" / "auth").exists, "Dovecot's socket")
            ports = (server.submission, server.implicit, server.plain, *server.doors.values())
            wait_until(lambda: all(map(listening, ports)), "Postfix")
            yield server
        finally:
            subprocess.run([postfix, "-c", folder / "etc", "stop"], check=False, timeout=60, **quiet)
            sasl.terminate()
            sasl.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, more: More) -> Postfix:
    for name in ("etc", "queue", "state", "log", "mail", "dovecot/run", "tls"):
        (folder / name).mkdir(parents=True)
    nobody, owner = pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
    os.chown(folder / "state", owner.pw_uid, -1)
    os.chown(folder / "mail", nobody.pw_uid, nobody.pw_gid)
    authority = Authority(folder / "tls")
    pair = authority.issue("localhost", "127.0.0.1")
    submission, implicit, plain, *others = free_ports(3 + len(more.doors))
    doors = dict(zip(more.doors, others, strict=True))
    values = {
        "folder": folder, "domain": DOMAIN, "uid": nobody.pw_uid, "gid": nobody.pw_gid,
        "certificate": pair.certificate, "key": pair.key,
        "submission": submission, "implicit": implicit, "plain": plain,
    }  # fmt: skip
    etc = folder / "etc"
    opened = "".join(f"127.0.0.1:{doors[name]} inet n - n - - smtpd\n  {more.doors[name]}\n" for name in doors)
    texts = {
        "main.cf": MAIN + more.main, "master.cf": MASTER + more.services, "dovecot.conf": DOVECOT + more.dovecot,
        **more.files,
    }  # fmt: skip
    for name, text in texts.items():
        (etc / name).write_text(text.format(**values))
    with open(etc / "master.cf", "a") as master:
        master.write(opened.replace("{folder}", str(folder)))
    (etc / "mailboxes").write_text("".join(f"{who} {who.partition('@')[0]}/\n" for who in (USER, *more.passwords)))
    known = {USER: PASSWORD, **more.passwords}
    (etc / "passwords").write_text("".join(f"{who}:{{PLAIN}}{password}\n" for who, password in known.items()))
    return Postfix(folder, authority.file, submission, implicit, plain, doors)
