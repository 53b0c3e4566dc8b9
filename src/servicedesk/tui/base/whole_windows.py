"""Show all that is in front: the window whole after each change of its size, messages there and nowhere else.

A terminal forgets what stood in the part that was cut off. Textual draws what differs from its last picture,
and does nothing at all when the size is the one that it knows: of a window that was small for a moment, by a
tiling window manager or a keyboard that comes up on a phone, most stayed blank.

Read in Textual 8.2: `App._on_resize`, `App._check_resize`, `Compositor.reflow`.
"""

from textual.app import App
from textual.widgets._toast import ToastRack


class WholeWindow(App[None]):
    """An app whose screen in front is all there, and has the messages."""

    def on_resize(self) -> None:
        """Forget what is believed to be in the terminal; the layout of another size follows by itself."""
        if self.screen_stack:
            self.screen.refresh()

    def _refresh_notifications(self) -> None:
        """Show them in front; the screen below would go on showing the same one, and for ever."""
        super()._refresh_notifications()
        for screen in self._background_screens:
            for rack in screen.query_children(ToastRack):
                # After what is asked of it already.
                self.call_later(setattr, rack, "display", False)
