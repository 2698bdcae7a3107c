"""What is said about the camera."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.camera_notice import CameraNotice
from app.camera_state import CameraState


@pytest.fixture
def picture(qtbot: QtBot) -> QWidget:
    """The widget of the picture."""
    one = QWidget()
    one.resize(800, 500)
    qtbot.addWidget(one)
    one.show()
    return one


@pytest.mark.parametrize("state", CameraState)
def test_every_state_has_one_sentence_and_one_remedy(picture: QWidget, state: CameraState) -> None:
    """Each its own, short enough to be read at a glance, and without a word of the trade."""
    texts = CameraNotice(picture).texts
    sentence, remedy = texts[state]

    assert sentence.endswith((".", "…"))
    assert remedy.endswith(".")
    assert sentence.count(".") <= 1
    assert len(sentence) <= 40
    assert len(remedy) <= 110
    assert [text for text in texts.values() if text == (sentence, remedy)] == [(sentence, remedy)]
    assert not {"device", "driver", "error", "failed", "opencv", "index"} & set(f"{sentence} {remedy}".lower().split())


def test_it_covers_the_picture_whatever_its_size(picture: QWidget) -> None:
    """Shown, it is as large as the picture, and stays so."""
    notice = CameraNotice(picture)
    assert notice.isHidden()
    assert notice.text == ""

    notice.show_state(CameraState.BUSY)
    assert notice.size() == picture.size()
    picture.resize(300, 200)
    assert notice.size() == picture.size()
    assert notice.text.startswith("Another program is using the camera.")
    assert notice.accessibleName() == notice.text


@pytest.mark.parametrize("state", CameraState)
@pytest.mark.parametrize("size", [(300, 160), (600, 180), (900, 500)], ids=["small", "low", "usual"])
def test_its_text_fits(picture: QWidget, state: CameraState, size: tuple[int, int]) -> None:
    """Both sentences are whole, in every size that the picture has in a usable window."""
    notice = CameraNotice(picture)
    notice.show_state(state)
    picture.resize(*size)
    (sentence_font, sentence), (_, remedy) = notice.places()

    assert notice.rect().contains(sentence.toAlignedRect())
    assert notice.rect().contains(remedy.toAlignedRect())
    assert sentence.bottom() < remedy.top()
    assert sentence.height() < 3 * 1.3 * sentence_font.pixelSize()


def test_a_tiny_picture_does_no_harm(picture: QWidget) -> None:
    """Where not even the smallest type fits, what fits is painted."""
    picture.resize(40, 30)
    notice = CameraNotice(picture)
    notice.show_state(CameraState.LOST)
    assert notice.grab().size() == picture.size()


def test_it_is_painted_over_the_picture(picture: QWidget) -> None:
    """In the palette's colours, both sentences."""
    notice = CameraNotice(picture)
    notice.show_state(CameraState.LOST)
    shown = notice.grab().toImage()
    for _, place in notice.places():
        colours = {
            shown.pixelColor(x, y).lightness()
            for x in range(int(place.left()), int(place.right()), 2)
            for y in range(int(place.top()), int(place.bottom()), 2)
        }
        assert max(colours) - min(colours) > 200


def test_the_sentence_is_larger_in_a_larger_window(picture: QWidget) -> None:
    """It is read from where somebody stands to sign."""
    notice = CameraNotice(picture)
    notice.show_state(CameraState.LOST)
    (sentence, _), (remedy, _) = notice.places()
    assert sentence.pixelSize() >= 30
    assert remedy.pixelSize() >= 20


def test_the_same_in_one_line(picture: QWidget) -> None:
    """With what happens meanwhile between sentence and remedy."""
    said = CameraNotice(picture).sentences(CameraState.NONE, "The sample clip plays.")
    assert said.startswith("No camera was found. The sample clip plays. Plug in a camera")
