"""Python's smtplib doing the job of our mail test, as a careful script would. One JSON object on stdin tells the job.

Prints the call that failed, as the traceback tells it, with its exception, and what the server says to an outside
recipient. With the debug level on, smtplib writes the dialogue to stderr.
"""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
import sys
import traceback
from base64 import b64encode

job = json.load(sys.stdin)
call = "SMTP"


def main() -> None:
    global call  # noqa: PLW0603 - names the call that is under way
    context = ssl.create_default_context(cafile=job["ca"])
    name = socket.gethostname()
    if job["security"] == "ssl":
        call = "SMTP_SSL"
        smtp = smtplib.SMTP_SSL(timeout=job["patience"], local_hostname=name, context=context)
    else:
        smtp = smtplib.SMTP(timeout=job["patience"], local_hostname=name)
    smtp._host = job["host"]  # as the constructor does, which leaves no time for the debug level
    smtp.set_debuglevel(1)
    call = "connect"
    code, words = smtp.connect(job["host"], job["port"])
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    if job["security"] == "tls":
        call = "starttls"
        smtp.starttls(context=context)
    if job["user"]:
        call = "login"
        sign_in(smtp, job["user"], job["password"])
    if job["send"]:
        call = "sendmail"
        smtp.sendmail(job["sender"], [job["sender"]], job["message"])
    if job["outside"]:
        call = "mail"
        smtp.mail(job["sender"])
        code, words = smtp.rcpt(job["outside"])
        if code >= 400:
            print(f"outside recipient: {(code, words)}")
    smtp.close()


def sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """login(); a password outside ASCII, which it cannot send, goes by hand, as somebody would who saw the exception."""
    try:
        smtp.login(user, password)
    except UnicodeEncodeError as error:
        print(told(error))
        smtp.docmd("*")  # ends a challenge that is under way
        code, words = smtp.docmd("AUTH", "PLAIN " + b64encode(f"\0{user}\0{password}".encode()).decode())
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, words) from None


def told(error: Exception) -> str:
    inner = [frame.name for frame in traceback.extract_tb(error.__traceback__)
             if frame.name in ("ehlo", "helo", "auth", "mail", "rcpt", "data") and frame.name != call]
    where = " in ".join(f"{name}()" for name in (*inner[-1:], call))
    return f"in {where}: {type(error).__name__}: {error}"


try:
    main()
except Exception as error:
    print(told(error))
    sys.exit(1)
