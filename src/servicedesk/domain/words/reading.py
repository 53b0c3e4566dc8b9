"""What two spellings of one word have in common: width, case, separators, traditional characters."""

import re
from unicodedata import normalize

_LOOSE = re.compile(r"[\s_\-‐-―−/.'’]+")


def fold_word(text: str) -> str:
    """`text` without what does not tell words apart: `Call back`, `call_back` and `CALL-BACK` are one."""
    return _LOOSE.sub("", normalize("NFKC", text).casefold())


def in_simplified(word: str) -> str:
    """A folded word in simplified characters, by the table of the customer search; dear the first time."""
    if word.isascii():
        return word
    from servicedesk.domain.search_terms import simplified

    return simplified(word)
