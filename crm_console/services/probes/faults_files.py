"""What goes wrong with file servers, by FTP (F…) and by SFTP (H…)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crm_console.core.problem import Who
from crm_console.core.report import Certainty
from crm_console.core.text import N_
from crm_console.services.probes.dialogue import Reply
from crm_console.services.probes.stages import Fault

IT = Who.CUSTOMER_IT
YOU = Who.CONSULTANT
PROBABLE = Certainty.PROBABLE
POSSIBLE = Certainty.POSSIBLE

CONTROL_CHARACTERS = Fault(
    "characters", "", YOU,
    N_("O usuário, a senha ou a pasta contém um caractere invisível."),
    N_("Digite de novo, sem colar."),
)  # fmt: skip
FOLDER_WRONG = Fault(
    "folder", "", YOU,
    N_("A pasta não pode ser usada. {why}"),
    N_("Escreva a pasta como o servidor a vê, por exemplo /documentos."),
)  # fmt: skip
BUSY = Fault(
    "busy", "F23", IT,
    N_("O servidor {host} não está atendendo agora."),
    N_("Leia o motivo nas palavras do servidor: em geral é um limite de conexões simultâneas."),
)  # fmt: skip
LIMIT_REACHED = Fault(
    "busy", "F23", IT,
    N_("O servidor {host} não aceita mais conexões agora: um limite dele foi atingido. A senha não é a causa."),
    N_("Feche outros programas ligados a ele e teste de novo; o teste usa uma só conexão. A TI pode subir o limite."),
)  # fmt: skip
LOGIN_REFUSED = Fault(
    "refused", "F01", IT,
    N_("O servidor recusou o login {user}. Ele não diz se é o usuário ou a senha. Foi feita uma única tentativa."),
    N_("Confira a senha com a TI do cliente; ela confere se a conta existe e pode entrar por FTP."),
)  # fmt: skip
USER_LISTED = Fault(
    "listed", "F28", IT,
    N_("O servidor {host} recusou o usuário {user} sem esperar a senha, que não foi enviada."),
    N_("A TI confere no servidor as listas de quem pode entrar por FTP (em vsftpd, userlist_file)."),
    PROBABLE,
)  # fmt: skip
TLS_REQUIRED = Fault(
    "tls_required", "F02", IT,
    N_("O servidor {host} só aceita FTP com criptografia (FTPS)."),
    N_("O CRM conhece FTP e SFTP, não FTPS: peça à TI que aceite FTP sem criptografia para ele, ou use SFTP."),
    ask=True,
)  # fmt: skip
ONLY_FTPS = Fault(
    "only_ftps", "F04", IT,
    N_("Em {host} só a porta 990 responde, e ela espera FTPS desde o início. O CRM conhece FTP e SFTP, não FTPS."),
    N_("Peça à TI um acesso por SFTP, ou por FTP na porta 21."),
    PROBABLE,
)  # fmt: skip
HOME_MISSING = Fault(
    "home", "F27", IT,
    N_("A senha foi aceita, mas a pasta inicial de {user} não pode ser aberta."),
    N_("Confira no servidor se a pasta inicial existe e se a conta pode abri-la."),
)  # fmt: skip
EXPECTS_TLS = Fault(
    "starts_secure", "F04", YOU,
    N_("A porta {port} não respondeu em texto claro, mas respondeu a SSL: ela espera FTPS desde o início."),
    N_("O CRM conhece FTP e SFTP, não FTPS. Use a porta de FTP do servidor (em geral 21), ou SFTP."),
    ask=True,
)  # fmt: skip
NOT_ALLOWED = Fault(
    "not_allowed", "", IT,
    N_("O servidor {host} não deixa a conta {user} entrar por FTP, e não disse que a senha esteja errada."),
    N_("Leia o motivo nas palavras do servidor: conta desativada, regra por endereço, ou a configuração dele."),
)  # fmt: skip
FOLDER_MISSING = Fault(
    "missing", "F14", IT,
    N_("A pasta {folder} não existe para {user}. Ao entrar, a conta está em {start}."),
    N_("Crie a pasta no servidor ou corrija o caminho; ele é contado a partir da área da conta."),
)  # fmt: skip
OTHER_ROOT = Fault(
    "other_root", "F17", YOU,
    N_("A conta {user} só enxerga a própria área; dentro dela a pasta {folder} se chama {inside}."),
    N_("Escreva a pasta como {inside}."),
)  # fmt: skip
OTHER_PATH = Fault(
    "other_root", "F17", YOU,
    N_("A pasta {folder} não existe; a que fica na área da conta {user} se chama {inside}."),
    N_("Escreva a pasta como {inside}."),
)  # fmt: skip
WINDOWS_PATH = Fault(
    "windows_path", "H24", YOU,
    N_("A pasta {folder} não existe. O servidor é Windows, e a conta começa em {start}."),
    N_("Escreva a pasta na forma do servidor, por exemplo {start}/documentos, com a letra do disco."),
    PROBABLE,
)  # fmt: skip
FOLDER_CLOSED = Fault(
    "denied", "", IT,
    N_("A conta {user} não pode abrir a pasta {folder}."),
    N_("Dê à conta o direito de entrar na pasta."),
)  # fmt: skip
NOT_A_FOLDER = Fault(
    "not_a_folder", "", IT,
    N_("{folder} existe, mas não é uma pasta."),
    N_("Corrija o caminho da pasta."),
)  # fmt: skip
NOT_WRITABLE = Fault(
    "denied", "F15", IT,
    N_("A conta {user} entra na pasta {folder}, mas não pode gravar nela."),
    N_("Dê à conta o direito de gravar nessa pasta."),
)  # fmt: skip
READ_ONLY = Fault(
    "read_only", "F16", IT,
    N_("O servidor {host} não deixa a conta {user} gravar em pasta nenhuma: ele está só para leitura."),
    N_("Ligue no servidor a gravação para essa conta; a permissão da pasta {folder} não é a causa."),
    PROBABLE,
)  # fmt: skip
DISK_FULL = Fault(
    "disk_full", "F21", IT,
    N_("O servidor {host} não conseguiu gravar o arquivo: em geral falta espaço em disco."),
    N_("Libere espaço no servidor."),
)  # fmt: skip
SPACE_GONE = Fault(
    "disk_full", "H18", IT,
    N_("O servidor {host} respondeu só *Failure*; o disco da pasta {folder} tem {free} bytes livres de {total}."),
    N_("Libere espaço no servidor."),
)  # fmt: skip
ENTRIES_GONE = Fault(
    "no_entries", "H18", IT,
    N_("O disco da pasta {folder} em {host} tem espaço, mas já guarda {files} arquivos e não aceita mais nenhum."),
    N_("Apague no servidor arquivos que ninguém usa, ou aumente o número de arquivos (inodes) do disco."),
)  # fmt: skip
DISK_READ_ONLY = Fault(
    "disk_read_only", "H15", IT,
    N_("O servidor {host} respondeu só *Failure*; o disco da pasta {folder} está montado só para leitura."),
    N_("Confira no servidor se o disco teve uma falha e monte-o de novo para gravação."),
)  # fmt: skip
SPACE_UNTOLD = Fault(
    "space_untold", "H22", IT,
    N_("O servidor {host} não informa o espaço livre (statvfs): se o disco encher, ele só dirá *Failure*."),
    N_("Acompanhe no próprio servidor o espaço em disco e a cota da conta {user}."),
)  # fmt: skip
QUOTA = Fault(
    "quota", "F22", IT,
    N_("A conta {user} atingiu a cota de espaço no servidor."),
    N_("Aumente a cota ou apague arquivos antigos da conta."),
)  # fmt: skip
FORBIDDEN_NAME = Fault(
    "forbidden_name", "", IT,
    N_("O servidor {host} não aceita arquivos com o nome ou a extensão do arquivo de teste (.txt)."),
    N_("Confira no servidor a lista de nomes proibidos: os documentos do CRM precisam passar por ela."),
)  # fmt: skip
NO_DATA_CONNECTION = Fault(
    "no_data_connection", "F09", IT,
    N_("A entrada funciona, mas o servidor {host} diz que não conseguiu abrir a conexão de dados."),
    N_("Confira no servidor as portas passivas e o endereço de quem se conecta: um NAT pode trocá-lo no caminho."),
)  # fmt: skip
UPLOAD_REFUSED = Fault(
    "refused", "", IT,
    N_("O servidor {host} recusou gravar o arquivo de teste em {folder}."),
    N_("Confira as permissões da pasta, o espaço em disco e a cota, nesta ordem."),
)  # fmt: skip
PASSIVE_BLOCKED = Fault(
    "data_blocked", "F09", IT,
    N_("A entrada funciona, mas a porta de dados {port} que o servidor abriu não pode ser alcançada."),
    N_("Libere no firewall a faixa de portas passivas (o servidor abriu {ports}), ou use o método *Servidor*."),
)  # fmt: skip
PASSIVE_MANGLED = Fault(
    "passive_mangled", "F12", IT,
    N_("A resposta ao modo passivo estendido chegou estragada ({reply}): algo no caminho a reescreve. PASV funcionou."),
    N_("Desligue no firewall ou na operadora a inspeção de FTP, ou use SFTP."),
    PROBABLE,
)  # fmt: skip
PASSIVE_REFUSED = Fault(
    "no_passive", "F12", IT,
    N_("O servidor {host} não abriu uma porta de dados para o método *Aplicação* (modo passivo)."),
    N_("Ligue o modo passivo no servidor, ou use o método *Servidor*."),
)  # fmt: skip
PASSIVE_PRIVATE = Fault(
    "private_address", "F08", IT,
    N_("O servidor anuncia {announced} para os dados; o teste usou {used}. O CRM pode não fazer o mesmo."),
    N_("Configure no servidor o endereço externo do modo passivo."),
)  # fmt: skip
ACTIVE_REFUSED = Fault(
    "no_active", "", IT,
    N_("O servidor {host} não aceita o método *Servidor* (modo ativo)."),
    N_("Use o método *Aplicação*."),
)  # fmt: skip
ACTIVE_BLOCKED = Fault(
    "no_call_back", "F11", IT,
    N_("O servidor tenta abrir a conexão de dados até {address} e não consegue: nada chegou em {seconds} s."),
    N_("Use o método *Aplicação*, ou libere no firewall a volta do servidor para quem envia."),
)  # fmt: skip
NOT_READ_BACK = Fault(
    "denied", "", IT,
    N_("O arquivo foi gravado, mas a conta {user} não pôde lê-lo de volta."),
    N_("Confira no servidor se o arquivo {file} está lá; se o CRM só grava, isso basta."),
)  # fmt: skip
VANISHED = Fault(
    "vanished", "F26", IT,
    N_("O arquivo foi gravado e, ao ser lido, não estava mais na pasta."),
    N_("É normal se uma rotina recolhe os arquivos; senão, a TI confere o antivírus do servidor."),
)  # fmt: skip
NO_OVERWRITE = Fault(
    "no_overwrite", "F19", IT,
    N_("O servidor {host} não deixa gravar de novo um arquivo que já existe: {reply}"),
    N_("Permita sobrescrever na pasta {folder}: um reenvio do CRM com o mesmo nome vai falhar."),
)  # fmt: skip
ONLY_SIZE = Fault(
    "only_size", "F24", IT,
    N_("A conta {user} grava, mas não pode ler de volta. Prova possível: {proof}."),
    N_("Se o CRM só grava, isso basta. Para conferir o conteúdo, dê à conta o direito de leitura."),
)  # fmt: skip
HASHED = Fault(
    "only_hash", "F29", IT,
    N_("A conta {user} grava, mas não pode ler de volta. O próprio servidor confirmou o conteúdo (SHA-256)."),
    N_("Se o CRM só grava, nada falta."),
)  # fmt: skip
ALTERED = Fault(
    "different", "F25", IT,
    N_("O arquivo {file} no servidor não é igual ao gravado: a soma SHA-256 que ele informa é outra."),
    N_("Confira no servidor conversões de texto, filtros e o espaço em disco."),
)  # fmt: skip
DIFFERENT = Fault(
    "different", "F25", IT,
    N_("O arquivo lido não é igual ao gravado: {read} bytes em vez de {written}."),
    N_("Confira no servidor conversões de texto, filtros e o espaço em disco."),
)  # fmt: skip
FIRST_CONTACT = Fault(
    "unknown", "H01", YOU,
    N_("Primeiro contato com {host}. A identidade dele é {found} ({type}). A senha não foi enviada."),
    N_("Compare esta impressão digital com a que a TI lê no servidor. Se for a mesma, confirme-a e teste de novo."),
)  # fmt: skip
UNCONFIRMED = Fault(
    "unconfirmed", "H01", YOU,
    N_("A identidade de {host} ({found}, {type}) foi guardada no primeiro contato, e ninguém a conferiu ainda."),
    N_("Compare esta impressão digital com a que a TI lê no servidor e confirme-a no resultado do teste."),
)  # fmt: skip
OLD_HOST_KEY = Fault(
    "old_host_key", "H03", IT,
    N_("O servidor {host} só oferece chaves antigas ({theirs}), assinadas com SHA-1, que este programa recusa."),
    N_("Crie no servidor uma chave ed25519 ou ecdsa, ou atualize o servidor SSH."),
)  # fmt: skip
NO_KEY_AGREED = Fault(
    "incompatible", "H04", IT,
    N_("O servidor {host} é antigo: para {what} ele só oferece {theirs}."),
    N_("Atualize o servidor SSH ou ligue nele métodos atuais, por exemplo {ours}."),
)  # fmt: skip
OTHER_METHODS = Fault(
    "other_methods", "H04", IT,
    N_("Para {what}, o servidor {host} só oferece {theirs}: nada disso este programa conhece."),
    N_("Ligue no servidor também um método comum, por exemplo {ours}: o CRM pode ter o mesmo limite."),
)  # fmt: skip
OLD_CIPHERS = Fault(
    "old_ciphers", "H04", IT,
    N_("O servidor {host} só oferece cifras antigas ({theirs}). Este programa ainda as aceita; outros já não."),
    N_("Ligue no servidor uma cifra atual, por exemplo aes256-ctr."),
)  # fmt: skip
KEY_CHANGED = Fault(
    "changed", "H02", IT,
    N_("A identidade de {host} mudou. Era {expected}, agora é {found}. A senha não foi enviada."),
    N_("A TI confirma se o servidor foi reinstalado. Só então confirme a identidade nova."),
)  # fmt: skip
SSH_REFUSED = Fault(
    "refused", "H05", IT,
    N_("O servidor recusou o login {user}. Ele não diz por quê. Foi feita uma única tentativa."),
    N_("Confira a senha; a TI confere se a conta existe e se pode entrar por SFTP."),
)  # fmt: skip
ONLY_KEYS = Fault(
    "only_keys", "H07", IT,
    N_("O servidor {host} não pede a senha de {user}, só {methods}. A senha não foi enviada."),
    N_("Ligue a entrada por senha para a conta, sem exigir chave antes (AuthenticationMethods): o CRM só tem a senha."),
)  # fmt: skip
INTERACTIVE = Fault(
    "interactive", "H08", IT,
    N_("O servidor não aceita a senha direta, só por pergunta e resposta; o teste respondeu e entrou."),
    N_("Confira se o CRM também sabe responder, ou ligue a entrada por senha (PasswordAuthentication)."),
)  # fmt: skip
BANNED = Fault(
    "hung_up", "H23", IT,
    N_("O servidor {host} desligou antes de se apresentar: limite de conexões ou bloqueio deste endereço."),
    N_("Espere alguns minutos e peça à TI que libere o endereço deste computador (MaxStartups, fail2ban)."),
    PROBABLE,
)  # fmt: skip
MORE_FACTORS = Fault(
    "more_factors", "H09", IT,
    N_("O servidor {host} pede mais do que a senha: uma chave ou um código."),
    N_("Dispense a conta {user} do segundo fator: o CRM só tem a senha."),
)  # fmt: skip
AUTH_DROPPED = Fault(
    "dropped", "H10", IT,
    N_("O servidor {host} encerrou a conexão durante a entrada de {user}. Foi feita uma única tentativa."),
    N_("Confira a senha; a TI vê no registro do servidor o limite (MaxAuthTries) e bloqueios deste computador."),
)  # fmt: skip
NO_SUBSYSTEM = Fault(
    "missing", "H12", IT,
    N_("A senha foi aceita, mas o SFTP não está ligado no servidor {host}."),
    N_("Ligue o subsistema SFTP no servidor SSH e confira o caminho do programa dele."),
)  # fmt: skip
NO_SFTP_RIGHT = Fault(
    "ended", "H13", IT,
    N_("A senha foi aceita, mas a conta {user} não pode usar SFTP: a sessão terminou sozinha."),
    N_("Confira o comando forçado e o shell da conta no servidor."),
)  # fmt: skip


def ssh(fault: Fault, ref: str) -> Fault:
    """The same fault by SFTP, where the reference has another row for it."""
    return replace(fault, ref=ref)


@dataclass(frozen=True)
class Rule:
    """An FTP reply in `steps` whose number and text match means `fault`; the first rule that fits speaks."""

    fault: Fault
    steps: str
    codes: str
    words: str = ""

    def fits(self, step: str, reply: Reply) -> bool:
        """Whether this rule speaks for the reply."""
        return (
            step in self.steps.split()
            and re.match(self.codes, str(reply.code)) is not None
            and re.search(self.words, reply.text, re.IGNORECASE) is not None
        )


# A file that is not there, when it is read.
NOT_THERE = re.compile(r"no such|not found|not exist|failed to open|cannot find|n[ãa]o pode encontra", re.IGNORECASE)
_TLS = r"encrypt|\bssl\b|\btls\b|use auth first|cleartext|insecure|secure connection"
_LIMIT = (r"(too many|maximum|only \d+).*(users|clients|connect|sessions|allowed)|too many|maximum (number|session)"
          r"|already (logged|connected)|connections? (limit|reached)|limite de conex")

# The step `user`: refused before the password was sent; it shows as `auth`.
RULES = (
    # Pure-FTPd says it with 421, FileZilla Server with 503, ProFTPD with 550
    Rule(TLS_REQUIRED, "user auth", "421|5", _TLS),
    Rule(HOME_MISSING, "auth", "421|5",
         r"home directory|(cannot|can.?t|unable to) (open|change)|inaccessible|pasta inicial"),
    # ProFTPD's MaxClients and Serv-U's limits come after the password, with 530
    Rule(LIMIT_REACHED, "banner user auth", "421|5", _LIMIT),
    Rule(BUSY, "banner user auth folder upload", "421"),
    Rule(BUSY, "banner", "."),
    # vsftpd (OOPS), ProFTPD, IIS (its Win32 errors, host names), Serv-U (accounts, addresses)
    Rule(NOT_ALLOWED, "user auth", ".", r"anonymous|OOPS|disabled|expired|locked|logon type|hostname"
         r"|not (allowed|permitted)|\bIP\b|desativad|bloquead|expirad|(change|reset) (your|the) password"
         r"|restricted|maintenance|manuten|unavailable|time limit|banned"),
    Rule(USER_LISTED, "user", "53"),
    Rule(NOT_ALLOWED, "auth", ".", r"permission denied|access denied"),
    Rule(LOGIN_REFUSED, "user auth", "[45][35]", r"incorrect|invalid|wrong|fail|password|log\s?(in|on|ged)|authenticat"
         r"|credential|denied|senha|^\d{3} ?$"),
    Rule(NOT_ALLOWED, "user auth", "."),
    Rule(NOT_A_FOLDER, "folder", "550", r"not a directory|directory name is invalid|nome do diret[óo]rio"),
    Rule(FOLDER_CLOSED, "folder", "550", r"permission|acc?esso? (is )?(denied|negado|n[ãa]o permitido)"),
    Rule(FOLDER_MISSING, "folder", "550",
         r"no such|not found|failed to change|(doesn't|does not) exist|cannot find|couldn't open|não "),
    Rule(FOLDER_CLOSED, "folder", "."),
    Rule(QUOTA, "upload", "[45]5", r"quota|\bcota\b"),
    # ProFTPD says it with 426, IIS with 550, in its system's language
    Rule(DISK_FULL, "upload", "4(26|5[12])|55[02]", r"local file|\bspace\b|espa[çc]o|disk full|disco cheio"),
    Rule(DISK_FULL, "upload", "45[12]|552", r"disk|full|write"),
    Rule(FORBIDDEN_NAME, "upload", "55", r"(forbidden|prohibited) file ?name|file ?name (denied|invalid|not allowed)"),
    Rule(NO_DATA_CONNECTION, "upload", "425"),
    Rule(NO_OVERWRITE, "upload", "55", r"overwrite"),
    Rule(NOT_WRITABLE, "upload", "55[03]"),
    Rule(UPLOAD_REFUSED, "upload", "."),
)


def meaning(step: str, reply: Reply) -> Fault:
    """The fault that a refusing reply means."""
    return next(rule.fault for rule in RULES if rule.fits(step, reply))
