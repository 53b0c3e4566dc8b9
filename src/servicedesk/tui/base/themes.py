"""The desk's own colours, dark and light. One colour, one purpose.

accent (cyan): numbers, names and what belongs to whom; warning (amber): soon; error (red): late or lost;
primary (blue): where you are. In the shipped themes of Textual accent and warning are the same orange.
"""

from typing import Any

from textual.theme import BUILTIN_THEMES, Theme

COLOURS = {
    "primary": ("#4c9be8", "#1f6fc0"),
    "secondary": ("#3d6f99", "#4f7ba6"),
    "accent": ("#56b6c2", "#0b7a87"),
    "warning": ("#e5a84b", "#a86200"),
    "error": ("#f0717b", "#b3202e"),
    "success": ("#8fc27a", "#3f7d2a"),
    "foreground": ("#d7dae0", "#1d2127"),
    "background": ("#14171c", "#f7f8fa"),
    "surface": ("#1b1f26", "#eef0f3"),
    "panel": ("#252b34", "#dfe3e8"),
}
# The list draws without blending, so what is muted needs a colour of its own.
MUTED = ("#8c96a6", "#626b78")


def _desk_theme(name: str, place: int) -> Theme:
    colours: dict[str, Any] = {use: pair[place] for use, pair in COLOURS.items()}
    return Theme(name, dark=place == 0, variables={"text-muted": MUTED[place]}, **colours)


DEFAULT = "desk-dark"

# Textual knows them before the app is made: a theme set later costs another reading of the style sheet.
BUILTIN_THEMES.update({name: _desk_theme(name, place) for place, name in enumerate((DEFAULT, "desk-light"))})
