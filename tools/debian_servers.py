"""The real servers that tests start, and the programs that they are compared with, from Debian's packages.

Installed where the tests run as root. Nothing is started here: the fixtures start their own, on free ports. Mail and
file servers of which Debian allows one at a time are not installed but unpacked, side by side, into the checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

from tools.environment import ROOT
from tools.system_libraries import bring, unpack

INSTALLED = {
    "/usr/sbin/postfix": "postfix", "/usr/sbin/dovecot": "dovecot-core", "/usr/sbin/sshd": "openssh-server",
    "/usr/lib/postgresql/*/bin/initdb": "postgresql",
    "/usr/bin/stunnel4": "stunnel4", "/usr/sbin/dnsmasq": "dnsmasq-base", "/usr/bin/tinyproxy": "tinyproxy-bin",
    "/usr/sbin/iptables": "iptables", "/usr/sbin/ip": "iproute2", "/usr/bin/faketime": "faketime",
    "/usr/bin/gnutls-serv": "gnutls-bin",
    "/lib/*/security/pam_google_authenticator.so": "libpam-google-authenticator",  # a second factor for sshd
    "/usr/bin/swaks": "swaks", "/usr/bin/curl": "curl", "/usr/bin/sftp": "openssh-client",
    "/usr/lib/*/perl5/*/Net/SSLeay.pm": "libnet-ssleay-perl",  # TLS for swaks
    "/usr/share/perl5/Authen/SASL.pm": "libauthen-sasl-perl",
    # libraries of the servers below
    "/usr/lib/*/libidn.so.12": "libidn12", "/usr/lib/*/libhiredis.so.0.14": "libhiredis0.14",
    "/usr/lib/*/libmemcached.so.11": "libmemcached11", "/usr/lib/*/libmemcachedutil.so.2": "libmemcachedutil2",
    "/usr/lib/*/libpcre2-posix.so.3": "libpcre2-posix3", "/lib/*/libwrap.so.0": "libwrap0",
}
UNPACKED = ROOT / ".system" / "servers"
LAID = {"usr/sbin/exim4": "exim4-daemon-light", "usr/sbin/vsftpd": "vsftpd", "usr/sbin/proftpd": "proftpd-core",
        "usr/lib/proftpd/mod_tls.so": "proftpd-mod-crypto", "usr/sbin/pure-ftpd": "pure-ftpd"}
POLICY = Path("/usr/sbin/policy-rc.d")


def install() -> None:
    """Bring what is missing. Without root nothing is done: those tests skip and print why."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    missing = [package for path, package in INSTALLED.items() if not glob(path)]
    if missing:
        with _nothing_starts():
            bring(missing, Path())
    if laid := _not_laid():
        unpack(laid, UNPACKED, alone=True)
    if laid := _not_laid():  # the list of packages is an old one
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        unpack(laid, UNPACKED, alone=True)


def _not_laid() -> list[str]:
    return [package for path, package in LAID.items() if not (UNPACKED / path).exists()]


@contextmanager
def _nothing_starts() -> Iterator[None]:
    """Installing a server must not start it."""
    mine = not POLICY.exists()
    if mine:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if mine:
            POLICY.unlink(missing_ok=True)
