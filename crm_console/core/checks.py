"""One function per rule on a single value: it takes the value and returns the sentence that refuses it, or None."""

from __future__ import annotations

import ipaddress
import re

from crm_console.core.text import N_, Text

_LABEL = re.compile(r"[A-Z0-9_]([A-Z0-9_-]{0,61}[A-Z0-9_])?", re.IGNORECASE)
_ANGLE = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>]+)>$")


def text_problem(value: str, length: int) -> Text | None:
    """Characters that no screen can show, and texts longer than their field."""
    if len(value) > length:
        return N_("Tem {size} caracteres; o limite é {length}. Encurte.", size=len(value), length=length)
    if not value.isprintable() and any(ord(char) < 32 and char not in "\n\t" for char in value):
        return N_("Contém um caractere invisível que não pode ser gravado. Digite de novo, sem colar.")
    return None


def host_problem(value: str) -> Text | None:
    """A bare server name or address: no protocol, no port, no spaces, no folder."""
    if "://" in value:
        scheme = value.partition("://")[0]
        return N_("O endereço contém “{scheme}://”. Escreva só o nome do servidor.", scheme=scheme)
    if "/" in value or "@" in value:
        return N_("Escreva só o nome do servidor, sem pasta e sem usuário.")
    if any(char.isspace() for char in value):
        return N_("O endereço contém um espaço. Escreva o nome sem espaços.")
    if is_address(value):
        return None
    if value.count(":") == 1:
        return N_("A porta “{port}” está dentro do endereço. Escreva-a no campo da porta.", port=value.split(":")[1])
    if set(value) <= set("0123456789."):
        return N_("“{value}” não é um endereço IP completo. São quatro números de 0 a 255.", value=value)
    return _name_problem(value)


def _name_problem(value: str) -> Text | None:
    if ":" in value:
        return N_("“{value}” não é um endereço IPv6 nem um nome de servidor.", value=value)
    try:
        ascii_name = value if value.isascii() else value.encode("idna").decode()
    except UnicodeError:
        return N_("O nome do servidor está malformado. Confira os pontos e as letras.")
    labels = ascii_name.removesuffix(".").split(".")
    for label in labels:
        if not label:
            return N_("O nome do servidor tem um ponto sobrando.")
        if len(label) > 63:
            return N_("Uma parte do nome do servidor tem mais de 63 letras.")
        if not _LABEL.fullmatch(label):
            return N_("“{label}” não pode fazer parte de um nome de servidor.", label=label)
    return None


def bare_host(value: str) -> tuple[str, int | None]:
    """What was probably meant by `smtp://mail.example:587/`: the name and, where one stood there, the port."""
    plain = value.strip().split("://")[-1].split("/")[0].split("@")[-1]
    if plain.count(":") == 1:
        name, port = plain.split(":")
        return name, int(port) if port.isdecimal() and 0 < int(port) < 65536 else None
    return plain, None


def is_address(value: str) -> bool:
    """Whether it is an IPv4 or IPv6 address rather than a name."""
    try:
        ipaddress.ip_address(value.strip("[]"))
    except ValueError:
        return False
    return True


def is_private(value: str) -> bool:
    """Whether it is an address that exists only inside the customer's network (loopback included)."""
    if value.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(value.strip("[]"))
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local


def email_problem(value: str) -> Text | None:
    """One address and nothing else: no name, no second address."""
    if _ANGLE.match(value):
        return N_("Escreva só o endereço, sem o nome. O nome vai em “Nome a exibir”.")
    if ";" in value or value.count("@") > 1:
        return N_("Escreva um único endereço de e-mail.")
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - start-up is measured

    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        if "@" not in value:
            return N_("“{value}” não é um endereço de e-mail: falta o @.", value=value)
        return N_("“{value}” não é um endereço de e-mail. Confira o que vem antes e depois do @.", value=value)
    return None


def bare_email(value: str) -> tuple[str, str]:
    """`CRM <crm@x.example>` as (address, name); a plain address has an empty name."""
    found = _ANGLE.match(value.strip())
    if not found:
        return value.strip(), ""
    return found["address"].strip(), found["name"].strip().strip('"')


def path_problem(value: str) -> Text | None:
    """A folder on a server: no protocol, no drive letter."""
    if "://" in value:
        return N_("Escreva só a pasta, sem protocolo e sem servidor.")
    if re.match(r"^[A-Za-z]:[\\/]", value):
        return N_("“{value}” é uma pasta de um computador Windows. Escreva a pasta como o servidor a vê.", value=value)
    return None


def cnpj_problem(value: str) -> Text | None:
    """Check digits of a CNPJ in its compact form; the first twelve places may hold letters since July 2026."""
    from stdnum.br import cnpj  # noqa: PLC0415 - start-up is measured

    if len(value) != 14:
        return N_("O CNPJ tem {size} caracteres; são 14.", size=len(value))
    if not re.fullmatch(r"[A-Z0-9]{12}[0-9]{2}", value):
        return N_("O CNPJ “{value}” tem caracteres que não fazem parte de um CNPJ.", value=value)
    if cnpj.calc_check_digits(value) != value[12:]:  # `value` is compact already: is_valid would clean it again
        return N_("Os dígitos verificadores do CNPJ {value} não conferem.", value=cnpj.format(value))
    return None


def mega_url_problem(value: str) -> Text | None:
    """The address of Mega's API: https://dominio:porta/, the port written out (documented)."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - start-up is measured

    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return N_("“{value}” não é um endereço. A forma documentada é https://dominio:porta/.", value=value)
    if parts.scheme != "https":
        return N_("O endereço do Mega começa com https://. A forma documentada é https://dominio:porta/.")
    if parts.username or parts.password:
        return N_("O endereço do Mega não leva usuário nem senha. Escreva só https://dominio:porta/.")
    if not port:
        return N_("Falta a porta no endereço do Mega: https://dominio:porta/. Peça-a a quem cuida do Mega.")
    if not parts.hostname or (problem := host_problem(parts.hostname)) is not None:
        return problem if parts.hostname else N_("Falta o domínio no endereço do Mega: https://dominio:porta/.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return N_("O endereço do Mega termina na porta e na barra, sem mais nada: https://dominio:porta/.")
    return None
