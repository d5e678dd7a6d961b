"""One story on a real screen with real keys: a new customer, an import, an edit, an undo, a test, close and reopen."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from screen import Program, Screen

from crm_console.store import notes
from crm_console.store.workspace import open_workspace

SAMPLE = "tests/data/implantacao-cliente.xlsx"
# Where things stand on the tab Parâmetros SMTP, on a screen of 1366 × 768.
HOST, PORT, SIGN_IN, SECURE = (760, 301), (998, 301), (603, 424), (603, 519)


@pytest.fixture
def server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def until(condition, what, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"never happened: {what}")


def reading(place, question):
    """Ask the file, as another console would."""
    with open_workspace(str(place), "test", write=False) as workspace:
        return question(workspace.store)


def find(screen: Screen, words: str) -> None:
    screen.key("ctrl+k")
    screen.type(words)
    time.sleep(0.8)
    screen.key("Return")
    time.sleep(0.5)


def overwrite(screen: Screen, place: tuple[int, int], text: str) -> None:
    screen.click(*place)
    screen.key("ctrl+a")
    screen.type(text)


def test_a_day_with_a_new_customer(screen, home, server, request):  # noqa: PLR0915 - it is one story
    workbook = request.config.rootpath / SAMPLE
    file = home / "metal-norte.crmc"
    program = Program(screen, home)
    try:
        screen.key("Return")  # Novo cliente…
        screen.type("Metal Norte")
        screen.key("Return")
        until(file.exists, "the customer's file")

        find(screen, "importar")
        screen.key("Return")  # Escolher planilhas…
        time.sleep(1)
        screen.type(str(workbook))
        screen.key("Return")
        time.sleep(1)
        program.focus()
        assert reading(file, lambda store: len(store.where("branch"))) == 0, "a preview writes nothing"
        screen.key("Return")  # Importar 11 registros
        until(lambda: reading(file, lambda store: len(store.where("smtp"))) == 1, "the import")

        # The workbook's second SMTP row was bad: "smtp://" in the host, a name in the sender. Typed in as it was meant.
        find(screen, "smtp.serpro")
        screen.click(*HOST)
        screen.key("ctrl+n")
        screen.type("0002")
        screen.key("Return")
        screen.key("Tab")
        screen.type("smtp://mail.serpro.example")
        screen.key("ctrl+s")
        time.sleep(0.5)
        assert reading(file, lambda store: len(store.where("smtp"))) == 1, "an error refuses"
        screen.key("ctrl+a")
        screen.type("mail.serpro.example")
        screen.key("Tab")
        screen.type("465")
        screen.key("Tab", "Tab")
        screen.type("crm@serpro.example")
        screen.key("ctrl+s")
        until(lambda: reading(file, fixed) == ("mail.serpro.example", 465, "crm@serpro.example"), "the row put right")

        find(screen, "smtp.serpro")
        overwrite(screen, HOST, "outro.serpro.example")
        screen.key("ctrl+s")
        until(lambda: reading(file, host) == "outro.serpro.example", "the saved edit")
        screen.key("ctrl+z")
        until(lambda: reading(file, host) == "smtp.serpro.example", "the undo")

        find(screen, "smtp.serpro")
        overwrite(screen, PORT, str(server))
        screen.click(*SECURE)
        screen.click(*SIGN_IN)
        overwrite(screen, HOST, "127.0.0.1")
        screen.key("ctrl+s")
        until(lambda: reading(file, host) == "127.0.0.1", "the server that listens")
        find(screen, "testar todos")
        until(lambda: reading(file, reports), "the report")
        screen.key("ctrl+q")
        assert program.ended() == 0, program.said.read_text(encoding="utf-8")

        program = Program(screen, home, str(file))
        time.sleep(1)
        find(screen, "127.0.0.1")
        overwrite(screen, PORT, "2525")
        screen.key("ctrl+s")
        until(lambda: reading(file, lambda store: store.find("smtp", "001/0001/1")["port"]) == 2525, "an edit after reopening")
        screen.key("ctrl+q")
        assert program.ended() == 0
        assert "Traceback" not in program.said.read_text(encoding="utf-8")
    finally:
        program.kill()

    def left(store):
        report = reports(store)[store.find("smtp", "001/0001/1").uid]
        return report.state, len(store.where("company")), len(store.where("branch"))

    assert reading(file, left) == ("ok", 3, 5)
    with open_workspace(str(file), "Marina Duarte") as again:
        assert not again.read_only, "the lock is free"


def host(store):
    return store.find("smtp", "001/0001/1")["host"]


def fixed(store):
    record = store.find("smtp", "001/0002/1")
    return record and (record["host"], record["port"], record["sender"])


def reports(store):
    """The last reports, once the server that listens was tested."""
    found = notes.last_reports(store, "smtp")
    return found if store.find("smtp", "001/0001/1").uid in found else None
