"""Brings what the camera does onto the window: its picture while it shows, else why it does not."""

from PySide6.QtCore import QObject, Signal, Slot

from app.camera import FrameSource
from app.camera_keeper import CameraKeeper
from app.camera_notice import CameraNotice
from app.camera_preview import CameraPreview
from app.camera_state import CameraState
from app.control_bar import ControlBar
from app.message_line import MessageLine

__all__ = ["CameraFollower"]


class CameraFollower(QObject):
    """Follows the keeper's state.

    A camera that appears while the sample plays is taken, not offered: the sample only fills the time until there is
    one. It never interrupts a video that a person opened.

    It asks for sessions by signals and holds nothing of the window itself: a cycle of references would leave the window
    to Python's collector, which may run in any thread.

    Attributes:
        watched: The source of the session that runs, if any; the window keeps it true.
    """

    start_wanted = Signal(object, str)  # a session on a source, with a message
    stop_wanted = Signal()

    def __init__(
        self,
        camera: CameraKeeper,
        sample: FrameSource,
        *,
        notice: CameraNotice,
        preview: CameraPreview,
        message: MessageLine,
        controls: ControlBar,
    ) -> None:
        super().__init__(camera)
        self.watched: FrameSource | None = None
        self._camera, self._sample = camera, sample
        self._notice, self._preview, self._message, self._controls = notice, preview, message, controls
        camera.changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        state, feed = self._camera.state, self._camera.feed
        self._controls.show_camera(is_wanted=self._camera.is_wanted, can_resume=self._camera.can_resume)
        if state is None:
            return
        is_watched = self.watched is feed
        if state.has_picture:
            if not is_watched:
                self.start_wanted.emit(feed, "")
            self._notice.hide()
            self._message.setText(self._notice.sentences(state) if state is CameraState.BACK else "")
        elif state.is_absence and not is_watched:
            if self.watched is not self._sample:
                self.start_wanted.emit(self._sample, "")
            self._message.setText(self._notice.sentences(state, self.tr("The sample clip plays.")))
        else:
            if not is_watched:
                self.stop_wanted.emit()
            self._preview.begin(feed.title, is_live=True)
            self._message.clear()
            self._notice.show_state(state)
