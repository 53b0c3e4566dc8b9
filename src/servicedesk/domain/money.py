"""Amounts of money: whole cents of one currency, read as people write them and shown with its sign."""

import re

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line, half_width
from servicedesk.i18n import _

LARGEST_CENTS = 10**12
"""Ten thousand million: more is a slip of the finger."""

_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_WORDS = {"CNY": "元|块钱?|圆|人民币|rmb|yuan", "JPY": "円|日元", "USD": "美元", "EUR": "欧元", "GBP": "英镑"}
_AMOUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,2}))?"
_LONGEST = 60
# Signs with a full-width form of their own, outside of the range of the others.
_FULL_WIDTH_SIGNS = str.maketrans("￥￡", "¥£")


def parse_money(text: str, currency: str = "CNY") -> int:
    """The cents that `text` (`500`, `1,200.50`, `¥８０`, `80元`) means; a sign must be that of `currency`.

    Raises UsageError for anything else.
    """
    written = half_width(clean_line(text[: _LONGEST + 1]).translate(_FULL_WIDTH_SIGNS)).casefold()
    code = currency.upper()
    names = "|".join(
        name
        for name in (re.escape(code.casefold()), re.escape(_SIGNS.get(code, "")), _WORDS.get(code, ""))
        if name
    )
    match = re.fullmatch(rf"(?:{names})?\s*{_AMOUNT}\s*(?:{names})?", written, re.ASCII)
    if match is None or len(text) > _LONGEST:
        raise UsageError(_("That is not an amount of money."), _("Write it like 500 or 1,200.50."))
    cents = int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))
    if cents > LARGEST_CENTS:
        raise UsageError(
            _("The amount is too large."),
            _("Write {limit} or less.").format(limit=format_money(LARGEST_CENTS, "")),
        )
    return cents


def format_money(cents: int, currency: str) -> str:
    """An amount as it is shown: ¥1,200.50; other currencies by their code."""
    whole, part = divmod(abs(cents), 100)
    amount = f"{whole:,}.{part:02}"
    sign = "-" if cents < 0 else ""
    if mark := _SIGNS.get(currency.upper()):
        return f"{sign}{mark}{amount}"
    return f"{sign}{amount} {currency}".rstrip()
