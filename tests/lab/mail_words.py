"""What mail servers say: greetings and offers by product, and how each of them words a refusal.

`{host}` and `{sender}` are filled in. "assumed" marks wordings in the manner of a provider that nobody noted down.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """One product, healthy."""

    name: str
    greetings: tuple[str, ...]
    hello: tuple[str, ...]
    offers: tuple[str, ...]
    sender_ok: str
    recipient_ok: str
    go_ahead: str
    accepted: str
    signed_in: str = "235 2.7.0 Authentication successful"
    user_question: str = "334 VXNlcm5hbWU6"


USUAL = ("SIZE 52428800", "8BITMIME", "DSN", "ENHANCEDSTATUSCODES")

PRODUCTS = (
    Mail("postfix", ("220 mail.serraazul.example ESMTP Postfix (Debian/GNU)", "220 mail.serraazul.example ESMTP",
                     "220-mail.serraazul.example ESMTP Postfix\n220 mail.serraazul.example ESMTP Postfix"),
         ("mail.serraazul.example",), (*USUAL, "VRFY", "ETRN", "SMTPUTF8", "CHUNKING"),
         "250 2.1.0 Ok", "250 2.1.5 Ok", "354 End data with <CR><LF>.<CR><LF>", "250 2.0.0 Ok: queued as 4XyZ1b2c3d"),
    Mail("exim", ("220 mail.serraazul.example ESMTP Exim 4.96 Tue, 24 Nov 2026 10:00:00 -0300",
                  "220-cpanel.serraazul.example ESMTP Exim 4.98.2 #2 Tue, 24 Nov 2026 10:00:00 -0300 \n"
                  "220-We do not authorize the use of this system to transport unsolicited, \n"
                  "220 and/or bulk e-mail."),
         ("mail.serraazul.example Hello [127.0.0.1] [127.0.0.1]",),
         ("SIZE 52428800", "8BITMIME", "LIMITS MAILMAX=1000 RCPTMAX=50000", "PIPECONNECT", "HELP"),
         "250 OK", "250 Accepted", '354 Enter message, ending with "." on a line by itself',
         "250 OK id=1tFabc-0000000ABCD-1xyz", "235 Authentication succeeded"),
    Mail("sendmail", ("220 mail.serraazul.example ESMTP Sendmail 8.17.1/8.17.1; Tue, 24 Nov 2026 10:00:00 -0300",),
         ("mail.serraazul.example Hello localhost [127.0.0.1], pleased to meet you",),
         (*USUAL, "ETRN", "DELIVERBY", "EXPN", "HELP"),
         "250 2.1.0 {sender}... Sender ok", "250 2.1.5 {sender}... Recipient ok",
         '354 Enter mail, end with "." on a line by itself', "250 2.0.0 4AOD0abc012345 Message accepted for delivery",
         "235 2.0.0 OK Authenticated"),
    Mail("exchange", ("220 EXCH01.serraazul.example Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026 10:00:00 -0300",
                      "220 GV0P278CA0042.outlook.office365.com Microsoft ESMTP MAIL Service ready at "
                      "Tue, 24 Nov 2026 13:00:00 +0000 [08DE1234ABCD5678]"),
         ("EXCH01.serraazul.example Hello [127.0.0.1]",),
         ("SIZE 157286400", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"),
         "250 2.1.0 Sender OK", "250 2.1.5 Recipient OK", "354 Start mail input; end with <CRLF>.<CRLF>",
         "250 2.6.0 <abc@EXCH01.serraazul.example> [InternalId=1234567890, Hostname=EXCH01] Queued mail for delivery",
         "235 2.7.0 Authentication successful", "334 VXNlcm5hbWU6"),
    Mail("gmail", ("220 smtp.gmail.com ESMTP 5b1f17b1804b1-477a9d8f3sm1234567.12 - gsmtp",),
         ("smtp.gmail.com at your service, [127.0.0.1]",),
         ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES", "CHUNKING", "SMTPUTF8"),
         "250 2.1.0 OK 5b1f17b1804b1 - gsmtp", "250 2.1.5 OK 5b1f17b1804b1 - gsmtp",
         "354 Go ahead 5b1f17b1804b1 - gsmtp", "250 2.0.0 OK  1764000000 5b1f17b1804b1 - gsmtp", "235 2.7.0 Accepted"),
    Mail("zimbra", ("220 zimbra.serraazul.example ESMTP Postfix",), ("zimbra.serraazul.example",),
         (*USUAL, "VRFY", "ETRN"),
         "250 2.1.0 Ok", "250 2.1.5 Ok", "354 End data with <CR><LF>.<CR><LF>", "250 2.0.0 Ok: queued as 9F8E7D6C5B"),
    Mail("hmailserver", ("220 mail.serraazul.example ESMTP", "220 SERVIDOR01 ESMTP"), ("SERVIDOR01",),
         ("SIZE 20480000", "HELP"),
         "250 OK", "250 OK", "354 OK, send.", "250 Queued (0.016 seconds)", "235 authenticated."),
    Mail("qmail", ("220 mail.serraazul.example ESMTP", "220 mail.serraazul.example ESMTP netqmail-1.06"),
         ("mail.serraazul.example",), ("8BITMIME", "SIZE 20000000"),
         "250 ok", "250 ok", "354 go ahead", "250 ok 1764000000 qp 12345", "235 ok, go ahead (#2.0.0)"),
    Mail("mdaemon", ("220 mail.serraazul.example ESMTP MDaemon 24.5.1; Tue, 24 Nov 2026 10:00:00 -0300",),
         ("mail.serraazul.example Hello [127.0.0.1], pleased to meet you",),
         ("SIZE", "8BITMIME", "ENHANCEDSTATUSCODES", "REQUIRETLS"),
         "250 2.1.0 <{sender}>, Sender ok", "250 2.1.5 <{sender}>, Recipient ok",
         "354 Enter mail, end with <CRLF>.<CRLF>", "250 2.6.0 Ok, message saved <Message-ID: x@serraazul.example>"),
    Mail("provider", ("220 smtp.provedor.example ESMTP", "220-Bem-vindo ao provedor\n220 smtp.provedor.example ESMTP"),
         ("smtp.provedor.example",), USUAL,  # assumed: Locaweb and UOL host Postfix and texts of their own
         "250 2.1.0 Remetente aceito", "250 2.1.5 Destinatário aceito", "354 Pode enviar, termine com ponto",
         "250 2.0.0 Mensagem aceita: queued as ABCDEF12", "235 2.7.0 Autenticação efetuada"),
)


@dataclass(frozen=True)
class Refusal:
    """One product's words for one fault. `logs_in`: only said to who signed in (True) or did not (False)."""

    product: str
    at: str  # greeting, hello, auth, sender, recipient, data, accepted
    fault: str
    words: str
    logs_in: bool | None = None


def _of(at: str, fault: str, logs_in: bool | None = None, **words: str) -> list[Refusal]:
    """Several products' words for the same; several wordings of one product are parted by `|`."""
    return [Refusal(p, at, fault, w, logs_in) for p, more in words.items() for w in more.split("|")]


GREETING = [
    *_of("greeting", "smtp.greeting.busy",
         postfix="421 4.3.2 All server ports are busy|421 4.3.0 Server configuration error",
         exim="421 mail.serraazul.example: SMTP command timeout - closing connection|421 Temporarily unavailable",
         sendmail="421 4.3.2 Service temporarily unavailable|421 4.3.0 collect: Cannot write ./dfABC",
         exchange="421 4.3.2 Service not active|421 4.3.2 Service not available, closing transmission channel",
         gmail="421 4.7.0 Try again later, closing connection. 5b1f17b1804b1 - gsmtp",
         qmail="421 unable to read controls (#4.3.0)", mdaemon="421 4.3.2 Server is shutting down"),
    *_of("greeting", "smtp.greeting.too_many_connections",
         postfix="421 4.7.0 mail.serraazul.example Error: too many connections from 127.0.0.1",
         exim="421 Too many concurrent SMTP connections; please try again later."
              "|421 Too many concurrent SMTP connections from this IP address; please try again later.",
         sendmail="421 4.3.2 Too many open connections.",
         exchange="421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing "
                  "transmission channel|421 4.3.2 The maximum number of concurrent connections has exceeded a limit, "
                  "closing transmission channel",
         gmail="421-4.7.0 Too many concurrent connections from this address.\n421 4.7.0 5b1f17b1804b1 - gsmtp",
         mdaemon="421 4.3.2 Too many sessions from your IP address"),
    *_of("greeting", "smtp.greeting.refused",
         postfix="554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied|554 mail ESMTP not accepting messages",
         exim="550 Administrative prohibition|554 SMTP synchronization error", sendmail="550 5.7.1 Access denied",
         exchange="550 5.7.1 Client not allowed to connect", qmail="553 sorry, your ip is not welcome here",
         provider="554 Conexão não permitida a partir deste endereço"),
    *_of("greeting", "smtp.greeting.block_list",
         postfix="554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org; "
                 "https://www.spamhaus.org/query/ip/127.0.0.1",
         exim="554 Your IP is listed in a black list at bl.spamcop.net|550 127.0.0.1 is in a black list at b.barracudacentral.org",
         exchange="550 5.7.606 Access denied, banned sending IP [127.0.0.1]. To request removal from this list please "
                  "visit https://sender.office.com/ and follow the directions.",
         qmail="451 http://www.spamhaus.org/query/bl?ip=127.0.0.1|553 Blocked - see http://www.spamcop.net/bl.shtml?127.0.0.1"),
    *_of("hello", "smtp.greeting.name",
         postfix="550 5.7.1 <[127.0.0.1]>: Helo command rejected: Access denied|504 5.5.2 <x>: Helo command rejected: "
                 "need fully-qualified hostname",
         exim="550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)|501 Syntactically invalid EHLO argument(s)",
         sendmail="501 5.0.0 Invalid domain name in ehlo command"),
]

WRONG_PASSWORD = _of(
    "auth", "smtp.auth.refused",
    postfix="535 5.7.8 Error: authentication failed: authentication failure|535 5.7.8 Error: authentication failed:"
            "|535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6|535 5.7.8 Error: authentication failed: (reason unavailable)",
    exim="535 Incorrect authentication data", sendmail="535 5.7.0 authentication failed|535 5.7.8 authentication failed",
    exchange="535 5.7.3 Authentication unsuccessful|535 5.7.8 Authentication credentials invalid",
    zimbra="535 5.7.8 Error: authentication failed: authentication failure",
    hmailserver="535 Authentication failed. Restarting authentication process.",
    qmail="535 authorization failed (#5.7.0)|535 authentication failed (#5.7.1)|535 authentication failed, auth failure",
    mdaemon="535 5.7.8 Authentication failed|535 Authentication failed",
    provider="535 5.7.8 Usuário ou senha inválidos|535 5.7.8 Falha na autenticação|535 5.7.0 Invalid login or password"
             "|535 5.7.8 Username and password not accepted|554 5.7.8 Authentication credentials invalid",
)

AUTH = [
    *_of("auth", "smtp.auth.app_password",
         gmail="535-5.7.8 Username and Password not accepted. For more information, go to\n"
               "535 5.7.8  https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1 - gsmtp"
               "|534-5.7.9 Application-specific password required. For more information, go to\n"
               "534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor 5b1f17b1804b1 - gsmtp"
               "|534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log\n"
               "534-5.7.14 in via your web browser and then try again.\n534 5.7.14 5b1f17b1804b1 - gsmtp"),
    *_of("auth", "smtp.auth.app_password",
         provider="535 5.7.9 Application-specific password required|535 5.7.8 App password required (2FA is enabled)"),
    *_of("auth", "smtp.auth.smtp_auth_off",
         exchange="535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
                  "https://aka.ms/smtp_auth_disabled for more information. [GV0P278CA0042.CHEP278.PROD.OUTLOOK.COM]"
                  "|535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."
                  "|535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults "
                  "policy. Contact your administrator.|535 5.7.139 Authentication unsuccessful, the request did not "
                  "meet the criteria to be authenticated successfully. Contact your administrator."),
    *_of("auth", "smtp.auth.basic_retired",
         exchange="550 5.7.30 Basic authentication is not supported for Client Submission."
                  "|535 5.7.139 Authentication unsuccessful, basic authentication is disabled."),
    *_of("auth", "smtp.auth.locked",
         hmailserver="535 Authentication failed. Too many invalid logon attempts.",
         gmail="454 4.7.0 Too many login attempts, please try again later. 5b1f17b1804b1 - gsmtp",
         zimbra="535 5.7.8 Error: authentication failed: account lockout",
         mdaemon="535 5.7.8 Account is locked|421 4.7.0 Too many failed authentication attempts",
         provider="535 5.7.0 (#AUTH005) Too many bad auth attempts.|535 5.7.8 Conta bloqueada por excesso de tentativas"
                  "|535 5.7.8 Account temporarily locked, try again later|454 4.7.0 Too many authentication failures",
         postfix="421 4.7.0 Error: too many authentication failures|535 5.7.8 Account blocked for suspicious activity"),
    *_of("auth", "smtp.auth.disabled",
         postfix="535 5.7.8 Error: authentication failed: user account disabled|535 5.7.8 Account is disabled",
         mdaemon="535 5.7.8 Account is frozen|535 5.7.8 Account is disabled",
         zimbra="535 5.7.8 Error: authentication failed: account inactive",
         provider="535 5.7.8 Account suspended|535 5.7.8 Conta suspensa|535 5.7.8 Password expired"
                  "|535 5.7.8 Your password has expired|525 5.7.13 User account disabled|535 5.7.8 Conta desativada"),
    *_of("auth", "smtp.auth.address_not_allowed",
         provider="525 5.7.1 Unauthorized IP address|535 5.7.8 Login not allowed from this IP address"
                  "|535 5.7.1 Your IP address is not allowed to authenticate|554 5.7.1 Access from your country is not allowed"
                  "|535 5.7.8 Acesso não permitido a partir deste IP"),
    *_of("auth", "smtp.auth.broken",
         postfix="454 4.7.0 Temporary authentication failure: Connection lost to authentication server"
                 "|535 5.7.8 Error: authentication failed: generic failure"
                 "|535 5.7.8 Error: authentication failed: bad protocol / cancel"
                 "|535 5.7.8 Error: authentication failed: no mechanism available"
                 "|535 5.7.8 Error: authentication failed: Internal authentication error"
                 "|535 5.7.8 Error: authentication failed: Connection lost to authentication server",
         exim="435 Unable to authenticate at present", sendmail="454 4.3.0 authentication failed temporarily",
         exchange="454 4.7.0 Temporary authentication failure|454 4.7.0 Temporary server error. Please try again later.",
         qmail="454 oops, child won't start and I can't auth (#4.3.0)|454 oops, problem with child and I can't auth (#4.3.0)",
         zimbra="454 4.7.0 Temporary authentication failure|535 5.7.8 Error: authentication failed: generic failure",
         gmail="451 4.3.0 Mail server temporarily rejected message. 5b1f17b1804b1 - gsmtp",
         provider="451 4.3.0 Temporary authentication failure|421 4.3.0 Serviço temporariamente indisponível"),
    *_of("auth", "smtp.auth.not_accepted",
         postfix="503 5.5.1 Error: authentication not enabled|535 5.7.8 Error: authentication failed: Invalid authentication "
                 "mechanism|503 5.5.1 Error: MAIL transaction in progress",
         zimbra="535 5.7.8 Not authorized to use SMTP",
         exim="503 AUTH command used when not advertised|504 LOGIN authentication mechanism not supported",
         sendmail="504 5.3.3 AUTH mechanism LOGIN not available|503 5.3.3 AUTH not available",
         exchange="504 5.7.4 Unrecognized authentication type|500 5.3.3 Unrecognized command",
         hmailserver="504 Authentication not enabled.|503 Bad sequence of commands",
         qmail="503 no auth during mail transaction (#5.5.0)|502 unimplemented (#5.5.1)",
         mdaemon="504 5.5.4 Authentication mechanism not supported", provider="502 5.5.1 Comando não implementado"),
    *_of("auth", "smtp.auth.needs_tls",
         postfix="538 5.7.11 Encryption required for requested authentication mechanism"
                 "|530 5.7.0 Must issue a STARTTLS command first",
         exim="503 AUTH command used when not encrypted|550 TLS is required for authentication",
         hmailserver="530 A SSL/TLS-connection is required for authentication.|530 Must issue STARTTLS first.",
         exchange="530 5.7.0 Must issue a STARTTLS command first", mdaemon="538 5.7.11 Encryption required for AUTH",
         qmail="538 auth not available without TLS (#5.3.3)", provider="530 5.7.0 É necessário usar STARTTLS"),
]

MESSAGE = [
    *_of("sender", "smtp.sender.auth_required", False,
         postfix="530 5.7.0 Authentication required|530 5.7.1 Authentication required",
         exim="550 SMTP AUTH is required for message submission on port 587|550 authentication required"
              "|530 SMTP authentication is required",
         sendmail="530 5.7.0 Authentication required|550 5.7.1 Proper authentication required",
         exchange="530 5.7.57 Client not authenticated to send mail. [GV0P278CA0042.CHEP278.PROD.OUTLOOK.COM]"
                  "|530 5.7.1 Client was not authenticated|530 5.7.57 SMTP; Client was not authenticated to send anonymous "
                  "mail during MAIL FROM",
         gmail="530-5.7.0 Authentication Required. For more information, go to\n530 5.7.0  "
               "https://support.google.com/mail/?p=WantAuthError 5b1f17b1804b1 - gsmtp",
         hmailserver="530 SMTP authentication is required.", qmail="530 Authentication required (#5.5.1)",
         mdaemon="530 5.7.0 Authentication required|553 5.7.1 Authentication is required to send mail as <{sender}>",
         provider="530 5.7.0 Autenticação necessária|550 5.7.1 É necessário autenticar|535 Authentication required."),
    *_of("recipient", "smtp.recipient.auth_required", False,
         postfix="553 5.7.1 <{sender}>: Sender address rejected: not logged in", zimbra="553 5.7.1 <{sender}>: Sender "
         "address rejected: not logged in", sendmail="550 5.7.1 <{sender}>... Relaying denied. Proper authentication required.",
         exim="550 relay not permitted, authentication required"),
    *_of("sender", "smtp.sender.tls_required",
         postfix="530 5.7.0 Must issue a STARTTLS command first", exim="550 TLS required|550 Encryption required",
         sendmail="530 5.7.0 Must issue a STARTTLS command first", gmail="530-5.7.0 Must issue a STARTTLS command first. "
         "For more information, go to\n530 5.7.0  https://support.google.com/a/answer/3221692 5b1f17b1804b1 - gsmtp",
         exchange="451 5.7.3 STARTTLS is required to send mail|530 5.7.0 Must issue a STARTTLS command first",
         hmailserver="530 Must issue STARTTLS first.|530 A SSL/TLS-connection is required.", mdaemon="530 5.7.0 Must issue STARTTLS first"),
    *_of("sender", "smtp.sender.sender_not_owned", True,
         provider="553 5.7.1 <{sender}>: Sender address rejected: not owned by auth user."
                  "|553 5.7.1 Remetente não pertence ao usuário autenticado|553 Relaying disallowed as {sender}"
                  "|550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error "
                  "is resolved.|553 Sender is not allowed to relay emails",
         mdaemon="553 5.7.1 You are not authorized to send mail as <{sender}>|550 5.7.1 Sender address does not match "
                 "authenticated account"),
    *_of("recipient", "smtp.sender.sender_not_owned", True,
         postfix="553 5.7.1 <{sender}>: Sender address rejected: not owned by user crm@serraazul.example",
         zimbra="553 5.7.1 <{sender}>: Sender address rejected: not owned by user crm@serraazul.example",
         exim="550 You are not allowed to send as {sender}"),
    *_of("accepted", "smtp.sender.sender_not_owned", True,
         provider="554 Message rejected: Email address is not verified. The following identities failed the check in "
                  "region SA-EAST-1: {sender}"),
    *_of("sender", "smtp.sender.send_as", True,
         exchange="550 5.7.60 SMTP; Client does not have permissions to send as this sender"
                  "|550 5.7.1 Client does not have permissions to send as this sender"),
    *_of("accepted", "smtp.sender.send_as_denied", True,
         exchange="554 5.2.252 SendAsDenied; crm@serraazul.example not allowed to send as {sender}; "
                  "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied"),
    *_of("sender", "smtp.sender.refused",
         postfix="450 4.1.8 <{sender}>: Sender address rejected: Domain not found|550 5.1.0 <{sender}>: Sender address "
                 "rejected: undeliverable address", sendmail="553 5.1.8 <{sender}>... Domain of sender address does not exist",
         exim="550 Verification failed for <{sender}>|550 Sender verify failed", exchange="501 5.1.7 Invalid address",
         qmail="553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)", gmail="555 5.5.2 Syntax error, "
         "cannot decode response. 5b1f17b1804b1 - gsmtp", provider="550 5.1.8 Remetente inválido"),
    *_of("sender", "smtp.sender.too_big",
         postfix="552 5.3.4 Message size exceeds fixed limit", exim="552 Message size exceeds maximum permitted",
         sendmail="552 5.2.3 Message size exceeds fixed maximum message size (1000)", exchange="552 5.3.4 Message size "
         "exceeds fixed maximum message size", qmail="552 sorry, that message size exceeds my databytes limit (#5.3.4)",
         hmailserver="554 Rejected - Message size exceeds fixed maximum message size. Size: 2048 KB, Max size: 1024 KB",
         mdaemon="552 5.3.4 Message too large"),
    *_of("accepted", "smtp.accepted.too_big",
         gmail="552-5.3.4 Your message exceeded Google's message size limits. To view our message size\n552 5.3.4 "
               "guidelines, go to https://support.google.com/mail/?p=MaxSizeError 5b1f17b1804b1 - gsmtp",
         postfix="552 5.3.4 Error: message file too big", qmail="552 sorry, that message size exceeds my databytes limit (#5.3.4)",
         exim="552 Message size exceeds maximum permitted", provider="552 5.3.4 Mensagem excede o tamanho máximo permitido"),
    *_of("recipient", "smtp.recipient.relay_denied",
         postfix="454 4.7.1 <{sender}>: Relay access denied|554 5.7.1 <{sender}>: Relay access denied",
         exim="550 relay not permitted", sendmail="550 5.7.1 <{sender}>... Relaying denied",
         exchange="550 5.7.1 Unable to relay|550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"
                  "|550 5.7.64 TenantAttribution; Relay Access Denied [GV0P278MB0001.CHEP278.PROD.OUTLOOK.COM]",
         qmail="553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)|553 sorry, that domain isn't allowed "
               "to be relayed thru this MTA (#5.7.1)",
         hmailserver="550 Delivery is not allowed to this address.", mdaemon="550 5.7.1 We do not relay|550 5.7.1 Relaying not allowed",
         provider="550 5.7.1 Relay não permitido|550 5.7.367 Relay Access Denied|503 5.7.1 This mail server requires you to "
                  "be allowed to relay: relaying denied"),
    *_of("recipient", "smtp.recipient.unknown",
         postfix="550 5.1.1 <{sender}>: Recipient address rejected: User unknown in local recipient table"
                 "|550 5.1.1 <{sender}>: Recipient address rejected: User unknown in virtual mailbox table",
         exim='550 No Such User Here|550 Unrouteable address|550 "The mail server could not deliver mail to {sender}. The '
              'account or domain may not exist, they may be blacklisted, or missing the proper dns entries."',
         sendmail="550 5.1.1 <{sender}>... User unknown",
         exchange="550 5.1.1 User unknown|550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
                  "|550 5.4.1 Recipient address rejected: Access denied. [GV0P278CA0042.CHEP278.PROD.OUTLOOK.COM]",
         gmail="550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking "
               "the recipient's email address for typos. 5b1f17b1804b1 - gsmtp",
         zimbra="550 5.1.1 <{sender}>: Recipient address rejected: serraazul.example", hmailserver="550 Unknown user",
         qmail="550 sorry, no mailbox here by that name. (#5.7.17)|511 sorry, no mailbox here by that name (#5.1.1 - chkuser)"
               "|553 sorry, this recipient is not in my validrcptto list (#5.7.1)",
         mdaemon="550 5.1.1 <{sender}>, Recipient unknown|550 <{sender}>, Recipient unknown",
         provider="550 5.1.1 Usuário desconhecido|550 Caixa postal inexistente|550 Requested action not taken: mailbox unavailable"),
    *_of("recipient", "smtp.recipient.full",
         postfix="552 5.2.2 <{sender}>: Recipient address rejected: Mailbox is full / Quota exceeded"
                 "|452 4.2.2 <{sender}> Quota exceeded (mailbox for user is full)", exim="550 Mailbox quota exceeded|"
         "452 <{sender}> mailbox is full", sendmail="452 4.2.2 <{sender}>... Mailbox full", exchange="552 5.2.2 mailbox full"
         "|554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
         gmail="452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n452-4.2.2 recipient to\n"
               "452 4.2.2  https://support.google.com/mail/?p=OverQuotaTemp 5b1f17b1804b1 - gsmtp",
         zimbra="452 4.2.2 <{sender}>: Recipient address rejected: Over quota", hmailserver="550 Inbox is full",
         qmail="552 sorry, that user is over quota (#5.2.2)", mdaemon="552 Requested mail action aborted: exceeded storage allocation",
         provider="552 5.2.2 Caixa postal cheia|452 4.2.2 Cota excedida"),
    *_of("recipient", "smtp.recipient.greylisted",
         postfix="450 4.2.0 <{sender}>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/"
                 "|450 4.7.1 <{sender}>: Recipient address rejected: Greylisting in effect, please come back later",
         exim="451 Greylisted, please try again in 300 seconds|451-127.0.0.1 is not yet authorized to deliver mail from\n"
              "451 <{sender}>. Please try later (grey listing).", sendmail="451 4.7.1 Greylisting in action, please come back in 00:05:00",
         hmailserver="451 Please try again later. (Greylisting)", qmail="451 GREYLIST - temporarily rejected (#4.3.0)",
         mdaemon="451 4.7.1 Greylisted, please try again later", provider="451 4.7.1 Graylisted, tente novamente em 5 minutos"),
    *_of("recipient", "smtp.recipient.block_list",
         postfix="554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org; "
                 "https://www.spamhaus.org/query/ip/127.0.0.1",
         exim="550-127.0.0.1 is in a black list at zen.spamhaus.org\n550 https://www.spamhaus.org/query/ip/127.0.0.1"
              "|550 JunkMail rejected - [127.0.0.1]:1234 is in an RBL: https://www.spamhaus.org/query/ip/127.0.0.1",
         sendmail="550 5.7.1 Rejected: 127.0.0.1 listed at bl.spamcop.net",
         exchange="550 5.7.1 Service unavailable, Client host [127.0.0.1] blocked using Spamhaus. To request removal from "
                  "this list see https://www.spamhaus.org/query/ip/127.0.0.1 (AS16012611)|550 5.7.511 Access denied, banned "
                  "sender[127.0.0.1]. To request removal from this list please forward this message to delist@microsoft.com",
         mdaemon="550 5.7.1 127.0.0.1 listed in DNS-BL b.barracudacentral.org", provider="554 5.7.1 Seu IP está na lista de bloqueio"),
    *_of("recipient", "smtp.recipient.spf",
         postfix="550 5.7.23 <{sender}>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. "
                 "Please see http://www.open-spf.net/Why?s=mfrom;id={sender}", hmailserver="550 Blocked by SPF (fail)",
         exim="550 SPF: 127.0.0.1 is not allowed to send mail from serraazul.example", mdaemon="550 5.7.1 SPF lookup result: fail"),
    *_of("accepted", "smtp.accepted.spf",
         gmail="550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all "
               "senders to authenticate with either SPF or DKIM.\n550 5.7.26  https://support.google.com/mail/answer/81126"
               "|550-5.7.26 Unauthenticated email from serraazul.example is not accepted due to\n550 5.7.26 domain's DMARC "
               "policy. gsmtp", exchange="550 5.7.509 Access denied, sending domain serraazul.example does not pass DMARC "
               "verification and has a DMARC policy of reject.", postfix="550 5.7.1 rejected by DMARC policy for serraazul.example"),
    *_of("accepted", "smtp.accepted.filtered",
         postfix="554 5.7.0 Reject, id=12345-01 - spam|550 5.7.1 Message content rejected", exim="550 This message was "
         "classified as SPAM and may not be delivered|550 This message contains malware (Eicar-Test)",
         sendmail="554 5.7.1 virus Eicar-Test detected by ClamAV", exchange="550 5.7.1 Message rejected as spam by Content Filtering.",
         gmail="550-5.7.1 [127.0.0.1] Our system has detected that this message is\n550-5.7.1 likely unsolicited mail. To "
               "reduce the amount of spam sent to Gmail,\n550 5.7.1 this message has been blocked. gsmtp",
         hmailserver="554 Your message was received but it was classified as spam.", qmail="554 Mail server permanently rejected "
         "message (#5.3.0) - spam|554 this message contains a virus: Eicar (#5.3.0)", mdaemon="554 5.7.1 Message is infected"
         "|554 5.6.0 Message appears to be spam", provider="554 5.7.1 Mensagem classificada como spam"),
    *_of("accepted", "smtp.accepted.throttled",
         exchange="432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded|432 4.3.2 Concurrent connections limit exceeded. "
                  "Visit https://aka.ms/concurrent_sending", postfix="450 4.7.1 Error: too much mail from 127.0.0.1"),
    *_of("sender", "smtp.sender.throttled",
         postfix="450 4.7.1 Error: too much mail from 127.0.0.1", exim="451 Too many messages, slow down", sendmail="452 4.3.2 "
         "Connection rate limit exceeded: throttled", exchange="451 4.7.500 Server busy. Please try again later from [127.0.0.1]. (S77719)",
         provider="450 4.7.1 Rate limit exceeded, slow down"),
    *_of("recipient", "smtp.recipient.limit_reached",
         exim="550 Domain serraazul.example has exceeded the max emails per hour (100/100 (100%)) allowed.  Message discarded.",
         exchange="550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
         provider="550 5.7.1 Limite de envios por hora excedido|451 4.7.1 Hourly sending limit exceeded"),
    *_of("accepted", "smtp.accepted.limit_reached",
         gmail="550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n550 5.4.5 sending limits go to "
               "https://support.google.com/a/answer/166852 gsmtp", exchange="554 5.2.0 STOREDRV.Submission.Exception:"
               "SubmissionQuotaExceededException; Failed to process message due to a permanent exception"),
    *_of("sender", "smtp.sender.no_space",
         postfix="452 4.3.1 Insufficient system storage", exim="452 Space shortage, please try later",
         sendmail="452 4.4.5 Insufficient disk space; try again later", exchange="452 4.3.1 Insufficient system resources"
         "|452 4.3.1 Insufficient system resources (UsedDiskSpace[D:\\Queue])", mdaemon="452 4.3.1 Insufficient system storage"),
    *_of("recipient", "smtp.recipient.refused",
         postfix="451 4.3.0 <{sender}>: Temporary lookup failure|451 4.3.5 <{sender}>: Recipient address rejected: Server "
                 "configuration problem", exim="550 Administrative prohibition|451 Temporary local problem - please try later",
         sendmail="451 4.7.1 Please try again later", exchange="550 5.7.1 Recipient not authorized"
         "|550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", provider="550 5.7.1 Destinatário não autorizado"),
    *_of("data", "smtp.data.refused",
         postfix="451 4.3.0 Error: queue file write error|554 5.5.1 Error: no valid recipients", exim="503 Valid RCPT command "
         "must precede DATA", exchange="451 4.7.0 Temporary server error. Please try again later. PRX2", qmail="451 qq temporary "
         "problem (#4.3.0)", sendmail="451 4.3.0 Error: collect"),
    *_of("accepted", "smtp.accepted.refused",
         postfix="451 4.3.0 Error: queue file write error|451 4.7.1 Service unavailable - try again later", exim="451 Temporary "
         "local problem - please try later", exchange="550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare "
         "linefeeds", sendmail="554 5.6.0 Message rejected"),
    *_of("accepted", "smtp.accepted.no_space", qmail="451 qq write error or disk full (#4.3.0)",
         postfix="452 4.3.1 Insufficient system storage"),
    *_of("sender", "smtp.sender.busy", postfix="421 4.4.2 mail.serraazul.example Error: timeout exceeded",
         exim="421 mail.serraazul.example lost input connection", exchange="421 4.3.2 Service not active"),
    *_of("recipient", "smtp.recipient.busy", sendmail="421 4.3.0 collect: Cannot write", gmail="421-4.7.0 Try again later, "
         "closing connection.\n421 4.7.0 5b1f17b1804b1 - gsmtp"),
]
