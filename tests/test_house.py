"""The house keeps its shape: layers, kinds, declared once, names, catalogues, generated pages, the Qt trap."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crm_console.core.fields import Kind
from crm_console.models.base import SQL_TYPES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "crm_console"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TOOLKIT = re.compile(r"^\s*(from|import) (PySide6|qasync|shiboken6)", re.MULTILINE)
NETWORK = re.compile(r"^\s*(from|import) (paramiko|socket|ssl|smtplib|ftplib|httpx|aiosmtpd|pyftpdlib|truststore)\b", re.MULTILINE)


def test_layers():
    done = subprocess.run([sys.executable, "-m", "tools.layers"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("pattern", "allowed"), [
    (TOOLKIT, ("views", "workers", "app.py")),
    # display.py asks whether the screen answers: a Unix socket of this machine, not the network
    (NETWORK, ("services/probes", "services/platform", "services/collection", "sandbox", "views/window/display.py")),
    (re.compile(r"^\s*(from|import) keyring", re.MULTILINE), ("store/secrets.py",)),
    (re.compile(r"^\s*(from|import) (alembic|sqlalchemy)", re.MULTILINE), ("models", "store", "services")),
    (re.compile(r"\.instance\(\)"), ()),
], ids=["toolkit", "network", "keyring", "database", "globals"])
def test_only_there(pattern, allowed):
    for path in SOURCES:
        inside = path.relative_to(PACKAGE).as_posix()
        if pattern.search(path.read_text(encoding="utf-8")):
            assert inside.startswith(allowed), f"{inside} has {pattern.pattern}"


def test_every_kind_has_a_type_and_an_editor():
    from crm_console.views.editors.kinds import EDITORS

    assert set(SQL_TYPES) == set(Kind) == set(EDITORS)


def test_a_fields_name_stands_once():
    """Adding a text field to a branch is one line in the model and one migration: `complement` is such a field."""
    places = [path.relative_to(PACKAGE).as_posix() for path in SOURCES
              if re.search(r"\bcomplement\b", path.read_text(encoding="utf-8"))]
    assert [p for p in places if not p.startswith("store/migrations")] == ["models/company.py"]
    lines = [line for line in (PACKAGE / "models/company.py").read_text().splitlines() if re.search(r"\bcomplement\b", line)]
    assert len(lines) == 1


def test_no_grab_bags():
    for path in SOURCES:
        assert not re.fullmatch(r"(utils?|helpers?|common|misc|managers?)", path.stem), path


def test_every_module_says_what_it_is_for():
    for path in SOURCES:
        assert path.read_text(encoding="utf-8").lstrip().startswith('"""'), path


def test_no_hosts_of_registries_in_the_requirements():
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text()
        assert "--hash=sha256:" in path.read_text()


def test_the_catalogues_are_current_and_complete():
    from tools import messages

    wanted = {m.id if isinstance(m.id, str) else m.id[0]: m for m in messages.extract() if m.id}
    for language in messages.LANGUAGES:
        held = {m.id if isinstance(m.id, str) else m.id[0]: m for m in messages.read(language) if m.id}
        assert set(held) == set(wanted), f"{language}: run `make messages`"
        for source, message in held.items():
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            assert all(strings), f"{language}: no translation of “{source}”"
            names = set(re.findall(r"{(\w+)}", source if isinstance(message.id, str) else message.id[1]))
            for string in strings[-1:]:
                assert set(re.findall(r"{(\w+)}", string)) == names, f"{language}: {source}"


def test_the_field_reference_is_current():
    from crm_console.services.reference import field_reference

    assert (ROOT / "docs" / "fields.md").read_text(encoding="utf-8") == field_reference()


def test_setting_text_20000_times_keeps_none_alive(qapp):
    """PySide6 6.12.0 on Python 3.11 takes one reference from None at each void call, until the interpreter aborts."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(20_000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 1_000


def test_no_text_escapes_the_catalogue():  # noqa: C901 - one visitor
    """A pt-BR sentence in a view that no marker holds would stay Portuguese in every language."""
    import ast

    marked = {"N_", "Nn_", "say", "_say"}

    def name_of(call):
        return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")

    class Finder(ast.NodeVisitor):
        def __init__(self):
            self.found = []

        def visit_Call(self, node):
            if name_of(node) not in marked:
                self.generic_visit(node)
            else:
                for keyword in node.keywords:
                    self.visit(keyword)

        def visit_Expr(self, node):
            if not isinstance(node.value, ast.Constant):
                self.generic_visit(node)

        def visit_Constant(self, node):
            own_names = ("Português (Brasil)", "Español")  # a language is called by its own name everywhere
            if isinstance(node.value, str) and re.search(r"[à-ýÀ-Ý]", node.value) and node.value not in own_names:
                self.found.append((node.lineno, node.value))

    for path in SOURCES:
        # pictures.py holds the made-up customer that stands in the pictures
        if path.relative_to(PACKAGE).parts[0] in ("views", "cli", "app.py") and path.name != "pictures.py":
            finder = Finder()
            finder.visit(ast.parse(path.read_text(encoding="utf-8")))
            assert not finder.found, f"{path}: {finder.found}"


def test_make_and_the_tools_know_the_same_words():
    from tools.__main__ import WORDS

    (line,) = [row for row in (ROOT / "Makefile").read_text().splitlines() if row.startswith("WORDS :=")]
    assert set(line.partition(":=")[2].split()) == set(WORDS)
