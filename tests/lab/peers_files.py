"""ftplib, paramiko, OpenSSH's sftp and curl, each writing a file to the folder and reading it back."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from crm_console.services.probes.proof_file import compose
from crm_console.services.probes.target import FtpTarget, SftpTarget
from tests.lab.peers import LIBRARIES, PATIENCE, Done, Heard, Place, Tool, curl_words

CONTENT = compose().content.decode()  # of our test: as long, and with the same words
ASKPASS = '#!/bin/sh\nprintf "%s\\n" "$PEER_PASSWORD"\n'


def _name() -> str:
    return f"test-{secrets.token_hex(4)}.txt"


def _compared(read: bytes) -> str:
    written = CONTENT.encode()
    return "" if read == written else f"the file read back differs: {len(read)} bytes instead of {len(written)}"


def ftplib(place: Place) -> Heard:
    target = place.setup.target
    assert isinstance(target, FtpTarget)
    done = place.library("ftplib", {"folder": target.folder, "name": _name(), "content": CONTENT,
                                    "passive": target.method == "application"})
    return Heard("ftplib", done.out.strip() or done.late, done.seconds)


def curl_by_ftp(place: Place) -> Heard:
    target = place.setup.target
    assert isinstance(target, FtpTarget)
    mode = ["--ftp-method", "singlecwd", *(["--ftp-port", "-"] if target.method == "server" else [])]
    return _curl(place, "ftp", target.folder, target.user, mode, again=True)


def curl_by_sftp(place: Place) -> Heard:
    target = place.setup.target
    assert isinstance(target, SftpTarget)
    pinned = ["--hostpubsha256", target.host_key.partition(":")[2]] if target.host_key else []
    pinned = ["--insecure"] if target.accept_new else pinned
    return _curl(place, "sftp", target.folder, target.user, pinned, again=False)


def _curl(place: Place, scheme: str, folder: str, user: str, options: list[str], again: bool) -> Heard:
    """Write, read, write again where asked; the first that fails speaks."""
    name, source, back = _name(), place.folder / "curl.source", place.folder / "curl.back"
    source.write_text(CONTENT, encoding="utf-8", newline="")
    path = "/".join(quote(part) for part in folder.strip("/").split("/"))
    root = "%2F" if scheme == "ftp" and folder.startswith("/") else ""
    home = "~/" if scheme == "sftp" and not folder.startswith("/") else ""
    url = f"{scheme}://{place.url_host}:{place.setup.target.port}/{root}{home}{path}/{name}"
    send = ["--upload-file", str(source)]
    seconds = 0.0
    words: list[str] = []
    for label, more in (("", send), ("download: ", ["--output", str(back)]),
                        *([("second upload: ", send)] if again else [])):
        done: Done = place.curl("--url", url, *more, *options, user=user)
        seconds += done.seconds
        told = curl_words(done)
        if told and label + told not in words:
            words.append(label + told)
        if done.code != 0:
            break
        if label == "download: " and (differs := _compared(back.read_bytes() if back.exists() else b"")):
            words.append(differs)
    return Heard("curl", "\n".join(words), seconds)


def paramiko(place: Place) -> Heard:
    target = place.setup.target
    assert isinstance(target, SftpTarget)
    done = place.library("paramiko", {"folder": target.folder, "name": _name(), "content": CONTENT,
                                      "known_hosts": str(_known_hosts(place)), "accept_new": target.accept_new})
    return Heard("paramiko", done.out.strip() or done.late, done.seconds)


def openssh(place: Place) -> Heard:
    target = place.setup.target
    assert isinstance(target, SftpTarget)
    name, back, source = _name(), place.folder / "sftp.back", place.folder / "sftp.source"
    source.write_text(CONTENT, encoding="utf-8", newline="")
    batch = place.folder / "batch"
    batch.write_text((f'cd "{target.folder}"\n' if target.folder else "") + f'put "{source}" {name}\nget {name} "{back}"\n')
    askpass = place.folder / "askpass"
    askpass.write_text(ASKPASS)
    askpass.chmod(0o700)
    strict = "accept-new" if target.accept_new else "yes"
    options = ["BatchMode=no", f"UserKnownHostsFile={_known_hosts(place)}", "GlobalKnownHostsFile=/dev/null",
               f"StrictHostKeyChecking={strict}", "PreferredAuthentications=password,keyboard-interactive",
               "NumberOfPasswordPrompts=1", f"ConnectTimeout={PATIENCE:g}"]
    words = [word for option in options for word in ("-o", option)]
    done = place.run("sftp", "-F", "/dev/null", *words, "-P", str(target.port), "-b", str(batch),
                     f"{target.user}@{place.url_host}", SSH_ASKPASS=str(askpass), SSH_ASKPASS_REQUIRE="force",
                     PEER_PASSWORD=place.setup.password or "")
    if done.code == 0:
        return Heard("sftp", _compared(back.read_bytes() if back.exists() else b""), done.seconds)
    doing = re.findall(r"(?m)^sftp> .*", done.out)[-1:]  # which command it came to
    told = [line.strip() for line in done.err.splitlines() if line.strip() and not re.match(r"[@*]+\s*$", line)]
    return Heard("sftp", "\n".join(filter(None, [*told, *doing, done.late])), done.seconds)


def prepare_keys(place: Place) -> None:
    """The pinned host key as a line of known_hosts: fetched if the server still has it, or else one that it has not."""
    target = place.setup.target
    assert isinstance(target, SftpTarget)
    lines: list[str] = []
    if target.host_key:
        scanned = place.run("ssh-keyscan", "-T", "4", "-p", str(target.port), "-t", "ed25519,ecdsa,rsa", target.host)
        seen = place.run(sys.executable, str(LIBRARIES / "host_key.py"), target.host, str(target.port))
        offered = [line.split()[-2:] for line in (scanned.out + seen.out).splitlines() if len(line.split()) in (2, 3)]
        lines = [" ".join(key) for key in offered if _fingerprint(place, " ".join(key)) == target.host_key]
        lines = lines or [_another_key(place, kind) for kind in sorted({key[0] for key in offered} or {"ssh-ed25519"})]
    host = target.host if target.port == 22 else f"[{target.host}]:{target.port}"
    _known_hosts(place).parent.mkdir(mode=0o700, exist_ok=True)
    _known_hosts(place).write_text("".join(f"{host} {line}\n" for line in lines))


def _known_hosts(place: Place) -> Path:
    return place.folder / ".ssh" / "known_hosts"  # where curl looks for it


def _fingerprint(place: Place, key: str) -> str:
    shown = subprocess.run(["ssh-keygen", "-l", "-f", "-"], input=key, capture_output=True, text=True, check=False)
    return shown.stdout.split()[1] if shown.stdout else ""


def _another_key(place: Place, kind: str) -> str:
    plain = kind.removeprefix("ssh-").partition("-")[0]
    file = place.folder / f"other-{plain}"
    subprocess.run(["ssh-keygen", "-q", "-t", plain, "-N", "", "-f", file], check=True)
    return " ".join(file.with_suffix(".pub").read_text().split()[:2])


def sftp() -> tuple[Tool, ...]:
    """curl only where its build speaks SFTP."""
    told = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=False).stdout
    return (paramiko, openssh, *([curl_by_sftp] if re.search(r"^Protocols:.*\bsftp\b", told, re.MULTILINE) else []))


FTP: tuple[Tool, ...] = (ftplib, curl_by_ftp)
