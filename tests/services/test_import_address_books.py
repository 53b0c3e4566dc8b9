"""Address books of messengers: how the desk calls somebody, how he calls himself, and his number."""

from pathlib import Path

import pytest

from servicedesk.exchange.remark_names import Remark, tell_remark
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write


def test_a_list_of_wechat_friends_is_called_by_remark_then_nickname_then_number(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "微信昵称,微信号,备注名,电话,公司/单位,备注\n"
        "阿强,aqiang_88,陈志强 13700002601 3栋,13700002601/021-55552603,强盛五金,给个好价\n"
        "大刘,liu-da,,13700002606转803,顺风车队,\n"
        ",wx_3,,13700002607,,\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("customer", (3, 0, 0, 0))
    assert column(desk, "customers", "name") == ["陈志强", "大刘", "13700002607"]
    assert column(desk, "customers", "company") == ["强盛五金", "顺风车队", ""]
    assert column(desk, "customers", "note") == [
        "给个好价\n微信昵称: 阿强\n备注名: 陈志强 13700002601 3栋", "", "",
    ]  # fmt: skip
    assert set(column(desk, "customer_phones", "raw")) == {
        "13700002601",
        "021-55552603",
        "13700002606转803",
        "13700002607",
    }
    assert "+8613700002606" in column(desk, "customer_phones", "e164")
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


def test_a_list_of_wecom_has_its_remarks_numbers_and_tag_groups(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "客户名称,客户备注,描述,客户类型,企业名称,手机号,添加人,添加时间,标签组-客户等级,标签组-来源\n"
        "阿美🌸,王美丽-3栋502-13700001901,怕狗,微信,,,客服小张,2025-11-03 10:11:12,VIP,线下\n"
        "Leo,李雷（顺达物流）,月结,企业微信,顺达物流有限公司,13700001902,客服小李,2025-12-01 08:00:00,普通,\n"
        "晨光,,,微信,,,客服小李,2025-12-01 08:00:00,,\n",
    )
    assert counts(take_in(desk, path)) == (3, 0, 0, 0)
    assert column(desk, "customers", "name") == ["王美丽", "李雷", "晨光"]
    assert column(desk, "customer_phones", "raw") == ["13700001901", "13700001902"]
    assert column(desk, "customers", "note") == [
        "阿美🌸\n\n王美丽-3栋502-13700001901\n\n怕狗", "Leo\n\n李雷（顺达物流）\n\n月结", "",
    ]  # fmt: skip
    assert sorted(column(desk, "customer_tags", "tag")) == ["VIP", "普通", "线下"]
    assert column(desk, "customers", "tier") == ["", "", ""]


@pytest.mark.parametrize(("remark", "name", "phone"), [
    ("刘大维—顺风车队", "刘大维", None),
    ("余小鱼(女儿读初三)", "余小鱼", None),
    ("强盛五金-陈志强 137 0000 2601", "强盛五金-陈志强", ["137 0000 2601"]),
    ("欧阳娜娜/021-55552603转801", "欧阳娜娜", ["021-55552603转801"]),
    ("Ann Lee 3B", "Ann Lee 3B", None),
    ("13700002601", None, ["13700002601"]),
    ("🌸", "🌸", None),
])  # fmt: skip
def test_the_name_in_a_remark_is_taken_where_it_can_be_told(
    remark: str, name: str | None, phone: list[str] | None
) -> None:
    values: dict[str, object] = {"name": Remark(remark)}
    tell_remark(values)
    assert (values["name"], values.get("phone")) == (name, phone)


def test_a_number_that_the_card_has_is_not_taken_twice_and_a_plain_name_stays() -> None:
    values: dict[str, object] = {"name": Remark("王美丽 13700001901"), "mobile": ["13900000001"]}
    tell_remark(values)
    assert values == {"name": "王美丽", "mobile": ["13900000001"]}
    plain: dict[str, object] = {"name": "王芳-上海"}
    tell_remark(plain)
    assert plain == {"name": "王芳-上海"}
