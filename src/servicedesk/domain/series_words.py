"""How a repeat says what it is counted from, and what becomes of a date on a day off; in both languages."""

import re

from servicedesk.i18n import N_, _, ngettext

_WORKING_DAY = r"(?:working|work|business) day"
_ON_A_DAY_OFF = r"(?:(?:遇|逢|碰到)?(?:法定)?(?:节假日|休息日|节日|假日|非工作日|周末)(?:则|就)?)?"
_TO_ONE = r"(?:[到至]?(?:[下上前]一?个)?工作日)?"
_BEFORE = r"(?:(?:or|on|moved to) )?(?:the )?"
_FROM_CONTACT = (
    r"(?:counted )?(?:from|after|since) (?:the |each |every )?(?:last )?contact"
    r"|(?:按|从|自)?(?:上次|上一次|最近一次)(?:实际)?联系(?:之后|以后|后)?(?:起算|算起|计算|起|算)?|按联系(?:算)?"
)
_PHRASES = (
    ("X-FROM=CONTACT", _FROM_CONTACT),
    ("X-FROM=PLAN", r"(?:counted )?(?:from|by) (?:the )?plan|as planned|(?:按|照)(?:原)?计划(?:起算|算)?"),
    ("X-DAYOFF=NEXT", rf"{_BEFORE}next {_WORKING_DAY}|{_ON_A_DAY_OFF}(?:顺延|推后|延后){_TO_ONE}"),
    (
        "X-DAYOFF=PREVIOUS",
        rf"{_BEFORE}(?:{_WORKING_DAY} before|previous {_WORKING_DAY})|{_ON_A_DAY_OFF}提前{_TO_ONE}",
    ),
    ("X-DAYOFF=NEAREST", rf"{_BEFORE}nearest {_WORKING_DAY}|{_ON_A_DAY_OFF}就近{_TO_ONE}"),
    ("X-DAYOFF=NONE", rf"(?:even )?on days off(?: too)?|as it falls|{_ON_A_DAY_OFF}(?:不调整|不顺延|照常)"),
)
_BETWEEN = r"[\s,、;]*"


def take_series_words(written: str) -> tuple[str, dict[str, str]]:
    """Folded, half-width `written` without these words, and the parts of a rule that they say."""
    parts: dict[str, str] = {}
    rest = written.strip()
    while True:
        for part, pattern in _PHRASES:
            key, _equals, value = part.partition("=")
            match = re.search(rf"{_BETWEEN}(?:{pattern})$", rest) or re.match(
                rf"(?:{pattern}){_BETWEEN}", rest
            )
            if match and key not in parts and match[0] != rest:
                parts[key] = value
                rest = (rest[: match.start()] + rest[match.end() :]).strip()
                break
        else:
            break
    return rest, parts


_DAY_OFF = {
    "NEXT": N_("next working day"),
    "PREVIOUS": N_("working day before"),
    "NEAREST": N_("nearest working day"),
}


def day_off_in_words(way: str) -> str:
    """What becomes of a date on a day off."""
    return _(_DAY_OFF[way]) if way else _("on days off too")


def passed_in_words(count: int) -> str:
    """That planned dates of a series went by."""
    words = ngettext(
        "{count} planned date went by and counts as missed with it.",
        "{count} planned dates went by and count as missed with it, once.",
        count,
    )
    return words.format(count=count)


def mode_in_words(parts: dict[str, str]) -> str:
    """What the dates are counted from."""
    return _("from contact") if parts.get("X-FROM") == "CONTACT" else _("from plan")
