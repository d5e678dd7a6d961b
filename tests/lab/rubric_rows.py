"""By which words each fault of the reference is named.

Written from the reference before the tools were run, by people who knew our sentences too; after trial runs some rows were
widened where words that do name the fault had been missed, nearly always words of servers and of other tools.

`means` is the cause in a sentence; `cause` what somebody who knows the protocol accepts as naming it, a server's own
words included; `remedy` the words of an action that helps, or of who has to act ("" where nothing is to be done);
`blames` words that accuse something else, which cost the point of the cause.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    means: str
    cause: str
    remedy: str
    blames: str = ""


# Words of actions that several rows share.
ALLOW = r"\b(allow|permit|open|release|unblock|whitelist|allow-list)\b"
WRITE = r"\b(give|grant|allow|let|enable|turn on|switch on)\b[^.]*\b(right|permission|writ\w+)"
LOGIN = r"53[045]\b|authentication (failed|failure|unsuccessful|credentials invalid)|login (was |is )?(refused|denied|incorrect|failed)|failed logins" \
        r"|(refused|denied|rejected|refuse)\b[^.]*\b(login|password|credentials|user)|(invalid|incorrect|bad|wrong) (user|password|login|credentials)"
CHECK_LOGIN = r"\b(check|verify|correct|confirm|ask)\b[^.]*\b(password|user|account|login)"
HUNG_UP = r"closed|hung up|hangs? up|ended|reset|dropped|disconnected|\bEOF|broken pipe|lost connection|terminated"
SEND_AS = r"\b(use|give|grant|add|allow)\b[^.]*\b(sender|address|permission|right|send[ -]as|from)"
NETWORK = r"\b(check|verify|ask|correct|change|fix)\b[^.]*\b(network|VPN|DNS|resolver|name server|IT)\b"
BY_TLS = r"STARTTLS|\b(use|change|switch|choose|turn on|enable|set)\b[^.]*\b(TLS|SSL|port|secur\w+)"
OTHER_PORT = r"\b(use|change|switch|choose|try|correct|check)\b[^.]*\bport"
CHECK_CERTIFICATE = r"\b(install|import|add|trust)\b[^.]*\b(certificate|root|authority|chain|intermediate|CA)\b"
SPACE = r"free (up )?(some )?(disk )?space|make room|\b(delete|clean|enlarge)\b"
BLAMES_RECIPIENT = r"recipients?[ _]?refused|RCPT failed"

INPUT = {
    "X01": Row("a space before or after the server's name", r"\bspaces?\b|whitespace|blank", r"\b(remove|delete|take|trim|strip)"),
    "X02": Row("a protocol or a port in the field of the server's name",
               r"protocol|scheme|prefix|bad/illegal format|malformed|contains [^.]*://", r"\b(remove|correct|only|without|write|enter)\b"),
    "X03": Row("a part of the name is empty or too long", r"empty|too long|malformed|not (a )?(valid )?(server|host) ?name|illegal",
               r"\b(check|correct|fix)\b[^.]*\b(dots?|letters?|name|spelling|address)"),
    "X05": Row("the password has letters outside ASCII", r"accent|non-?ascii|'ascii' codec|unicode|special (letter|character)",
               r"\b(ask|choose|set|use|change)\b[^.]*\bpassword"),
    "X07": Row("port and kind of connection do not go together",
               r"\busual|unusual|normally|typical|mismatch|do(es)? not (match|go)", r"\b(check|confirm|use|change|switch)\b"),
    "X08": Row("this computer's clock is wrong", r"clock|(this|your|local) (computer|machine|system)('s)? (time|date)|system time",
               r"\b(set|correct|fix|adjust)\b[^.]*\b(clock|date|time)", r"certificate has expired|not yet valid|verify failed"),
    "X09": Row("only a proxy leads out, and it does not let this port pass", r"\bprox(y|ies)\b", ALLOW + r"|\bask\b"),
    "X10": Row("the sender is not one plain address", r"not (an|a valid) [^.]*address|malformed|invalid|bad sender|only the address|syntax",
               r"\b(write|use|correct|fix|enter)\b"),
}
NAMES = {
    "N01": Row("the name does not exist", r"not known|do(es)? not exist|nxdomain|no such (name|host|domain)|unknown host|bad host ?name|could not resolve host",
               r"\b(check|correct|verify)\b[^.]*\b(spelling|name|written)|\bVPN\b"),
    "N03": Row("the DNS server refuses or fails", r"servfail|server failure|(DNS|name) server\b[^.]*(refus|fail|could not|unable|did not (want|know)|would not)", NETWORK),
    "N04": Row("the DNS server does not answer", r"(DNS|name ?server|resolver)\b[^.]*(not (answer|respond)|no (answer|response|reply)|time[d-]? ?out|silent)|resolving timed out", NETWORK),
    "N05": Row("nothing is a DNS server there", r"not a (DNS|name) server|(DNS|resolver|port 53)\b[^.]*(refused|nothing listens|not running)", NETWORK),
    "N06": Row("the DNS record points to where nothing is", r"(name|DNS|record)\b[^.]*(leads|points|resolves)\b[^.]*(nothing|no answer|not answer)|stale|outdated|old (address|record)",
               r"\b(check|correct|update|fix)\b[^.]*\b(DNS|record|address)"),
    "N07": Row("the hosts file overrides DNS", r"hosts file|/etc/hosts", r"\b(remove|delete|take|correct)\b[^.]*\b(line|entry|hosts)"),
    "N08": Row("the IPv6 address is dead", r"(ipv6|AAAA|\b[0-9a-f]{2,4}:[0-9a-f:]*::?[0-9a-f]+)[^.\n]*(not (answer|respond)|fail|time|unreach|dead|no answer)",
               r"\b(correct|fix|remove|withdraw|take)\b[^.]*\b(IPv6|AAAA|DNS)"),
    "N10": Row("the name has letters outside ASCII and travels as punycode", r"punycode|\bxn--|\bidna?\b|accented", r"\b(write|use|check|correct)\b[^.]*\b(xn--|form|name|spelling|written)"),
    "N11": Row("the name is an alias of one that does not exist", r"\balias|\bCNAME\b", r"\b(correct|fix|create|repair)\b"),
}
CONNECTIONS = {
    "T01": Row("the connection is refused: nothing listens there", r"refused|nothing listens", r"\b(check|correct|verify)\b[^.]*\b(port|service)|service is (stopped|down)"),
    "T02": Row("packets are dropped: nothing answers", r"time[d-]? ?out|no answer|not (answer|respond)|nothing (has )?(answered|responds)|dropped|lost", r"firewall|" + ALLOW),
    "T03": Row("a firewall forbids the connection", r"firewall|prohibit|forbid|forbade|forbidden|administratively", r"\b(ask|request|open|allow)\b[^.]*\b(firewall|port|connection|access|release)"),
    "T04": Row("the server accepts and says nothing", r"(said|sent|says|sends) nothing|no (greeting|banner|answer)|silent|did not (say|greet|send|answer)|0 bytes received",
               r"\b(check|verify|ask)\b[^.]*\b(port|service|server|load|overload)", r"unexpectedly closed|connection (was )?closed"),
    "T06": Row("the server hangs up before it says anything", HUNG_UP, r"\b(check|allow|ask|verify)\b[^.]*\b(address|block|log|connect)"),
    "T07": Row("an SSH server listens there", r"SSH", r"\b(change|use|choose|check|other|correct)\b[^.]*\b(port|SFTP)"),
    "T09": Row("a web server listens there", r"\bHTTP\b|web server|400 bad request", OTHER_PORT),
    "T10": Row("an FTP or mail server listens there", r"\bFTP\b|\bE?SMTP\b|mail server|\b220[ -]", r"\b(change|use|choose)\b[^.]*\b(FTP|port)"),
    "T11": Row("an SSH server listens there", r"SSH|SFTP", r"\b(change|use|choose)\b[^.]*\b(SFTP|port)"),
    "T12": Row("port 25 is blocked on the way out", r"\b25\b[^.]*block|block[^.]*\b25\b", r"\b(587|465)\b"),
    "T13": Row("too many connections from one address", r"too many|limit|maximum|concurrent|simultaneous", r"\b(close|raise|increase|reduce|wait|later)\b"),
    "T14": Row("large packets are lost on the way", r"\bMTU\b|large|packet size|bytes[^.]*lost", r"\bMTU\b|\b(check|lower|reduce)\b[^.]*\b(packet|VPN|inspect)"),
    "T15": Row("a firewall stops the word STARTTLS", r"firewall|inspect|filter|middlebox", ALLOW + r"|\b465\b"),
}
SECURED = {
    "S01": Row("the port starts in clear text, not in SSL", r"starts? in (clear|plain)|plain ?text|clear ?text|wrong[ _]version[ _]number|unknown protocol|not (speak\w* )?(SSL|TLS)", BY_TLS),
    "S02": Row("the port expects SSL from the start", r"(SSL|TLS|secure\w*( connection)?)\b[^.]*from the (start|first|beginning|very)|implicit|expects? (a )?(SSL|TLS|secure)|answered (to )?(SSL|TLS)",
               BY_TLS + r"|\b(587|25)\b"),
    "S03": Row("the certificate has expired", r"expired|out of date|ran out|past its", r"\b(renew|replace|reissue)|new certificate"),
    "S04": Row("the certificate is not valid yet", r"not yet valid|only valid (from|as of)|valid only|in the future", r"\b(check|set|correct)\b[^.]*\b(date|clock|time)"),
    "S05": Row("the certificate is for another name", r"mismatch|does(n't| not) match|not valid for|no alternative certificate subject name|certificate (is|was) (for|of|issued)[^.]*\b(but|and|tested|not)\b",
               r"\b(use|write|ask|issue|reissue)\b[^.]*\b(name|certificate)"),
    "S06": Row("the certificate is signed by itself", r"self[- ]signed|signed by itself", CHECK_CERTIFICATE),
    "S08": Row("its authority is not trusted here",
               r"unable to get (local )?issuer|in certificate chain|unknown (CA|authority|issuer)|not trust|untrusted|incomplete|intermediate", CHECK_CERTIFICATE),
    "S08 incomplete_chain": Row("the server leaves out an intermediate certificate", r"intermediate|incomplete|missing link|full chain", CHECK_CERTIFICATE),
    "S09": Row("somebody on the way opens the connection and signs it again", r"antivirus|firewall|inspect|intercept|shield|re-?sign|signs? it again",
               r"\b(exclude|exempt|disable|turn off|exception|except)\b"),
    "S11": Row("the certificate's key is too weak", r"key too (weak|small)|key[^.]*\bweak|\b1024\b", r"\b(renew|reissue|issue|replace)\b|2048|stronger|larger"),
    "S12": Row("the certificate has its name only in the old field (CN)", r"alternative name|\bSAN\b|common name|\bCN\b", r"\b(issue|reissue|renew|add)\b"),
    "S13": Row("the server demands a certificate of the client", r"client certificate|certificate[ _]required|certificate of its own|own certificate|has a certificate",
               r"\b(exempt|excuse|install|provide|other port|another port|without)\b"),
    "S14": Row("the server was called by its address, and the certificate holds names", r"IP address mismatch|by (its |the )?(IP )?address|IP address|subject name matches target host name '[\d.:]+'",
               r"\b(use|write|enter|type)\b[^.]*\bname"),
    "S15": Row("which certificate the server shows depends on the name it is called by (SNI)", r"\bSNI\b|with(out)? the name|depends on the name", r"\b(correct|fix|configure|check)\b"),
    "S16": Row("the server offers STARTTLS and cannot do it", r"not available|local problem|broken|can(not|'t) (use|do)|unable to|defect", r"\b(check|correct|fix)\b[^.]*\b(certificate|key|server)"),
    "S17": Row("a device on the way removes STARTTLS", r"inspect|mask|eras|strip|remov|middlebox|firewall|XXXX", r"\b(disable|turn off|switch off)\b|\b465\b"),
    "S19": Row("the server does not offer STARTTLS",
               r"STARTTLS[^.]*(not|n't) (be )?(supported|offered|available|advertised)|(not|n't) (offer|support|advertise)[^.]*(STARTTLS|TLS)|STARTTLS not supported", OTHER_PORT + r"|\b(587|465)\b|\b(enable|turn on)\b[^.]*\bTLS"),
    "S20": Row("the handshake stops half-way", r"handshake[^.]*(time|stop|stall|hang)|(stop|stall|time\w* out)[^.]*(handshake|TLS|SSL|secure)|SSL connection timeout|negotiation[^.]*(stop|stall)", r"firewall|inspect"),
    "S21": Row("the server only knows old security", r"unsupported[ _]protocol|protocol[ _]version|(dh|ee|ca)[ _]key[ _]too[ _](small|weak)|unsafe legacy|\bold(er)?\b|legacy|version too low|TLS ?v?1(\.[01])?\b",
               r"\b(update|upgrade|enable|turn on)\b"),
}
MAIL = {
    "M01": Row("the server is not available now", r"not available|busy|overload|\b421\b|not (serving|attending|taking)", r"\b(later|again|wait|limits)\b"),
    "M03": Row("the server takes long to greet", r"greet\w*[^.]*\d s\b|\d s\b[^.]*greet|slow|tarpit|delay", r"\b(check|remove|shorten|reduce)\b[^.]*\b(pause|delay|reverse|DNS|greet)", r"unexpectedly closed|connection (was )?closed"),
    "M04": Row("the server does not know EHLO", r"EHLO[^.]*(not|unknown|n't)|(not|n't) (know|support|recogni[sz]e|understand)[^.]*EHLO|\b50[02]\b[^.]*(recogni|implement|unknown)", r"\b(update|upgrade|replace)\b|(an)?other server"),
    "M05": Row("the server dislikes the name in EHLO", r"syntactically invalid|(HELO|EHLO|name|address|introduced)\b[^.]*(syntax|invalid|not accept|dislike|underscore)|not accept[^.]*(name|address|introduced)",
               r"\b(check|change|correct|make sure|use)\b[^.]*\b(name|letters|underscore)"),
    "M06": Row("the server rejects the name in HELO", r"helo command rejected|fully[- ]qualified|(name|HELO|EHLO)\b[^.]*(reject|refus|not accept)|not accept[^.]*\bname", ALLOW + r"|\b(change|use|correct)\b", BLAMES_RECIPIENT),
    "M07": Row("login only over a secure connection", r"(auth|login|log in|password|credential)\w*[^.]*\b(only|requires?|needs?)\b[^.]*(TLS|SSL|secure|encrypt)|only[^.]*(password|login)[^.]*(secure|encrypt)|\b538\b|must issue a starttls|encryption required", BY_TLS),
    "M08": Row("the port takes no login", r"(AUTH|login|authentication|password)\b[^.]*(not|n't) (be )?(supported|offered|available|accepted)|(not|n't) (offer|accept|support|advertise|take)\w*[^.]*(auth|login|user|password)",
               r"\b(untick|uncheck|clear|deselect|587|without auth)" + "|" + OTHER_PORT),
    "M09": Row("user or password is wrong", LOGIN, CHECK_LOGIN),
    "M10": Row("user or password is wrong: the user is not a full address", LOGIN + r"|(full|complete|whole) address", r"\b(full|complete|whole|entire) address|" + CHECK_LOGIN),
    "M11": Row("SMTP AUTH is off in Microsoft 365", r"5\.7\.139|SmtpClientAuthentication is disabled|(SMTP AUTH|authenticated SMTP|sending)[^.]*\b(disabled|off)\b", r"\b(enable|turn on|relay|connector)\b|https?://"),
    "M12": Row("Microsoft has retired basic authentication", r"basic auth\w* is not supported|5\.7\.30|no longer accept", r"OAuth|\brelay\b|connector|high volume|(an)?other (outgoing )?server"),
    "M13": Row("Google wants an app password", r"application-specific password|app password|5\.7\.9", r"application-specific password required|\b(create|use|generate)\b[^.]*\bapp\w*[ -]password|relay"),
    "M15": Row("the account is locked", r"\block(ed|out)|blocked", r"\b(unlock|stop|wait)"),
    "M16": Row("only OAuth is offered", r"OAUTH|modern (auth|login|sign)", r"\b(allow|enable|turn on|create|relay)\b"),
    "M17": Row("only Windows' own login is offered", r"\bNTLM\b|GSSAPI|windows|kerberos|integrated", r"\b(enable|turn on)\b[^.]*\bbasic|connector"),
    "M18": Row("the login is not that of the sending service's SMTP", LOGIN + r"|panel|dashboard|api ?key|smtp credential", r"panel|dashboard|api ?key|smtp (user|credential)"),
    "M19": Row("the server wants STARTTLS first", r"STARTTLS|encrypt|TLS required|secure connection", r"must issue a starttls|" + BY_TLS),
    "M20": Row("the server wants a login", r"5\.7\.57|not authenticated|not logged in|authentication (is )?(required|needed)|(requires|demands|needs) (a )?(auth|user|login)", r"\b(tick|mark|check|enter|log in|authenticate)\b"),
    "M21": Row("this login may not use this sender", r"not owned by|not (allowed to )?send as|sender address rejected|not logged in", SEND_AS, BLAMES_RECIPIENT),
    "M22": Row("this login may not use this sender", r"send as|permission", SEND_AS, BLAMES_RECIPIENT),
    "M23": Row("this login may not use this sender", r"SendAsDenied|send as", SEND_AS, BLAMES_RECIPIENT),
    "M25": Row("the server does not relay for this client", r"relay\w*[^.]*(denied|not permitted|not allowed|refused|prohibited)|(unable|not permitted|not allowed) to relay|not (relay|pass|forward)",
               r"\b(authenticate|log in|use)\b[^.]*(user|password)?|" + ALLOW),
    "M26": Row("it delivers to its own users only", r"outside|other domains|external|relay\w*[^.]*(denied|not permitted|not allowed)|only delivers", r"\b(authenticate|log in)\b|\buse\b[^.]*\b(user|password)|" + ALLOW),
    "M27": Row("the mailbox does not exist", r"user unknown|unknown user|unrouteable address|5\.1\.1\b|no such (user|mailbox)|do(es)? not exist|mailbox (unavailable|not found|unknown)", r"\b(create|use|correct|check)\b[^.]*\b(mailbox|address|sender)"),
    "M28": Row("the mailbox is full", r"\bfull\b|over ?quota|quota exceeded|[45]\.2\.2\b", r"\b(empty|delete|clean|free|enlarge|increase)\b"),
    "M29": Row("greylisting: try again in some minutes", r"gr[ae]y ?list|try again|try later|retry", r"\b(again|later|retry)\b|in \d+ (min|sec)"),
    "M30": Row("the message is too big", r"too (big|large)|\bsize\b|5\.3\.4", r"\b(increase|raise|enlarge|reduce|smaller)\b"),
    "M31": Row("the sender's domain does not authorise this path (SPF, DMARC)", r"\bSPF\b|\bDMARC\b|5\.7\.26", r"\b(include|add|authori[sz]e|correct)\b[^.]*\b(SPF|record|domain|DNS)"),
    "M32": Row("a content filter refused the message", r"spam|content|virus|policy|filter", r"\b(look|search|find|check|ask)\b"),
    "M33": Row("the sending address is on a block list", r"spamhaus|block ?list|blocked using|listed|dnsbl|blacklist", r"https?://|delist|\b(ask|request|remov)"),
    "M34": Row("accepted is not arrived", r"not (prove|proof|mean|guarantee)|arrival", ""),
    "M35": Row("the server hangs up while it takes the message", HUNG_UP, r"\b(look|search|find|check)\b[^.]*\b(log|record|antivirus)"),
    "M37": Row("too many messages or connections at a time", r"concurren|throttl|\brate\b|limit|too (many|much)|simultaneous|at the same time", r"\b(increase|raise|interval|wait|fewer|slower)\b"),
    "M38": Row("the server writes in Latin-1", r"latin-?1|8859-?1", ""),
    "M39": Row("the server hangs up after EHLO", HUNG_UP, ALLOW + r"|\bcheck\b[^.]*\b(address|name)"),
}
FTP = {
    "F01": Row("user or password is wrong", LOGIN + r"|access denied", CHECK_LOGIN),
    "F02": Row("the server wants encryption (FTPS)", r"\bSSL\b|\bTLS\b|encrypt|FTPS", r"must use encryption|\b(use|accept|choose|ask|allow)\b[^.]*(encrypt|FTPS|SFTP|TLS|SSL)"),
    "F04": Row("the port expects FTPS from the start", r"(FTPS|SSL|TLS)\b[^.]*from the (start|first|beginning)|implicit|expects? (FTPS|SSL|TLS)|answered (to )?(SSL|TLS)", r"SFTP|\b(use|ask|choose)\b[^.]*\b(port|FTP)"),
    "F08": Row("the server announces an address that does not lead to it", r"announce|advertis|private address|internal address|external address|skip [\d.]+ for data connection",
               r"\b(configure|set|correct)\b[^.]*\b(external|public|address|passive)"),
    "F09": Row("the passive data port is blocked", r"data (port|connection)[^.]*(block|not|cannot|time|fail|reach)|passive[^.]*(block|time|fail)", r"passive[^.]*(range|ports?)|range[^.]*passive|" + ALLOW),
    "F11": Row("the server cannot call back (active mode)", r"\b425\b|call(s|ing)? back|failed to establish|can't open data connection|accept[^.]*time|waiting (for )?server (to )?connect|nothing (came|arrived)|open the data connection",
               r"passive|application|" + ALLOW),
    "F12": Row("the answer to EPSV is spoilt on the way", r"weird\w* (formatted )?EPSV|(bad|unpars\w+|garbled|mangled|damaged|spoil\w*|broken)[^.]*(EPSV|extended passive|229)|(EPSV|extended passive|229)[^.]*(garbled|mangled|damaged|spoil\w*|broken|rewrit)|rewrites",
               r"\b(disable|turn off|switch off)\b|SFTP"),
    "F12 no_passive": Row("the server opens no data port", r"passive|PASV|EPSV|data port", r"\b(enable|turn on|switch on)\b|active|server method"),
    "F14": Row("the folder does not exist", r"no such|not found|do(es)? ?n[o']t exist|failed to change|can't (change|find)", r"\b(create|correct|check)\b[^.]*\b(folder|path|director)"),
    "F15": Row("the folder is not writable for this user", r"could not create|permission|not permitted|not (be )?writ|cannot write|denied|not allowed", WRITE),
    "F16": Row("the server lets nobody write", r"read[- ]only|(no|any) folder|server-?wide|writ\w+[^.]*(disabled|turned off)", r"\b(enable|turn on|switch on|allow)\b[^.]*\bwrit"),
    "F17": Row("inside the account's area the folder has another path", r"own area|chroot|inside|is called|relative", r"\b(write|use|enter)\b[^.]*/"),
    "F19": Row("an existing file cannot be overwritten", r"overwrit|already exists|exists already", r"\b(allow|permit|enable)\b[^.]*overwrit|another name|unique"),
    "F20": Row("the file cannot be deleted", r"delete|DELE|left behind|stays", r"\b(delete|remove|allow|grant|give)\b"),
    "F21": Row("no space is left on the server", r"(no|out of|lack\w*|short of|insufficient|not enough)\b[^.]*\b(space|storage)|disk[^.]*full|local file|during write|\b452\b", SPACE),
    "F22": Row("the quota is used up", r"quota", r"\b(increase|raise|delete|clean|free)\b"),
    "F23": Row("too many connections or users", r"too many|limit|simultaneous|maximum", r"\b(later|close|raise|increase|wait|fewer|limit of simultaneous)\b"),
    "F24": Row("the account may not read back", r"(not|n't|cannot)[^.]*\b(read|privileges)|permission denied|only write", r"\b(give|grant|allow)\b[^.]*\b(right|read)|(is|be) enough|suffices"),
    "F25": Row("what came back is not what was written", r"differ|not (the same|equal|identical)|altered|\d+ bytes (instead|rather)", r"\b(check|turn off|disable)\b[^.]*(conver|filter|text|ascii)"),
    "F26": Row("the file is gone after the upload", r"no longer|not there|vanish|disappear|gone|no such file|not (be )?found|not exist|can't open|taken away", r"normal|routine|\bjob\b|antivirus"),
    "F27": Row("the account's home folder cannot be opened", r"home (directory|folder)|(initial|start\w*) folder|cannot change directory", r"\b(check|create|grant|give)\b[^.]*(folder|directory|home|right)"),
    "F28": Row("the account is on the list of those who may not enter", r"(deny|user|ban|ftpusers) ?list|on (a|the) list|listed|not allowed to log|permission denied|/etc/shells",
               r"\b(take|remove|check|allow|add)\b"),
    "F29": Row("a hash can prove the content without reading it back", r"\bhash|sha-?(1|256|512)|checksum", ""),
}
SFTP = {
    "H01": Row("nobody has confirmed this server's key yet", r"not (found )?in known_hosts|first contact|no [\w -]*host key is known|unknown host|authenticity|not (yet )?(known|trusted|confirmed)|nobody|unconfirmed|verification failed",
               r"\b(compare|confirm|verify|check)\b[^.]*\b(fingerprint|identity|key)"),
    "H02": Row("the server's key is not the known one", r"changed|mismatch|do(es)? not match|not equal", r"\b(contact|ask|confirm\w*)\b[^.]*(administrator|IT\b|reinstall)|\bIT confirms"),
    "H03": Row("the server only has old host keys (ssh-rsa, SHA-1)", r"ssh-rsa|no (matching|acceptable) host key|old (host )?keys|SHA-?1\b", r"\b(create|generate|update|upgrade)\b"),
    "H04": Row("the server only knows old key exchanges or ciphers", r"no (matching|acceptable) (kex|key exchange|cipher|mac)|group1\b|group14-sha1|\bcbc\b|is old", r"\b(update|upgrade|enable|turn on)\b"),
    "H05": Row("user or password is wrong", LOGIN + r"|permission denied|login denied", CHECK_LOGIN),
    "H06": Row("the account may not enter", LOGIN + r"|permission denied|login denied|not allowed", CHECK_LOGIN + "|" + ALLOW),
    "H07": Row("the server takes keys only, no passwords", r"publickey|only keys|not accept passwords?|no passwords?", r"\b(enable|turn on|allow)\b[^.]*password|\b(use|register|install)\b[^.]*\bkey"),
    "H08": Row("the password goes in by question and answer only", r"keyboard-interactive|question and answer|challenge", r"\b(enable|turn on|check|make sure)\b"),
    "H09": Row("the server wants a second factor besides the password", r"(key|code|factor|otp)\b[^.]*\b(and|too|also|second)\b|\bpartial|more than (the|a) password|second factor|verification code|one-time", r"\b(exempt|excuse|without|disable|dispense)\b"),
    "H10": Row("the server hangs up during the login", HUNG_UP + r"|too many authentication failures", r"\b(check|look|raise)\b[^.]*\b(log|limit|record|attempt)"),
    "H12": Row("SFTP is not switched on", r"subsystem|SFTP[^.]*(not|off\b|disabled)", r"\b(enable|turn on|switch on|configure)\b[^.]*(SFTP|subsystem)"),
    "H13": Row("the account may not use SFTP: its session ends at once", r"forced command|nologin|not (allowed|use|permitted)[^.]*SFTP|may not use|cannot use SFTP|(session|it)\b[^.]*\bended|EOF during negotiation|received message too long|account is currently not available",
               r"\b(check|correct|change|ensure)\b[^.]*(command|shell|account)"),
    "H15": Row("the server lets nobody write", r"read[- ]only|(no|any) folder", r"\b(enable|turn on|switch on|allow)\b[^.]*\bwrit"),
    "H16": Row("the folder does not exist", r"no such (file|folder|directory)|not found|do(es)? not exist", r"\b(create|correct|check)\b[^.]*\b(folder|path|director)"),
    "H17": Row("the folder is not writable for this user", r"permission denied|not writ|cannot write|denied", WRITE),
    "H18": Row("no space is left on the server", r"(no|out of|lack\w*)\b[^.]*\bspace|disk[^.]*full|bytes free|\b0 (free )?bytes", SPACE),
    "H19": Row("renaming onto an existing file is refused", r"already exists|rename", r"\b(use|allow|delete|remove)\b"),
    "H20": Row("the account may not rename or remove", r"(rename|remove|delete)\b[^.]*(denied|not|refus|fail)|not[^.]*(rename|remove|delete)", WRITE),
    "H21": Row("the folder is there already", r"already exists|exists already", ""),
    "H22": Row("the server does not know attributes or free space", r"(attributes?|setstat|statvfs|fsetstat|permissions|modification time)\b[^.]*(not|n't|unsupported|refus|fail|denied|ignor)|unsupported|\bnot (tell|told|say|report)\b[^.]*\bspace", ""),
    "H23": Row("the server hangs up before its banner: a limit or a ban", HUNG_UP + r"|MaxStartups|banned", r"\b(wait|later)\b|" + ALLOW),
    "H24": Row("Windows' paths begin with the disk", r"windows|disk|drive|/C:", r"\b(write|use|enter)\b[^.]*(form|path|letter|/C:|folder)"),
}
SECTIONS = {"Input and this computer": INPUT, "Names (DNS)": NAMES, "Connections and networks": CONNECTIONS,
            "Secure connections": SECURED, "Mail (SMTP)": MAIL, "Files by FTP": FTP, "Files by SFTP": SFTP}
ROWS: dict[str, Row] = {ref: row for rows in SECTIONS.values() for ref, row in rows.items()}
