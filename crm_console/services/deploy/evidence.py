"""Pictures that show that something was done: kept in the workspace by their content, named by a step or an item."""

from __future__ import annotations

from pathlib import Path

from crm_console.core.errors import RefusedError, UnreadableError
from crm_console.core.text import N_
from crm_console.services import photos
from crm_console.store import pictures
from crm_console.store.store import Store

LARGEST = 20_000_000  # bytes; a screen in full size has a few million


def keep_file(store: Store, path: Path) -> str:
    """Keep the picture in this file; returns its id. Raises UnreadableError, RefusedError."""
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedError(N_("“{file}” é grande demais para uma evidência.", file=path.name),
                               N_("Use uma imagem de até 20 MB."))
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            N_("O arquivo “{path}” não pode ser lido: {said}.", path=path, said=error.strerror or "")) from error
    return keep(store, content, path.name)


def keep(store: Store, content: bytes, name: str = "") -> str:
    """Keep a picture as it came, from the clipboard say; returns its id. Raises RefusedError for what is none."""
    try:
        kind = photos.kind_of(content, name)
    except RefusedError as error:
        raise RefusedError(error.message, N_("Escolha uma imagem JPG ou PNG inteira.")) from None
    return pictures.keep(store, kind, content)
