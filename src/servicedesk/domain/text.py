"""The one gate for text that enters: form, paste, import and command line all pass clean()."""

import re
from unicodedata import is_normalized, normalize

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _

MAX_TEXT = 1_000_000

# What a terminal obeys instead of showing (C0 without tab and line feed, DEL, C1), what turns the direction
# of text (so that a name can pose as another), and what no font can show (noncharacters, FEFF ...).
_DROPPED = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Vertical tab, form feed and the two Unicode separators are line breaks in text pasted from office programs.
_LINE_BREAKS = "\r\n|[\r\x0b\x0c\u2028\u2029]"
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SURROGATES = "[\ud800-\udfff]"


def clean(text: str) -> str:
    """`text` without control characters, its line breaks as line feeds, in composed form (NFC)."""
    # Nothing that is to be dropped or turned is printable, and most cells of an import are.
    if not text.isprintable():
        # Compiled when first met (and kept by re): most runs of the program never do.
        text = re.sub(_DROPPED, "", re.sub(_LINE_BREAKS, "\n", text))
        text = re.sub(_SURROGATES, "\ufffd", text)
    if text.isascii() or is_normalized("NFC", text):
        return text
    return normalize("NFC", text)


def clean_line(text: str) -> str:
    """`text` cleaned, as one line: every run of white space is one space, none at the ends."""
    return " ".join(clean(text).split())


def require_length(text: str, field: str, limit: int = MAX_TEXT) -> None:
    """Raise UsageError when `text` is longer than `limit` characters; `field` is the field in words."""
    if len(text) > limit:
        raise UsageError(
            _("{field} is too long: {count} characters.").format(field=field, count=len(text)),
            _("Shorten it to {limit} characters or fewer.").format(limit=limit),
        )


def half_width(text: str) -> str:
    """`text` with full-width letters, digits, punctuation and blanks as a Latin keyboard types them."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)
