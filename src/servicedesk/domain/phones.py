"""Phone numbers: what was written is kept, what is searched is digits, and what Excel ruined is refused.

The digits to search by are those dialled inside the country, without trunk zero, without the country code of
the desk's own region and without the extension: `+86 138 0000 1111`, `0086-138...`, `86 13800001111` and
`13800001111` all give 13800001111, `010-6234 5678` gives 1062345678. A number of another country keeps its
country code: +44 20 7946 0123 gives 442079460123 in China. What is typed in a search passes digits_of(),
which follows the same rules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.phone_labels import cut
from servicedesk.domain.text import clean, clean_line
from servicedesk.i18n import _

MAX_DIGITS = 40
# No number is longer, labels and extension included.
_LONGEST = 250
_LARGEST_EXACT_FLOAT = 2**53

_NOT_DIGITS = re.compile(r"[^0-9]+")
_PLAIN_DIGITS = re.compile(r"[0-9]{3,40}").fullmatch
_DIALABLE = re.compile(r"\+?[ ]?[(\[]?[0-9](?:[0-9 ().\-–—―‐‑−\[\]]*[0-9])?")
_EXTENSION_WORD = (
    r"(?:转|轉|分机|分機|内线|extension|extn?|;?ext=|x|доб)[.:：\s]*([0-9]{1,8})(?:\s*(?:分机|分機|号|號))?"
)
_EXTENSION = re.compile(rf"[\s,，;；(（\-]*{_EXTENSION_WORD}\s*[)）]?\s*$", re.IGNORECASE)
_ONLY_EXTENSION = re.compile(rf"\s*{_EXTENSION_WORD}\s*$", re.IGNORECASE)
# Behind a whole number a hyphen leads to the extension; shops give out mobile numbers so, too.
_HYPHEN_EXTENSION = re.compile(
    r"^(\(?0[0-9]{2,3}\)?[-\s][0-9]{7,8}|(?:0|\+86)[1-9][0-9]{8,10}|1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4})"
    r"-([0-9]{1,6})$"
)
_MASKED = re.compile(r"([0-9][0-9 ().\-]*?)?[ \-]*[*xX•●…]{2,}[ \-]*([0-9][0-9 \-]*)?")
_SLASH_AFTER_AREA = re.compile(r"^(\D{0,3}[0-9]{2,5})\s*/\s*([0-9]{4,})")
_REMARK = re.compile(r"(?<=[0-9])\s*\((?=[^()]*[^0-9()\s.+-])[^()]*\)\s*$")
"""Words in brackets behind a number, with digits of their own: `13800000001 (9点后打)`."""
_BRACKET_TRUNK = re.compile(r"\(\s*0\s*\)")

_SEPARATORS = re.compile(r"([/／、;；,，|\n]|:::|\bor\b|\band\b|或者|或|以及|和|&)", re.IGNORECASE)
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_WHOLE_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){6}")
_SPACE_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9]{7})[ \t\u3000\xa0]+(?=\+?[0-9]{7})")

_SCIENTIFIC = re.compile(
    r"(?<![\w.])[+-]?(?:[0-9][.,][0-9]+E[+-]?|[0-9]+E[+-])[0-9]{1,3}(?![\w.])", re.IGNORECASE
)
_MAY_BE_RUINED = re.compile("[Ee.,]").search
_INTEGRAL_FLOAT = re.compile(r"([0-9]+)[.,]0+")

_CN_MOBILE = re.compile(r"1[3-9][0-9]{9}").fullmatch
_CN_LANDLINE = re.compile(r"(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}|[48]00[0-9]{7}").fullmatch
_NORTH_AMERICAN = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}").fullmatch

_COUNTRY_CODES = {
    "CN": "86", "HK": "852", "MO": "853", "TW": "886", "SG": "65", "MY": "60", "JP": "81", "KR": "82",
    "TH": "66", "VN": "84", "US": "1", "CA": "1", "GB": "44", "IE": "353", "DE": "49", "FR": "33",
    "IT": "39", "ES": "34", "NL": "31", "CH": "41", "AU": "61", "NZ": "64", "IN": "91", "RU": "7",
}  # fmt: skip
# No trunk zero is dropped there: it belongs to the number.
_ZERO_STAYS = frozenset({"39"})


@dataclass(frozen=True, slots=True)
class Phone:
    """One number: as written, as E.164 when it is one, and the digits it is found by."""

    raw: str
    e164: str | None
    digits: str


def parse_phone(text: str, region: str = "CN") -> Phone:
    """The number in `text`. Never raises: one that cannot be dialled has no e164, none gives no digits."""
    raw = clean_line(text)
    if _PLAIN_DIGITS(raw):  # most cells of an import
        return _phone(raw, raw, region)
    written = _whole_number(normalize("NFKC", raw))
    if len(written) > _LONGEST or _SCIENTIFIC.search(written):
        return Phone(raw, None, "")
    return _phone(raw, _dialable(written), region)


def _phone(raw: str, dialled: str, region: str) -> Phone:
    international, digits = _national(dialled, region)
    return Phone(raw, _e164(international, digits, dialled, region), digits[:MAX_DIGITS])


def _whole_number(written: str) -> str:
    """A float that holds a whole number, as spreadsheets write it, as that number."""
    match = _INTEGRAL_FLOAT.fullmatch(written)
    return match[1] if match else written


def _dialable(written: str) -> str:
    """The first stretch of `written` that can be dialled, without its extension; '' when there is none."""
    written = _HYPHEN_EXTENSION.sub(r"\1", _EXTENSION.sub("", _REMARK.sub(" ", written)))
    written = _SLASH_AFTER_AREA.sub(r"\1-\2", _BRACKET_TRUNK.sub(" ", written))
    stretches = [found[0].strip() for found in _DIALABLE.finditer(written)]
    return next((stretch for stretch in stretches if len(_NOT_DIGITS.sub("", stretch)) >= 3), "")


def _national(dialled: str, region: str) -> tuple[bool, str]:
    """(whether another country's, the digits to search by) of a dialled number."""
    digits = _NOT_DIGITS.sub("", dialled)
    own = country_code(region)
    international = dialled.lstrip("( [").startswith("+")
    if not international and digits.startswith("00") and len(digits) > 9:
        international, digits = True, digits[2:]
    if international:
        if not (own and digits.startswith(own)):
            return True, digits
        digits = digits[len(own) :]
    elif own and digits.startswith(own) and _complete_with_country_code(digits, own):
        digits = digits[len(own) :]
    return False, digits if own in _ZERO_STAYS else digits.lstrip("0")


def _complete_with_country_code(digits: str, own: str) -> bool:
    """Whether `digits`, which begin like the country code, go on as a whole number of that country."""
    rest = digits[len(own) :]
    if own == "86":
        rest = rest.lstrip("0")
        return bool(_CN_MOBILE(rest)) or (len(digits) > 11 and bool(_CN_LANDLINE(rest)))
    if own == "1":
        return bool(_NORTH_AMERICAN(rest))
    return len(digits) > 11


def _e164(foreign: bool, digits: str, dialled: str, region: str) -> str | None:
    own = country_code(region)
    if foreign:
        if digits.startswith("1") and _NORTH_AMERICAN(digits[1:]):
            return f"+{digits}"
        return _possible(f"+{digits}", None)
    if own == "86":
        # A landline is one only with its trunk zero or country code; (555) 555-0142 is somebody else's.
        as_dialled = _NOT_DIGITS.sub("", dialled)
        whole = digits[:3] in {"400", "800"} or as_dialled != digits
        return f"+86{digits}" if _CN_MOBILE(digits) or (whole and _CN_LANDLINE(digits)) else None
    if own == "1":
        return f"+1{digits}" if _NORTH_AMERICAN(digits) else None
    return _possible(dialled, region) if len(digits) > 5 else None


def _possible(dialled: str, region: str | None) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@cache
def country_code(region: str) -> str:
    """The country calling code of a region such as CN, without plus; '' for an unknown one."""
    if known := _COUNTRY_CODES.get(region.upper()):
        return known
    import phonenumbers

    code = phonenumbers.country_code_for_region(region.upper())
    return str(code) if code else ""


def split_phones(text: str) -> list[str]:
    """The numbers of one cell, each with its extension: `010-62345678转801、138 0000 1111` is two."""
    if text.isascii() and text.isdigit():
        return [text]
    numbers: list[str] = []
    for separator, part in _parts(_SPACE_BETWEEN_NUMBERS.sub("\n", clean(text))):
        piece = clean_line(part)
        if not piece:
            continue
        slash = separator in {"/", "／"}
        if numbers and (_ONLY_EXTENSION.match(piece) or (slash and _is_one_number(numbers[-1], piece))):
            numbers[-1] += f"/{piece}" if slash else f" {piece}"
        else:
            numbers += cut(piece)
    return numbers


def _parts(written: str) -> Iterator[tuple[str, str]]:
    """The parts of a cell, each with what separates it from the one before; no bracket of words is cut."""
    asides = [found.span() for found in _ASIDE.finditer(written) if not _WHOLE_NUMBER.search(found[0])]
    before, begin = "", 0
    for found in _SEPARATORS.finditer(written):
        if any(opens < found.start() < closes for opens, closes in asides):
            continue
        yield before, written[begin : found.start()]
        before, begin = found[0], found.end()
    yield before, written[begin:]


def _is_one_number(before: str, after: str) -> bool:
    """Whether a slash stands inside one number: after an area code (030/1234567), or before /79."""
    before_digits, after_digits = (_NOT_DIGITS.sub("", normalize("NFKC", part)) for part in (before, after))
    # 95588/12315 are two hotlines.
    has_area = 0 < len(before_digits) < 6 and len(after_digits) >= (4 if before_digits[0] == "0" else 6)
    return has_area or (len(before_digits) >= 7 and 0 < len(after_digits) < 5)


def digits_of(text: str, region: str = "CN") -> str:
    """The digits to search for when `text` or a part of a number is typed; '' when there are none."""
    written = _whole_number(normalize("NFKC", clean_line(text))[:_LONGEST])
    if _SCIENTIFIC.search(written):
        return ""
    written = _HYPHEN_EXTENSION.sub(r"\1", _EXTENSION.sub("", written))
    return _national(_BRACKET_TRUNK.sub(" ", written), region)[1][:MAX_DIGITS]


def local_digits(text: str) -> tuple[str, ...]:
    """The digits of a number as they may be dialled: with the code of its country, without, without area."""
    number = _dialable(_whole_number(normalize("NFKC", clean_line(text))[:_LONGEST]))
    written = _NOT_DIGITS.sub("", number).lstrip("0")
    found = [written, digits_of(text)]
    if number.startswith(("+", "00")):
        codes = sorted(set(_COUNTRY_CODES.values()), key=len, reverse=True)
        found += [written[len(code) :].lstrip("0") for code in codes if written.startswith(code)][:1]
    found += [
        digits[_area_digits(digits) :]
        for digits in found
        if _CN_LANDLINE(digits) and digits[:3] not in {"400", "800"} and not _CN_MOBILE(digits)
    ]
    return tuple(dict.fromkeys(found))


def looks_like_number(text: str) -> bool:
    """Whether `text` is typed as (a part of) a number rather than a name."""
    written = normalize("NFKC", clean_line(text[:_LONGEST])).removeprefix("tel:")
    digits = len(_NOT_DIGITS.sub("", written))
    letters = sum(character.isalpha() for character in _EXTENSION.sub("", written))
    if masked_parts(text) is not None:
        return digits > 2
    return digits >= 2 and letters == 0 and digits * 2 >= len(written.replace(" ", ""))


def require_not_ruined(text: str) -> None:
    """Raise UsageError (code `ruined_number`) when a spreadsheet has destroyed an id or a phone."""
    if len(text) > _LONGEST or (text.isascii() and not _MAY_BE_RUINED(text)):
        return
    written = normalize("NFKC", clean_line(text))
    whole = _INTEGRAL_FLOAT.fullmatch(written)
    if _SCIENTIFIC.search(written):
        message = _("The number is written in scientific notation, its digits are lost.")
    elif whole and (len(whole[1]) > 16 or int(whole[1]) >= _LARGEST_EXACT_FLOAT):
        message = _("The number has lost digits in a spreadsheet.")
    else:
        return
    error = UsageError(message, _("Format the column as text in the spreadsheet and export it again."))
    error.code = "ruined_number"
    raise error


def extension_of(text: str) -> str:
    """The extension in `text`, written behind a number or alone (转801, -801); '' where there is none."""
    written = normalize("NFKC", clean_line(text)[:_LONGEST])
    found = _EXTENSION.search(written)
    if found is not None:
        return found[1]
    hyphen = _HYPHEN_EXTENSION.match(written)
    return hyphen[2] if hyphen else ""


def masked_parts(text: str) -> tuple[str, str] | None:
    """The digits before and behind the hidden ones of `138****1111`; None when nothing is hidden."""
    found = _MASKED.fullmatch(normalize("NFKC", clean_line(text)[:_LONGEST]))
    if found is None:
        return None
    before, after = (_NOT_DIGITS.sub("", part or "") for part in found.groups())
    return (before.lstrip("0"), after) if before or after else None


def format_phone(number: str, region: str = "CN") -> str:
    """`number` as it is shown, however it was written: 138 0000 1111, 021 6234 5678 转 801.

    What is no whole number of the region stays as it is written, but in half width.
    """
    shown = clean_line(number)
    written = shown if shown.isascii() else normalize("NFKC", shown)
    bare = _HYPHEN_EXTENSION.sub(r"\1", _EXTENSION.sub("", written)).strip()
    if not _DIALABLE.fullmatch(bare):
        return shown
    grouped = _grouped(bare, region) or bare
    extension = extension_of(written)
    return (
        _("{number} ext. {extension}").format(number=grouped, extension=extension) if extension else grouped
    )


def plain_phone(number: str, region: str = "CN") -> str:
    """`number` as any keyboard writes it: ０２１－６２３４５６７８ is 021 6234 5678; ASCII stays as it is."""
    written = clean_line(number)
    if written.isascii():
        return written
    plain = clean_line(normalize("NFKC", written))
    return plain if extension_of(plain) else format_phone(plain, region)


def _grouped(bare: str, region: str) -> str:
    """A whole number of the region in groups; '' for others."""
    phone = parse_phone(bare, region)
    digits = phone.digits
    own = country_code(region)
    if own == "1" and phone.e164 == f"+1{digits}":
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if own != "86" or _national(bare, region)[0]:
        return ""
    if _CN_MOBILE(digits):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    # (202) 555-0142 is somebody else's: a landline has its trunk zero, or it was kept as digits alone.
    if not _CN_LANDLINE(digits) or not (phone.e164 or bare.isdigit()):
        return ""
    if digits[:3] in {"400", "800"}:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    area = _area_digits(digits)
    local = digits[area:]
    return f"0{digits[:area]} {local[:-4]} {local[-4:]}"


def _area_digits(digits: str) -> int:
    return 2 if digits[0] in "12" else 3


def mask_phone(number: str, region: str = "CN") -> str:
    """`number` with its middle hidden: 138****1111, 010****78; a short one keeps its last two digits only."""
    phone = parse_phone(number, region)
    digits = phone.digits
    is_landline = country_code(region) == "86" and _CN_LANDLINE(digits) and not _CN_MOBILE(digits)
    if is_landline and phone.e164 and digits[:3] not in {"400", "800"}:
        digits = f"0{digits}"
    if len(phone.digits) >= 11:
        return f"{digits[:-8]}****{digits[-4:]}"
    if len(digits) >= 7:
        return f"{digits[: 3 if digits[0] == '0' else 2]}****{digits[-2:]}"
    return "*" * (len(digits) - 2) + digits[-2:] if len(digits) > 2 else "**"


def shown_phone(number: str, *, masked: bool, region: str = "CN") -> str:
    """A number as the desk shows it: grouped, or masked where the settings ask for it."""
    return mask_phone(number, region) if masked and number else format_phone(number, region)
