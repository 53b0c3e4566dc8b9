"""The one gate for text that enters: form, paste, import and command line all pass clean()."""

import re
from collections.abc import Callable
from functools import cache
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
# What shows nothing and means nothing: two names that look the same would be two names. Kept are joiners
# between letters of scripts that need them and inside emoji, what makes a sign an emoji, tags of a flag.
JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""Characters that show nothing themselves and may change what their neighbours show."""
_SHAPED = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\uabff"
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_NOTHING = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u3164\uffa0"
_INVISIBLE = (
    rf"[{_NOTHING}\ufe00-\ufe0d\U000e0100-\U000e01ef]"
    rf"|(?<![{_EMOJI}])[\ufe0e\ufe0f](?!\u20e3)"
    rf"|(?<![{_SHAPED}])\u200c"
    rf"|(?<![{_SHAPED}{_EMOJI}\ufe0f])\u200d|\u200d(?![{_SHAPED}{_EMOJI}])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"
)
_MAY_BE_INVISIBLE = rf"[{_NOTHING}\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e01ef]"
_LINE_BREAKS = "\r\n|[\r\x0b\x0c\u2028\u2029]"
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SURROGATES = "[\ud800-\udfff]"


def clean(text: str) -> str:
    """`text` without control and invisible characters, its line breaks as line feeds, composed (NFC)."""
    # Nothing that is to be dropped or turned is printable, and most cells of an import are.
    if not text.isprintable():
        # Compiled when first met (and kept by re): most runs of the program never do.
        text = re.sub(_DROPPED, "", re.sub(_LINE_BREAKS, "\n", text))
        text = re.sub(_SURROGATES, "\ufffd", text)
    if text.isascii():
        return text
    if _may_be_invisible()(text):
        before = ""
        while before != text:
            # What stood between two of them may stand at the edge now.
            before, text = text, re.sub(_INVISIBLE, "", text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


@cache
def _may_be_invisible() -> Callable[[str], object]:
    # Compiled when the first text that is not ASCII comes.
    return re.compile(_MAY_BE_INVISIBLE).search


def has_visible_name(text: str) -> bool:
    """Whether there is a letter or a digit to call somebody by."""
    return any(character.isalnum() for character in text)


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
