"""PathField: a path to type; a whole one takes the place of the folder that stands there."""

from textual import events

from servicedesk.tui.forms.fields import LineField

_BEGINS = ("/", "~")


class PathField(LineField):
    """A path; a whole one that is typed or pasted behind the folder that stands there takes its place."""

    async def _on_key(self, event: events.Key) -> None:
        """A / or ~ right behind a / at the end begins anew."""
        if event.character in _BEGINS and self._is_behind_folder():
            event.stop()
            event.prevent_default()
            self.value = event.character or ""
            self.cursor_position = 1
        else:
            await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        """So does a path that is pasted there, also with blanks before it."""
        if event.text.lstrip().startswith(_BEGINS) and self._is_behind_folder():
            self.value = ""
        super()._on_paste(event)

    def _is_behind_folder(self) -> bool:
        return self.value.endswith("/") and self.cursor_position == len(self.value)
