"""What headers of hand-made registers have in common beyond their spelling: `Phone No.`, `Tel. numbers`.

header_key() folds what no header is told apart by. Here more is folded, for headers that it does not know:
signs, plurals, the order of words, short forms, `No.`, `#` and `Nr.`, traditional characters.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from servicedesk.domain.words.reading import in_simplified

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?:s\b)?")
_EMAIL = re.compile(r"\be[\s_-]?mails?\b")
_GERMAN_NUMBER = re.compile(r"(?<=[a-zäöüß]{3})[\s_-]?(?:nummer|nr)\b")
_WORDS = re.compile(r"[^\W_]+")
_BETWEEN_SIGNS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
"""Blanks and line breaks by which a narrow column parts a Chinese header: `处理\n情况`."""

_ASKED = re.compile(r"^请(?:填写|输入|选择|描述|留下|问)?|[您你](?:的|要|想)?|的")
"""How a form asks for something: `请填写您的姓名`."""
_YES_OR_NO = re.compile(r"(?<=\S)[\s_:-]*(?:\by/n|\bj/n|\byes/no|\bja/nein|是/否)\??\s*$")
"""Which answers a column takes, behind its name: `Resolved Y/N`."""
BARE_ZONE = re.compile(r"(?<=[\w)\]])[\s_-]+(utc|gmt)\s*\Z", re.IGNORECASE)
"""`created_at_utc`, with no bracket around it; see header_zones.py."""
_EMPTY = frozenset({
    "of", "the", "a", "an", "our", "your", "please", "what", "is", "describe", "enter", "der", "die", "das",
    "des", "ihr", "ihre",
})  # fmt: skip
_SAME = {
    word: same
    for same, words in {
        "no": "number|num|nr|nummer|numero|nos",
        "phone": "tel|telephone|ph|fon",
        "mobile": "mob|cell|cellular",
        "customer": "client|cust",
        "reference": "ref",
        "description": "desc|descr",
        "address": "addr",
        "department": "dept",
        "received": "recd|rcvd",
        "telefon": "telefone",
        "minute": "min",
        "second": "sec",
        "organization": "organisation|org",
    }.items()
    for word in words.split("|")
}
"""Short forms and other words for the same, each in the singular."""

_COUNTS = frozenset({"replies", "answers", "responses", "interactions"})
"""Plurals that say how many there were."""


_QUESTION = re.compile(
    r"\s*(?:\(?\d{1,3}\s*[、.)]|q\s*\d{1,3}\s*[、.):]|[一二三四五六七八九十]{1,3}\s*、"
    r"|第\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[题題]\s*[、.:]?|(?:问题|問題|题目|題目)\s*\d{1,3}\s*[、.:])\s*(?=\D)"
)
"""The number of a question, which forms put before it: `1、您的姓名`, `Q2. Phone`, `第3题：地址`."""


def without_question(folded: str) -> str:
    """A header, in half width and small letters, without the number that a form puts before its questions."""
    return _QUESTION.sub("", folded, 1) if folded.lstrip()[:1] in _BEFORE_NUMBERS else folded


def is_question(header: str) -> bool:
    """Whether a header begins with the number of a question, as those of forms do."""
    folded = normalize("NFKC", header).casefold()
    return without_question(folded) != folded


_BEFORE_NUMBERS = frozenset("0123456789(q第问問题題一二三四五六七八九十")


@lru_cache(maxsize=4096)
def loose_key(header: str) -> str:
    """What the spellings of a header mean alike: `Date of complaint` and `Complaint dates`; '' for none."""
    text = normalize("NFKC", _HUMP.sub(" ", header)).casefold()
    text = without_question(text)
    bare = _BRACKETED.sub(" ", text)
    text = bare if bare.strip(" :*#") else text
    text = _YES_OR_NO.sub("", BARE_ZONE.sub("", _BETWEEN_SIGNS.sub("", text)))
    text = text if text.isascii() else _ASKED.sub("", text) or text
    text = _EMAIL.sub("email", _APOSTROPHE.sub("", text)).replace("#", " no ")
    text = _GERMAN_NUMBER.sub(" no", text)
    words = [_word(word) for word in _WORDS.findall(in_simplified(text))]
    return " ".join(sorted(dict.fromkeys(word for word in words if word not in _EMPTY)))


def _word(word: str) -> str:
    if word.isascii() and len(word) > 3 and word.endswith("s") and word not in _COUNTS:
        if word.endswith("ies"):
            word = f"{word[:-3]}y"
        elif word.endswith("sses"):
            word = word[:-2]
        elif not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    return _SAME.get(word, word)
