"""Draw the window whole whenever its size was changed, also when it has its old size again.

A terminal forgets what stood in the part that was cut off. Textual draws what differs from its last picture,
and does nothing at all when the size is the one that it knows: of a window that was small for a moment, by a
tiling window manager or a keyboard that comes up on a phone, most stayed blank.

Read in Textual 8.2: `App._on_resize`, `App._check_resize`, `Compositor.reflow`.
"""

from servicedesk.tui.base.whole_characters import MessagesInFront


class WholeWindows(MessagesInFront):
    """An app that draws all of its screen in front after each change of the size, messages among it."""

    def on_resize(self) -> None:
        """Forget what is believed to be in the terminal; the layout of another size follows by itself."""
        if self.screen_stack:
            self.screen.refresh()
