"""By which words a stage is named, in whatever language of tools: protocol verbs, calls of a library, plain English."""

from __future__ import annotations

STAGES = {
    "input": r"\binput\b|typed|invalid|malformed|illegal|syntax|not (a )?valid|bad (host|url|sender|address)|codec|label",
    "resolve": r"resolv|getaddrinfo|gaierror|name or service|\bDNS\b|hostname|host name|lookup|hosts file|\bCNAME\b",
    "connect": r"\bconnect|\broute to\b|unreachable",
    "tls": r"\bTLS\b|\bSSL\b|certificate|handshake",
    "greeting": r"greet|banner|\bEHLO\b|\bHELO\b|\b220\b|\b421\b|smtp-server response",
    "banner": r"greet|banner|\b220\b|\b421\b|ftp-server response|identification|\bbanner exchange|protocol version",
    "starttls": r"STARTTLS",
    "auth": r"\bauth|log[ -]?in|logon|logged|password|credential|sign[ -]?in|\b53[0458]\b|permission denied \(|> (USER|PASS)\b",
    "sender": r"\bsender\b|SenderRefused|MAIL FROM|MAIL failed|\bmail\(\)|send[ -]?as|authenticated to send",
    "recipient": r"recipient|\bRCPT\b|mailbox|relay",
    "data": r"\bDATA\b|DataError|\bmessage\b",
    "accepted": r"\bDATA\b|DataError|\baccepted\b|\bmessage\b|this mail|queued",
    "relay": r"relay|outside|other domains|external",
    "hostkey": r"host[ -]?key|host identification|fingerprint|known_hosts|BadHostKey|identity|\bkex\b|key exchange|remote key"
               r"|negotiat|no (matching|acceptable)|encryption keys",
    "subsystem": r"subsystem|sftp (session|channel|server)|\bchannel\b|open_sftp|\bsession\b",
    "folder": r"folder|director(y|ies)|\bCWD\b|\bcwd\(|\bchdir|\bsftp> cd\b|\bpath\b",
    "upload": r"upload|\bSTOR\b|storbinary|\bput\b|\bputfo\(|writ(e|ing)|creat(e|ing)|data (connection|port)|passive|active mode"
              r"|\bPASV\b|\bEPSV\b|\bPORT\b|dest open|quota|local file",
    "readback": r"read[ -]?back|\bRETR\b|retrbinary|download|\bgetfo\(|\bsftp> get\b|overwrit|second upload|file read|SIZE",
}
