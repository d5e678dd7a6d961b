"""A Postfix with Dovecot that is set up wrongly in many ways, one for each door, as customers' servers are.

Its names come from a DNS server of its own, in which a block list knows this computer.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.own_files import running_names, seeing
from tests.servers.postfix import DOMAIN, More, Postfix, running_postfix

SALES = f"vendas@{DOMAIN}"
FULL = f"cheia@{DOMAIN}"
ASCII_PASSWORD = "capivara-42-rio"
GREETS_AFTER = 3
BLOCK_LIST = "zen.spamhaus.org"

_LOGIN = "-o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes"
DOORS = {
    "client_certificate": "-o smtpd_tls_security_level=encrypt -o smtpd_tls_req_ccert=yes",
    "client_certificate_ssl": "-o smtpd_tls_security_level=encrypt -o smtpd_tls_wrappermode=yes "
                              "-o smtpd_tls_req_ccert=yes",
    "broken_tls": "-o smtpd_tls_security_level=may -o smtpd_tls_cert_file={folder}/etc/absent.pem "
                  "-o smtpd_tls_key_file={folder}/etc/absent.pem",
    "slow": f"-o smtpd_delay_reject=no -o {{ smtpd_client_restrictions = sleep {GREETS_AFTER} }}",
    "dislikes_addresses": "-o { smtpd_helo_restrictions = check_helo_access regexp:{folder}/etc/helo }",
    "login_by_tls": "-o smtpd_tls_security_level=may -o smtpd_sasl_auth_enable=yes",
    "login_in_clear": "-o smtpd_tls_auth_only=no -o smtpd_sasl_auth_enable=yes",
    "no_login": "-o smtpd_tls_security_level=encrypt",
    "owners": f"{_LOGIN} -o {{ smtpd_sender_restrictions = reject_sender_login_mismatch }}",
    "owners_in_clear": "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=no "
                       "-o { smtpd_sender_restrictions = reject_sender_login_mismatch }",
    "quota": "-o { smtpd_recipient_restrictions = check_policy_service unix:{folder}/dovecot/quota }",
    "small": "-o message_size_limit=300",
    "filtered": "-o cleanup_service_name=filtering",
    "blocked": f"-o {{ smtpd_client_restrictions = reject_rbl_client {BLOCK_LIST} }}",
    "old": "-o { smtpd_command_filter = regexp:{folder}/etc/before_ehlo }",
    "one_message": "-o smtpd_client_message_rate_limit=1",
    "one_login": f"{_LOGIN} -o smtpd_client_auth_rate_limit=1",
    "one_each": "-o smtpd_client_connection_count_limit=1",
}
MAIN = """\
smtpd_sender_login_maps = texthash:{folder}/etc/owners
"""
SERVICES = """\
filtering unix  n - n - 0 cleanup
  -o body_checks=regexp:{folder}/etc/body
"""
DOVECOT = """\
auth_mechanisms = plain login cram-md5 digest-md5
auth_verbose = yes
auth_debug = yes
mail_location = maildir:{folder}/mail/%n
mail_plugins = quota
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage=64k
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
  quota_status_overquota = "552 5.2.2 Mailbox is full"
}}
service quota-status {{
  executable = quota-status -p postfix
  client_limit = 1
  unix_listener {folder}/dovecot/quota {{
    mode = 0666
  }}
}}
# the pause that grows with each refusal of one address
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
FILES = {
    "helo": r"/^\[/ 504 5.5.2 need fully-qualified hostname" + "\n",
    "before_ehlo": "/^EHLO.*/ UNHEARD-OF\n",
    "owners": f"{SALES} {SALES}\ncrm@{DOMAIN} crm@{DOMAIN}\n",
    "body": "/CRM Console/ REJECT message content rejected: looks like spam\n",
}


@contextmanager
def running_doors() -> Iterator[Postfix]:
    listed = f"1.0.0.127.{BLOCK_LIST}"
    with (
        running_names(f"--host-record={listed},127.0.0.2",
                      f"--txt-record={listed},https://check.spamhaus.org/query/ip/127.0.0.1") as names,
        tempfile.TemporaryDirectory(prefix="crm-console-names-") as folder,
    ):
        resolver = Path(folder) / "resolv.conf"
        resolver.write_text(f"nameserver {names}\n")
        more = More(MAIN, DOORS, SERVICES, DOVECOT, FILES,
                    {SALES: ASCII_PASSWORD, FULL: ASCII_PASSWORD},
                    seeing({"/etc/resolv.conf": resolver}))
        with running_postfix(more) as server:
            _fill(server.folder / "mail" / FULL.partition("@")[0])
            yield server


def _fill(box: Path) -> None:
    """A mailbox that holds more than its quota."""
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "new" / "1.M1P1.mail").write_bytes(b"Subject: grande\n\n" + b"x" * 200_000)
    for path in (box, *box.rglob("*")):
        os.chown(path, box.parent.stat().st_uid, box.parent.stat().st_gid)
