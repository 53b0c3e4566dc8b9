"""Exports for reading: Markdown and HTML, in words, with nothing in them that anybody's text could start."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.services.desk import Desk
from tests.builders import FixedTime, given_case, given_customer
from tests.services.exchange_steps import export, fill, take_in

EVIL = "<script>alert(1)</script> ![x](http://evil/x.png) | [a](javascript:b) \"' onload=x &amp; `c` # h"


class Tags(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= set(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def written(desk: Desk, kind: str, path: Path, **choices: object) -> str:
    export(desk, kind, path, **choices)
    return path.read_text("utf-8")


@pytest.mark.parametrize("suffix", ["md", "html"])
@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
def test_every_kind_has_a_page_with_each_of_its_records(
    desk: Desk, tmp_path: Path, kind: str, suffix: str, time: FixedTime
) -> None:
    fill(desk)
    report = export(desk, kind, tmp_path / f"a.{suffix}")
    page = (tmp_path / f"a.{suffix}").read_text("utf-8")
    heads = page.count("\n## ") if suffix == "md" else page.count("<h2>")
    assert heads == report.rows > 0
    time.advance(days=3)
    assert written(desk, kind, tmp_path / f"b.{suffix}") == page


def test_values_are_told_in_words_and_times_in_the_desks_zone(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, "漏水", priority=4, customer_id=given_customer(desk, tier="vip"), labels=["a", "b"])
    desk.cases.note([1], "问过客户\n第二行")
    page = written(desk, "case", tmp_path / "a.md", language="zh")
    for line in (
        "## C-1 漏水",
        "- **优先级：** 紧急",
        "- **状态：** 未处理",
        "- **受理时间：** 2026-11-20 09:12",
    ):
        assert line in page
    assert "时间：2026-11-20 09:12; 操作人：anna; 正文：问过客户 第二行" in page
    page = written(desk, "case", tmp_path / "a.html")
    assert '<th scope="row">Priority</th><td>urgent</td>' in page
    assert "<td>a; b</td>" in page


def test_chosen_columns_make_a_table(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, "two\tparts | x", description="first\nsecond")
    columns = ["number", "description", "subject"]
    assert written(desk, "case", tmp_path / "a.md", columns=columns) == (
        "# Cases\n\n| Number | Description | Subject |\n| --- | --- | --- |\n"
        "| C-1 | first<br>second | two parts \\| x |\n"
    )
    page = Tags(written(desk, "case", tmp_path / "a.html", columns=columns))
    assert page.tags.count("th") == page.tags.count("td") == 3


def test_what_a_customer_wrote_starts_nothing(desk: Desk, tmp_path: Path) -> None:
    customer = given_customer(desk, EVIL, address=EVIL, note=f"{EVIL}\n# head\n- item")
    case = given_case(desk, EVIL, description=EVIL, customer_id=customer, labels=[EVIL])
    desk.cases.note([case], EVIL)
    for kind in ("customer", "case"):
        for columns in ([], ["uid", "name" if kind == "customer" else "subject"]):
            page = Tags(written(desk, kind, tmp_path / "a.html", columns=columns))
            assert not {"script", "img", "a", "link", "iframe"} & set(page.tags)
            assert not {name for name, _value in page.attributes} - {
                "lang", "charset", "http-equiv", "content", "name", "scope", "class",
            }  # fmt: skip
            assert "alert(1)" in page.text
            text = written(desk, kind, tmp_path / "a.md", columns=columns)
            plain = text.replace("\\<", "").replace("\\[", "").replace("\\`", "").replace("<br>", "")
            assert not {"<", "[", "`"} & set(plain)
            assert "\n# head" not in text.replace("# Cases", "").replace("# Customers", "")


def test_pages_are_not_imported(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    for suffix in ("md", "html"):
        export(desk, "case", tmp_path / f"a.{suffix}")
        with pytest.raises(UsageError, match=r"written, not read|is an HTML page"):
            take_in(desk, tmp_path / f"a.{suffix}")


def test_a_folder_of_pages_is_written_whole(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    export(desk, "all", tmp_path / "out", format="html")
    assert "cases.html" in {path.name for path in (tmp_path / "out").iterdir()}
