"""Show all that is in front: the window whole after each change of its size, messages there and nowhere else.

A terminal forgets what stood in the part that was cut off. Textual draws what differs from its last picture,
and does nothing at all when the size is the one that it knows: of a window that was small for a moment, by a
tiling window manager or a keyboard that comes up on a phone, most stayed blank.

Read in Textual 8.2: `App._on_resize`, `App._check_resize`, `Compositor.reflow`.
"""

from textual.app import App
from textual.timer import Timer
from textual.widgets._toast import ToastRack

AT_REST = 0.3
"""Seconds without another size after which the window is taken for done."""


class WholeWindow(App[None]):
    """An app whose screen in front is all there, and has the messages."""

    _resting: Timer | None = None

    def on_resize(self) -> None:
        """Draw all, now and when the window is at rest; the layout of another size follows by itself."""
        self._draw_whole()
        if self._resting is not None:
            self._resting.stop()
        # A picture that was made while drawing was held back, for a change of screens, has gone nowhere.
        self._resting = self.set_timer(AT_REST, self._draw_whole)

    def _draw_whole(self) -> None:
        if self.screen_stack:
            self.screen.refresh()

    def _refresh_notifications(self) -> None:
        """Show them in front; the screen below would go on showing the same one, and for ever."""
        super()._refresh_notifications()
        for screen in self._background_screens:
            for rack in screen.query_children(ToastRack):
                # After what is asked of it already.
                self.call_later(setattr, rack, "display", False)
