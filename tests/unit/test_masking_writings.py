"""However a personal value is written it is hidden; whatever else is written stays.

The judge here knows nothing of patterns: it takes both texts down to bare letters and digits.
"""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.masking import masker
from servicedesk.domain.personal import (
    ACCOUNT,
    ADDRESS,
    COMPANY,
    DAY,
    IMPERSONAL,
    MAIL,
    NAME,
    PERSONAL,
    PHONE,
    Value,
)
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import WRITTEN
from servicedesk.domain.words.masks import ALL, CONTACT, MASKS, NAMES, NOTHING, PHONES

NUMERALS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
FULL_WIDTH = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)} | {" ": "\u3000"})
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def bare(text: str) -> str:
    """Letters and digits alone, in half width and small."""
    plain = unicodedata.normalize("NFKC", text.translate(NUMERALS)).lower()
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in plain if sign.isalnum())


NUMBERS = (
    *("13800001111", "010-8888 6666", "0571-8888666", "+44 20 7946 0123", "021-62345678转801", "95588"),
    *("+1 202 555 0142", "0049 30 1234567", "86 139 0000 2222"),
)
SEPARATORS = ("", " ", "-", "--", " - ", ".", "·", "，", "/", "_", "\u00a0", "\u3000", "\n", "（", "\u200b")


@st.composite
def written_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A number of a customer, and one more way to write it."""
    number = draw(st.sampled_from(NUMBERS))
    digits = "".join(sign for sign in number.partition("转")[0] if sign.isdigit())
    gaps = draw(st.lists(st.sampled_from(SEPARATORS), min_size=len(digits), max_size=len(digits)))
    words = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=True)).rstrip()
    words = words.translate(draw(st.sampled_from([{}, FULL_WIDTH, ARABIC, CHINESE])))
    before = draw(st.sampled_from(["", "打 ", "tel:", "微信同号", "WX", "(", "¥99，"]))
    return number, f"{before}{words}{draw(st.sampled_from(['', '。', ' now', '（家）', ')']))}"


@settings(max_examples=80)
@given(written_numbers(), st.sampled_from([PHONES, CONTACT, NAMES, ALL]))
def test_a_known_number_is_hidden_however_it_is_written(written: tuple[str, str], mask: str) -> None:
    number, words = written
    found = masker([Value(PHONE, number)], mask)(words)
    digits = "".join(sign for sign in bare(number.partition("转")[0]) if sign.isdigit())
    assert digits not in bare(found)
    assert digits.lstrip("0").removeprefix("86").removeprefix("44").removeprefix("49") not in bare(found)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "13912345678",
            "139-1234-5678",
            "+86 139 1234 5678",
            "１３９ １２３４ ５６７８",
            "一三九一二三四五六七八",
        ),
        *("8613912345678", "tel(139)12345678", "0571-88886666", "(020) 8888 6666", "+49 30 1234567"),
        *(
            "wang@example.com",
            "ＷＡＮＧ＠ｅｘａｍｐｌｅ．ｃｏｍ",
            "wang.li+x@mail.example.co.uk",
            "邮箱wang@example.com。",
        ),
        *("wang (at) example.com", "11010119900307123X", "身份证110101199003071234", "110101 19900307 1234"),
        *("11010119900307123x", "110101900307123", "护照号：E12345678", "passport no. G1234567"),
        *("微信号：wang_li88", "WeChat ID: wangxiaoli", "加微信 wang88888", "QQ：123456789"),
        *("建国路88号3号楼2单元501室", "人民大道1200号", "3栋1201室", "2单元301", "5 Baker Street"),
        *("Goethestraße 12a", "6222021234567890128", "4111 1111 1111 1111"),
    ],
)
def test_what_is_personal_by_its_form_is_hidden_though_nobody_knows_it(words: str) -> None:
    found = masker([], CONTACT)(f"他说 {words} 。")
    assert "*" in found
    value = bare(words)
    assert value not in bare(found)
    longest = max("".join(sign if sign.isdigit() else " " for sign in value).split(), key=len, default="")
    assert not longest or len(longest) < 2 or longest not in bare(found)


KEPT = (
    *("订单 20261121", "order 4401381234567890123", "¥1,200.50", "1200元", "共 38 元", "1.38 0000", "C-231"),
    *("P-12", "CU-1000000", "2026-11-20 09:12", "19 2026-11-20 9:00", "138 2026-11-20", "13:10, 2026-11-20"),
    *(
        "2026年11月21日",
        "20%",
        "24小时内",
        "400 820 8820",
        "水泵 P-7",
        "3号线",
        "2 h on the road",
        "管道3号阀",
    ),
    *(
        "厂区2号泵",
        "线路2号",
        "路灯",
        "WeChat message",
        "微信消息",
        "in 3 days",
        "id 12",
        "no. 7",
        "8小时",
        "第一行",
    ),
    *(
        "A4 paper",
        "a+b@",
        "@明天下午三点",
        "@ 15:00",
        "2x4",
        "IPv6",
        "12345 热线",
        "第三十一条",
        "两个工作日",
    ),
)


@settings(max_examples=80)
@given(st.lists(st.sampled_from(KEPT), max_size=5), st.sampled_from(["，", " ", "\n", "; ", "。"]))
def test_all_else_stays_as_it_is(pieces: list[str], between: str) -> None:
    words = f" {between} ".join(pieces)
    for mask in (NOTHING, PHONES, CONTACT, NAMES):
        assert masker([Value(NAME, "欧阳娜娜"), Value(PHONE, "13800001111")], mask)(words) == words


def test_numbers_of_orders_go_with_the_last_mask_alone_and_amounts_never() -> None:
    words = "订单 20261399，合同 HT-2026-00123，付 ¥120000.00 / 120000元，2026-11-20，C-1234567"
    assert masker([], NAMES)(words) == words
    assert masker([], ALL)(words) == "订单 ***，合同 ***，付 ¥120000.00 / 120000元，2026-11-20，C-1234567"


@pytest.mark.parametrize(
    ("what", "value", "words", "shown"),
    [
        (NAME, "李伟", "李伟先生和李 伟", "李**先生和李**"),
        (NAME, "Anna Miller", "Anna Miller, MILLER, Miller's, anna miller", "A**, M**, M**'s, a**"),
        (NAME, "Will May", "Will May: May says he will", "W**: M** says he will"),
        (NAME, "Ann", "Ann, Anna, annual 安Ann说", "A**, Anna, annual 安A**说"),
        (NAME, "李", "李", "*"),
        (NAME, "李", "李子 行李", "李子 行李"),
        (NAME, "李伟 [b]", "李伟 [b]，李伟", "李**，李**"),
        (COMPANY, "北京水泵厂有限公司", "北京水泵厂的水泵", "北**的水泵"),
        (COMPANY, "Pump Works GmbH", "Pump Works made the pump that works", "P** made the pump that works"),
        (ACCOUNT, "li_wei-88", "wx LI_WEI-88, li wei 88", "wx ***, ***"),
        (ADDRESS, "朝阳区建国路88号\n3号楼 501", "到朝阳区 建国路 88 号, 3 号楼501 修", "到*** 修"),
        (DAY, "1980-05-01", "1980年5月1日生, 1980/05/01, 01.05.1980", "***生, ***, ***"),
        (MAIL, "李@例子.cn", "写 李@例子.cn。", "写 ***。"),
    ],
)
def test_what_is_known_is_hidden_as_a_whole_and_no_word_like_it(
    what: str, value: str, words: str, shown: str
) -> None:
    mask = NAMES if what in {NAME, COMPANY} else CONTACT
    assert masker([Value(what, value)], mask)(words) == shown
    weaker = MASKS.values[MASKS.values.index(mask) - 1]
    if what in {NAME, COMPANY}:
        assert masker([Value(what, value)], weaker)(words) == words


@settings(max_examples=60)
@given(
    st.text(st.sampled_from(list("李伟aB1 .@-_路号\n（*+#[")), max_size=12),
    st.sampled_from([NAME, COMPANY, ACCOUNT, ADDRESS, MAIL, DAY, PHONE]),
    st.text(st.sampled_from(list("李伟aB1 .@-_路号\n（*+#[")), max_size=12),
)
def test_whatever_a_value_is_made_of_it_is_found_and_nothing_breaks(value: str, what: str, rest: str) -> None:
    for mask in MASKS.values:
        hide = masker([Value(what, value)], mask)
        found = hide(f"{rest} {value} {rest}")
        if mask in {NAMES, ALL} and what in {NAME, COMPANY} and len(bare(value)) > 2:
            assert value.strip() not in found


def test_a_long_row_of_anything_is_read_once() -> None:
    hide = masker([Value(PHONE, "13800001111"), Value(NAME, "Anna Miller"), Value(MAIL, "a@b.cn")], ALL)
    for sign in ("a", "1", "- ", "1 ", "a.", "路1", "A ", "(", "1-"):
        text = sign * (40_000 // len(sign))
        assert len(hide(text)) > 0


def test_every_text_of_a_card_is_personal_or_said_not_to_be() -> None:
    for kind in ("customer", "contact", "phone", "email"):
        for field in FIELDS[kind]:
            if field.type in WRITTEN and not field.excused:
                assert ((kind, field.name) in PERSONAL) != (field.name in IMPERSONAL), (kind, field.name)
