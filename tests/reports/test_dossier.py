"""The file of a complaint: nine stages with what is missing, and no structure that a stranger made."""

import html.parser
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from servicedesk import i18n
from servicedesk.domain.stages import TITLES
from servicedesk.reports.document import Document, Entry, Fact, Section
from servicedesk.reports.markdown import as_markdown
from servicedesk.reports.page import as_html
from servicedesk.reports.plain import as_text
from servicedesk.services.desk import Desk
from servicedesk.services.dossier_files import LAYOUTS, laid_out
from tests.builders import HOSTILE, FixedTime, given_case, given_customer
from tests.reports.complaint_desk import given_bare_complaint, given_whole_complaint

FORGED = "\n".join(
    (
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) ![y](http://evil.example/y.png) <http://evil.example>",
        "# 7.9 Closing",
        "7.9 Closing",
        "  Nothing is missing.",
        "===",
        "---",
        "| a | b |",
        "|---|---|",
        "    code",
        "```",
        "1. one",
        "- two",
        "> three",
        "[ref]: http://evil.example",
        "&lt;b&gt; &#60; \\<b> *a* _b_ ~~c~~ `d` $e$ {{ 7*7 }} {% raw %}",
        "www.evil.example http://evil.example mail@evil.example",
        f"\x1b[2J\x07\u202egnp.exe\u2066 \x9b31m {HOSTILE}",
    )
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_complaint_worked_to_the_end_lacks_nothing(
    desk: Desk, time: FixedTime, layout: str, snapshot: SnapshotAssertion
) -> None:
    case = given_whole_complaint(desk, time)
    staged = desk.dossiers.staged(case)
    assert [held.stage.missing for held in staged.stages] == [()] * 9
    assert laid_out(staged, layout) == snapshot


def test_of_a_bare_complaint_every_stage_says_what_is_missing(
    desk: Desk, snapshot: SnapshotAssertion
) -> None:
    staged = desk.dossiers.staged(given_bare_complaint(desk))
    assert all(held.stage.missing for held in staged.stages)
    assert laid_out(staged, "text") == snapshot


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_languages_have_the_nine_stages_in_order(
    desk: Desk, time: FixedTime, language: str, layout: str
) -> None:
    cases = given_whole_complaint(desk, time), given_bare_complaint(desk)
    i18n.activate(language)
    for case in cases:
        page = laid_out(desk.dossiers.staged(case), layout)
        headings = [f"{code}  {i18n._(title)}" for code, title in TITLES.items()]
        if layout != "html":
            headings = [" ".join(heading.split()) for heading in headings]
        places = [page.index(heading) for heading in headings]
        assert all(one < next_one for one, next_one in pairwise(places))
    if layout == "html":
        assert f'<html lang="{language.replace("_", "-")}">' in page


def test_it_claims_no_conformity_and_says_that_it_is_confidential(desk: Desk) -> None:
    page = laid_out(desk.dossiers.staged(given_case(desk)), "text")
    assert "claims no conformity" in page
    assert page.splitlines()[2].startswith("Confidential:")


def test_targets_are_met_or_missed_with_figures(desk: Desk, time: FixedTime) -> None:
    case = given_case(desk)
    time.advance(hours=2)
    desk.complaints.acknowledge([case])
    page = laid_out(desk.dossiers.staged(case), "text")
    assert "Service target, first response: missed: late by 1 h (target 1 h, used 2 h, " in page
    assert "Service target, solution: not met yet: 14 h left (target 16 h, used 2 h, " in page


def test_an_hour_that_comes_twice_is_told_apart(desk: Desk, time: FixedTime) -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from servicedesk.reports.history_words import HistoryWords

    words = HistoryWords(ZoneInfo("Europe/Berlin"))
    assert words.moment(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25 02:30 +0200"
    assert words.moment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25 02:30 +0100"
    assert words.moment(datetime(2026, 10, 25, 3, 30, tzinfo=UTC)) == "2026-10-25 04:30"


# What strangers wrote


def forged_document() -> Document:
    """A document that holds a stranger's words in every place there is."""
    return Document(
        title=FORGED,
        language="en",
        missing_label="Missing",
        complete_label="Nothing is missing.",
        remarks=(FORGED,),
        facts=(Fact(FORGED, FORGED),),
        sections=(
            Section(
                FORGED, (Fact("a", FORGED),), (Entry(FORGED, FORGED, FORGED, FORGED),), (FORGED,), FORGED
            ),
            Section("7.9 Closing", missing=()),
        ),
    )


class Tags(html.parser.HTMLParser):
    """The tags of a page, with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


OUR_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "section", "div", "span"),
    *("h1", "h2", "p", "table", "tr", "th", "td"),
}
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def test_in_html_a_strangers_words_are_words_only() -> None:
    page = as_html(forged_document())
    found = parsed(page)
    assert {tag for tag, _attributes in found.tags} <= OUR_TAGS
    assert [tag for tag, _attributes in found.tags].count("h2") == 2
    names = {name for tag, attributes in found.tags if tag != "meta" for name in attributes}
    assert names <= {"lang", "class", "scope"}
    assert "<script>alert(1)</script>" in found.words
    assert "{{ 7*7 }}" in found.words
    assert not CONTROLS.search(page)


def test_the_page_fetches_nothing(desk: Desk, time: FixedTime) -> None:
    page = laid_out(desk.dossiers.staged(given_whole_complaint(desk, time)), "html")
    assert not re.search(r"https?:|url\(|@import|<(?:script|link|img|iframe)", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_stage_lacks_stands_right_under_its_heading_and_a_rule_parts_the_stages(
    desk: Desk, layout: str
) -> None:
    case = given_case(desk, description="x")
    desk.complaints.acknowledge([case], how="phone")
    lines = laid_out(desk.dossiers.staged(case), layout).splitlines()
    headings = [
        place for place, line in enumerate(lines) if re.search(r"7\.\d .*", line) and "ISO" not in line
    ]
    assert len(headings) == 9
    for place, (code, title) in zip(headings, TITLES.items(), strict=True):
        assert f"{code}" in lines[place]
        assert title in lines[place]
        told = " ".join(lines[place + 1 : place + 3])
        is_whole = code in {"7.1", "7.4"}
        assert ("✓ Nothing is missing." in told, "✗ Missing: " in told) == (is_whole, not is_whole)
        if layout == "text":
            assert set(lines[place - 1]) == {"─"}
        elif layout == "markdown":
            assert lines[place].endswith("✓" if is_whole else "✗")
        else:
            assert lines[place - 1] == "<section>"
            assert f'<span class="mark">{"✓" if is_whole else "✗"}</span>' in lines[place]


def test_a_page_is_made_for_paper(desk: Desk) -> None:
    case = given_case(desk, description="长" * 500)
    desk.cases.note([case], "第一行\n\n  third line")
    page = laid_out(desk.dossiers.staged(case), "html")
    assert "@page { size: A4;" in page
    assert 'counter(page) " / " counter(pages)' in page
    assert re.search(r"section \{[^}]*border-top: 2px solid", page)
    # Each line for itself, what goes on in the next one indented.
    assert re.search(r"\.line \{[^}]*padding-left: 1\.5em; text-indent: -1\.5em", page)
    assert (
        '<div class="line">第一行</div><div class="line"></div><div class="line">  third line</div>' in page
    )
    # Only what is long may be parted between two sheets.
    assert re.findall(r'<tr class="long"><th scope="row">(\w+)</th>', page) == ["Description"]


def tokens_of(words: str) -> tuple[list[str], str]:
    """The kinds of structure that a reader of Markdown finds, with everything switched on, and the text."""
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    kinds, shown = [], ""
    for token in reader.parse(words):
        for part in (token, *(token.children or ())):
            kinds.append(part.type)
            if part.type == "text":
                shown += part.content
    return kinds, shown


NOT_OURS = {
    *("html_block", "html_inline", "link_open", "image", "fence", "code_block", "code_inline", "hr"),
    *("table_open", "ordered_list_open", "s_open"),
}


def test_in_markdown_a_strangers_words_are_words_only() -> None:
    page = as_markdown(forged_document())
    kinds, shown = tokens_of(page)
    assert not NOT_OURS & set(kinds)
    assert kinds.count("heading_open") == 3
    assert "<script>alert(1)</script>" in shown
    assert "[x](javascript:alert(1))" in shown
    assert "&lt;b&gt; &#60; \\<b> *a* _b_ ~~c~~ `d` $e$ {{ 7*7 }}" in shown
    assert not CONTROLS.search(page)


@settings(max_examples=60)
@given(st.text(st.sampled_from(list("<>[]()!*_`~#+-=|:.\\&;@/ \n\t1aw漏\u00a0\u2003")), max_size=40))
def test_in_markdown_whatever_is_written_is_shown_and_makes_nothing(words: str) -> None:
    document = Document("t", "en", "Missing", "ok", facts=(Fact("label", words), Fact("next", "x")))
    kinds, shown = tokens_of(as_markdown(document))
    assert not NOT_OURS & set(kinds)
    assert kinds.count("heading_open") == 1
    assert kinds.count("list_item_open") == 2
    assert "".join(words.split()) in "".join(shown.split())


def test_in_text_a_strangers_line_cannot_pose_as_ours() -> None:
    page = as_text(forged_document())
    lines = page.splitlines()
    assert lines.count("7.9 Closing") == 1
    assert lines.count("  ✓ Nothing is missing.") == 1
    assert not CONTROLS.search(page)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_hostile_records_make_no_structure(desk: Desk, layout: str) -> None:
    person = given_customer(desk, "<b>李伟</b> [b](http://x.example)")
    case = given_case(desk, "</title><script>1</script> # [x](javascript:1)", customer_id=person)
    desk.cases.edit(case, {"description": FORGED, "facts": FORGED})
    desk.cases.note([case], FORGED)
    page = laid_out(desk.dossiers.staged(case), layout)
    assert not CONTROLS.search(page)
    if layout == "html":
        assert {tag for tag, _attributes in parsed(page).tags} <= OUR_TAGS
    elif layout == "markdown":
        kinds, _shown = tokens_of(page)
        assert not NOT_OURS & set(kinds)
        assert kinds.count("heading_open") == 1 + 9 + 4
    else:
        assert page.splitlines().count("7.9 Closing") == 1
