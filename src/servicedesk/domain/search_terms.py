"""The one segmenter: the same tokens from stored text and from what is typed (FTS5 `unicode61`).

A token is one Chinese (Japanese, Korean) character, or a run of letters and digits of any other script.
Width, case, accents and traditional forms are folded away, so `ＲＥＦＵＮＤ` is `refund`, 退貨 is 退货.
"""

import re
from bisect import bisect_right
from unicodedata import category, is_normalized, normalize

# A query longer than this is a paste by mistake; FTS5 refuses trees that are too deep.
MAX_QUERY_CHARACTERS = 1000
MAX_QUERY_WORDS = 32

# First and last of what is a token by itself; a table, since a pattern of these takes 2 ms to compile.
_CJK = (
    (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x303B, 0x303B), (0x3041, 0x3096),
    (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3105, 0x312F), (0x3131, 0x318E),
    (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA48C),
    (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD), (0xF0000, 0xFFFFD),
    (0x100000, 0x10FFFD),
)  # fmt: skip
_CJK_STARTS = tuple(first for first, _last in _CJK)


def is_cjk(text: str) -> bool:
    """Whether `text` begins with a character that is a token by itself."""
    code = ord(text[0])
    if 0x4E00 <= code <= 0x9FFF:
        return True
    place = bisect_right(_CJK_STARTS, code) - 1
    return place >= 0 and code <= _CJK[place][1]


# Halfwidth kana and Korean letters become one character only together with their neighbours.
_composed_by_width = re.compile(
    "[\u1100-\u11ff\u3099\u309a\ua960-\ua97f\ud7b0-\ud7ff\uff66-\uff9f\uffa0-\uffdc]"
).search
# NFKC and our own folding agree on what belongs to a letter: these marks are dropped, other marks part words.
_is_accent = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad\u200b-\u200d]").match

_ASCII_FOLD = {code: (chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)}


class _FoldTable(dict[int, str]):
    """What each character contributes to the token text, worked out when it is first met."""

    simplified: dict[str, str] | None = None

    def __missing__(self, code: int) -> str:
        folded = self[code] = "".join(map(self._fold_one, _bare(chr(code))))
        return folded

    def _fold_one(self, character: str) -> str:
        if is_cjk(character):
            return f" {self.simplify(character)} "
        if character.isalnum():
            return character
        return "" if _is_accent(character) or category(character) == "Cf" else " "

    def simplify(self, character: str) -> str:
        """The simplified form of one character; itself where it has none."""
        if self.simplified is None:
            self.simplified = _traditional_to_simplified()
        return self.simplified.get(character, character)


_fold_table = _FoldTable(_ASCII_FOLD)


def _bare(character: str) -> str:
    """`character` in folded width and case, without its accents."""
    decomposed = normalize("NFKD", normalize("NFKC", character).casefold())
    without = "".join(mark for mark in decomposed if not "\u0300" <= mark <= "\u036f")
    return normalize("NFKC", without).casefold()


def _traditional_to_simplified() -> dict[str, str]:
    """Each traditional character with its simplified one, from OpenCC's character table, asked once."""
    from opencc import OpenCC

    codes = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x323B0)]
    characters = [chr(code) for code in codes]
    # One to a line: OpenCC knows phrases too, and a character must not depend on its neighbour.
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {
        character: simple
        for character, simple in zip(characters, converted, strict=True)
        if simple != character and len(simple) == 1
    }
    # A few simplified forms are themselves simplified further; folding must reach the end in one step.
    for character, simple in table.items():
        while simple in table and table[simple] != character:
            simple = table[simple]  # noqa: PLW2901 - follows the chain
        table[character] = simple
    return table


def simplified(text: str) -> str:
    """`text` with each traditional character as its simplified one."""
    return "".join(map(_fold_table.simplify, text))


def stands_alone(text: str) -> bool:
    """Whether the tokens of a text with others beside it, blanks between, are its own and then theirs.

    Of most texts; where parts of a character stand by themselves, all of a text is composed first.
    """
    return text.isascii() or not (_composed_by_width(text) or not is_normalized("NFC", text))


def segment(text: str) -> str:
    """The tokens of `text`, one space between them: what FTS5 stores, and what queries are made of."""
    return segment_alone(text if stands_alone(text) else normalize("NFKC", text))


def segment_alone(text: str) -> str:
    """segment() of a text that stands_alone()."""
    return " ".join(text.translate(_fold_table).split())


def match_expression(text: str, prefix_last: bool = True) -> str | None:
    """The FTS5 MATCH expression for what holds every typed word; None when there is nothing to look for.

    Each word becomes a quoted phrase, so that nothing typed can be an operator. The last one, when it ends in
    letters or digits, also matches as a beginning: `refu` finds refund.
    """
    words = [tokens for word in text[:MAX_QUERY_CHARACTERS].split() if (tokens := segment(word))]
    words = words[:MAX_QUERY_WORDS]
    if not words:
        return None
    phrases = [f'"{tokens}"' for tokens in words]
    if prefix_last and not is_cjk(words[-1][-1]):
        phrases[-1] += "*"
    return " AND ".join(phrases)
