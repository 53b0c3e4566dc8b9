"""Whatever a screen shows or a person types for a value is read as that value, wherever words are read."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from servicedesk.cli.customers.sheet import contact_of
from servicedesk.cli.record.choices import meant, open_value
from servicedesk.domain.errors import UsageError
from servicedesk.domain.queries import parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.quick_note import parse_quick_note
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import has
from servicedesk.domain.records.query_field import QueryField
from servicedesk.domain.wording import list_of
from servicedesk.domain.words.conditions import CONDITIONS, ME
from servicedesk.domain.words.foreign import FOREIGN, read_any
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.masks import MASKS
from servicedesk.domain.words.reading import fold_word
from servicedesk.domain.words.word import WordList
from servicedesk.exchange.column import NESTED_TYPES
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.value_context import ValueContext
from servicedesk.exchange.values import convert
from servicedesk.i18n import LANGUAGES, _, activate, in_every_language
from servicedesk.tui.customers.customer_keys import _contact as typed_contact
from servicedesk.tui.forms.fields_form import FormField
from tests.unit.word_vectors import TYPED

NOW = datetime(2026, 11, 25, 2, 20, tzinfo=UTC)
CONTEXT = ValueContext("CN", UTC, None, NOW)
EVERY_LIST = (*LISTS.values(), CONDITIONS, MASKS, ME)
SHELL = [
    (kind, field.name)
    for kind, fields in FIELDS.items()
    for field in fields
    if field.type in {"choice", "scale", "yes_no"} and field.words in LISTS and list_of(kind, field.name)
]


@pytest.fixture(params=LANGUAGES)
def in_language(request: pytest.FixtureRequest) -> Iterator[str]:
    activate(request.param)
    yield request.param
    activate("en")


def spelled(words: WordList[int] | WordList[str]) -> Iterator[tuple[str, object]]:
    """Each word of the list as written, in other case and with other separators, with what it means."""
    for folded, written in words.spellings.items():
        value = words.table[folded]
        yield written, value
        yield written.upper(), value
        for separator in "-_":
            yield written.replace(" ", separator).replace("_", separator), value


@pytest.mark.parametrize("words", EVERY_LIST, ids=lambda words: words.name)
def test_no_word_means_two_values_of_one_list(words: WordList[str]) -> None:
    seen: dict[str, object] = {}
    for word in words.words:
        for written in (str(word.value), word.code, *word.english.split("|"), *word.chinese.split("|")):
            if folded := fold_word(written):
                assert seen.setdefault(folded, word.value) == word.value, written


@pytest.mark.parametrize("words", EVERY_LIST, ids=lambda words: words.name)
def test_value_code_label_and_typed_words_are_read_as_the_value(words: WordList[str]) -> None:
    for word in words.words:
        labels = in_every_language(word.label)
        for written in (str(word.value), word.code or str(word.value), *labels):
            assert words.read(written) == word.value, written
    for written, value in spelled(words):
        assert words.read(written) == value, written
    assert words.read("没有这样的词 [/x]") is None


@pytest.mark.parametrize("words", [*LISTS.values(), CONDITIONS], ids=lambda words: words.name)
def test_the_first_chinese_word_is_what_chinese_screens_show(words: WordList[str]) -> None:
    for word in words.words:
        assert word.chinese.partition("|")[0] in in_every_language(word.label)


@pytest.mark.parametrize("name", LISTS)
def test_two_values_of_one_list_are_never_shown_alike(name: str, in_language: str) -> None:
    shown = [_(label) for label in LISTS[name].labels.values()]
    assert len(set(shown)) == len(shown), in_language


def test_traditional_script_and_full_width_are_read() -> None:
    for name, written, value in (
        ("case_state", "處理中", "working"), ("channel", "電話", "phone"), ("priority", "緊急", 4),
        ("case_kind", "投訴", "complaint"), ("case_kind", "諮詢", "enquiry"), ("method", "簡訊", "message"),
        ("channel", "電郵", "email"), ("priority", "ＵＲＧＥＮＴ", 4),
    ):  # fmt: skip
        assert LISTS[name].read(written) == value, written


@pytest.mark.parametrize("name", TYPED)
def test_what_people_and_registers_write_is_known(name: str) -> None:
    for value, written in TYPED[name].items():
        for word in written.split():
            assert LISTS[name].read(word) == value, word


def query_fields() -> list[tuple[str, QueryField]]:
    return [
        (kind, field)
        for kind, fields in FIELDS_BY_KIND.items()
        for field in fields.values()
        if field.words is not None
    ]


@pytest.mark.parametrize(("kind", "field"), query_fields(), ids=lambda part: getattr(part, "name", part))
def test_the_filter_bar_reads_every_word(kind: str, field: QueryField) -> None:
    assert field.words is not None
    for folded, written in field.words.spellings.items():
        for key in (field.name, *field.aliases):
            query = parse_query(
                f'{key.replace(" ", "-")}:"{written}"', FIELDS_BY_KIND[kind], NOW, ReadingTimes(UTC)
            )
            (term,) = query.groups[0].alternatives
            assert (term.field, term.values) == (field.name, (field.words.table[folded],)), (key, written)


def test_the_filter_bar_knows_every_list_that_a_column_shows() -> None:
    # No list of records has a column of these: they are read where a record is worked on.
    elsewhere = {"relation", "role", "remedy", "complexity", "impact", "side"}
    asked = {field.closed_list for _kind, field in query_fields()}
    assert set(LISTS) - elsewhere == asked & set(LISTS)


@pytest.mark.parametrize(("kind", "name"), SHELL)
def test_options_and_verbs_read_every_word(kind: str, name: str) -> None:
    words = list_of(kind, name)
    assert words is not None
    for written, value in spelled(words):
        assert meant(kind, name, f" {written} ") == value
    with pytest.raises(UsageError):
        meant(kind, name, "紫色 [/x]")


def test_a_tier_of_the_desks_own_stays_as_it_is_written() -> None:
    assert open_value("customer", "tier", "大客户") == "vip"
    assert open_value("customer", "tier", "金卡 2 [/x]") == "金卡 2 [/x]"


def test_the_quick_note_reads_every_priority() -> None:
    for folded, written in LISTS["priority"].spellings.items():
        if " " not in written:
            note = parse_quick_note(f"!{written} 漏水", NOW, ReadingTimes(UTC))
            assert (note.priority, note.text, note.errors) == (LISTS["priority"].table[folded], "漏水", ())


@pytest.mark.parametrize("name", LISTS)
def test_forms_read_every_word(name: str, in_language: str) -> None:
    words = LISTS[name]
    field = FormField.from_list("", name, None, words, may_be_empty=True)
    labels = {_(label).casefold(): value for value, label in words.labels.items()}
    for folded, written in words.spellings.items():
        # A label of this language that means another value in the other one comes first.
        value = labels.get(written.casefold(), words.table[folded])
        assert field.stored(written) == str(value), (written, in_language)
    assert field.stored("") == ""
    assert field.stored("紫色 [/x]") is None


def choice_columns() -> list[tuple[str, str]]:
    return [
        (kind, column.name)
        for kind, columns in COLUMNS_BY_KIND.items()
        for column in columns
        if column.choices
    ]


def lists_in_cells() -> list[tuple[str, str]]:
    """The lists of rows that cells hold, with each field of theirs that has a closed list."""
    return [
        (part, field.name)
        for part in PARTS
        for field in FIELDS[part]
        if field.words in LISTS and not field.excused
    ]


@pytest.mark.parametrize(("kind", "name"), choice_columns())
def test_import_reads_every_word(kind: str, name: str) -> None:
    column = next(column for column in COLUMNS_BY_KIND[kind] if column.name == name)
    words = LISTS[column.choices]
    for folded, written in words.spellings.items():
        assert convert(column, written, CONTEXT) == words.table[folded], written


@pytest.mark.parametrize(("part", "name"), lists_in_cells())
def test_import_reads_every_word_in_the_lists_of_a_cell(part: str, name: str) -> None:
    column = next(
        column
        for columns in COLUMNS_BY_KIND.values()
        for column in columns
        if column.name == PARTS[part].file and column.type in NESTED_TYPES
    )
    fields = {field.name: field for field in FIELDS[part]}
    given = {"ref": "C-9", "moment": "2026-11-02T09:00:00Z"}
    needed = {field.name: given.get(field.type, "x") for field in fields.values() if has(field, "needed")} | (
        {"until_at": "2026-11-03T09:00:00Z"} if part == "wait" else {}
    )
    needed |= {"kind": "refund"} if part == "remedy" else {"relation": "related"} if part == "link" else {}
    words = LISTS[fields[name].words]
    for folded, written in words.spellings.items():
        cell = {fields[key].file or key: value for key, value in (needed | {name: written}).items()}
        (read,) = convert(column, json.dumps([cell]), CONTEXT)
        assert read[fields[name].file or name] == words.table[folded], written


def test_import_reads_every_remedy_said_in_a_word() -> None:
    column = next(column for column in COLUMNS_BY_KIND["case"] if column.name == "remedies")
    for folded, written in LISTS["remedy"].spellings.items():
        (read,) = convert(column, written, CONTEXT)
        assert (read["kind"], read["words"]) == (LISTS["remedy"].table[folded], ""), written
    for nothing in ("", " ", "-", "n/a", "暂无"):
        assert convert(column, nothing, CONTEXT) is None


def test_every_list_has_a_reader_in_files() -> None:
    columns = {column.choices for columns in COLUMNS_BY_KIND.values() for column in columns}
    types = {column.type for columns in COLUMNS_BY_KIND.values() for column in columns} & {"yes_no"}
    nested = {field.words for part, _name in lists_in_cells() for field in FIELDS[part]}
    # What became of a promise is worked out.
    assert set(LISTS) - {"promise_outcome"} == (columns | types | nested) & set(LISTS)


@pytest.mark.parametrize("word", ["金卡 2", "=1", "VIP2", "高级会员"])
def test_import_keeps_words_that_a_desk_has_of_its_own(word: str) -> None:
    tier = next(column for column in COLUMNS_BY_KIND["customer"] if column.name == "tier")
    contacts = next(column for column in COLUMNS_BY_KIND["customer"] if column.name == "contacts")
    assert convert(tier, word, CONTEXT) == word
    (read,) = convert(contacts, json.dumps([{"name": "王", "role": word}]), CONTEXT)
    assert read["role"] == word


def test_contacts_are_typed_as_their_roles_are_shown() -> None:
    for word in LISTS["role"].words:
        for label in in_every_language(word.label):
            assert contact_of(f"Jo, {label}").role == word.value
            assert typed_contact(f"Jo | {label}").role == word.value
    assert contact_of("Jo, 楼长").role == typed_contact("Jo | 楼长").role == "楼长"


def test_words_of_other_programs_never_shadow_ours() -> None:
    for name, theirs in FOREIGN.items():
        assert not set(theirs) & set(LISTS[name].table)
        for word, value in theirs.items():
            assert read_any(name, word) == value


def test_refusals_name_words_of_the_users_language(in_language: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_query("state:紫色", FIELDS_BY_KIND["case"], NOW, ReadingTimes(UTC))
    with pytest.raises(UsageError) as option:
        meant("case", "severity", "紫色")
    said, named = f"{caught.value.message} {caught.value.hint}", option.value.message
    if in_language == "en":
        assert "state has no value “紫色”" in said
        assert "new, working, waiting" in said
        assert "minor, moderate, serious, critical" in named
    else:
        assert "“状态”没有“紫色”这个值" in said
        assert "未处理、处理中、等待中" in said
        assert "轻微、一般、严重、特别严重" in named
