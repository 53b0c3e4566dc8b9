"""What is personal by its form, though nobody knows whose it is: numbers of phones and cards, addresses.

The patterns are read against folded text (mask_patterns.folded): small letters, half width, digits of ours. A
character of Chinese right before them begins nothing else: 座机65529988.
"""

import re

EXTENSION = r"(?:[\W_]{0,3}(?:转|轉|分机|分機|内线|ext(?:ension)?|x|#)[\W_]{0,2}\d{1,6})?"
NO_LETTER = r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
"""A letter of a script that puts blanks between words."""
_HAN = r"[\u3400-\u9fff]"
_GAP = r"[ \t\n().\-‐-―·]{0,3}"
"""Between the digits of a number that nobody knows: what else stands there ends it."""
_IS = r"[\s:=是为]{0,3}"
"""Between a word and what it names."""

PHONES = (
    rf"(?<![\d.])(?:\+?86{_GAP})?1[3-9]\d(?!{_GAP}(?:19|20)\d\d[-./年]\d)(?:{_GAP}\d){{8}}(?!\d)",
    (
        r"(?<![\d.])(?:\(0(?:10|2\d|[3-9]\d\d)\)[ \-]{0,2}|0(?:10|2\d|[3-9]\d\d)[ \-]{1,2})"
        r"\d{3,4}[ \-]?\d{4}(?!\d)"
    ),
    rf"(?<![a-z\d+])\+\d{{1,3}}(?:{_GAP}\d){{6,13}}(?!\d)",
)
"""Mobile numbers of China, landlines with their area, numbers with the code of a country."""
DIALLED = (
    rf"(?:电话|座机|固话|传真|手机|(?<![a-z])(?:tel|phone|fax))(?:号码?|\.|no\.?)?{_IS}"
    r"[2-9]\d{2,3}[ \-]?\d{4}(?!\d)"
)
"""A landline without its area, where a word says that it is one."""
MAIL = (
    r"(?<![a-z0-9.%+\-])[a-z0-9!#$%&'*+/=?^_{|}~.\-]{1,200}\s?(?:@|\(at\)|\[at\])\s?"
    r"[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,8}"
)

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_MONTH_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])"
IDENTITY = "|".join(
    (
        *(
            rf"(?<!\d){_PROVINCE}\d{{4}}[ \-]?{year}{_MONTH_DAY}[ \-]?\d{{3}}{check}(?!\d)"
            for year, check in ((r"(?:19|20)\d\d", r"[\dx]"), (r"\d\d", ""))
        ),
        # Of Hong Kong, of Great Britain (national insurance).
        r"(?<![a-z\d])[a-z]{1,2}\d{6}\s?\([\da]\)",
        r"(?<![a-z\d])[a-ceghj-prstw-z][a-ceghj-nprstw-z]\s?\d\d\s?\d\d\s?\d\d\s?[a-d](?![a-z\d])",
        # The plate of a car: 沪A12345, 京A·D12345.
        (
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·.\-\s]?"
            r"(?=[a-z]{0,5}\d)[a-z\d]{4,5}[a-z\d学警港澳挂](?![a-z\d])"
        ),
    )
)
CARD = (
    r"(?<!\d)[3-69]\d{3}(?:[ \-]\d{4}){3}(?:[ \-]?\d{1,3})?(?!\d)"
    r"|(?<!\d)(?:6[02]|4\d|5[1-5]|95)\d{14}(?:\d{3})?(?!\d)"
    r"|(?<!\d)(?:6[02]|4\d|5[1-5]|95)(?:[ \-]?\d){17}(?!\d)"
    r"|(?<!\d)(?:6[02]|4\d|5[1-5]|95)(?:[ \-]?\d){14}(?!\d)"
)
_IN_FOURS = re.compile(r"[3-69]\d{3}(?:[ \-]\d{4}){3}(?:[ \-]?\d{1,3})?")
_DOCUMENT = (
    r"(?:护照|passport|通行证|台胞证|证件|身份证|id card|identity)[\W_]{0,2}(?:号码?|no\.?|number)?"
    rf"{_IS}(?:is )?[a-z]{{0,2}}\d{{6,17}}[\dx]?(?![\da-z])"
    rf"|(?:银行卡|信用卡|储蓄卡|卡|账户|账号|(?<![a-z])(?:card|account))(?:号码?|no\.?|number)?{_IS}\d{{16,19}}(?!\d)"
    rf"|(?:邮政编码|邮编|(?<![a-z])(?:zip(?: code)?|post ?code|postal code)){_IS}\d{{5,6}}(?!\d)"
)
_ACCOUNT_NAMED = (
    r"(?:[微薇威]信|wechat|weixin|v信|(?<![a-z])(?:wx|vx)|[加+]\s?v(?![a-z\d]))\s?(?:号码?|id)?"
    rf"{_IS}(?=[a-z\-]*[\d_])[a-z][a-z0-9_\-]{{4,19}}"
    rf"|(?:微信号|wechat id|weixin id){_IS}[a-z][a-z0-9_\-]{{5,19}}"
    rf"|(?<![a-z])qq\s?号?码?{_IS}\d{{5,12}}(?!\d)"
)
LABELLED = f"{_DOCUMENT}|{_ACCOUNT_NAMED}"
_VALUE = re.compile(r"[a-z0-9_\-]+$")
_DIALLED_VALUE = re.compile(r"[\d \-]+$")

_ROAD = r"(?:(?<![线电油水管气网回])路|[街巷弄村]|大道|胡同)"
_BEFORE_A_ROAD = r"(?:(?<=[省市区县镇乡村道住在到去址于至是为往寄送从])|(?<![\u3400-\u9fff]))"
_HOUSE_PARTS = (
    r"(?:[\s,]?[a-z]?\d{1,5}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|户)){0,5}"
    r"(?:[\s\-]?\d{3,4}(?!\d))?(?:[\s,]{0,2}\d{6}(?!\d))?"
)
HOUSE = (
    rf"(?:{_BEFORE_A_ROAD}{_HAN}{{1,5}}?|{_HAN}{{0,2}}){_ROAD}"
    rf"(?:[东南西北中]段?)?\s?[甲乙丙丁]?\d{{1,5}}(?:-\d{{1,4}})?\s?(?:号院?|弄)(?!线){_HOUSE_PARTS}"
    r"|(?<!\d)\d{1,4}(?:号楼|栋|幢|座)\s?(?:\d{1,3}单元\s?)?\d{3,4}(?:室|户|号)?(?!\d)"
    r"|(?<!\d)\d{1,3}单元\s?\d{3,4}(?:室|户|号)?(?!\d)"
    r"|(?<=[院园苑庭府寓厦区])(?<!厂区)\d{1,3}(?:号楼|栋|幢|座)(?:\d{1,3}单元)?"
)
"""A house in its street with whatever is written behind, a flat in a house."""
_FLAT = r"(?:flat|apartment|apt\.?|unit|suite)\s?\d{1,4}[a-z]?(?![a-z\d])"
_KIND_OF_STREET = "(?:street|st|road|rd|avenue|ave|lane|drive|boulevard)(?![a-z])"
STREET = (
    rf"(?:(?<![a-z]){_FLAT}[\s,]{{1,2}})?(?<![\d.])\d{{1,5}}[a-z]?\s(?:[^\W\d_]+\s){{1,3}}"
    rf"{_KIND_OF_STREET}(?:[\s,]{{1,2}}{_FLAT})?"
    r"|(?<![a-zäöüß])[a-zäöüß\-]{2,40}(?:straße|strasse|str\.|gasse|allee)\s\d{1,4}(?:\s?[a-z](?![a-z]))?"
    r"(?:[\s,]{1,2}\d{5}(?!\d))?"
)
POSTCODE = (
    rf"(?:(?<![a-z]){_FLAT}[\s,]{{1,2}})?"
    r"(?<![a-z\d])(?:[a-z]{1,2}\d[a-z\d]?)\s\d[abd-hjlnp-uw-z]{2}(?![a-z\d])"
    rf"(?:[\s,]{{1,2}}{_FLAT})?"
)
"""One of Great Britain, with the flat beside it."""
_AS_STREET = re.compile(
    rf"(?<!\w)\d{{1,5}}[^\W\d]?\s(?P<name>(?:[^\W\d_]+\s){{1,3}}){_KIND_OF_STREET}", re.IGNORECASE
)
_AS_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}")

_MONEY = "cny|rmb|usd|eur|gbp|hkd|jpy"
_NOT_BEHIND = "".join(
    f"(?<!{word}{sign})"
    for word in (
        *("金额", "总价", "合计", "共计", "价格", "费用", "price", "amount", "total"),
        *_MONEY.split("|"),
    )
    for sign in ("", ":", r"\s", r":\s")
)
"""What makes a number an amount."""
NUMBER = (
    rf"(?<![a-z\d_¥$€£])(?<![¥$€£]\s)(?<!\d\.)(?<!\d-){_NOT_BEHIND}(?!(?:{_MONEY})\s?\d)"
    r"(?:[a-z\d]{0,20}?[a-z][\-_]?)??"
    r"(?:\d(?:-?\d){6,}+|\d{6}|\d{4}(?: \d{4})++(?: \d{1,3}(?!\d))?"
    r"|\d{3,4}(?: \d{3,4}){2,}+|\d\d(?: \d\d){4,}+)"
    r"(?!\d)(?![.,]\d{1,2}(?!\d))"
    rf"(?!\s?(?:元|块|万|[日美欧]元|港[币元]|英镑|美金|人民币|{_MONEY}|%|kg|km|公里))"
)
"""Six digits, seven with dashes or groups with blanks in between, with the letters before; no amount."""
_OURS = re.compile(
    r"(?:c|cl|cu|f|p|r)-\d+|(?:19|20)\d\d-?(?:0\d|1[0-2])-?[0-3]\d|[0-3]?\d-[0-3]?\d-(?:19|20)\d\d"
)


def value_of(found: str) -> int:
    """How many signs of a labelled value are the value."""
    match = _VALUE.search(found)
    return len(match[0]) if match else len(found)


def dialled_of(found: str) -> int:
    """How many signs of a number behind the word for it are the number."""
    match = _DIALLED_VALUE.search(found)
    return len(match[0].lstrip(" -")) if match else len(found)


def is_card(found: str) -> bool:
    """Whether it is the number of a bank card: written in fours, or with the check digit of one."""
    if _IN_FOURS.fullmatch(found):
        return True
    digits = [int(sign) for sign in reversed(found) if sign.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_street(written: str) -> bool:
    """Whether the street is written as a name is: 5 Baker Street, not 2 h on the road."""
    found = _AS_STREET.search(written)
    return all(word[0].isupper() for word in found["name"].split()) if found else written[0].isupper()


def is_postcode(written: str) -> bool:
    """Whether it is written as a postcode is, in capitals."""
    return _AS_POSTCODE.search(written) is not None


def is_ours(found: str) -> bool:
    """Whether it is the number of one of our records, or a date."""
    return _OURS.fullmatch(found) is not None
