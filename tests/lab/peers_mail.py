"""smtplib, swaks and curl, each sending a message to the sender's own address, and asking for an outside one."""

from __future__ import annotations

import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from crm_console.services.probes.smtp_message import compose
from crm_console.services.probes.target import SmtpTarget
from tests.lab.peers import PATIENCE, Done, Heard, Place, curl_words, last_command

PLAIN = "From: <{0}>\r\nTo: <{0}>\r\nSubject: Test\r\n\r\nA test.\r\n"  # where our own cannot be composed


def _target(place: Place) -> SmtpTarget:
    target = place.setup.target
    assert isinstance(target, SmtpTarget)
    return target


def _message(target: SmtpTarget) -> str:
    """The message that our test sends: as long, and with the same words."""
    try:
        return compose(target, datetime.now(UTC))[1].decode()
    except (ValueError, IndexError):
        return PLAIN.format(target.sender)


def _file(place: Place, target: SmtpTarget, tool: str) -> Path:
    file = place.folder / f"{tool}.eml"
    file.write_text(_message(target), encoding="utf-8", newline="")
    return file


def smtplib(place: Place) -> Heard:
    target = _target(place)
    done = place.library("smtplib", {"security": target.security, "sender": target.sender, "ca": target.ca_file,
                                     "send": target.send, "outside": target.relay_to,
                                     "message": _message(target)})
    tries = len(re.findall(r"(?m)^send: 'AUTH", done.err))
    return Heard("smtplib", done.out.strip() or done.late, done.seconds, tries)


def swaks(place: Place) -> Heard:
    target = _target(place)
    done = _swaks(place, target, target.sender, "" if target.send else "RCPT")
    words, seconds, tries = _marked(done), done.seconds, _submissions(done)
    if done.code == 0 and target.relay_to:
        outside = _swaks(place, target, target.relay_to, "RCPT")
        told, seconds, tries = _marked(outside), seconds + outside.seconds, tries + _submissions(outside)
        words = "\n".join(filter(None, [words, f"outside recipient: {told}" if told else ""]))
    return Heard("swaks", words, seconds, tries)


def _swaks(place: Place, target: SmtpTarget, to: str, stop: str) -> Done:
    secure = {"none": [], "tls": ["--tls"], "ssl": ["--tls-on-connect"]}[target.security]
    if secure:
        secure += ["--tls-verify", *(["--tls-ca-path", target.ca_file] if target.ca_file else [])]
    login = ["--auth", "--auth-user", target.user] if target.user else []
    secret = {"SWAKS_OPT_auth_password": place.setup.password} if target.user and place.setup.password else {}
    return place.run("swaks", "--server", target.host, "--port", str(target.port), "--from", target.sender, "--to", to,
                     "--helo", platform.node(), "--timeout", f"{PATIENCE:g}", "--data", f"@{_file(place, target, 'swaks')}", *secure, *login,
                     *(["--quit-after", stop] if stop else []), **secret)


def _marked(done: Done) -> str:
    """The lines that swaks itself marks as wrong; its `===` lines only tell what it does."""
    lines = [line for line in (done.out + "\n" + done.err).splitlines() if re.match(r"\*\*\*|<(\*\*|~\*) ", line)]
    words = "\n".join(dict.fromkeys(lines)) or ("" if done.code == 0 else done.err.strip())
    command = last_command(done.out.partition("\n<**")[0].partition("\n<~*")[0], "[-~]>") if lines else ""
    return "\n".join(filter(None, [command, words, done.late]))


def _submissions(done: Done) -> int:
    return len(re.findall(r"(?m)^ (?:->|~>) AUTH", done.out))


def curl(place: Place) -> Heard:
    target = _target(place)
    scheme = "smtps" if target.security == "ssl" else "smtp"
    options = ["--ssl-reqd"] if target.security == "tls" else []
    options += ["--cacert", target.ca_file] if target.ca_file else []
    done = place.curl("--url", f"{scheme}://{place.url_host}:{target.port}/{platform.node()}", "--mail-from", target.sender,
                      "--mail-rcpt", target.sender, "--upload-file", str(_file(place, target, "curl")), *options, user=target.user)
    return Heard("curl", curl_words(done), done.seconds, len(re.findall(r"(?m)^> AUTH", done.err)))


TOOLS = (smtplib, swaks, curl)
