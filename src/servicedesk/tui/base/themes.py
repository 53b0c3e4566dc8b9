"""The desk's own colours: dark, light, and one of the sixteen colours that every terminal has.

One colour, one purpose. accent (cyan): numbers, names and what belongs to whom; warning (amber): soon;
error (red): late or lost; primary (blue): where you are; success (green): well done. In the shipped themes
of Textual accent and warning are the same orange. Each colour was chosen by what it becomes among 256, and
every word is legible on every ground (4.5 to 1), on the row under the cursor most of all. What the sixteen
look like each terminal decides: there that row is reversed, in the terminal's own two colours.
"""

from typing import Any

from textual.theme import BUILTIN_THEMES, Theme

DEFAULT, LIGHT, SIXTEEN = "desk-dark", "desk-light", "desk-16"
OWN = (DEFAULT, LIGHT, SIXTEEN)

COLOURS = {
    "primary": ("#58a6f0", "#155fae", "ansi_bright_blue"),
    "secondary": ("#3d6f99", "#4f7ba6", "ansi_cyan"),
    "accent": ("#63c5d0", "#00636f", "ansi_bright_cyan"),
    "warning": ("#e9b35f", "#8a4f00", "ansi_bright_yellow"),
    "error": ("#ff8f96", "#b01b2e", "ansi_bright_red"),
    "success": ("#93cc7e", "#2f6b1e", "ansi_bright_green"),
    "foreground": ("#dfe3ea", "#1a1e24", "ansi_default"),
    "background": ("#14171c", "#fafbfc", "ansi_default"),
    "surface": ("#1b1f26", "#f0f2f5", "ansi_default"),
    "panel": ("#262b31", "#e6e8ea", "ansi_default"),
}
WORDS = {
    # Textual would mix these with the ground; a list draws without blending.
    "text-muted": ("#9aa3b2", "#566070", "ansi_white"),
    "text-primary": COLOURS["primary"],
    "text-accent": COLOURS["accent"],
    "text-warning": COLOURS["warning"],
    "text-error": COLOURS["error"],
    "text-success": COLOURS["success"],
}
"""The kinds of words beside plain ones."""
GROUNDS = {
    "block-cursor-background": ("#1b2d52", "#d6eefb", "ansi_default"),
    "block-cursor-blurred-background": ("#2b3036", "#e6e8ea", "ansi_default"),
    "accent-muted": ("#2a2f2e", "#e4f0ee", "ansi_default"),
}
"""Under the row with the cursor, the same in a pane without the keys, and under marked rows."""
_LINES = ("#3b4552", "#b4bcc8", "ansi_bright_black")
_OTHERS = {
    "block-cursor-foreground": COLOURS["foreground"],
    "block-cursor-blurred-foreground": COLOURS["foreground"],
    "border": COLOURS["primary"],
    "border-blurred": _LINES,
    "scrollbar": _LINES,
    "scrollbar-hover": WORDS["text-muted"],
    "scrollbar-active": COLOURS["primary"],
    "scrollbar-background": COLOURS["background"],
    "scrollbar-background-hover": COLOURS["background"],
    "scrollbar-background-active": COLOURS["background"],
    "scrollbar-corner-color": COLOURS["background"],
}
REVERSED = {
    "block-cursor-background": "ansi_white",
    "block-cursor-foreground": "ansi_black",
    "block-cursor-text-style": "none",
    "block-cursor-blurred-background": "ansi_default",
    "block-cursor-blurred-foreground": "ansi_default",
    "block-cursor-blurred-text-style": "bold underline",
    "input-selection-background": "ansi_cyan",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_cyan",
    "screen-selection-foreground": "ansi_black",
}
"""The cursor of a theme of the terminal's colours, which plain_reverse.py makes reversed, and selected text.

Not `reverse` itself: Textual leaves that out where an option list is drawn. Black on cyan reads on all.
"""


def _desk_theme(name: str, place: int) -> Theme:
    colours: dict[str, Any] = {use: shades[place] for use, shades in COLOURS.items()}
    variables = {use: shades[place] for use, shades in (WORDS | GROUNDS | _OTHERS).items()}
    if name == SIXTEEN:
        # What such a theme must bring beside its colours.
        variables = BUILTIN_THEMES["ansi-dark"].variables | variables | REVERSED
    return Theme(name, dark=name != LIGHT, variables=variables, ansi=name == SIXTEEN, **colours)


# Textual knows them before the app is made: a theme set later costs another reading of the style sheet.
BUILTIN_THEMES.update({name: _desk_theme(name, place) for place, name in enumerate(OWN)})


def fitting(theme: str, color_system: str | None) -> str:
    """The theme for a terminal of `color_system` (as Rich names it): in 16 ours would become one."""
    return SIXTEEN if theme in OWN and color_system == "standard" else theme


def quiet_cursor(theme: str, variables: dict[str, str]) -> None:
    """Give a theme that is not the desk's own a cursor on which every word can be read."""
    if theme in OWN:
        return
    if BUILTIN_THEMES.get(theme, BUILTIN_THEMES[DEFAULT]).ansi:
        variables.update(REVERSED)
        return
    variables["block-cursor-background"] = variables["primary-muted"]
    variables["block-cursor-foreground"] = variables["foreground"]
