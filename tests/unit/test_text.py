"""Everything that enters as text is safe for a terminal, and nothing a person wrote is lost."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import MAX_TEXT, clean, clean_line, require_length, sentences

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
HOSTILE = st.text(
    st.sampled_from(
        "ab漏é\x00\x07\x1b\x7f\x85\x9b\u202e\u2066\u200e\ufeff\r\n\t\u2028\u3000 \ud800\u0301[/]"
    ),
    max_size=40,
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]"
)


@given(ANY_TEXT | HOSTILE)
def test_no_control_character_passes(text: str) -> None:
    assert not FORBIDDEN.search(clean(text))


@given(ANY_TEXT | HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT | HOSTILE)
def test_cleaned_text_can_be_stored_and_is_composed(text: str) -> None:
    clean(text).encode("utf-8")
    assert unicodedata.is_normalized("NFC", clean(text))


@given(ANY_TEXT | HOSTILE)
def test_a_line_has_no_break_and_no_double_blank(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert not re.search(r"[\n\r\t\u3000]|  ", line)


@pytest.mark.parametrize(
    "text",
    [
        "空调漏水，第二次来电「急」",
        "[/x] [@click=app.quit] $HOME %s",
        "Müller, O’Brien & Søn — “ok”",
        "👨‍👩‍👧‍👦 family",
        "two\nlines\tand a tab",
        "हिंदी ไทย 한국어",
    ],
)
def test_what_people_write_is_kept(text: str) -> None:
    assert clean(text) == text


def test_an_escape_sequence_loses_its_teeth() -> None:
    assert clean("\x1b]52;c;aGk=\x07漏水\x9b31m") == "]52;c;aGk=漏水31m"


def test_every_kind_of_line_break_becomes_a_line_feed() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e\x0bf") == "a\nb\nc\nd\ne\nf"


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


def test_accents_typed_in_two_parts_are_one_character() -> None:
    assert clean("Cafe\u0301") == "Café"


def test_a_line_folds_all_blanks() -> None:
    assert clean_line("\u3000李伟\u3000 \n\t先生 ") == "李伟 先生"


def test_a_text_that_is_too_long_is_refused_without_repeating_it() -> None:
    require_length("x" * MAX_TEXT, "note")
    with pytest.raises(UsageError) as caught:
        require_length("secret" * MAX_TEXT, "note")
    assert "note" in caught.value.message
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("王\u200b伟", "王伟"), ("soft\u00adhyphen", "softhyphen"), ("\u3164", ""), ("\u115f李\uffa0", "李"),
        ("李\ufe0f", "李"), ("1\ufe0f", "1"), ("a\u200db", "ab"), ("x\U000e0041\U000e0042", "x"),
        ("李\u034f伟", "李伟"),
        ("❤\ufe0f", "❤\ufe0f"), ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"), ("क्\u200dष", "क्\u200dष"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"),
    ],
)  # fmt: skip
def test_what_shows_nothing_is_taken_off_where_it_means_nothing(text: str, kept: str) -> None:
    assert clean(text) == kept


# Default_Ignorable_Code_Point of Unicode 15 (DerivedCoreProperties.txt), written out again for the test.
IGNORABLE = {
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0,
    *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
}  # fmt: skip
UNSEEN = st.sampled_from([chr(code) for code in sorted(IGNORABLE)])


@pytest.mark.parametrize("before", ["王", "a", "1", "あ", "、", ""])
def test_nothing_unseen_stays_beside_letters_that_need_none(before: str) -> None:
    unseen = "".join(map(chr, sorted(IGNORABLE)))
    assert clean(f"{before}{unseen}{before}") == before * 2


@given(st.text(st.sampled_from("王a1❤👩🏴می्क᠊ᠠ\u20e3") | UNSEEN, max_size=20))
def test_what_is_unseen_stays_only_where_it_means_something(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    for place, character in enumerate(once):
        if ord(character) not in IGNORABLE:
            continue
        before, after = once[place - 1 : place], once[place + 1 : place + 2]
        assert before, "it shapes what stands before it"
        if character in "\ufe0e\ufe0f":
            assert before in "❤👩🏴" or (before == "1" and after == "\u20e3")
        elif character in "\u200c\u200d":
            assert before in "❤👩🏴می्क᠊ᠠ\ufe0e\ufe0f"
        elif character in "\u180b\u180c\u180d\u180e\u180f":
            assert before == "ᠠ"
        else:
            assert 0xE0020 <= ord(character) <= 0xE007F
            assert "🏴" in once[:place]


@pytest.mark.parametrize("unseen", ["\U000e0041", "\u200d", "\ufe0f", "\u200b", "👩\u200d", "🏴\U000e0067"])
def test_a_megabyte_of_what_is_unseen_takes_no_time(unseen: str) -> None:
    assert len(clean("王" + unseen * (1_000_000 // len(unseen)))) <= 1_000_001


def test_between_chinese_sentences_stands_no_blank() -> None:
    assert (
        sentences("已解决 C-1。", "", "撤销请用：servicedesk undo")
        == "已解决 C-1。撤销请用：servicedesk undo"
    )
    assert (
        sentences("", "C-1 solved.", "", "Undo with: servicedesk undo")
        == "C-1 solved. Undo with: servicedesk undo"
    )
