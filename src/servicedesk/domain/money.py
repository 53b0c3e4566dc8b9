"""Amounts of money: whole cents of one currency, read as people write them and shown with its sign."""

import re
from decimal import Decimal

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line, half_width
from servicedesk.i18n import _

LARGEST_CENTS = 10**12
"""Ten thousand million: more is a slip of the finger."""

_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_WORDS = {
    "CNY": "元|块钱?|圆|人民币|人民幣|rmb|yuan|cn¥",
    "USD": r"us ?\$|美元|美金|dollars?",
    "EUR": "欧元|歐元|euros?",
    "GBP": "英镑|英鎊|pounds?(?: sterling)?",
    "JPY": "円|日元|日圆|日圓|yen|jp¥",
    "HKD": r"hk ?\$|港币|港幣|港元",
    "TWD": r"nt ?\$|新台币|新臺幣|新台幣|台币|台幣|ntd",
    "MOP": r"mop ?\$|澳门元|澳門元|葡币",
    "SGD": r"sg? ?\$|新加坡元|新币",
    "AUD": r"au? ?\$|澳元",
    "CAD": r"ca? ?\$|加元",
    "NZD": r"nz ?\$|纽元",
    "CHF": r"fr\.|sfr\.?|瑞士法郎|franken",
    "KRW": "₩|韩元|韓元|韩币",
    "INR": r"₹|rs\.?|卢比",
    "RUB": "₽|卢布|руб\\.?",
}
CURRENCIES = tuple(_WORDS)
"""Those whose signs and words are known, by their code."""
TEN_THOUSANDS = "万元"
_OF_SIGN = {
    "$": ("USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP", "MXN"),
    "¥": ("CNY", "JPY"),
}
"""Signs that several currencies have, the one first that is meant where nothing else tells."""
_AMOUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,2}))?"
_LONGEST = 60
# Signs with a full-width form of their own, outside of the range of the others.
_FULL_WIDTH_SIGNS = str.maketrans("￥￡", "¥£")


def parse_money(text: str, currency: str = "CNY") -> int:
    """The cents that `text` (`500`, `1,200.50`, `¥８０`, `80元`, `1.5万`, 三百八十元) means.

    A sign must be that of `currency`. Raises UsageError for anything else: about 500, 500 each.
    """
    written = half_width(clean_line(text[: _LONGEST + 1]).translate(_FULL_WIDTH_SIGNS)).casefold()
    code = currency.upper()
    names = "|".join(
        name
        for name in (re.escape(code.casefold()), re.escape(_SIGNS.get(code, "")), _WORDS.get(code, ""))
        if name
    )
    if len(text) > _LONGEST:
        raise _no_amount()
    match = re.fullmatch(rf"(?:{names})?\s*{_AMOUNT}\s*(?:{names})?", written, re.ASCII)
    cents = _plain(match) if match else _spoken(written, names, has_change=code == "CNY")
    if cents is None:
        raise _no_amount()
    if cents > LARGEST_CENTS:
        raise UsageError(
            _("The amount is too large."),
            _("Write {limit} or less.").format(limit=format_money(LARGEST_CENTS, "")),
        )
    return cents


def _plain(match: re.Match[str]) -> int:
    return int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))


def _spoken(written: str, names: str, *, has_change: bool) -> int | None:
    """1.5万, 三百八, 壹仟贰佰元整, 1块5; None for anything else."""
    from servicedesk.domain.spoken_amounts import read_amount, read_small_change

    match = re.fullmatch(rf"(?:{names})?\s*(.*?)\s*(?:({names})(.*?))?[整正]?", written)
    if match is None or not match[1]:
        return None
    plain = re.fullmatch(_AMOUNT, match[1], re.ASCII)
    amount = Decimal(_plain(plain)) / 100 if plain else read_amount(match[1])
    change = read_small_change(match[3] or "") if has_change or not match[3] else None
    if amount is None or change is None or (change and amount % 1):
        return None
    cents = (amount + change) * 100
    return None if cents % 1 else int(cents)


def _no_amount() -> UsageError:
    return UsageError(_("That is not one exact amount of money."), _("Write it like 500 or 1,200.50."))


def mark_in(text: str) -> str:
    """The currency named in `text`, such as a header, by its code; '' for none.

    `Compensation (£)` names GBP; `$` and `¥` stand for themselves: whose they are, meant_by() tells.
    """
    written = half_width(clean_line(text).translate(_FULL_WIDTH_SIGNS)).casefold()
    # 元 stands in 美元, too: it is looked for last.
    for code in (*CURRENCIES[1:], "CNY"):
        if re.search(rf"(?<![a-z])(?:{code.casefold()}|{_WORDS[code]})(?![a-z])", written):
            return code
    return next((_CODES.get(sign, sign) for sign in written if sign in {*_CODES, *_OF_SIGN}), "")


_CODES = {"€": "EUR", "£": "GBP"}


def meant_by(mark: str, usual: str) -> str:
    """The currency that `mark` of mark_in() means at a desk whose usual one is `usual`; that for none."""
    if of_sign := _OF_SIGN.get(mark):
        return usual if usual in of_sign else of_sign[0]
    return mark or usual


def format_money(cents: int, currency: str) -> str:
    """An amount as it is shown: ¥1,200.50; other currencies by their code."""
    whole, part = divmod(abs(cents), 100)
    amount = f"{whole:,}.{part:02}"
    sign = "-" if cents < 0 else ""
    if mark := _SIGNS.get(currency.upper()):
        return f"{sign}{mark}{amount}"
    return f"{sign}{amount} {currency}".rstrip()
