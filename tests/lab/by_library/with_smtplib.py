"""Python's smtplib doing the job of our mail test, as a careful script would. One JSON object on stdin tells the job.

Prints the call that failed with its exception, and what the server says to an outside recipient. With the debug level
on, smtplib writes the dialogue to stderr.
"""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
import sys
from email.message import EmailMessage

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
        smtp.login(job["user"], job["password"])
    if job["send"]:
        message = EmailMessage()
        message["From"] = message["To"] = job["sender"]
        message["Subject"] = "Test"
        message.set_content("A test.")
        call = "send_message"
        smtp.send_message(message)
    if job["outside"]:
        call = "mail"
        smtp.mail(job["sender"])
        code, words = smtp.rcpt(job["outside"])
        if code >= 400:
            print(f"outside recipient: {(code, words)}")
    smtp.close()


try:
    main()
except Exception as error:
    print(f"in {call}(): {type(error).__name__}: {error}")
    sys.exit(1)
