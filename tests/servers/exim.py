"""A real Exim, unpacked and not installed, in a temporary folder: each of its doors (ports) has its own wrong setting.

Its user exists only for it: it sees a list of users and a DNS server of its own.
"""

from __future__ import annotations

import base64
import os
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.own_files import running_names, seeing
from tests.servers.ports import free_ports, listening, wait_until
from tests.servers.unavailable import need_root, unpacked

DOMAIN = "serraazul.example"
USER = f"crm@{DOMAIN}"
LOCKED = f"bloqueada@{DOMAIN}"
PASSWORD = "Ipê-amarelo-19"
BLOCK_LIST = "zen.spamhaus.org"
ACCOUNT = "Debian-exim"  # compiled in
UID = 64_321
DOORS = ("plain", "login", "must_log_in", "dislikes_addresses", "grey", "filtered", "blocked", "one_each",
         "dies_after_name", "dies_in_data", "latin")

CONFIG = """\
exim_path = {program}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%s.log
pid_file_path = {folder}/exim.pid
primary_hostname = mail.{domain}
local_interfaces = 127.0.0.1
daemon_smtp_ports = {ports}
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
domainlist here = {domain}
{limits}
acl_smtp_helo = named
acl_smtp_mail = from
acl_smtp_rcpt = to
acl_smtp_data = content

begin acl

named:
  deny condition = ${{if eq{{$received_port}}{{{dislikes_addresses}}}}}
       condition = ${{if match{{$sender_helo_name}}{{^\\\\[}}}}
       message = 501 Syntactically invalid HELO argument(s)
  deny condition = ${{if eq{{$received_port}}{{{dies_after_name}}}}}
       condition = ${{run{{/bin/kill -KILL $pid}}{{yes}}{{yes}}}}
  accept

from:
  deny condition = ${{if eq{{$received_port}}{{{must_log_in}}}}}
       !authenticated = *
       message = Authentication required
  accept condition = ${{if eq{{$received_port}}{{{latin}}}}}
         message = remetente aceito sem autenticação
  accept

to:
  defer condition = ${{if eq{{$received_port}}{{{grey}}}}}
        message = Greylisted: you are new here, please try again in five minutes
  deny condition = ${{if eq{{$received_port}}{{{blocked}}}}}
       dnslists = {block_list}
       message = Your address $sender_host_address is listed at $dnslist_domain: $dnslist_text
  accept authenticated = *
  deny !domains = +here
       message = relay not permitted
  require verify = recipient
  accept

content:
  deny condition = ${{if eq{{$received_port}}{{{filtered}}}}}
       condition = ${{if match{{$message_body}}{{CRM Console}}}}
       message = This message was classified as spam
  deny condition = ${{if eq{{$received_port}}{{{dies_in_data}}}}}
       condition = ${{run{{/bin/kill -KILL $pid}}{{yes}}{{yes}}}}
  accept

# of an account's login: locked after two failures, yes, or no
login:
  accept !condition = ${{acl{{right}}{{$acl_arg1}}{{$acl_arg2}}}}
         ratelimit = 2 / 1h / per_cmd / strict / failed_$acl_arg1
         message = Account locked: too many failed logins
  accept !condition = ${{acl{{right}}{{$acl_arg1}}{{$acl_arg2}}}}
         message = no
  accept ratelimit = 2 / 1h / per_cmd / readonly / failed_$acl_arg1
         message = Account locked: too many failed logins
  accept message = yes

right:
  accept message = ${{if eq{{$acl_arg2}}{{${{lookup{{$acl_arg1}}lsearch{{{folder}/passwords}}}}}}}}

begin routers

kept:
  driver = redirect
  domains = +here
  local_parts = crm
  data = :blackhole:

begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{acl{{login}}{{$auth2}}{{$auth3}}}}
  server_set_id = $auth2
"""
BUSY = "smtp_accept_max = 1"
ONE_EACH = "smtp_accept_max_per_host = ${{if eq{{$received_port}}{{{one_each}}}{{1}}{{0}}}}"


@dataclass(frozen=True)
class Exim:
    folder: Path
    doors: dict[str, int]
    sender: str = USER
    user: str = USER
    password: str = field(default=PASSWORD, repr=False)

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted((self.folder / "log").iterdir()))

    def fail_to_log_in(self, user: str, times: int) -> None:
        """As a program with an old password does."""
        token = base64.b64encode(f"\0{user}\0old".encode()).decode()
        for _ in range(times):
            with smtplib.SMTP("127.0.0.1", self.doors["login"]) as client:
                client.ehlo()
                assert client.docmd("AUTH", f"PLAIN {token}")[0] in (435, 535)


@contextmanager
def running_exim(doors: tuple[str, ...] = DOORS, limits: str = ONE_EACH) -> Iterator[Exim]:
    need_root()
    exim = unpacked("usr/sbin/exim4")
    folder = Path(tempfile.mkdtemp(prefix="crm-console-exim-"))
    folder.chmod(0o755)
    listed = f"1.0.0.127.{BLOCK_LIST}"
    try:
        with running_names(f"--host-record={listed},127.0.0.2",
                           f"--txt-record={listed},https://check.spamhaus.org/query/ip/127.0.0.1") as names:
            server, inside = _configure(folder, exim, doors, limits, names)
            with open(folder / "exim.out", "wb") as out:
                process = subprocess.Popen([*inside, exim, "-C", folder / "exim.conf", "-bdf"],
                                           stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            try:
                wait_until(lambda: all(map(listening, server.doors.values())), "Exim")
                yield server
            finally:
                process.terminate()
                process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, exim: Path, doors: tuple[str, ...], limits: str, names: str) -> tuple[Exim, list[str]]:
    for name in ("spool", "log"):
        (folder / name).mkdir(parents=True)
        os.chown(folder / name, UID, UID)
    ports = dict(zip(doors, free_ports(len(doors)), strict=True))
    values = {**dict.fromkeys(DOORS, 0), **ports}
    (folder / "exim.conf").write_text(CONFIG.format(
        **values, limits=limits.format(**values), program=exim, folder=folder, domain=DOMAIN, block_list=BLOCK_LIST,
        ports=" : ".join(map(str, ports.values()))), encoding="latin-1")
    (folder / "passwords").write_text(f"{USER}: {PASSWORD}\n{LOCKED}: {PASSWORD}\n")
    files = {"/etc/passwd": Path("/etc/passwd").read_text() + f"{ACCOUNT}:x:{UID}:{UID}::{folder}:/bin/false\n",
             "/etc/group": Path("/etc/group").read_text() + f"{ACCOUNT}:x:{UID}:\n",
             "/etc/resolv.conf": f"nameserver {names}\n"}
    shown = {name: folder / Path(name).name for name in files}
    for name, text in files.items():
        shown[name].write_text(text)
    return Exim(folder, ports), seeing(shown)
