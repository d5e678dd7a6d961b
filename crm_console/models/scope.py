"""What SMTP and FTP share: they belong to a company-branch pair, and their servers are the customer's."""

from __future__ import annotations

from collections.abc import Iterator

from crm_console.core.checks import is_private
from crm_console.core.problem import Problem, Severity, Who
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.core.vendor import vendor_domain


def foreign_host(value: str) -> Text | None:
    """The vendor's own servers are not allowed here (documented)."""
    domain = vendor_domain(value)
    if domain is None:
        return None
    return N_(
        "“{host}” é da Senior ({domain}), e o manual não permite usar os servidores dela aqui. "
        "Peça à TI do cliente o servidor da própria empresa.", host=value, domain=domain)


def private_host(record: Record, type_name: str) -> Iterator[Problem]:
    """A hosted CRM cannot reach an address that exists only inside the customer's network."""
    host = record.get("host")
    if host and is_private(host):
        yield Problem(
            "host", f"{type_name}.private_address",
            N_("{host} só existe dentro da rede do cliente. Um CRM hospedado fora não chega até ele.", host=host),
            Severity.WARNING, Who.CUSTOMER_IT)
