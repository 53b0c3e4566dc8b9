"""Run the screens, from the first picture to the exit code."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.settings import open_files
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.base.glyphs import choose

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.services.first_start import Begun, Chosen
    from servicedesk.settings import Settings

FOR_TUTOR = -1
"""In the place of an exit code: the user left the screens for the tutor."""


def open_screens(
    open_desk: "Callable[[], Desk]",
    settings: "Settings",
    *,
    remember_theme: Callable[[str], object] | None = None,
    say_last: Callable[[str], object] = lambda _words: None,
    begun: "Begun | None" = None,
) -> int:
    """Run the screens as `settings` want them until the user leaves; return the exit code, or FOR_TUTOR.

    `begun` is done once the desk is open; `say_last` is called when the screens have gone, with what must
    still be said.

    Raises the ServiceDeskError that kept the desk from opening, FewFilesError before anything is drawn.
    """
    _prepare(settings)
    app = ServiceDeskApp(
        open_desk,
        keymap_path=settings.keymap,
        first_screen=settings.first_screen,
        theme=settings.theme,
        remember_theme=remember_theme,
        then=None if begun is None else partial(_begin, begun),
    )
    return _run(app, say_last)


def open_tutor(
    open_desk: "Callable[[], Desk]",
    settings: "Settings",
    *,
    say_last: Callable[[str], object] = lambda _words: None,
) -> int:
    """Run the lessons on a throw-away desk; otherwise as open_screens()."""
    from servicedesk.tui.tutor.tutor_app import TutorApp

    _prepare(settings)
    return _run(TutorApp(open_desk, keymap_path=settings.keymap, theme=settings.theme), say_last)


def _prepare(settings: "Settings") -> None:
    choose(settings.glyphs)
    open_files.require(open_files.FOR_SCREENS)


def _run(app: ServiceDeskApp, say_last: Callable[[str], object]) -> int:
    app.run()
    if app.words.last_words:
        say_last(app.words.last_words)
    if app.failure is not None:
        raise app.failure
    if app.wants_tutor and not app.return_code:
        return FOR_TUTOR
    return app.return_code or 0


def ask_first(settings: "Settings", year: int) -> "Chosen | None":
    """The screen before there is a desk: what to do, None where the user left."""
    from servicedesk.tui.first.first_start import FirstStart

    return FirstStart(settings, year).run()


def _begin(begun: "Begun", app: ServiceDeskApp) -> None:
    if begun.say:
        app.say(begun.say, timeout=12)
    if begun.import_file:
        from servicedesk.tui.files.import_screen import ImportScreen

        app.push_screen(ImportScreen(begun.import_file))
