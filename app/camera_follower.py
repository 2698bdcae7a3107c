"""Brings what the camera does onto the window: its picture while it shows, else why it does not."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

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

    Args:
        watched: Gives the source of the session that runs, if any.
        start: Begins a session on a source, with a message.
        stop_session: Ends the one that runs.
    """

    def __init__(
        self,
        camera: CameraKeeper,
        sample: FrameSource,
        *,
        notice: CameraNotice,
        preview: CameraPreview,
        message: MessageLine,
        controls: ControlBar,
        watched: Callable[[], FrameSource | None],
        start: Callable[[FrameSource, str], None],
        stop_session: Callable[[], None],
    ) -> None:
        super().__init__(camera)
        self._camera, self._sample = camera, sample
        self._notice, self._preview, self._message, self._controls = notice, preview, message, controls
        self._watched, self._start, self._stop_session = watched, start, stop_session
        camera.changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        state, feed = self._camera.state, self._camera.feed
        self._controls.show_camera(is_wanted=self._camera.is_wanted, can_resume=self._camera.can_resume)
        if state is None:
            return
        is_watched = self._watched() is feed
        if state.has_picture:
            if not is_watched:
                self._start(feed, "")
            self._notice.hide()
            self._message.setText(self._notice.sentences(state) if state is CameraState.BACK else "")
        elif state.is_absence and not is_watched:
            if self._watched() is not self._sample:
                self._start(self._sample, "")
            self._message.setText(self._notice.sentences(state, self.tr("The sample clip plays.")))
        else:
            if not is_watched:
                self._stop_session()
            self._preview.begin(feed.title, is_live=True)
            self._message.clear()
            self._notice.show_state(state)
