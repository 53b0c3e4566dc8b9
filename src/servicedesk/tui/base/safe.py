"""Make text safe to draw: no control characters, no markup.

Text is cleaned when it enters, but Textual would pass an escape sequence on unchanged and reads square
brackets as markup, so whatever is shown goes through here a second time: `plain` for one line, `block`
for several, `content` and `styled` where a widget wants `Content`. Nothing here ever parses markup.
"""

import re

from textual.content import Content

from servicedesk.domain.text import clean
from servicedesk.i18n import _

SHOWN = 20_000
"""Characters of one text that are drawn: Textual wraps the whole of it again for every picture."""

_blank = re.compile(r"\s").sub
_runs_of_controls = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]").sub


def plain(text: str) -> str:
    """`text` as one harmless line: controls dropped, every line break and tab a space."""
    if len(text) > SHOWN:
        text = _begun(text)
    if text.isprintable():
        return text
    return _blank(" ", clean(text))


def block(text: str) -> str:
    """`text` as harmless lines: controls dropped, line breaks kept, tabs widened."""
    if len(text) > SHOWN:
        text = _begun(text)
    if text.isprintable():
        return text
    return _runs_of_controls("", clean(text)).expandtabs(4)


def content(text: str, style: str = "") -> Content:
    """`text` literally, in one style; the safe thing to give to a widget."""
    return Content.assemble((block(text), style))


def styled(*parts: tuple[str, str]) -> Content:
    """Several (text, style) one after another, each literally."""
    return Content.assemble(*((block(text), style) for text, style in parts))


def _begun(text: str) -> str:
    """The beginning of a text that is too long to be drawn."""
    left = len(text) - SHOWN
    return f"{text[:SHOWN]} … {_('({count} more characters)').format(count=left)}"
