"""What goes wrong while a connection is being made secure."""

from __future__ import annotations

from crm_console.core.problem import Who
from crm_console.core.report import Certainty
from crm_console.core.text import N_
from crm_console.services.probes.stages import Fault

IT = Who.CUSTOMER_IT
YOU = Who.CONSULTANT
PROBABLE = Certainty.PROBABLE

# Words in the issuer's name of programs and devices that open secure connections and sign them again.
INTERCEPTORS = (
    "mail shield", "avast", "avg ", "kaspersky", "eset ssl", "bitdefender", "norton", "mcafee", "sophos", "fortinet",
    "fortigate", "zscaler", "palo alto", "check point", "blue coat", "netskope", "umbrella", "watchguard", "sonicwall",
    "dr.web", "untangle", "g data", "panda", "squid", "pfsense", "cyberoam", "barracuda",
)

STARTS_CLEAR = Fault(
    "starts_clear", "S01", YOU,
    N_("A porta {port} começa em texto claro, não em SSL. O servidor respondeu com palavras à conexão segura."),
    N_("Troque *Conexão segura* para TLS (STARTTLS), ou use a porta de SSL do servidor (em geral 465)."),
    ask=True,
)  # fmt: skip
STARTS_SECURE = Fault(
    "starts_secure", "S02", YOU,
    N_("A porta {port} não respondeu em texto claro, mas respondeu a SSL: ela espera conexão segura desde o início."),
    N_("Troque *Conexão segura* para SSL, ou use a porta do servidor que começa em texto claro (em geral 587)."),
    ask=True,
)  # fmt: skip
EXPIRED = Fault(
    "expired", "S03", IT,
    N_("O certificado de {host} venceu em {until}."),
    N_("Renove o certificado no servidor. Confira também a data deste computador."),
)  # fmt: skip
NOT_YET = Fault(
    "not_yet_valid", "S04", IT,
    N_("O certificado de {host} só vale a partir de {since}."),
    N_("Confira primeiro a data deste computador; se estiver certa, a do servidor que emitiu o certificado."),
)  # fmt: skip
CLOCK_WRONG = Fault(
    "clock", "X08", YOU,
    N_("O relógio deste computador diz {mine}, e o do servidor {theirs}. O certificado vale pela hora do servidor."),
    N_("Acerte a data e a hora deste computador e teste de novo. O certificado não precisa ser trocado."),
)  # fmt: skip
BY_ADDRESS = Fault(
    "by_address", "S14", YOU,
    N_("O servidor foi chamado pelo endereço {host}, e o certificado dele é para {names}."),
    N_("Escreva o nome do servidor em vez do endereço IP."),
)  # fmt: skip
OTHER_WITHOUT_NAME = Fault(
    "depends_on_name", "S15", IT,
    N_("Com o nome {host} o servidor mostra um certificado que não serve; sem o nome mostra outro, de {names}."),
    N_("Corrija no servidor qual certificado responde por {host} (configuração de SNI)."),
)  # fmt: skip
OTHER_NAME = Fault(
    "name_mismatch", "S05", IT,
    N_("O certificado é de {names}, e o endereço testado é {host}."),
    N_("Use no CRM um dos nomes do certificado, ou peça à TI um certificado que inclua {host}."),
)  # fmt: skip
SELF_SIGNED = Fault(
    "self_signed", "S06", IT,
    N_("O certificado de {host} foi assinado por ele mesmo: ninguém em que este computador confia responde por ele."),
    N_("Instale no servidor um certificado de uma autoridade reconhecida, ou instale este no computador e no CRM."),
)  # fmt: skip
UNKNOWN_CA = Fault(
    "unknown_ca", "S08", IT,
    N_("O certificado de {host} foi emitido por {issuer}, em que este computador não confia."),
    N_("Se a autoridade é da empresa, instale a raiz dela neste computador; o CRM também precisa confiar nela."),
)  # fmt: skip
INCOMPLETE = Fault(
    "incomplete_chain", "S08", IT,
    N_("O servidor {host} não envia o certificado intermediário {issuer}: falta um elo até a autoridade conhecida."),
    N_("Instale no servidor a cadeia completa (o certificado dele e os intermediários)."),
    PROBABLE,
)  # fmt: skip
INTERCEPTED = Fault(
    "intercepted", "S09", IT,
    N_("Um antivírus ou firewall no caminho abre a conexão com {host} e a assina de novo: {issuer}."),
    N_("Exclua {host} da inspeção desse programa, neste computador ou na rede, e teste de novo."),
    PROBABLE,
)  # fmt: skip
NO_ALTERNATIVE_NAMES = Fault(
    "no_alternative_names", "S12", IT,
    N_("O certificado de {host} traz o nome só no campo antigo (CN): programas atuais o recusam."),
    N_("Emita o certificado de novo com o nome em *Nome alternativo* (SAN)."),
)  # fmt: skip
CLIENT_CERTIFICATE = Fault(
    "client_certificate", "S13", IT,
    N_("O servidor {host} exige que quem se conecta tenha um certificado próprio, e o CRM não tem."),
    N_("Dispense o CRM do certificado de cliente, ou indique outra porta do servidor."),
)  # fmt: skip
OLD_SERVER = Fault(
    "old_server", "S21", IT,
    N_("O servidor {host} só aceita segurança antiga ({version}), que programas atuais recusam: {reason}."),
    N_("Atualize o servidor ou ligue nele TLS 1.2 ou mais novo, com chaves atuais."),
)  # fmt: skip
WEAK_KEY = Fault(
    "weak_key", "S11", IT,
    N_("A chave do certificado de {host} é fraca demais ({bits} bits)."),
    N_("Emita o certificado de novo com uma chave de pelo menos 2048 bits."),
)  # fmt: skip
REFUSED = Fault(
    "certificate", "", IT,
    N_("O certificado de {host} não foi aceito por este computador."),
    N_("Mostre à TI do cliente as palavras abaixo e os dados do certificado."),
)  # fmt: skip
FAILED = Fault(
    "handshake", "", IT,
    N_("A negociação da conexão segura com {host} falhou."),
    N_("A TI confere as versões de TLS que o servidor aceita e se algum equipamento inspeciona a conexão."),
    ask=True,
)  # fmt: skip
STALLED = Fault(
    "stalled", "S20", IT,
    N_("A negociação da conexão segura com {host} parou no meio: nada chegou em {seconds} s."),
    N_("Confira se um firewall inspeciona ou corta conexões seguras no caminho."),
)  # fmt: skip
STARTTLS_MISSING = Fault(
    "not_offered", "S19", IT,
    N_("O servidor {host}, porta {port}, não oferece STARTTLS."),
    N_("Use a porta do servidor que oferece conexão segura (em geral 587 ou 465), ou ligue o TLS nesta."),
    ask=True,
)  # fmt: skip
STARTTLS_MASKED = Fault(
    "masked", "S17", IT,
    N_("Um equipamento no caminho está apagando o STARTTLS das respostas de {host}."),
    N_("Desligue a inspeção de e-mail (ESMTP) no firewall, ou use a porta 465 com SSL."),
    ask=True,
)  # fmt: skip
STARTTLS_REFUSED = Fault(
    "refused", "S16", IT,
    N_("O servidor {host} oferece STARTTLS, mas não consegue usá-lo."),
    N_("Confira no servidor o certificado e a chave dele: é o TLS do próprio servidor que está com defeito."),
    ask=True,
)  # fmt: skip
