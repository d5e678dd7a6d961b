"""Reads a server's certificate for people, and finds what is wrong with it by its own contents."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID


@dataclass(frozen=True)
class Certificate:
    """What a person compares: for whom, by whom, until when."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    fingerprint: str
    bits: int
    alternative_names: bool  # whether the names stand where modern programs look for them
    issuer_address: bool  # whether it says where anybody can fetch the certificate of who issued it
    pem: str

    @property
    def self_signed(self) -> bool:
        """Whether it vouches for itself."""
        return self.subject == self.issuer

    def as_facts(self) -> dict[str, Any]:
        """For the report."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "names": list(self.names),
            "not_before": f"{self.not_before:%Y-%m-%dT%H:%M:%SZ}",
            "not_after": f"{self.not_after:%Y-%m-%dT%H:%M:%SZ}",
            "sha256": self.fingerprint,
            "bits": self.bits,
            "pem": self.pem,
        }


def read(der: bytes) -> Certificate:
    """The certificate in its DER form. Raises ValueError where it is damaged."""
    return described(x509.load_der_x509_certificate(der))


def described(parsed: x509.Certificate) -> Certificate:
    """What people compare of it."""
    key = parsed.public_key()
    present = {extension.oid for extension in parsed.extensions}
    return Certificate(
        parsed.subject.rfc4514_string(),
        parsed.issuer.rfc4514_string(),
        _names(parsed),
        parsed.not_valid_before_utc,
        parsed.not_valid_after_utc,
        parsed.fingerprint(hashes.SHA256()).hex(":").upper(),
        key.key_size if isinstance(key, rsa.RSAPublicKey) else int(getattr(key, "key_size", 0)),
        x509.SubjectAlternativeName.oid in present,
        _says_where(parsed),
        parsed.public_bytes(serialization.Encoding.PEM).decode(),
    )


def _says_where(parsed: x509.Certificate) -> bool:
    """Whether anybody can fetch the issuer's certificate; an address in a company's own directory is for few."""
    try:
        rows = parsed.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return False
    issuers = [row for row in rows if row.access_method == AuthorityInformationAccessOID.CA_ISSUERS]
    where = [str(row.access_location.value).lower() for row in issuers]
    return bool(where) and not any(each.startswith("ldap") for each in where)


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    try:
        found = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        common = parsed.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return tuple(str(name.value) for name in common)
    addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
    return (*found.get_values_for_type(x509.DNSName), *addresses)


def covers(certificate: Certificate, host: str) -> bool:
    """Whether one of its names is `host`; a star stands for exactly one label."""
    wanted = host.rstrip(".").lower()
    return any(_same(name.rstrip(".").lower(), wanted) for name in certificate.names)


def _same(name: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(name) == ipaddress.ip_address(host)
    except ValueError:
        pass
    if name.startswith("*."):
        return host.partition(".")[2] == name[2:] and not host.startswith(".")
    return name == host


def problems(certificate: Certificate, host: str, now: datetime | None = None) -> list[str]:
    """All that its contents show, the gravest first: `expired not_yet self_signed name`."""
    now = now or datetime.now(UTC)
    found = {
        "expired": certificate.not_after < now,
        "not_yet": certificate.not_before > now,
        "self_signed": certificate.self_signed,
        "name": not covers(certificate, host),
    }
    return [name for name, true in found.items() if true]
