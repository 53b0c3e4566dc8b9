"""The large desk that benches share: seeded, a third of it Chinese, words as uneven as in real life.

Loaded with plain executemany, since what is measured is the reading; the rows are those the services write,
search rows and name keys included. `python -m bench.million` makes it; a second call finds it.
"""

import hashlib
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from servicedesk.domain.pinyin import name_keys, search_tokens
from servicedesk.domain.search_terms import segment
from servicedesk.storage import clock_cache, driver
from servicedesk.storage.engine import Store
from servicedesk.storage.migrations import SCHEMA_FILE

RESULTS = Path(__file__).parent / "results"
SEED = 20261121
EDITION = 2
"""To be raised when what is made changes; the schema counts by itself."""
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
CHINESE_SHARE = 0.35
BATCH = 20_000
RETURNED = 140
"""Of so many calls one came in the last weeks; most are about closed cases, whose customers came back."""

_SYLLABLES = "ba ce di fo gu ha ki lo me nu pa re si to vu wa ze chi ran tel mor sin"
_LATIN_WORDS = """
the to is not my of and for was order refund delivery broken late account card charged twice
leak noise missing service engineer visit warranty invoice parcel screen battery cable wrong
size colour damaged water return box reply waiting nobody called again promised repair
cancelled payment address bill rude line dead router slow
"""
_CHINESE_WORDS = """
的 了 我 不 没有 订单 退款 快递 客服 发票 漏水 投诉 维修 师傅 上门 空调 噪音 质量 问题 电话
回复 预约 安装 换货 破损 包装 少发 错发 尺寸 颜色 账户 扣款 重复 优惠券 会员 积分 地址 修改
取消 延误 丢失 态度 恶劣 屏幕 电池 充电器 保修 过期 赔偿 退货 补发 物流 签收 配件 洗衣机 冰箱
热水器 路由器 断网 网速 宽带 停机 余额 短信 验证码 登录 密码 实名 合同 押金
"""
_FIRST_NAMES = (
    "Anna Ben Clara David Emma Felix Grace Henry Iris Jack Kate Liam Mia Noah Olive Paul Quinn Rosa Tess"
)
_LAST_NAMES = (
    "Abbott Baker Carter Dunn Ellis Foster Grant Hughes Irwin Jones Keller Lowe Mason North Owens Price"
)
SYLLABLES = _SYLLABLES.split()
LATIN_WORDS = _LATIN_WORDS.split()
CHINESE_WORDS = _CHINESE_WORDS.split()
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国春梅海燕雪松志文博雅子轩欣怡梓涵"
FIRST_NAMES = _FIRST_NAMES.split()
LAST_NAMES = _LAST_NAMES.split()
CASE_COLUMNS = (
    "id, uid, created_at, updated_at, kind, subject, description, category, channel, priority, state,"
    " waiting_reason, owner, customer_id, received_at, due_at, solved_at, told_at, closed_at, snoozed_until"
)
CALL_COLUMNS = (
    "id, uid, created_at, updated_at, direction, customer_id, case_id, phone, digits_reversed, rang_at,"
    " answered_at, ended_at, handler, summary, outcome"
)
REGIONS = ("北京", "上海", "广东", "四川", "浙江", "London", "Leeds", "Ohio", "Texas", "")
CATEGORIES = ("delivery", "billing", "quality", "物流", "售后", "账单", "")
OWNERS = ("li.wei", "anna", "王芳", "sam", "")
KINDS = ("complaint", "complaint", "complaint", "request", "enquiry", "suggestion")
STATES = ("closed",) * 14 + ("new", "working", "working", "waiting", "solved", "told")
TIERS = ("ordinary",) * 8 + ("vip", "key", "new")


def desk(
    path: Path | None = None, cases: int = 1_000_000, *, words: Callable[[str], object] | None = None
) -> Path:
    """The file of a desk: as many numbers as `cases`, half as many customers, a tenth as many calls.

    Without `path` it stands in bench/results and is made once for each schema; an existing `path` of the
    same make is taken as it is. Callers only read it: who writes takes a copy.
    """
    fingerprint = hashlib.sha256(SCHEMA_FILE.read_bytes() + bytes([EDITION])).hexdigest()[:10]
    target = path or RESULTS / f"desk-{cases}-{fingerprint}.db"
    if target.exists() and _mark(target) == f"{cases} {fingerprint}":
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.new")
    for leftover in (
        unfinished,
        *(unfinished.with_name(unfinished.name + end) for end in ("-wal", "-shm", "-journal")),
    ):
        leftover.unlink(missing_ok=True)
    store = Store.open(unfinished)
    with store.bare() as db:
        _fill(db, cases, words or (lambda _line: None))
        db.execute("INSERT INTO views (kind, name) VALUES ('bench', ?)", (f"{cases} {fingerprint}",))
    began = time.perf_counter()
    with store.writer("bench", NOW) as transaction:
        count = clock_cache.refresh_all(transaction.connection, NOW, ZONE)
    if words:
        words(f"clocks: {count} cases in {time.perf_counter() - began:.0f} s")
    store.close()
    for leftover in (target.with_name(target.name + end) for end in ("-wal", "-shm")):
        leftover.unlink(missing_ok=True)
    unfinished.replace(target)
    return target


def _mark(path: Path) -> str:
    store = Store.open(path)
    try:
        with store.reader() as db:
            found = db.execute("SELECT name FROM views WHERE kind = 'bench'").fetchone()
        return str(found[0]) if found else ""
    finally:
        store.close()


def _fill(db: driver.Connection, cases: int, words: Callable[[str], object]) -> None:
    chance = random.Random(SEED)
    made = _Desk(chance, cases)
    indices = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA cache_size = -400000")
    db.execute("BEGIN")
    for name, _sql in indices:
        db.execute(f"DROP INDEX {name}")
    for table, columns, rows in made.tables():
        began = time.perf_counter()
        count = _load(db, table, columns, rows)
        words(f"{table}: {count} rows in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    for _name, sql in indices:
        db.execute(sql)
    words(f"{len(indices)} indices in {time.perf_counter() - began:.0f} s")
    db.execute("COMMIT")
    for table in ("cases_search", "customers_search", "calls_search", "followups_search"):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    db.execute("PRAGMA journal_mode = WAL")


def _load(db: driver.Connection, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> int:
    marks = ", ".join("?" * (columns.count(",") + 1))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    count = 0
    while batch := list(itertools.islice(rows, BATCH)):
        db.executemany(sql, batch)
        count += len(batch)
    return count


class _Words:
    """Words of one language, the n-th about 1/n as frequent as the first."""

    def __init__(self, chance: random.Random, words: list[str], joiner: str) -> None:
        self.chance = chance
        self.words = words
        self.joiner = joiner
        self.weights = list(itertools.accumulate(1 / (rank + 4) for rank in range(len(words))))

    def line(self, shortest: int, longest: int) -> str:
        return self.joiner.join(
            self.chance.choices(
                self.words, cum_weights=self.weights, k=self.chance.randint(shortest, longest)
            )
        )


class _Desk:
    def __init__(self, chance: random.Random, cases: int) -> None:
        self.chance = chance
        self.cases = cases
        self.customers = max(1, cases // 2)
        common = [chr(code) for code in chance.sample(range(0x4E00, 0x8FA0), 900)]
        made_up = ["".join(chance.choices(common, k=chance.choice((2, 2, 2, 3, 4)))) for _ in range(4000)]
        latin = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 4)))) for _ in range(6000)]
        self.chinese = _Words(chance, CHINESE_WORDS + made_up, "")
        self.latin = _Words(chance, LATIN_WORDS + latin, " ")
        self.names: list[str] = []
        self._keys: dict[str, tuple[str, str, str]] = {}
        self._made_cases: list[tuple[int, str, str, str]] = []

    def tables(self) -> Iterator[tuple[str, str, Iterator[tuple[Any, ...]]]]:
        """Table, columns and rows, in the order in which they can be made."""
        yield (
            "customers",
            "id, uid, created_at, updated_at, name, kind, tier, region, owner, name_pinyin, name_initials",
            self._customers(),
        )
        yield "customers_search", "rowid, name, body", self._customer_words()
        yield (
            "customer_phones",
            "customer_id, position, kind, raw, e164, digits, digits_reversed",
            self._phones(),
        )
        yield (
            "cases",
            CASE_COLUMNS,
            self._cases(),
        )
        yield "cases_search", "rowid, subject, body", self._case_words()
        yield "case_labels", "case_id, position, label, folded", self._labels()
        yield (
            "calls",
            CALL_COLUMNS,
            self._calls(),
        )
        yield "calls_search", "rowid, body", self._call_words()
        yield (
            "followups",
            "id, uid, created_at, updated_at, customer_id, due_at, owner, purpose, state",
            self._followups(),
        )
        yield "followups_search", "rowid, body", self._followup_words()

    def _is_chinese(self) -> bool:
        return self.chance.random() < CHINESE_SHARE

    def _moment(self, days: float) -> str:
        return (NOW - timedelta(seconds=int(self.chance.random() * days * 86_400))).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )

    def _customers(self) -> Iterator[tuple[Any, ...]]:
        choice = self.chance.choice
        for number in range(1, self.customers + 1):
            if self._is_chinese():
                name = choice(SURNAMES) + choice(GIVEN) + (choice(GIVEN) if number % 3 else "")
            else:
                name = f"{choice(FIRST_NAMES)} {choice(LAST_NAMES)}"
            self.names.append(name)
            if name not in self._keys:
                self._keys[name] = (*name_keys(name), f"{segment(name)} {search_tokens(name)}")
            pinyin, initials, _tokens = self._keys[name]
            made = self._moment(700)
            yield (
                number,
                f"cu{number:018d}",
                made,
                made,
                name,
                "person",
                choice(TIERS),
                choice(REGIONS),
                choice(OWNERS),
                pinyin,
                initials,
            )

    def _customer_words(self) -> Iterator[tuple[Any, ...]]:
        for number, name in enumerate(self.names, 1):
            yield number, self._keys[name][2], ""

    def _phones(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.cases):
            digits = f"1{self.chance.choice('3578')}{self.chance.randrange(10**9):09d}"
            yield (
                number % self.customers + 1,
                number // self.customers,
                "mobile",
                f"{digits[:3]} {digits[3:7]} {digits[7:]}",
                f"+86{digits}",
                digits,
                digits[::-1],
            )

    def _cases(self) -> Iterator[tuple[Any, ...]]:
        chance = self.chance
        for number in range(1, self.cases + 1):
            language = self.chinese if self._is_chinese() else self.latin
            subject, description = language.line(3, 8), language.line(8, 25)
            state = chance.choice(STATES)
            received = self._moment(700)
            due = (NOW + timedelta(hours=chance.randint(-400, 200))).strftime("%Y-%m-%dT%H:00:00Z")
            solved = received if state in {"solved", "told", "closed"} else None
            customer_id = chance.randint(1, self.customers)
            self._made_cases.append((customer_id, subject, description, received))
            yield (
                number, f"c{number:019d}", received, received, chance.choice(KINDS), subject, description,
                chance.choice(CATEGORIES), "phone", chance.choice((1, 2, 2, 2, 2, 3, 4)), state,
                "parts" if state == "waiting" else "", chance.choice(OWNERS), customer_id, received,
                due if chance.random() < 0.7 else None, solved,
                received if state in {"told", "closed"} else None, received if state == "closed" else None,
                due if state == "waiting" and chance.random() < 0.3 else None,
            )  # fmt: skip

    def _case_words(self) -> Iterator[tuple[Any, ...]]:
        for number, (customer_id, subject, description, _received) in enumerate(self._made_cases, 1):
            yield number, segment(subject), segment(f"{description} {self.names[customer_id - 1]}")

    def _labels(self) -> Iterator[tuple[Any, ...]]:
        for number in range(1, self.cases + 1, 7):
            label = self.chance.choice(("leak", "billing", "漏水", "repeat", "vip"))
            yield number, 0, label, segment(label)

    def _calls(self) -> Iterator[tuple[Any, ...]]:
        for number in range(1, self.cases // 10 + 1):
            place = number * 7 % self.cases
            customer_id, subject, _description, received = self._made_cases[place]
            digits = f"1{self.chance.choice('3578')}{self.chance.randrange(10**9):09d}"
            if number % RETURNED == 0:
                received = (NOW - timedelta(minutes=number % 20_000)).strftime("%Y-%m-%dT%H:%M:%SZ")
            yield (
                number, f"cl{number:018d}", received, received, "in", customer_id, place + 1, digits,
                digits[::-1], received, received, received, self.chance.choice(OWNERS), subject, "answered",
            )  # fmt: skip

    def _call_words(self) -> Iterator[tuple[Any, ...]]:
        for number in range(1, self.cases // 10 + 1):
            customer_id, subject, _description, _received = self._made_cases[number * 7 % self.cases]
            yield number, segment(f"{subject} {self.names[customer_id - 1]}")

    def _followups(self) -> Iterator[tuple[Any, ...]]:
        for number in range(1, self.cases // 20 + 1):
            due = (NOW + timedelta(hours=self.chance.randint(-4000, 1000))).strftime("%Y-%m-%dT%H:00:00Z")
            state = "planned" if due > "2026-11-20" else "held"
            made = self._moment(700)
            yield (
                number,
                f"f{number:019d}",
                made,
                made,
                number % self.customers + 1,
                due,
                "anna",
                "回访 satisfaction",
                state,
            )

    def _followup_words(self) -> Iterator[tuple[Any, ...]]:
        for number in range(1, self.cases // 20 + 1):
            yield number, segment(f"回访 satisfaction {self.names[number % self.customers]}")


def copy(source: Path, target: Path) -> Path:
    """A copy of a made desk that may be written to."""
    import shutil

    shutil.copyfile(source, target)
    return target


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(desk(cases=size, words=print))
