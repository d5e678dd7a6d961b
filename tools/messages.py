"""The gettext catalogues: extracted from the code, brought up to date, compiled. The source language is pt-BR."""

from __future__ import annotations

import sys
import tomllib
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "i18n"
CALLS = ROOT / "resources" / "platform" / "catalog.toml"  # what each call does is read by people
DOMAIN = "crm_console"
LANGUAGES = ("en", "es")  # pt_BR is the source: its texts are the keys
CHANGING = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator', b"# ", b"#\n")
KEYWORDS = {"N_": None, "say": None, "_say": None, "Nn_": (1, 2)}


def extract() -> Catalog:
    """Every text in the code that a person may read."""
    catalogue = Catalog(domain=DOMAIN, fuzzy=False)
    found = extract_from_dir(str(ROOT / "crm_console"), [("**.py", "python")], keywords=KEYWORDS)
    for name, _, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        if message and message != "":
            catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    for call in tomllib.loads(CALLS.read_text(encoding="utf-8"))["call"]:
        for text in (call.get("what"), call.get("note")):
            if text:
                catalogue.add(text, None, [(CALLS.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def file_of(language: str) -> Path:
    """A language's catalogue."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue as it stands; empty where there is none."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def update() -> None:
    """Give every catalogue exactly the texts of the code; known translations stay."""
    template = extract()
    for language in LANGUAGES:
        old = read(language)
        new = Catalog(locale=language, domain=DOMAIN, fuzzy=False)
        for message in template:
            if message.id:
                known = old.get(message.id)
                new.add(message.id, known.string if known else None, message.locations)
        path = file_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(new))


def _written(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, no_location=True, omit_header=False, sort_output=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(CHANGING))


def compile_all() -> None:
    """Make the .mo files that the program reads."""
    for language in LANGUAGES:
        target = file_of(language).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, read(language))


if __name__ == "__main__":
    if sys.argv[1:] != ["compile"]:
        update()
    compile_all()
