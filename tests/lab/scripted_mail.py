"""Faults of mail servers that a scripted server speaks word for word: providers and devices that cannot run here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from crm_console.core.report import State
from crm_console.services.probes.target import SmtpTarget
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.probing import refused_port
from tests.servers.scripted import CLOSE, SILENCE, Answer, Scripted
from tests.servers.silent import Silent

SENDER = "crm@serraazul.example"
PASSWORD = "capivara-42"
OFFERS = ("^EHLO", "250-scripted\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN")
Rule = tuple[str, Answer]


def target(port: int, **more) -> SmtpTarget:
    return SmtpTarget(**{"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER, **more})


def says(ref: str, fault: str, *rules: Rule, login: bool = False, greeting: Answer = "220 mail.example ESMTP",
         state: State = State.FAILED, seconds: float | None = None, **more) -> None:
    """One recipe from the words that the server says."""

    def spoken(_: Lab) -> Iterator[Setup]:
        with Scripted([*rules, OFFERS], greeting=greeting) as server:
            user = {"user": SENDER} if login else {}
            yield Setup(target(server.port, **{**user, **more}), PASSWORD if login else None, seconds=seconds)

    spoken.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, "scripted", fault, state)(spoken)


def after_password(words: str) -> list[Rule]:
    """PLAIN and LOGIN as servers speak them: the words come once the password is there, however a client sends it."""
    user = b64encode(SENDER.encode()).decode()
    return [("^AUTH PLAIN$", "334 "), ("^AUTH LOGIN$", "334 VXNlcm5hbWU6"),
            (f"^(AUTH LOGIN )?{user}$", "334 UGFzc3dvcmQ6"), ("^AUTH", words), ("^[a-z0-9+/]{9,}=*$", words)]


def refuses_login(ref: str, slug: str, words: str, **more) -> None:
    says(ref, f"smtp.auth.{slug}", *after_password(words), login=True, **more)


def input_fault(ref: str, fault: str, state: State = State.FAILED, **more) -> None:
    def typed(_: Lab) -> Iterator[Setup]:
        yield Setup(target(**{"port": refused_port(), **more}))

    typed.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, "scripted", fault, state)(typed)


input_fault("X02", "smtp.input.host", host="smtp://127.0.0.1")
input_fault("X03", "smtp.input.malformed", host="mail..serraazul.example")
says("X10", "smtp.input.sender", ("^MAIL", "501 5.1.7 Bad sender address syntax"),
     sender="Serra Azul <crm@serraazul.example>")
input_fault("X07", "smtp.input.port_security", State.WARNING, port=465, security="tls")
says("X01", "smtp.input.spaces", host=" 127.0.0.1 ", state=State.WARNING)


@recipe("X05", "scripted", "smtp.auth.refused")
def accented_password(_: Lab) -> Iterator[Setup]:
    with Scripted([*after_password("535 5.7.8 Error: authentication failed"), OFFERS]) as server:
        yield Setup(target(server.port, user=SENDER), "maçã-madura")


@recipe("T04", "scripted", "smtp.greeting.silent")
def silent(_: Lab) -> Iterator[Setup]:
    with Silent() as server:
        yield Setup(target(server.port, timeout=2.0))


@recipe("S20", "scripted", "smtp.tls.stalled")
def stalled(_: Lab) -> Iterator[Setup]:
    """STARTTLS is granted, and then the server says no more."""
    with Scripted([("^EHLO", "250-x\r\n250 STARTTLS"), ("^STARTTLS", "220 go"), ("[^ -~]", SILENCE)]) as server:
        yield Setup(target(server.port, security="tls", timeout=1.5))



says("T06", "smtp.greeting.hung_up", greeting=CLOSE)

says("S16", "smtp.starttls.refused", ("^EHLO", "250-x\r\n250 STARTTLS"),
     ("^STARTTLS", "454 4.7.0 TLS not available due to local problem"), security="tls")
says("S17", "smtp.starttls.masked", ("^EHLO", "250-x\r\n250 XXXXXXXA"), security="tls",
     greeting="220 ****************************************")

says("M01", "smtp.greeting.busy", greeting="421 4.3.2 Service not available, closing transmission channel")
says("M04", "smtp.greeting.no_ehlo", ("^EHLO", "502 5.5.2 Error: command not recognized"), state=State.WARNING)
says("M05", "smtp.greeting.name_syntax", (r"^EHLO \[", "501 Syntactically invalid HELO argument(s)"),
     state=State.WARNING)
refuses_login("M11", "smtp_auth_off", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
              "for the Tenant. [CP2P152CA0001.LAMP152.PROD.OUTLOOK.COM]")
refuses_login("M12", "basic_retired", "550 5.7.30 Basic authentication is not supported for Client Submission.")
refuses_login("M13", "app_password", "534-5.7.9 Application-specific password required. For more information, go to\r\n"
              "534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor gsmtp")
refuses_login("M15", "locked", "535 5.7.3 Account is locked out due to too many failed sign-in attempts")
says("M16", "smtp.auth.only_oauth", ("^EHLO", "250-x\r\n250 AUTH XOAUTH2 OAUTHBEARER"), login=True)
says("M17", "smtp.auth.only_windows", ("^EHLO", "250-x\r\n250 AUTH NTLM GSSAPI"), login=True)
refuses_login("M18", "panel_login", "535 Authentication failed: Bad username / password",
              greeting="220 SG ESMTP service ready at geopod-ismtpd-4")
says("M20", "smtp.sender.auth_required", ("^MAIL", "530 5.7.57 Client not authenticated to send mail."))
says("M22", "smtp.sender.send_as", *after_password("235 2.7.0 ok"),
     ("^MAIL", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"), login=True)
says("M23", "smtp.sender.send_as_denied", *after_password("235 2.7.0 ok"), (
    r"^\.$", "554 5.2.252 SendAsDenied; crm@serraazul.example not allowed to send as vendas@serraazul.example"),
     login=True)
says("M31", "smtp.accepted.spf", (
    r"^\.$", "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n550 5.7.26 SPF did not pass"))
says("M33", "smtp.recipient.block_list", (
    "^RCPT", "554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org"))
says("M35", "smtp.accepted.dropped_in_data", (r"^\.$", CLOSE))
says("M37", "smtp.accepted.throttled", (r"^\.$", "432 4.3.2 Concurrent connections limit exceeded"))
says("M38", "smtp.sender.latin", (
    "^MAIL", "250 remetente com autenticação\r\n".encode("latin-1")), state=State.OK)
says("M39", "smtp.greeting.hung_up_after_name", ("^EHLO", CLOSE))
