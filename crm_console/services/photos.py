"""A user's photo: JPG or PNG up to 1 MB, as the Platform takes it. What only looks like one is refused."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from crm_console.core.errors import RefusedError, UnreadableError
from crm_console.core.text import N_
from crm_console.store import pictures
from crm_console.store.store import Store

LARGEST = 1_000_000  # bytes; the vendor says "1 MB" and not which, so the smaller one
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers that begin a picture's frame


def keep(store: Store, path: Path) -> str:
    """Keep the photo in this file and return what the field holds. Raises UnreadableError, RefusedError."""
    try:
        if path.exists() and not path.is_file():
            raise RefusedError(N_("“{path}” não é um arquivo.", path=path), N_("Escolha uma foto JPG ou PNG."))
        size = path.stat().st_size
        if size > LARGEST:
            raise RefusedError(
                N_("“{file}” tem {size} MB; a foto pode ter até 1 MB.", file=path.name, size=f"{size / 1e6:.1f}"),
                N_("Reduza a foto e escolha de novo."))
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            N_("O arquivo “{path}” não pode ser lido: {said}.", path=path, said=error.strerror or "")) from error
    return pictures.keep(store, kind_of(content, path.name), content)


def kind_of(content: bytes, name: str) -> str:
    """`png` or `jpeg`; raises RefusedError for what is neither, or is cut."""
    if content.startswith(PNG) and _whole_png(content):
        return "png"
    if content.startswith(JPEG) and _whole_jpeg(content):
        return "jpeg"
    said = N_("“{file}” é uma foto cortada ou danificada.", file=name) if content.startswith((PNG, JPEG)) else N_(
        "“{file}” não é uma foto JPG nem PNG.", file=name)
    raise RefusedError(said, N_("Escolha uma foto JPG ou PNG de até 1 MB."))


def _whole_png(content: bytes) -> bool:
    """Every chunk has its checksum, the first is the header and the last is the end."""
    at, names = len(PNG), []
    while at + 12 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            return False
        if zlib.crc32(content[at + 4:end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            return False
        names.append(name)
        at = end
        if name == b"IEND":
            return names[0] == b"IHDR" and b"IDAT" in names
    return False


def _whole_jpeg(content: bytes) -> bool:
    """The segments lead to a frame and a scan, and the end mark is there."""
    at, framed = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        if content[at + 1] == 0xFF:  # the standard lets segments be filled up
            at += 1
            continue
        marker, size = content[at + 1], int.from_bytes(content[at + 2:at + 4], "big")
        framed = framed or marker in FRAMES
        if marker == 0xDA:
            return framed and b"\xff\xd9" in content[at:]  # telephones write their own data behind the end
        at += 2 + size
    return False
