"""What goes wrong before any protocol speaks: input, names, addresses, connections. One constant a fault.

To add one: its row here (id of the reference, who acts, what happened, what to do) and the line that recognises it.
"""

from __future__ import annotations

import re

from crm_console.core.problem import Who
from crm_console.core.report import Certainty
from crm_console.core.text import N_
from crm_console.services.probes.stages import Fault

IT = Who.CUSTOMER_IT
YOU = Who.CONSULTANT
PROBABLE = Certainty.PROBABLE
POSSIBLE = Certainty.POSSIBLE

HOST_WRONG = Fault(
    "host", "X02", YOU,
    N_("O endereço do servidor não pode ser usado. {why}"),
    N_("Corrija o endereço do servidor e teste de novo."),
)  # fmt: skip
HOST_MISSING = Fault(
    "no_host", "", YOU,
    N_("O endereço do servidor está vazio."),
    N_("Escreva o endereço que a TI do cliente informou."),
)  # fmt: skip
HOST_SPACES = Fault(
    "spaces", "X01", YOU,
    N_("Há um espaço antes ou depois de “{host}”. O teste seguiu sem ele."),
    N_("Tire o espaço do endereço do servidor: o CRM pode não fazer isso sozinho."),
)  # fmt: skip
PORT_WRONG = Fault(
    "port", "", YOU,
    N_("A porta {port} não existe: as portas vão de 1 a 65535."),
    N_("Escreva a porta que a TI do cliente informou."),
)  # fmt: skip
NO_PASSWORD = Fault(
    "no_password", "", YOU,
    N_("O usuário {user} está preenchido, mas não há senha para testar."),
    N_("Informe a senha e teste de novo."),
)  # fmt: skip
NO_USER = Fault(
    "no_user", "", YOU,
    N_("Não há usuário para entrar em {host}."),
    N_("Informe o usuário que a TI do cliente criou para o CRM."),
)  # fmt: skip
PORT_KIND = Fault(
    "port_kind", "X07", YOU,
    N_("A porta {port} não costuma ser de {kind}: o usual é {usual}."),
    N_("Confira a porta e o tipo com a TI do cliente. O teste segue com o que foi informado."),
    PROBABLE,
)  # fmt: skip
ONLY_PROXY = Fault(
    "only_proxy", "X09", IT,
    N_("Esta rede só sai pelo proxy {proxy}, e ele não deixa passar a porta {port}. Ele respondeu: {answer}"),
    N_("Peça à TI a liberação da saída para {address}, porta {port}, deste computador e do servidor do CRM."),
    PROBABLE,
)  # fmt: skip
THROUGH_PROXY = Fault(
    "through_proxy", "X09", IT,
    N_("Nada passa direto até {address}, porta {port}; pelo proxy {proxy} a conexão abre. O CRM envia sem proxy."),
    N_("Peça à TI a liberação da saída direta para {address}, porta {port}, para o servidor do CRM."),
    PROBABLE,
)  # fmt: skip
NAME_UNKNOWN = Fault(
    "unknown", "N01", IT,
    N_("O nome {host} não existe no DNS que este computador usa."),
    N_("Confira a escrita do nome. Se ele só existe na rede interna, teste de dentro dela ou pela VPN."),
)  # fmt: skip
NAME_MALFORMED = Fault(
    "malformed", "X03", YOU,
    N_("“{host}” não é um nome de servidor: uma das partes entre os pontos está vazia ou é longa demais."),
    N_("Confira os pontos e as letras do nome."),
)  # fmt: skip
NAME_ACCENTED = Fault(
    "unknown_accented", "N10", IT,
    N_("O nome {host} não existe no DNS. Ele foi procurado na forma em que viaja: {punycode}."),
    N_("Confira a escrita do nome: os acentos fazem parte dele."),
)  # fmt: skip
ACCENTED = Fault(
    "accented", "N10", IT,
    N_("O nome {host} tem letras acentuadas e viaja como {punycode}."),
    N_("Se o CRM não aceitar o nome, escreva nele a forma {punycode}."),
)  # fmt: skip
ALIAS_BROKEN = Fault(
    "alias_broken", "N11", IT,
    N_("O nome {host} é um apelido de {alias}, e {alias} não existe no DNS."),
    N_("Corrija o apelido (CNAME) no DNS ou crie o nome para o qual ele aponta."),
)  # fmt: skip
OVERRIDDEN = Fault(
    "overridden", "N07", IT,
    N_("O arquivo hosts deste computador troca o nome {host} por {hosts}; o DNS diz {dns}."),
    N_("Tire a linha do arquivo hosts: o servidor do CRM usa o DNS e chega a outro endereço."),
)  # fmt: skip
RESOLVER_FAILED = Fault(
    "failed", "N03", IT,
    N_("O servidor DNS {server} não quis ou não soube responder por {host}. Isso não prova que o nome não existe."),
    N_("Confira a rede e a VPN deste computador e peça à TI que verifique o servidor DNS."),
)  # fmt: skip
RESOLVER_CLOSED = Fault(
    "not_a_resolver", "N05", IT,
    N_("O endereço {server}, que este computador usa como servidor DNS, não é um servidor DNS."),
    N_("Corrija o servidor DNS na configuração de rede deste computador, ou reconecte à rede."),
)  # fmt: skip
RESOLVER_SILENT = Fault(
    "silent", "N04", IT,
    N_("O servidor DNS {server} não respondeu por {host} em {seconds} s: o problema é da rede, não de {host}."),
    N_("Confira a rede e a VPN deste computador; a TI confere se o servidor DNS está acessível daqui."),
)  # fmt: skip
IPV6_SILENT = Fault(
    "ipv6_silent", "N08", IT,
    N_("O endereço IPv6 {address} não respondeu em {ms} ms; {used} respondeu e foi usado."),
    N_("Corrija ou retire o endereço IPv6 do DNS: o CRM pode esperar por ele a cada envio."),
)  # fmt: skip
REFUSED = Fault(
    "refused", "T01", IT,
    N_("O computador {address} está no ar, mas recusou a conexão na porta {port}."),
    N_("Confira a porta. Se ela estiver certa, o serviço está parado ou um firewall rejeita a conexão."),
    ask=True,
)  # fmt: skip
UNANSWERED = Fault(
    "timeout", "T02", IT,
    N_("Nada respondeu em {address}, porta {port}, em {seconds} s: os pacotes se perdem no caminho."),
    N_("Libere no firewall a saída deste computador e do servidor do CRM para esse endereço e essa porta."),
    PROBABLE, ask=True,
)  # fmt: skip
STALE_NAME = Fault(
    "stale_name", "N06", IT,
    N_("O nome {host} leva a {address}, e nesse endereço nada responde, em porta nenhuma das testadas."),
    N_("Confira no DNS se o endereço ainda é o do servidor (houve migração?) e se o servidor está ligado."),
    PROBABLE,
)  # fmt: skip
PORT_25_BLOCKED = Fault(
    "port_25_blocked", "T12", YOU,
    N_("A porta 25 de {address} está bloqueada a partir daqui, e outras portas do mesmo servidor respondem: {open}."),
    N_("Use a porta 587 com TLS ou a 465 com SSL: as redes de acesso no Brasil bloqueiam a saída pela 25."),
)  # fmt: skip
FORBIDDEN = Fault(
    "forbidden", "T03", IT,
    N_("Um firewall recusou ativamente a conexão com {address}, porta {port}. O caminho até lá existe."),
    N_("Peça a liberação dessa porta no firewall do servidor ou junto dele."),
    PROBABLE, ask=True,
)  # fmt: skip
NETWORK_MISSING = Fault(
    "no_network", "T03", YOU,
    N_("Este computador não tem caminho de rede até {address}."),
    N_("Conecte este computador à rede do cliente ou à VPN e teste de novo."),
)  # fmt: skip
SILENT = Fault(
    "silent", "T04", IT,
    N_("A conexão com {host}, porta {port}, abriu, mas o servidor não disse nada em {seconds} s."),
    N_("Confira se a porta é a deste serviço e se o servidor não está sobrecarregado."),
    PROBABLE, ask=True,
)  # fmt: skip
UNFINISHED = Fault(
    "unfinished", "T04", IT,
    N_("O servidor {host}, porta {port}, começou a falar e não terminou a saudação em {seconds} s."),
    N_("Confira se a porta é a deste serviço e se o servidor ou a rede não está sobrecarregada."),
    PROBABLE, ask=True,
)  # fmt: skip
ENDLESS = Fault(
    "endless", "", IT,
    N_("O servidor {host} fala sem parar: a resposta passou de {lines} linhas e não terminou."),
    N_("Confira no servidor e nos equipamentos do caminho o que escreve essa resposta."),
)  # fmt: skip
HUNG_UP = Fault(
    "hung_up", "T06", IT,
    N_("O servidor {host} encerrou a conexão antes de dizer qualquer coisa."),
    N_("Confira no servidor se o endereço deste computador pode se conectar e se não foi bloqueado."),
    PROBABLE, ask=True,
)  # fmt: skip
SSH_HERE = Fault(
    "is_ssh", "T07", YOU,
    N_("A porta {port} de {host} é de um servidor SSH/SFTP."),
    N_("Troque a porta, ou escolha SFTP se o destino é uma pasta de arquivos."),
    ask=True,
)  # fmt: skip
HTTP_HERE = Fault(
    "is_http", "T09", YOU,
    N_("A porta {port} de {host} é de um servidor web."),
    N_("Troque a porta pela do serviço que está sendo testado."),
    ask=True,
)  # fmt: skip
FTP_HERE = Fault(
    "is_ftp", "T10", YOU,
    N_("A porta {port} de {host} fala FTP ou e-mail, não SFTP."),
    N_("Escolha FTP, ou troque a porta pela do SFTP (em geral 22)."),
    ask=True,
)  # fmt: skip
FILES_HERE = Fault(
    "is_ftp", "T10", YOU,
    N_("A porta {port} de {host} é de um servidor de arquivos (FTP), não de e-mail."),
    N_("Troque a porta pela do servidor de e-mail (em geral 587 ou 465)."),
    ask=True,
)  # fmt: skip
NOT_MAIL = Fault(
    "not_mail", "T10", YOU,
    N_("A porta {port} de {host} cumprimenta com número, mas não conhece EHLO nem HELO: não é um servidor de e-mail."),
    N_("Troque a porta pela do servidor de e-mail (em geral 587 ou 465); servidores de FTP falam assim."),
    PROBABLE, ask=True,
)  # fmt: skip
MAIL_HERE = Fault(
    "is_smtp", "T10", YOU,
    N_("A porta {port} de {host} é de um servidor de e-mail, não de FTP. A senha não foi enviada."),
    N_("Troque a porta pela do servidor de arquivos (em geral 21)."),
    ask=True,
)  # fmt: skip
SFTP_HERE = Fault(
    "is_sftp", "T11", YOU,
    N_("A porta {port} de {host} fala SFTP, não FTP."),
    N_("Escolha SFTP no tipo de conexão, ou troque a porta pela do FTP (em geral 21)."),
    ask=True,
)  # fmt: skip
FOREIGN = Fault(
    "foreign", "", IT,
    N_("O servidor em {host}, porta {port}, respondeu com palavras que não são deste protocolo."),
    N_("Confira com a TI qual serviço atende nessa porta."),
    ask=True,
)  # fmt: skip
NO_ANSWER = Fault(
    "no_answer", "", IT,
    N_("O servidor {host} parou de responder neste passo: nada chegou em {seconds} s."),
    N_("Teste de novo. Se repetir, a TI confere a carga do servidor e os equipamentos de rede no caminho."),
)  # fmt: skip
DROPPED = Fault(
    "dropped", "", IT,
    N_("O servidor {host} encerrou a conexão neste passo, sem dizer por quê."),
    N_("Procure no registro do servidor a conexão feita deste computador na hora do teste."),
)  # fmt: skip
LARGE_LOST = Fault(
    "large_lost", "T14", IT,
    N_("Os últimos {lost} bytes enviados a {host} se perderam na rede; pacotes pequenos, antes, passaram."),
    N_("A TI confere o tamanho máximo de pacote (MTU) da VPN e os equipamentos que inspecionam o tráfego."),
    PROBABLE,
)  # fmt: skip
WORD_DROPPED = Fault(
    "inspected", "T15", IT,
    N_("A conexão com {host} morre exatamente no pedido de conexão segura (STARTTLS): um firewall o descarta."),
    N_("Peça à TI que libere STARTTLS na inspeção do firewall, ou use a porta 465 com SSL."),
    PROBABLE, ask=True,
)  # fmt: skip

# Both greet with 220: by these words a server tells which of the two it is.
_FILES = re.compile(r"ftp|filezilla|serv-u|USER and PASS|not logged in|aren't logged in", re.IGNORECASE)
_MAIL = re.compile(r"\bE?SMTP\b|exim|postfix|sendmail", re.IGNORECASE)


def greets_files(greeting: str, more: str = "") -> bool:
    """Whether a file server speaks there, by its greeting and what it answered to a word that it does not know."""
    return _FILES.search(f"{greeting}\n{more}") is not None and not greets_mail(greeting)


def greets_mail(greeting: str) -> bool:
    """Whether a mail server speaks there."""
    return _MAIL.search(greeting) is not None
