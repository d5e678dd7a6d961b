"""What goes wrong in the dialogue with a mail server, and the words by which each fault is recognised.

To add one: its row, and a `Rule` in `RULES` at its place: the first rule that fits a reply speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_console.core.problem import Who
from crm_console.core.report import Certainty
from crm_console.core.text import N_
from crm_console.services.probes import faults_tls
from crm_console.services.probes.dialogue import Reply
from crm_console.services.probes.stages import Fault

IT = Who.CUSTOMER_IT
YOU = Who.CONSULTANT
PROBABLE = Certainty.PROBABLE
POSSIBLE = Certainty.POSSIBLE

PORT_SECURITY = Fault(
    "port_security", "X07", YOU,
    N_("A porta {port} não costuma combinar com a conexão segura escolhida."),
    N_("O usual é SSL na porta 465 e TLS (STARTTLS) na porta 587. Confira com a TI do cliente."),
)  # fmt: skip
SENDER_WRONG = Fault(
    "sender", "X10", YOU,
    N_("O remetente não pode ser usado. {why}"),
    N_("Corrija o endereço do remetente e teste de novo."),
)  # fmt: skip
SENDER_ACCENTS = Fault(
    "sender", "X10", YOU,
    N_("O remetente {sender} tem letras acentuadas antes do @."),
    N_("Use um endereço sem acentos: poucos servidores aceitam o contrário."),
)  # fmt: skip
OUTSIDE_WRONG = Fault(
    "relay_to", "", YOU,
    N_("O destinatário de fora não pode ser usado. {why}"),
    N_("Escreva um endereço de e-mail de outro domínio."),
)  # fmt: skip
BUSY = Fault(
    "busy", "M01", IT,
    N_("O servidor {host} não está atendendo agora."),
    N_("Leia o motivo nas palavras do servidor; teste de novo mais tarde ou reveja os limites dele."),
)  # fmt: skip
NOT_GREETED = Fault(
    "refused", "", IT,
    N_("O servidor {host} não quis conversar com este computador."),
    N_("Confira no servidor se o endereço deste computador pode enviar por ele."),
)  # fmt: skip
TOO_MANY = Fault(
    "too_many_connections", "T13", IT,
    N_("O servidor {host} limita quantas conexões um mesmo endereço abre ao mesmo tempo, e o limite foi atingido."),
    N_("Feche outros programas que enviam por ele, ou aumente no servidor o limite de conexões por endereço."),
)  # fmt: skip
SLOW_GREETING = Fault(
    "slow", "M03", IT,
    N_("O servidor {host} levou {waited} s para saudar. O teste esperou; o CRM pode desistir antes."),
    N_("Confira no servidor a pausa antes da saudação e a consulta reversa de DNS de quem se conecta."),
)  # fmt: skip
NAME_SYNTAX = Fault(
    "name_syntax", "M05", IT,
    N_("O servidor {host} não aceita este computador apresentado por endereço; aceitou o nome {name}."),
    N_("Confira que o nome do servidor do CRM tem só letras, números, hífen e pontos, sem sublinhado."),
)  # fmt: skip
DROPPED_AFTER_NAME = Fault(
    "hung_up_after_name", "M39", IT,
    N_("O servidor {host} desligou logo depois que este computador se apresentou."),
    N_("Libere no servidor o endereço deste computador e o do servidor do CRM: é uma regra por nome ou endereço."),
    PROBABLE,
)  # fmt: skip
LATIN = Fault(
    "latin", "M38", IT,
    N_("O servidor escreveu em Latin-1, não em UTF-8; as palavras dele foram decodificadas para leitura."),
    N_("Não é preciso fazer nada."),
)  # fmt: skip
NO_EHLO = Fault(
    "no_ehlo", "M04", IT,
    N_("O servidor {host} não conhece EHLO: não oferece conexão segura nem autenticação."),
    N_("Atualize o servidor ou use outro para o CRM."),
)  # fmt: skip
NAME_DISLIKED = Fault(
    "name", "M06", IT,
    N_("O servidor {host} não aceita o nome com que este computador se apresenta."),
    N_("Libere no servidor o endereço deste computador e o do servidor do CRM."),
)  # fmt: skip
LOGIN_NEEDS_TLS = Fault(
    "needs_tls", "M07", YOU,
    N_("O servidor {host} só aceita usuário e senha em conexão segura. A senha não foi enviada."),
    N_("Troque *Conexão segura* para TLS (STARTTLS)."),
    ask=True,
)  # fmt: skip
NO_LOGIN = Fault(
    "not_offered", "M08", YOU,
    N_("A porta {port} de {host} não aceita usuário e senha. A senha não foi enviada."),
    N_("Desmarque *Requer autenticação*, ou use a porta de envio com autenticação (em geral 587)."),
    ask=True,
)  # fmt: skip
ONLY_OAUTH = Fault(
    "only_oauth", "M16", IT,
    N_("O servidor {host} só aceita entrada moderna (OAuth), que o CRM não tem. A senha não foi enviada."),
    N_("Libere a autenticação SMTP com senha para esta conta, ou crie um relay para o CRM."),
)  # fmt: skip
ONLY_WINDOWS = Fault(
    "only_windows", "M17", IT,
    N_("O servidor {host} só aceita entrada integrada do Windows. A senha não foi enviada."),
    N_("Ligue a autenticação básica sobre TLS no conector de recebimento."),
)  # fmt: skip
NO_MECHANISM = Fault(
    "no_mechanism", "M16", IT,
    N_("O servidor {host} oferece só {offered}, e nenhuma dessas formas de entrar serve. A senha não foi enviada."),
    N_("Ligue no servidor a entrada por PLAIN ou LOGIN sobre TLS."),
)  # fmt: skip
CLEAR_PASSWORD = Fault(
    "clear", "", IT,
    N_("A senha viajou sem proteção pela rede: a conexão com {host} não é segura."),
    N_("Se o servidor aceita, troque *Conexão segura* para TLS ou SSL."),
)  # fmt: skip
TENANT_OFF = Fault(
    "smtp_auth_off", "M11", IT,
    N_("A conta {user} existe no Microsoft 365, mas o envio autenticado por SMTP está desligado para ela."),
    N_("Ligue *SMTP autenticado* na caixa de correio e confira os padrões de segurança, ou use um conector de relay."),
)  # fmt: skip
BASIC_RETIRED = Fault(
    "basic_retired", "M12", IT,
    N_("A Microsoft não aceita mais usuário e senha para enviar por esta conta."),
    N_("Use um conector de relay por endereço IP, o envio de alto volume, ou outro servidor de saída."),
)  # fmt: skip
APP_PASSWORD = Fault(
    "app_password", "M13", IT,
    N_("O Google não aceita a senha comum da conta {user} para enviar."),
    N_("Crie uma senha de app para a conta, ou use o serviço de relay SMTP do Workspace."),
)  # fmt: skip
SECOND_FACTOR = Fault(
    "app_password", "M13", IT,
    N_("O servidor {host} não aceita a senha comum da conta {user}: ela tem a verificação em duas etapas."),
    N_("Crie no painel da conta uma senha de app para o CRM e use-a aqui."),
)  # fmt: skip
LOCKED = Fault(
    "locked", "M15", IT,
    N_("O servidor diz que a conta {user} está bloqueada."),
    N_("Pare de testar com ela e peça à TI que a desbloqueie antes da próxima tentativa."),
)  # fmt: skip
AUTH_REFUSED = Fault(
    "refused", "M09", IT,
    N_("O servidor recusou o login {user}. Ele não diz se é o usuário ou a senha. Foi feita uma única tentativa."),
    N_("Confira a senha e se o usuário é o endereço completo ou o nome curto; peça à TI que teste a mesma conta."),
)  # fmt: skip
ACCENTED_PASSWORD = Fault(
    "refused", "X05", YOU,
    N_("O servidor recusou o login {user}, e a senha tem letras acentuadas, que muitos servidores não entendem."),
    N_("Peça à TI uma senha só com letras sem acento, números e sinais."),
    POSSIBLE,
)  # fmt: skip
SHORT_LOGIN = Fault(
    "short_login", "M10", IT,
    N_("O servidor recusou o login {user}, que não é um endereço completo. Foi feita uma única tentativa."),
    N_("Tente o endereço inteiro como usuário, por exemplo {user}@{domain}; se não for isso, confira a senha."),
    POSSIBLE,
)  # fmt: skip
PANEL_LOGIN = Fault(
    "panel_login", "M18", IT,
    N_("O serviço de envio {service} recusou o login {user}: ele não é o da sua conta no painel."),
    N_("Use o usuário e a senha SMTP criados no painel do serviço (no SendGrid o usuário é a palavra apikey)."),
    PROBABLE,
)  # fmt: skip
DISABLED = Fault(
    "disabled", "M15", IT,
    N_("O servidor diz que a conta {user} está desativada, suspensa ou com a senha vencida."),
    N_("Peça à TI que reative a conta ou troque a senha dela; testar de novo antes disso não adianta."),
)  # fmt: skip
NOT_FROM_HERE = Fault(
    "address_not_allowed", "", IT,
    N_("O servidor {host} não deixa ninguém entrar a partir do endereço deste computador; a senha não é a causa."),
    N_("Libere no servidor, ou no painel do serviço, o endereço deste computador e o do servidor do CRM."),
)  # fmt: skip
NOT_ACCEPTED = Fault(
    "not_accepted", "", IT,
    N_("O servidor {host} não aceitou o pedido de entrada, e não disse que o usuário ou a senha estejam errados."),
    N_("Leia o motivo nas palavras do servidor e confira nele a autenticação desta porta."),
)  # fmt: skip
AUTH_BROKEN = Fault(
    "broken", "", IT,
    N_("O servidor {host} não conseguiu conferir o login {user} agora."),
    N_("Confira no servidor o serviço de autenticação; a senha pode estar certa."),
)  # fmt: skip
TLS_REQUIRED = Fault(
    "tls_required", "M19", YOU,
    N_("O servidor {host} exige conexão segura antes de aceitar uma mensagem."),
    N_("Troque *Conexão segura* para TLS (STARTTLS)."),
    ask=True,
)  # fmt: skip
AUTH_REQUIRED = Fault(
    "auth_required", "M20", YOU,
    N_("O servidor {host} exige usuário e senha para enviar."),
    N_("Marque *Requer autenticação* e informe usuário e senha."),
)  # fmt: skip
NOT_OWNER = Fault(
    "sender_not_owned", "M21", IT,
    N_("O login {user} não pode enviar como {sender}."),
    N_("Use como remetente o endereço da própria conta, ou dê a ela o direito de enviar como {sender}."),
)  # fmt: skip
NO_SEND_AS = Fault(
    "send_as", "M22", IT,
    N_("A conta {user} não tem permissão de enviar como {sender}."),
    N_("Dê à conta a permissão *Enviar como* para esse endereço."),
)  # fmt: skip
SEND_AS_DENIED = Fault(
    "send_as_denied", "M23", IT,
    N_("O Microsoft 365 recebeu a mensagem e a recusou: a conta {user} não pode enviar como {sender}."),
    N_("Dê à conta a permissão *Enviar como* para {sender}, ou use como remetente o endereço da própria conta."),
)  # fmt: skip
SENDER_REFUSED = Fault(
    "refused", "", IT,
    N_("O servidor {host} recusou o remetente {sender}."),
    N_("Confira se o endereço existe nesse servidor e se o CRM pode enviar em nome dele."),
)  # fmt: skip
RELAY_DENIED = Fault(
    "relay_denied", "M25", IT,
    N_("O servidor {host} não repassa mensagens deste computador. Esperar não resolve, apesar do código."),
    N_("Use usuário e senha, ou libere no servidor o endereço de quem envia."),
)  # fmt: skip
NO_MAILBOX = Fault(
    "unknown", "M27", IT,
    N_("A caixa de correio {sender} não existe nesse servidor."),
    N_("Crie a caixa ou use um remetente que exista: as respostas dos clientes vão para ele."),
)  # fmt: skip
MAILBOX_FULL = Fault(
    "full", "M28", IT,
    N_("A caixa de correio {sender} está cheia."),
    N_("Esvazie a caixa, também a pasta de enviados."),
)  # fmt: skip
GREYLISTED = Fault(
    "greylisted", "M29", IT,
    N_("O servidor {host} pede que remetentes novos tentem de novo em alguns minutos."),
    N_("Teste de novo em 5 minutos, ou libere o endereço na lista cinza do servidor."),
)  # fmt: skip
RECIPIENT_REFUSED = Fault(
    "refused", "", IT,
    N_("O servidor {host} recusou entregar uma mensagem a {sender}."),
    N_("Leia o motivo nas palavras do servidor e confira as regras de recebimento dele."),
)  # fmt: skip
TOO_BIG = Fault(
    "too_big", "M30", IT,
    N_("O servidor {host} recusou a mensagem pelo tamanho."),
    N_("Aumente o limite de tamanho: anexos ocupam um terço a mais no caminho."),
)  # fmt: skip
SPF = Fault(
    "spf", "M31", IT,
    N_("O servidor recusou a mensagem porque o domínio de {sender} não autoriza este caminho de envio (SPF ou DMARC)."),
    N_("Inclua no registro SPF do domínio o servidor que envia."),
)  # fmt: skip
BLOCKED = Fault(
    "block_list", "M33", IT,
    N_("O servidor recusou porque o endereço de quem envia está em uma lista de bloqueio."),
    N_("Abra o endereço que aparece nas palavras do servidor e peça a retirada da lista."),
)  # fmt: skip
FILTERED = Fault(
    "filtered", "M32", IT,
    N_("Um filtro de conteúdo do servidor {host} recusou a mensagem de teste, que é neutra."),
    N_("Procure no registro do filtro a regra que a recusou."),
)  # fmt: skip
THROTTLED = Fault(
    "throttled", "M37", IT,
    N_("O servidor {host} limita quantas mensagens ou conexões aceita ao mesmo tempo."),
    N_("Aumente o *Intervalo* entre envios no CRM, ou o limite no servidor."),
)  # fmt: skip
LIMIT_REACHED = Fault(
    "limit_reached", "", IT,
    N_("A conta ou o domínio de {sender} atingiu o limite de envios do servidor {host}."),
    N_("Espere o limite se renovar (por hora ou por dia), aumente-o no servidor, ou envie menos pelo CRM."),
)  # fmt: skip
NO_SPACE = Fault(
    "no_space", "", IT,
    N_("O servidor {host} está sem espaço em disco ou sem memória para receber mensagens."),
    N_("Libere espaço no servidor; a mensagem e a conta não são a causa."),
)  # fmt: skip
DATA_REFUSED = Fault(
    "refused", "", IT,
    N_("O servidor {host} recusou o conteúdo da mensagem de teste."),
    N_("Leia o motivo nas palavras do servidor e procure a mensagem no registro dele."),
)  # fmt: skip
DROPPED_IN_DATA = Fault(
    "dropped_in_data", "M35", IT,
    N_("O servidor {host} desligou enquanto recebia a mensagem, sem dizer por quê."),
    N_("Procure no registro do servidor e do antivírus dele a conexão da porta local {local_port}."),
    PROBABLE,
)  # fmt: skip
NOT_PROVEN = Fault(
    "arrival_not_proven", "M34", IT,
    N_("O servidor aceitou a mensagem{queue}. Isso não prova que ela chegou."),
    N_("Confira a caixa de {sender} e marque *Recebi o e-mail*."),
)  # fmt: skip
OUTSIDE_REFUSED = Fault(
    "refused", "M26", IT,
    N_("O envio para {sender} foi aceito, mas o servidor recusa {outside}: só entrega aos próprios usuários."),
    N_("Use usuário e senha, ou libere no servidor o repasse para quem envia; senão os clientes não recebem."),
)  # fmt: skip


OUTSIDE_REFUSED_SIGNED = Fault(
    "refused", "M26", IT,
    N_("O envio para {sender} foi aceito, mas o servidor recusa {outside} mesmo depois da entrada de {user}."),
    N_("Libere no servidor o envio a outros domínios para a conta {user}; senão os clientes não recebem."),
)  # fmt: skip
DISPLAY_WRONG = Fault(
    "display", "", YOU,
    N_("O nome de exibição, o usuário ou a senha contém um caractere invisível."),
    N_("Digite de novo, sem colar."),
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A reply to `steps` whose number matches `codes` and whose text matches `words` means `fault`."""

    fault: Fault
    steps: str
    codes: str
    words: str = ""

    def fits(self, step: str, reply: Reply) -> bool:
        """Whether this rule speaks for the reply."""
        return (
            step in self.steps.split()
            and re.match(self.codes, str(reply.code)) is not None
            and re.search(self.words, reply.text, re.IGNORECASE | re.DOTALL) is not None
        )


MAIL = "sender recipient data accepted"
# Said beside a refused sign-in, these words mean something else than the password.
_LOCKED = r"locked|lockout|blocked|bloquead|too many .*(login|logon|auth|attempt|fail)"
_DISABLED = r"disabled\b|inactive|suspend|suspens|desativad|inativ|frozen|deactivated|closed|expired|expirad|vencid"
_ADDRESS = (r"unauthori[sz]ed ip|(from|your|this) (the |this )?(ip|address|country|location)\b|ip .*not allowed"
            r"|(deste|seu|desse|a partir do) (ip|endere[çc]o|pa[íi]s)")
_TLS = (r"starttls|encrypt|(ssl|tls).*(required|needed|first)|(without|requires?|over|use) (ssl|tls)"
        r"|(exig|us)\w+ (ssl|tls)")
# What Cyrus SASL and Dovecot say when they could not even look the password up.
_BROKEN = (r"generic failure|no mechanism|internal .*error|connection lost|temporar\w+ (authentication |auth |server )?"
           r"(failure|error|problem|unavailable)|can.?t auth|another step is needed"
           r"|bad protocol|(?<!reason )unavailable|unreachable|indispon"
           r"|database|\bldap\b|back-?end|(server|service) (is )?down"
           r"|timed? ?out|try again later")
_REFUSED = (r"(authenti|authori)\w+ .*(fail|fault|unsuccess|invalid|incorrect|reject|denied|error|refus)|credential"
            r"|(incorrect|invalid|bad|wrong|unknown|fail\w*) .*(user|pass|login|logon|auth|credential|account|data)"
            r"|(user|pass\w*|login|logon|senha|usu[áa]rio) .*(incorrect|invalid|wrong|not accepted|fail|denied|reject"
            r"|unknown|inv[áa]lid|incorret|errad)|(falha|erro) (na|de) autentica")

# Sending services whose SMTP login differs from the login of their panel, by the words of their greeting.
SERVICES = {"simpleemailservice": "Amazon SES", "amazonaws": "Amazon SES", " sg esmtp": "SendGrid",
            "sendgrid": "SendGrid", "brevo": "Brevo", "sendinblue": "Brevo", "mailgun": "Mailgun",
            "mailjet": "Mailjet", "sparkpost": "SparkPost", "postmark": "Postmark", "smtp2go": "SMTP2GO"}

RULES = (
    # Microsoft 365 and Exchange
    Rule(BASIC_RETIRED, "auth " + MAIL, "5", r"5\.7\.30\b|basic auth\w* is (not supported|disabled)"),
    Rule(TENANT_OFF, "auth", "5", r"5\.7\.139|SmtpClientAuthentication is disabled"),
    # Google
    Rule(APP_PASSWORD, "auth", "53[45]", r"5\.7\.9\b|application-specific password|5\.7\.8 .*(google|gsmtp)|gsmtp"),
    # Yahoo, Zoho, iCloud
    Rule(SECOND_FACTOR, "auth", "5", r"app(lication)?[- ](specific )?password|two[- ]factor|2[- ]?fa\b|2[- ]step"),
    Rule(LOGIN_NEEDS_TLS, "auth", "5(38|30|04|03|50|54)", r"5\.7\.11|" + _TLS),
    Rule(THROTTLED, "auth", "4", r"too many auth commands|rate limit|throttl"),  # Postfix
    Rule(LOCKED, "auth", "[45]", _LOCKED),  # Yahoo: too many bad auth attempts; hMailServer: invalid logon attempts
    Rule(DISABLED, "auth", "5", _DISABLED),  # Dovecot, MDaemon (frozen), RFC 4954 525 5.7.13
    Rule(NOT_FROM_HERE, "auth", "5", _ADDRESS),  # Brevo: 525 5.7.1 Unauthorized IP address
    Rule(AUTH_BROKEN, "auth", "5", _BROKEN),
    Rule(NOT_ACCEPTED, "auth", "50[0-9]"),  # the command, not the login
    Rule(NOT_ACCEPTED, "auth", "5", r"not (allowed|authori[sz]ed|permitted) to (use|send)|smtp .*not enabled"
         r"|not include|\bplan\b|quota|licen[sc]e"),
    Rule(NOT_ACCEPTED, "auth", "5", r"mechanism"),  # Postfix with Dovecot: invalid authentication mechanism
    Rule(AUTH_REFUSED, "auth", "535"),  # RFC 4954: the credentials; nothing else was said
    Rule(AUTH_REFUSED, "auth", "5", _REFUSED),
    Rule(NOT_ACCEPTED, "auth", "5"),
    Rule(AUTH_BROKEN, "auth", "."),
    Rule(faults_tls.CLIENT_CERTIFICATE, "greeting auth " + MAIL, "[45]", r"client certificate"),
    Rule(BUSY, "greeting", "421", r"too many concurrent smtp connections;"),  # Exim, of all clients together
    # Postfix, Exim (SMTP connections), Sendmail (open), Exchange (maximum number of), MDaemon (sessions)
    Rule(TOO_MANY, "greeting", "4", r"too many (\w+ )*(connections|sessions)|connection limit"
         r"|number of concurrent (\w+ )*connections"),
    Rule(TLS_REQUIRED, MAIL, "530|55[04]|45[14]", r"must issue|encryption (needed|required)|" + _TLS),
    # Exim and cPanel: SMTP AUTH is required; Courier answers 535; hMailServer: SMTP authentication is required
    Rule(AUTH_REQUIRED, MAIL, "53[05]|55[034]|503", r"5\.7\.57|5\.5\.1 .*authenticat|not logged in"
         r"|auth(entication)? (is )?required|autentica\w+ (\w+ )?(necess|obrigat|requerid)|necess[áa]rio autenticar"
         r"|not authenticated"),
    Rule(AUTH_REQUIRED, MAIL, "53[05]"),
    Rule(SEND_AS_DENIED, "data accepted", "55", r"SendAsDenied|5\.2\.252"),
    Rule(NO_SEND_AS, MAIL, "55", r"5\.7\.60|SendAsDenied|5\.2\.252|permissions? to send as"),
    # Postfix and Zimbra (not owned by), MDaemon (authorized to send mail as), Zoho (relaying disallowed as),
    # SendGrid (verified sender identity), Amazon SES (not verified)
    Rule(NOT_OWNER, MAIL, "55", r"not owned by|not (allowed|authorized|permitted) to send (mail |email )?as"
         r"|disallowed as|sender (is )?not allowed|not match .*(authenticated|verified|account)|address is not verified"
         r"|n[ãa]o (pertence|corresponde)"),
    # qmail speaks of rcpthosts, hMailServer says that delivery is not allowed to this address
    Rule(RELAY_DENIED, MAIL, "[45][05]", r"relay\w* (\w+ )?(access )?(denied|not (permitted|allowed)|n[ãa]o permitid)"
         r"|(unable|not permitted|not allowed|do not|isn.?t allowed) to (be )?relay|do not relay|rcpthosts"
         r"|delivery is not allowed to this address|relay\w* (is )?(proibid|prohibited|forbidden)|no relaying"),
    Rule(NAME_DISLIKED, "greeting " + MAIL, "50[14]|55[04]", r"helo|ehlo"),
    # Microsoft (banned, removal from this list), Exim (black list, RBL), qmail's rblsmtpd (a web address only)
    Rule(BLOCKED, "greeting " + MAIL, "[45]", r"spamhaus|spamcop|zen\.|block(ed using|\s?list)"
         r"|black\s?list(?!ed, or missing)|dns-?bl\b|\brbl\b|barracuda|banned send|removal from this list"
         r"|lista (de bloqueio|negra)"),
    Rule(SPF, MAIL, "5", r"5\.7\.(26|23)\b|\bspf\b|dmarc"),
    Rule(MAILBOX_FULL, MAIL, "[45]5", r"[45]\.2\.2\b|(mailbox|inbox) (is )?full|over quota|quota exceeded"
         r"|caixa .*cheia|cota excedida"),
    Rule(MAILBOX_FULL, "recipient", "552", r"exceeded storage allocation"),  # RFC 5321's own words
    Rule(GREYLISTED, MAIL, "4", r"gr[ae]y ?list"),
    # cPanel (emails per hour), Gmail (daily user sending limit), Microsoft (daily limit, submission quota)
    Rule(LIMIT_REACHED, MAIL, "[45]", r"daily .*limit|sending limit|emails per hour|SubmissionQuota|limite de envio"),
    Rule(NO_SPACE, MAIL, "45", r"4\.3\.1\b|insufficient (system|disk)|space shortage|disk full"),
    # Microsoft (thread limit, server busy), Postfix (too much mail)
    Rule(THROTTLED, "greeting " + MAIL, "4", r"concurren|throttl|too (many|much)|thread limit|rate limit|slow down"
         r"|server busy"),
    Rule(TOO_BIG, MAIL, "55[24]|523", r"5\.3\.4|size|too (big|large)|tamanho"),  # hMailServer answers 554
    # Exim (unrouteable), Microsoft (5.1.10; 5.4.1 of a directory that knows its mailboxes), qmail with chkuser (511)
    Rule(NO_MAILBOX, "recipient accepted", "5(5|11)", r"5\.1\.(0|1|10)\b|5\.4\.1 recipient address rejected"
         r"|(user|recipient) (is )?unknown|unknown (user|recipient)|no such (user|recipient)|mailbox unavailable"
         r"|(does|may) not exist|unrouteable|no mailbox here|validrcptto|usu[áa]rio desconhecido"
         r"|inexistente|n[ãa]o existe"),
    Rule(BUSY, "greeting " + MAIL, "421"),
    Rule(NOT_GREETED, "greeting", "."),
    Rule(FILTERED, "accepted", "5", r"spam|content|virus|policy|malware|infected|unsolicited|phish"),
    Rule(SENDER_REFUSED, "sender", "."),
    Rule(RECIPIENT_REFUSED, "recipient", "."),
    Rule(DATA_REFUSED, "data accepted", "."),
)


def meaning(step: str, reply: Reply) -> Fault:
    """The fault that a refusing reply means; every step has one that always fits."""
    return next(rule.fault for rule in RULES if rule.fits(step, reply))


# Faults that many servers only tell later than where they lie: the step that they belong to.
BELONGS = {"sender_not_owned": "sender", "send_as": "sender", "send_as_denied": "sender", "name": "greeting"}


def service(greeting: str) -> str:
    """The sending service that greets with these words, or nothing."""
    return next((name for words, name in SERVICES.items() if words in greeting.lower()), "")
