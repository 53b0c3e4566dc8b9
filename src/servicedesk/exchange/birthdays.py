"""What somebody writes for a birthday that is no date: without a year, of the lunar calendar, in part."""

import re
from unicodedata import normalize

from servicedesk.domain.lunar import FEAST_NAMES
from servicedesk.domain.words.reading import in_simplified
from servicedesk.exchange.value_context import is_placeholder

_LONGEST = 60
_LUNAR = re.compile(r"农历|阴历|旧历|古历|夏历|lunar|除夕|腊月|正月|冬月|闰", re.IGNORECASE)
_N = r"(?:[0-9]{1,2}|[〇一二三四五六七八九十廿卅初]{1,4})"
_CHINESE = re.compile(rf"(?:公历|阳历|生日)?.{{0,6}}?{_N} ?月(?: ?{_N} ?[日号]?)?.{{0,10}}")
_MONTH_NAMES = re.compile(
    r"\b(?:jan(?:uary|uar)?|jänner|feb(?:ruary|ruar)?|mar(?:ch)?|märz?|mrz|apr(?:il)?|may|mai|june?|juni|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\b\.?",
    re.IGNORECASE,
)
_PART = r"[0-9x?*]{1,4}"
_SIGNS = re.compile(rf"[-/.]{{0,2}}{_PART}(?:[-/. ]{{1,2}}{_PART}){{0,2}}[-/.]{{0,3}}", re.IGNORECASE)
_YEAR = re.compile(r"(?:c(?:a|irca)?\.? ?|um |约)?(?:19|20)[0-9]{2} ?[年s]?.{0,4}", re.IGNORECASE)
_DECADE = re.compile(r"[0-9]0后")
_NOTHING = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[ T]0{1,2}:0{2}(?::0{2})?)?")


def is_no_day(line: str) -> bool:
    """Whether a cell says that nobody knows the day: `-`, 0-0-0, 0000-00-00."""
    return is_placeholder(line) or _NOTHING.fullmatch(line) is not None


def is_birthday(line: str) -> bool:
    """Whether words that are no date tell a day all the same: --05-12, 农历八月十五, 12 May, 1975."""
    written = in_simplified(normalize("NFKC", line).strip())
    if not written or len(written) > _LONGEST or "@" in written:
        return False
    if _LUNAR.search(written) or written.casefold() in FEAST_NAMES or _DECADE.fullmatch(written):
        return True
    if _CHINESE.fullmatch(written) or _MONTH_NAMES.search(written) or _YEAR.fullmatch(written):
        return True
    digits = sum(character.isdigit() for character in written)
    return 2 <= digits <= 8 and _SIGNS.fullmatch(written) is not None


def is_contact(line: str) -> bool:
    """Whether words in a column of days are an address or a number to dial."""
    digits = sum(character.isdigit() for character in line)
    return "@" in line or (digits > 8 and not any(map(str.isalpha, line)))
