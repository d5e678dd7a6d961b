"""The guided window by real keys and clicks: one key copies, answers are kept, pictures, passwords, looks by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest

from crm_console.core.paths import data_folder
from crm_console.services.deploy.guided import SEEN, Guided
from crm_console.services.deploy.guided_copying import Leash
from crm_console.services.platform.connecting import Platform
from crm_console.store import pictures, runs
from crm_console.store.attempts import at_the_platform
from crm_console.store.preferences import Preferences
from crm_console.views.deploy.guided_opening import GuidedWindows
from crm_console.views.deploy.guided_window import GuidedWindow
from tests.services.deploy.lab import SECRETS
from tests.services.deploy.test_guided import in_the_tenant
from tests.views.deploy.conftest import BY_HAND, aside, sign_in, texts_of

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(kit, platform, qtbot, clipboard):
    def make(step="user", **more):
        made = GuidedWindow(kit, Guided(kit.workspace, platform, step, pause=0.01), **more)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitExposed(made)
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return make


def key(window, code, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.focusWidget() or window, code, modifier)


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def row_of(window, label):
    return next(at for at, row in enumerate(window.record.fields.rows) if row.label == label)


def click_row(window, place):
    view = window.record.fields
    index = view.model().index(place)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_one_key_copies_the_next_field_and_moves_on(window, clipboard):
    shown = window()
    for text in ("Ana Prado", "ana.prado", "ana@serraazul.example"):
        key(shown, Qt.Key.Key_Space)
        assert clipboard.text() == text
    key(shown, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == "pt-BR"
    assert [row.copied for row in shown.record.fields.rows][:5] == [True] * 4 + [False]
    assert shown.record.fields.currentIndex().row() == 4
    assert "Senha inicial" in shown.record.clip.said, "the key's next field is told"


def test_a_figure_copies_its_field_and_a_click_too(window, clipboard):
    shown = window()
    key(shown, Qt.Key.Key_2)
    assert clipboard.text() == "ana.prado"
    click_row(shown, row_of(shown, "Nome completo"))
    assert clipboard.text() == "Ana Prado"
    key(shown, Qt.Key.Key_Down)
    key(shown, Qt.Key.Key_Down)
    key(shown, Qt.Key.Key_Space)
    assert clipboard.text() == "pt-BR", "arrows choose what the next key copies"


def test_a_password_is_marked_for_clipboard_managers_and_taken_away_in_time(window, clipboard, qtbot):
    now = [0.0]
    shown = window(leash=Leash(clock=lambda: now[0]))
    key(shown, Qt.Key(ord(str(row_of(shown, "Senha inicial") + 1))))
    assert clipboard.text() == SECRETS["user"]
    assert "x-kde-passwordManagerHint" in clipboard.mimeData().formats()
    assert "20 s" in shown.record.clip.said
    now[0] = 12.0
    qtbot.waitUntil(lambda: "8 s" in shown.record.clip.said)
    now[0] = 20.0
    qtbot.waitUntil(lambda: clipboard.text() == "")
    assert "Senha apagada" in shown.record.clip.said


def test_what_somebody_copied_meanwhile_stays(window, clipboard, qtbot):
    now = [0.0]
    shown = window(leash=Leash(clock=lambda: now[0]))
    shown.copy(row_of(shown, "Senha inicial"))
    clipboard.setText("outra coisa")
    now[0] = 21.0
    qtbot.waitUntil(lambda: shown.clipboard.left == 0)
    qtbot.wait(300)
    assert clipboard.text() == "outra coisa"


@pytest.mark.parametrize("end", ["close", "answer", "button", "next"])
def test_a_password_goes_with_the_window_the_answer_the_button_and_the_next_copy(window, clipboard, end):
    shown = window()
    shown.copy(row_of(shown, "Senha inicial"))
    assert clipboard.text() == SECRETS["user"]
    if end == "close":
        shown.close()
    elif end == "answer":
        key(shown, Qt.Key.Key_Return, CTRL)
    elif end == "button":
        click(shown.record.clip.link)
    else:
        key(shown, Qt.Key.Key_1)
    assert clipboard.text() == ("Ana Prado" if end == "next" else "")


def test_no_secret_is_in_any_text_name_tip_or_picture(window, clipboard, tmp_path):
    shown = window()
    shown.copy(row_of(shown, "Senha inicial"))
    said = texts_of(shown)
    assert "senha guardada no cofre" in said, "the walk reads what is shown"
    shown.show_all()
    said += texts_of(shown)
    taken = []
    shown.all.copied.connect(lambda text, _: taken.append(text))
    click(shown.all.rows_button)
    assert "ana.prado" in taken[0]
    image = shown.grab().toImage()
    image.save(str(tmp_path / "tela.png"))
    said += "".join(taken) + "".join(f"{k}={image.text(k)}" for k in image.textKeys()) + repr(shown.guided.__dict__)
    assert SECRETS["user"] not in said
    assert SECRETS["user"].encode() not in (tmp_path / "tela.png").read_bytes()


def test_done_failed_and_later_by_keys_are_written_at_once(window, kit):
    shown = window()
    click(shown.record.later)
    assert shown.guided.title.startswith("Rui Lopes")
    click(shown.record.failed)
    QTest.keyClicks(shown.record.note, "sem acesso 12")
    key(shown, Qt.Key.Key_Return)
    store = kit.workspace.store
    run = runs.latest(store, "deploy")
    rows = runs.rows(store, run)
    told = [row for (step, uid), row in rows.items() if step == "user" and uid]
    assert [row.state for row in told] == ["failed"]
    assert "sem acesso 12" in str(told[0].said)
    assert shown.guided.title.startswith("Ana Prado"), "what was put off comes back"
    key(shown, Qt.Key.Key_Return, CTRL)
    assert shown.stack.currentWidget() is shown.summary
    assert "1 feito" in shown.summary.words.text()
    assert "1 falhou" in shown.summary.words.text()
    ended = []
    shown.finished.connect(lambda: ended.append(True))
    click(shown.summary.close_button)
    assert ended
    assert not shown.isVisible()


def test_alt_arrows_and_page_keys_turn(window):
    shown = window()
    key(shown, Qt.Key.Key_Right, ALT)
    assert shown.record.name.toolTip() or "Rui" in shown.record.name.text()
    key(shown, Qt.Key.Key_PageUp)
    assert "Ana" in shown.record.name.text()
    key(shown, Qt.Key.Key_PageDown)
    assert "Rui" in shown.record.name.text()
    key(shown, Qt.Key.Key_Left, ALT)
    assert "Ana" in shown.record.name.text()


def test_figures_and_spaces_are_typed_into_the_note(window, clipboard):
    shown = window()
    click(shown.record.failed)
    QTest.keyClicks(shown.record.note, "1 2 3")
    assert shown.record.note.text() == "1 2 3"
    assert clipboard.text() == ""
    key(shown, Qt.Key.Key_Escape)
    assert not shown.record.noting
    key(shown, Qt.Key.Key_1)
    assert clipboard.text() == "Ana Prado"


def test_a_pasted_picture_is_evidence_without_what_a_program_wrote_beside_it(window, clipboard, kit):
    shown = window()
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    image.setText("Comment", SECRETS["user"])
    clipboard.setImage(image)
    key(shown, Qt.Key.Key_V, CTRL)
    assert shown.guided.picture_waits
    assert shown.record.evidence.thumb.isVisible()
    key(shown, Qt.Key.Key_Return, CTRL)
    row = shown.guided.row(0)
    kept = pictures.read(kit.workspace.store, row.evidence)
    assert kept.startswith(b"\x89PNG")
    assert SECRETS["user"].encode() not in kept
    assert b"tEXt" not in kept


def test_a_dropped_file_is_evidence_and_what_is_none_is_refused(window, tmp_path):
    shown = window()
    image = QImage(32, 18, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(tmp_path / "tela.png"))
    (tmp_path / "lista.txt").write_text("nada")
    for name, waits in (("lista.txt", False), ("tela.png", True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        shown.dropEvent(QDropEvent(QPointF(QPoint(20, 20)), Qt.DropAction.CopyAction, data,
                                   Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
        assert shown.guided.picture_waits is waits
        assert bool(shown.record.problem.said) is not waits
    click(shown.record.evidence.out)
    assert not shown.guided.picture_waits


def test_pasting_text_says_that_there_is_no_picture(window, clipboard):
    shown = window()
    clipboard.setText("texto")
    key(shown, Qt.Key.Key_V, CTRL)
    assert "Não há imagem" in shown.record.problem.said


def test_the_table_finds_a_record_and_copies_a_column(window, clipboard, qtbot):
    shown = window()
    key(shown, Qt.Key.Key_L, CTRL)
    QTest.keyClicks(shown.all.search, "rui")
    qtbot.waitUntil(lambda: shown.all.model.rowCount() == 1)
    key(shown, Qt.Key.Key_Return)
    assert shown.stack.currentWidget() is shown.record
    assert shown.guided.title.startswith("Rui")
    key(shown, Qt.Key.Key_L, CTRL)
    shown.all.search.clear()
    qtbot.waitUntil(lambda: shown.all.model.rowCount() == 2)
    shown.all.table.setCurrentIndex(shown.all.model.index(0, shown.all.model.heads.index("E-mail")))
    click(shown.all.column_button)
    assert clipboard.text() == "ana@serraazul.example\nrui@serraazul.example"
    assert "E-mail" in shown.all.count._whole


def test_done_is_looked_at_by_itself_on_the_tenant(lab, platform, prepared, tmp_path, window, qtbot):
    sign_in(platform, lab.twin, BY_HAND)
    aside(lambda: in_the_tenant(lab, prepared, tmp_path, "role.create", {"name": "Vendas Externas", "description": ""}))
    shown = window("role")
    assert shown.guided.to_uid(next(i.uid for i in shown.guided.items if i.title == "Vendas Externas"))
    shown.show_record()
    uid = shown.guided.item.uid
    key(shown, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: uid in shown.checks.found, timeout=20_000)
    assert shown.checks.found[uid].state == SEEN
    assert "1 no tenant" in shown.head.count.text()
    shown.guided.to_uid(uid)
    shown.show_record()
    assert shown.record.pill.word == "conferido no tenant"


def test_what_the_tenant_shows_otherwise_is_told_and_leads_back(lab, platform, window, qtbot):
    sign_in(platform, lab.twin, BY_HAND)
    shown = window("user")
    key(shown, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(shown.checks.told.said), timeout=20_000)
    assert shown.checks.told.said.startswith("Ana Prado")
    assert "Ainda não está no tenant" in shown.checks.told.said
    shown.checks.told.fix_clicked.emit()
    assert shown.guided.title.startswith("Ana Prado")
    assert shown.guided.state() == "failed"
    assert shown.record.pill.word == "falhou"


def test_it_comes_back_where_it_was_and_with_its_answers(kit, platform, qtbot, clipboard):
    preferences = Preferences(data_folder())
    windows = GuidedWindows(kit, platform, preferences, kit.look)
    made = windows.open("user")
    qtbot.waitExposed(made)
    made.move(40, 60)
    made.answer("done")
    place = made.geometry()
    assert windows.open("user") is made, "one window a step"
    made.close()
    again = windows.open("user")
    assert again is not made
    assert again.guided.title.startswith("Rui Lopes")
    assert "1 de 2" in again.head.count.text()
    assert again.geometry() == place
    windows.release()
    assert not again.isVisible()


def test_a_read_only_workspace_says_so_and_keeps_nothing(lab, opened, qtbot, kit, window):
    with lab.open() as second:
        assert second.read_only
        other = GuidedWindow(kit, Guided(second, Platform(second, at_the_platform(data_folder())), "user"))
        qtbot.addWidget(other)
        other.show()
        other.answer("done")
        assert "só para leitura" in other.record.problem.said
        assert runs.latest(second.store, "deploy") is None


def test_the_records_state_is_a_pill_of_the_usual_height(window):
    shown = window()
    assert shown.record.pill.height() == shown.record.pill.sizeHint().height(), "it is not stretched to the buttons"
