"""LessonBar: which lesson of how many, what to do and the keys for it, in three lines at most."""

from datetime import timedelta
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Keys, key_shown
from servicedesk.services.tutor.lessons import LESSONS
from servicedesk.tui.base.glyphs import ASCII, glyphs
from servicedesk.tui.base.safe import plain

if TYPE_CHECKING:
    from servicedesk.services.tutor.course import Place

SKIP = "tutor.skip"


class Shown(NamedTuple):
    """What the bar shows."""

    place: "Place | None" = None
    """None while the first lesson is being prepared."""
    elapsed: timedelta = timedelta()
    best: timedelta | None = None
    is_best: bool = False
    """Whether the time just taken is the best so far."""


class LessonBar(Widget):
    """The bar; the app hands it what to show."""

    DEFAULT_CSS = """
    LessonBar { height: 3; padding: 0 1; background: $surface; color: $text; }
    """

    shown: reactive[Shown] = reactive(Shown(), layout=True)

    def render(self) -> Content:
        """A line that tells where one is, and what to do in one or two."""
        shown, place = self.shown, self.shown.place
        if place is None:
            return Content(_("Preparing the first lesson …"))
        keys: Keys = getattr(self.app, "keys", Keys())
        own = keys.of(BY_ID[SKIP])[:1]
        skip = key_shown(own[0]) if own else ""
        return Content("\n").join(
            [_head(place, shown, skip, self.content_size.width), _task(place, shown, keys)]
        )


def _head(place: "Place", shown: Shown, skip: str, width: int) -> Content:
    """What is done, which lesson this is; at the right the key to skip it, or the time."""
    is_plain = glyphs() is ASCII
    tick, dot = ("x", ".") if is_plain else ("✓", "·")
    done = min(place.number - 1, len(LESSONS))
    if place.lesson.is_timed:
        where = ""
        count = f"  {min(place.step_number, len(place.lesson.steps))}/{len(place.lesson.steps)}"
        right = clock(place.took or shown.elapsed)
        if shown.best is not None and not place.took:
            right = _("{time}, best {best}").format(time=right, best=clock(shown.best))
    else:
        where = _("Lesson {number} of {all}").format(number=place.number, all=len(LESSONS)) + "  "
        steps = len(place.lesson.steps)
        count = f"  {place.step_number}/{steps}" if steps > 1 else ""
        right = _("{key} skips").format(key=skip) if skip else ""
    line = Content.assemble(
        (tick * done, "bold $text-success"),
        (dot * (len(LESSONS) - done), "$text-muted"),
        ("  ", ""),
        (where, "$text-muted"),
        (_(place.lesson.title), "bold $text-primary"),
        (count, "$text-muted"),
    )
    gap = width - line.cell_length - cell_len(right)
    return Content.assemble(line, " " * max(2, gap), (right, "$text-muted"))


def _task(place: "Place", shown: Shown, keys: Keys) -> Content:
    """What to do now; after the last act the time, and once more."""
    if place.step is not None:
        return _with_keys(_(place.step.words), place.step.actions, dict(place.names), keys)
    took = clock(place.took) if place.took is not None else ""
    if shown.is_best or shown.best is None:
        words = _("Twenty acts in {took}: the best time so far. {0} once more, {1} leaves.")
    else:
        words = _("Twenty acts in {took}; the best time is {best}. {0} once more, {1} leaves.")
    best = clock(shown.best) if shown.best is not None else ""
    return _with_keys(words, (SKIP, "app.quit"), {"took": took, "best": best}, keys)


def _with_keys(words: str, actions: tuple[str, ...], names: dict[str, str], keys: Keys) -> Content:
    """The words, with the first key of each action, or its name where the user took all of them away."""
    pieces: list[Content | tuple[str, str]] = []
    for text, name, _spec, _conversion in Formatter().parse(words):
        pieces.append((text, ""))
        if name is None:
            continue
        if name.isdigit():
            action = BY_ID[actions[int(name)]]
            own = keys.of(action)
            pieces.append((key_shown(own[0]) if own else _(action.label), "bold $text-accent"))
        else:
            pieces.append((plain(names[name]), "bold"))
    return Content.assemble(*pieces)


def clock(time: timedelta) -> str:
    """`time` as minutes and seconds: 1:05."""
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"
