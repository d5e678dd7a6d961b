"""How a secret may look in what a server says: written down independently of the program, so that it can be proved wrong."""

from __future__ import annotations

import base64
import binascii
import contextlib
import random
import string
from urllib.parse import quote, quote_plus


def spellings(secret: str, user: str) -> dict[str, bytes]:
    """Section 6 of the reference: each as the bytes that a server would send."""
    u = secret.encode()
    found = {"plain": u, "hex": binascii.hexlify(u), "HEX": binascii.hexlify(u).upper(),
             "url": quote(secret, safe="").encode(), "url+": quote_plus(secret).encode(),
             "percent": b"".join(b"%%%02x" % byte for byte in u),
             "quoted-printable": binascii.b2a_qp(u, quotetabs=True, istext=False).replace(b"=\n", b""),
             "quoted": b"".join(b"=%02X" % byte for byte in u),
             "json": _json(secret), "user-pass": base64.b64encode(f"\0{user}\0{secret}".encode()),
             "user-user-pass": base64.b64encode(f"{user}\0{user}\0{secret}".encode()),
             "utf-16": secret.encode("utf-16-le"), "utf-16-be": secret.encode("utf-16-be")}
    for lead in range(3 if len(u) > 3 else 1):  # of fewer bytes, out of step, hardly one letter is left to know it by
        found[f"base64 after {lead}"] = base64.b64encode(b"x" * lead + u)
    found["base64 unpadded"] = base64.b64encode(u).rstrip(b"=")
    found["base64 utf-16"] = base64.b64encode(secret.encode("utf-16-le"))
    found["url base64"] = base64.urlsafe_b64encode(u)
    with contextlib.suppress(UnicodeEncodeError):
        found["latin-1"] = secret.encode("latin-1")
        found["base64 latin-1"] = base64.b64encode(secret.encode("latin-1"))
    return {name: raw for name, raw in found.items() if raw and b"\n" not in raw}


def _json(secret: str) -> bytes:
    made = ""
    for char in secret:
        if char in '"\\':
            made += "\\" + char
        elif ord(char) < 128:
            made += char
        else:
            units = char.encode("utf-16-be")
            made += "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    return made.encode()


def secrets(chance: random.Random, many: int) -> list[str]:
    """Secrets of all kinds, those that make redaction hard among them."""
    letters = string.ascii_letters + string.digits
    alphabets = (letters, letters + "!#$%&*+-/=?@^_ ", "áéíóúçãõÁÉ" + letters, "密码пароль🔑κωδικός" + letters, letters + "%\\\"'<>&;|`")
    fixed = ["a", "ok", "250", "crm", "Postfix", "mail", "se nha", 'as"pas', "it's", "100%", "%41%42", "a\\b\\c", "YWJjZA==",
             "c2VuaGE", "deadbeef", "=3D=", "x" * 3, "\\u0041", "+ +", "ção", "密码密码", "senha\\", "{user}", "{senha}", "•••"]
    made = ["".join(chance.choices(chance.choice(alphabets), k=chance.choice((1, 2, 3, 4, 5, 8, 12, 24, 60)))) for _ in range(many)]
    return [secret for secret in [*fixed, *made] if secret.strip() == secret]


def traces(text: str, raw: bytes) -> bool:
    """Whether what a server said stands in the text, as text or as its JSON form."""
    shown = {raw.decode("latin-1")}
    with contextlib.suppress(UnicodeDecodeError):
        shown.add(raw.decode("utf-8"))
    folded = text.casefold()
    escaped = {_json(each).decode() for each in shown} | {each.replace("\\", "\\\\").replace('"', '\\"') for each in shown}
    return any(each.casefold() in folded for each in shown | escaped)
