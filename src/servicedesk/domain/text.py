"""The one gate for text that enters: form, paste, import and command line all pass clean()."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from unicodedata import is_normalized, normalize

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _

MAX_TEXT = 1_000_000

# What a terminal obeys instead of showing (C0 without tab and line feed, DEL, C1), what turns the direction
# of text (so that a name can pose as another), and what no font can show (noncharacters, FEFF ...).
_DROPPED = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
# What shows nothing and means nothing: two names that look the same would be two names. With the above it is
# Default_Ignorable_Code_Point of Unicode, but for what _MEANT finds.
_NOTHING = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u3164\uffa0\ufe00-\ufe0d"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff"
)
JOINERS = "\u180b\u180c\u180d\u180e\u180f\u200c\u200d\ufe0e\ufe0f"
"""Characters that show nothing themselves and may change what their neighbours show."""
_IN_CONTEXT = f"{JOINERS}\U000e0000-\U000e007f"
_SHAPED = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af\ua840-\uabff"
)
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23fa\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_MEANT = (
    # The flag of England, spelled in tags; a key that is an emoji; emoji, joined ones too.
    "\U0001f3f4[\U000e0020-\U000e007e]{2,6}\U000e007f"
    "|[0-9#*][\ufe0e\ufe0f]\u20e3"
    f"|[{_EMOJI}][\ufe0e\ufe0f]?(?:\u200d[{_EMOJI}][\ufe0e\ufe0f]?)*"
    # Joiners between letters of scripts that need them, or at the end of a syllable; forms of Mongolian.
    f"|(?<=[{_SHAPED}])[\u200c\u200d](?=[{_SHAPED}])|(?<=[{_VIRAMA}])[\u200c\u200d]"
    "|(?<=[\u1820-\u18aa])[\u180b-\u180f]"
)
# Vertical tab, form feed and the two Unicode separators are line breaks in text pasted from office programs.
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
        text = re.sub(f"[{_NOTHING}]", "", text)
        # In one pass, since a megabyte of them must take no time.
        text = re.sub(f"({_MEANT})|[{_IN_CONTEXT}]", _only_meant, text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


@cache
def _may_be_invisible() -> Callable[[str], object]:
    # Compiled when the first text that is not ASCII comes.
    return re.compile(f"[{_NOTHING}{_IN_CONTEXT}]").search


def _only_meant(found: re.Match[str]) -> str:
    return found[1] or ""


def has_visible_name(text: str) -> bool:
    """Whether there is a letter or a digit to call somebody by."""
    return any(character.isalnum() for character in text)


def clean_line(text: str) -> str:
    """`text` cleaned, as one line: every run of white space is one space, none at the ends."""
    return " ".join(clean(text).split())


def brief(text: str, most: int = 60) -> str:
    """What a message quotes of a file or an argument: one line of at most `most` characters.

    Of a longer text the beginning, with an ellipsis. A header or a cell may be of any length, and a message
    that holds it whole hides what it says.
    """
    # A cell may hold a megabyte.
    line = clean_line(text[: 20 * most])
    return line if len(line) <= most else f"{line[: most - 1]}…"


def brief_list(texts: Sequence[str], most: int = 20) -> str:
    """What a message lists of a file: `texts`, each brief(), with an ellipsis after the first `most`."""
    return _(", ").join([*map(brief, texts[:most]), *(["…"] if len(texts) > most else [])])


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


_CLOSING = ("。", "！", "？", "；", "：")


def sentences(*parts: str) -> str:
    """Sentences one after the other, without the empty ones; behind a Chinese full stop comes no blank."""
    text = ""
    for part in parts:
        gap = "" if not text or not part or text.endswith(_CLOSING) else " "
        text += gap + part
    return text
