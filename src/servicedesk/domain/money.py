"""Amounts of money: whole cents of one currency, read as people write them and shown with its sign."""

import re
from decimal import Decimal

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


def format_money(cents: int, currency: str) -> str:
    """An amount as it is shown: ¥1,200.50; other currencies by their code."""
    whole, part = divmod(abs(cents), 100)
    amount = f"{whole:,}.{part:02}"
    sign = "-" if cents < 0 else ""
    if mark := _SIGNS.get(currency.upper()):
        return f"{sign}{mark}{amount}"
    return f"{sign}{amount} {currency}".rstrip()
