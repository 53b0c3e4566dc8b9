"""The desk's own colours, dark and light. One colour, one purpose.

accent (cyan): numbers, names and what belongs to whom; warning (amber): soon; error (red): late or lost;
primary (blue): where you are. In the shipped themes of Textual accent and warning are the same orange.
"""

from textual.theme import BUILTIN_THEMES, Theme

DESK_DARK = Theme(
    name="desk-dark",
    primary="#4c9be8",
    secondary="#3d6f99",
    accent="#56b6c2",
    warning="#e5a84b",
    error="#f0717b",
    success="#8fc27a",
    foreground="#d7dae0",
    background="#14171c",
    surface="#1b1f26",
    panel="#252b34",
    dark=True,
    # The list draws without blending, so what is muted needs a colour of its own.
    variables={"text-muted": "#8c96a6"},
)
DESK_LIGHT = Theme(
    name="desk-light",
    primary="#1f6fc0",
    secondary="#4f7ba6",
    accent="#0b7a87",
    warning="#a86200",
    error="#b3202e",
    success="#3f7d2a",
    foreground="#1d2127",
    background="#f7f8fa",
    surface="#eef0f3",
    panel="#dfe3e8",
    dark=False,
    variables={"text-muted": "#626b78"},
)
DEFAULT = DESK_DARK.name

# Textual knows them before the app is made: a theme set later costs another reading of the style sheet.
BUILTIN_THEMES.update({theme.name: theme for theme in (DESK_DARK, DESK_LIGHT)})
