"""Who calls the learner's desk and why: invented people in the language of the screens."""

from typing import NamedTuple

from servicedesk.i18n import language


class Person(NamedTuple):
    """A customer of the desk."""

    name: str
    phone: str


class Cast(NamedTuple):
    """The people and the matters of all lessons."""

    caller: Person
    trouble: str
    """What the caller of the first lesson says."""
    customers: tuple[Person, ...]
    by_number: int
    """The place of the one who is looked for by the end of a number; `by_name`: by a part of the name."""
    by_name: int
    part_of_name: str
    colleague: str
    with_colleague: str
    """What the colleague is working on."""
    matters: tuple[str, ...]
    """Of ten new cases; the last one says what the one before it says."""
    to_promise: str
    to_wait: str
    to_close: str
    remedy: str
    by_mistake: str


ZH = Cast(
    caller=Person("李建平", "138 0013 4470"),
    trouble="空调漏水，地板都湿了",
    customers=(
        Person("欧阳文静", "139 0017 2861"),
        Person("张海燕", "136 0012 7316"),
        Person("王志强", "137 0016 9052"),
        Person("陈嘉怡", "135 0011 6648"),
        Person("赵国庆", "133 0015 3927"),
    ),
    by_number=1,
    by_name=0,
    part_of_name="文静",
    colleague="小周",
    with_colleague="油烟机噪音大，约周五上门",
    matters=(
        "冰箱不制冷",
        "洗衣机异响",
        "发票抬头写错",
        "师傅没按时上门",
        "热水器打不着火",
        "送货少了一个配件",
        "门锁电池盖裂了",
        "想改约安装时间",
        "净水器接口渗水",
        "净水器接口渗水，又打来一次",
    ),
    to_promise="客户问退款什么时候到账",
    to_wait="等客户发来故障照片",
    to_close="油烟机装歪了，已重新安装",
    remedy="重新安装并上门致歉",
    by_mistake="电饭煲显示错误代码",
)
EN = Cast(
    caller=Person("Helen Barlow", "020 7946 0470"),
    trouble="the air conditioner leaks, the floor is wet",
    customers=(
        Person("Adaeze Okafor", "020 7946 0861"),
        Person("Marcus Whitfield", "020 7946 0316"),
        Person("Priya Raman", "020 7946 0952"),
        Person("Tomasz Zielinski", "020 7946 0648"),
        Person("Grace Hughes", "020 7946 0927"),
    ),
    by_number=1,
    by_name=0,
    part_of_name="Okaf",
    colleague="Sam",
    with_colleague="Cooker hood is loud, visit on Friday",
    matters=(
        "Fridge does not cool",
        "Washing machine rattles",
        "Wrong name on the invoice",
        "Nobody came at the agreed time",
        "Water heater does not light",
        "One part missing from the delivery",
        "Battery cover of the lock is cracked",
        "Wants another day for the installation",
        "Water filter drips at the joint",
        "Water filter drips at the joint, called again",
    ),
    to_promise="Asks when the refund arrives",
    to_wait="Photos of the fault are still to come",
    to_close="Cooker hood hung crooked, hung anew",
    remedy="hung anew, with an apology at the door",
    by_mistake="Rice cooker shows an error code",
)


def cast() -> Cast:
    """Those who speak the language of the screens."""
    return ZH if language().startswith("zh") else EN
