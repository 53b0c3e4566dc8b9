"""StatusFooter: what is marked, then the keys that work here and now, from the action table."""

from collections.abc import Callable, Collection

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from servicedesk.i18n import ngettext
from servicedesk.keys.actions import Action, Keys, Scope
from servicedesk.tui.base.bindings import call_of
from servicedesk.tui.base.safe import plain
from servicedesk.tui.frame.pane import Pane, is_framed

# Actions from here on (undo, keys) keep their place when the line is short.
LASTING = 80


class StatusFooter(Widget):
    """The last line of every screen."""

    DEFAULT_CSS = """
    StatusFooter {
        height: 1; dock: bottom; background: $panel; color: $text-muted;
        link-style: none; link-color: $text; link-background: transparent;
    }
    """

    status: reactive[str] = reactive("")
    marked: reactive[int] = reactive(0)
    late: reactive[str] = reactive("")
    """As of when the next act counts, while it is entered late."""

    def on_mount(self) -> None:
        """Follow the focus: within a field letters are text and no keys."""
        self.watch(self.screen, "focused", self._follow_focus)

    def _follow_focus(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """One line; what does not fit is left out, never half shown."""
        parts = [self.status] if self.status else []
        if self.marked:
            parts.append(ngettext("{count} marked", "{count} marked", self.marked).format(count=self.marked))
        line = Content.assemble((f" {plain('  '.join(parts))} ", "bold $text")) if parts else Content(" ")
        if self.late:
            line = Content.assemble((f" {plain(self.late)} ", "bold reverse $text-warning"), line)
        entries = self._entries()
        lasting = [content for content, stays in entries if stays]
        # Two cells more: the gap behind the last entry may fall off the edge.
        room = self.size.width + 2 - line.cell_length - sum(content.cell_length for content in lasting)
        shown: list[Content] = []
        for content, stays in entries:
            if stays:
                continue
            room -= content.cell_length
            if room < 0:
                break
            shown.append(content)
        return Content.assemble(line, *shown, *lasting)

    def _entries(self) -> list[tuple[Content, bool]]:
        offered: list[Action] = getattr(self.screen, "offered", list)()
        keys: Keys = getattr(self.app, "keys", Keys())
        focused = self.screen.focused
        # A field is what takes letters for itself; to name its class would import it for the first picture.
        in_field = focused is not None and focused.check_consume_key("a", "a")
        why_not: Callable[[Action], str] = getattr(self.screen, "why_not", lambda _action: "")
        named = _named_in_frame(focused)
        return [
            (_entry(action, key, label), action.footer >= LASTING)
            for key, label, action in keys.footer(offered, in_field=in_field)
            if action.id not in named and not why_not(action)
        ]


def _named_in_frame(focused: Widget | None) -> Collection[str]:
    """The actions that the lit frame names: to say them again would take the room of others."""
    pane = next((one for one in focused.ancestors if isinstance(one, Pane)), None) if focused else None
    return pane.keys if pane is not None and is_framed(pane) else ()


def _entry(action: Action, key: str, label: str) -> Content:
    entry = Content.assemble((key, "bold $text-accent"), (f" {label}  ", "$text"))
    target = "app" if action.scope is Scope.APP else "screen"
    return entry.stylize(Style.from_meta({"@click": f"{target}.{call_of(action)}"}))
