"""What nobody knows is hidden by its form, also glued to Chinese; what only looks like it is not."""

import pytest

from servicedesk.domain.masking import masker
from servicedesk.domain.personal import PHONE, Value
from servicedesk.domain.words.masks import ALL, CONTACT, NAMES, PHONES


def of_nobody(mask: str, words: str) -> str:
    return masker([], mask)(words)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("运单SF1234567890123", "运单***"),
        ("订单号20260228001", "订单号***"),
        ("型号ABC123456", "型号***"),
        ("型号：ABC123456", "型号：***"),
        ("单号20261388,20261389，20261390", "单号***,***，***"),
        ("6222020200112233447", "***"),
        ("6222 0202 0011 2233 447", "***"),
        ("物流1Z999AA10123456784。", "物流***。"),
        ("order 1234 5678 9012", "order ***"),
        ("400-820-8820", "***"),
        ("400 820 8820, 06 12 34 56 78", "***, ***"),
        ("ID_123456 #123456", "*** #***"),
        ("1" * 71, "***"),
    ],
)
def test_a_number_of_six_digits_goes_with_the_last_mask_and_no_other(words: str, shown: str) -> None:
    assert of_nobody(ALL, words) == shown
    if not words.startswith("6222 "):
        # Only a card is written in fours like that.
        assert of_nobody(NAMES, words) == words


@pytest.mark.parametrize(
    "words",
    [
        *("model X200-500", "100\n200\n300\n400", "X200-500 型", "热线95588", "1,200,300.50 元", "v1.123456"),
        *(
            "¥120000.00",
            "¥ 120000",
            "120000元",
            "共计120000",
            "金额120000",
            "金额：120000",
            "price: 123456",
            "3000000日元",
            "CNY120000",
            "RMB 120000",
            "120000.5",
        ),
        *("见C-1234567", "C-1234567", "2026-11-20", "20261121", "11-20-2026", "2026-11-20T01:12:00Z"),
    ],
)
def test_amounts_dates_numbers_of_ours_and_short_ones_stay_under_the_last_mask(words: str) -> None:
    assert of_nobody(ALL, words) == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("卡6222 0202 0011 2233 446", "卡***"),
        ("卡6222-0202-0011-2233-447", "卡***"),
        ("卡6222020200112233447", "卡***"),
        ("银行卡号：6222020200112233447", "银行卡号：***"),
        ("4111 1111 1111 1111", "***"),
        ("沪A12345，京A·D12345、粤BD12345", "***，***、***"),
        ("NI AB 12 34 56 C; jg123456c", "NI ***; ***"),
        ("HKID A123456(7)", "HKID ***"),
        ("加V: abc_1985", "加V: ***"),
        ("薇信：abc_1985", "薇信：***"),
        ("电话+49 30 1234567", "电话0493****4567"),
        ("邮编100020", "邮编***"),
        ("住Goethestraße 12a, 10115 Berlin", "住*** Berlin"),
        ("LS1 4AB, flat 3", "***"),
        ("5 Baker Street, flat 3, LS1 4AB", "***, ***"),
        ("flat 3, 5 Baker Street", "***"),
        ("他住在朝阳区建国路88号院2号楼", "他住在***"),
        ("望京街10号院1号楼2单元 100020", "***"),
        ("百万庄大院2号楼", "百万庄大院***"),
        ("和平里东街甲12号，建国路 88 号", "***，***"),
        ("座机(010)65529988", "座机010****88"),
        ("阳光小区3号楼2单元", "阳光小区***"),
    ],
)
def test_what_reaches_or_identifies_somebody_is_hidden_glued_or_grouped(words: str, shown: str) -> None:
    assert of_nobody(CONTACT, words) == shown


@pytest.mark.parametrize(
    "words",
    [
        *(
            "厂区2号泵，厂区2号楼",
            "线路2号",
            "管道3号阀",
            "2 h on the road",
            "3 men on the main road",
            "ls1 4ab",
        ),
        *("1200 5000 2026 1121", "6222020200112233447", "藏A4", "渝A 100 台", "A4 paper", "v5 加v5"),
        *("flat 5 tyres", "a unit 3 days old", "order 4401381234567890123"),
    ],
)
def test_what_only_looks_like_it_stays(words: str) -> None:
    assert of_nobody(CONTACT, words) == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("座机65529988", "座机65****88"),
        ("电话：6552-9988。", "电话：65****88。"),
        ("tel 6552998", "tel 65****98"),
        ("电话 20 个", "电话 20 个"),
        ("座机20261388123", "座机20261388123"),
    ],
)
def test_a_landline_without_its_area_is_hidden_where_a_word_says_what_it_is(words: str, shown: str) -> None:
    assert of_nobody(PHONES, words) == shown


@pytest.mark.parametrize(
    "number", ["13812345678 / 13900005555", "13812345678 13900005555", "13812345678（家）13900005555"]
)
def test_two_numbers_in_one_field_are_hidden_one_by_one(number: str) -> None:
    hide = masker([Value(PHONE, number)], PHONES)
    assert hide("138-1234-5678") == "138****5678"
    assert hide(number) == number.replace("1234", "****").replace("0000", "****")
