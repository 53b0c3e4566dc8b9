"""Every column of every table is described in one record, and every layer has what the record says."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

import pytest

from servicedesk.cli.record.fields import FIELDS as SHOWN
from servicedesk.cli.record.fields import TABLES as SHOWN_TABLES
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.records import BOOKKEEPING, KINDS, PARTS, RECORDS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import TRAITS, Field, blank, has, names
from servicedesk.domain.wording import list_labels
from servicedesk.domain.words.lists import LISTS
from servicedesk.exchange.columns import COLUMNS_BY_KIND, FINISH_BY_KIND, TELLING_BY_KIND
from servicedesk.i18n import in_language
from servicedesk.services.importing.references import LINKS, REFERENCES
from servicedesk.services.importing.run import PLANS
from servicedesk.services.lists import BUILT_IN_VIEWS
from servicedesk.services.values import cleaned_value
from servicedesk.storage import export_columns
from servicedesk.storage.kind_sql import sql_of
from servicedesk.storage.tables import metadata

TABLES = {table.name: tuple(table.columns.keys()) for table in metadata().tables.values()}
IN_EVERY_FILE = {"uid", "created_at", "updated_at", "external_source", "external_id"}
"""What an import reads of every record by ways of its own."""


def forgotten(
    tables: Mapping[str, Sequence[str]], fields: Mapping[str, Sequence[Field]] = FIELDS
) -> Iterator[str]:
    """What somebody has forgotten who has added a column or a field, in words."""
    kinds = {kind.table: kind.name for kind in KINDS.values()}
    for table, columns in tables.items():
        if table in BOOKKEEPING:
            continue
        if table not in kinds:
            yield f"table {table}: no kind of domain/records has it, nor BOOKKEEPING"
            continue
        kind = kinds[table]
        described = [field.name for field in fields[kind]]
        for name in columns:
            if described.count(name) != 1:
                yield f"{table}.{name}: described {described.count(name)} times in domain/records, not once"
        for field in fields[kind]:
            if field.name not in columns:
                yield f"{table}.{field.name}: described in domain/records, but the table has no such column"
            if not field.excused:
                yield from (f"{table}.{field.name}: {what}" for what in _lacking(kind, field))


def _lacking(kind: str, field: Field) -> Iterator[str]:
    if unknown := set(field.traits.split()) - TRAITS:
        yield f"unknown traits {unknown}"
    if field.type == "key":
        return
    if not field.label:
        yield "no label"
    elif in_language(field.label, "zh_CN") == in_language(field.label, "en"):
        yield "no label in Chinese"
    name = field.file or field.name
    if kind in RECORDS:
        column = next((one for one in COLUMNS_BY_KIND[kind] if one.name == name), None)
        if column is None or name not in export_columns.COLUMNS[kind]:
            yield f"not exported as {name}, and not excused"
        known = {*LINKS[kind], *(one.column for one in REFERENCES[kind]), *IN_EVERY_FILE}
        if not has(field, "import") and field.name not in known:
            yield "not imported, and not excused"
    elif kind in PARTS:
        part = PARTS[kind]
        written = export_columns.COLUMNS[part.owner].get(part.file, "")
        # The waits of a case are made from its history.
        if f"'{name}'" not in written and kind not in {"phone", "email", "tag", "label", "wait"}:
            yield f"not exported in the list {part.file}, and not excused"


def test_every_column_is_described_labelled_exported_and_imported_or_excused() -> None:
    assert list(forgotten(TABLES)) == []


def test_a_column_that_is_nowhere_else_is_told() -> None:
    tables = TABLES | {"cases": (*TABLES["cases"], "colour")}
    assert list(forgotten(tables)) == ["cases.colour: described 0 times in domain/records, not once"]


def test_a_table_that_is_nowhere_else_is_told() -> None:
    assert list(forgotten(TABLES | {"visits": ("id",)})) == [
        "table visits: no kind of domain/records has it, nor BOOKKEEPING"
    ]


def test_a_field_that_is_only_described_is_told_what_it_lacks() -> None:
    tables = TABLES | {"cases": (*TABLES["cases"], "colour")}
    fields = dict(FIELDS) | {"case": (*FIELDS["case"], Field("colour", "line"))}
    assert list(forgotten(tables, fields)) == [
        "cases.colour: no label",
        "cases.colour: not exported as colour, and not excused",
        "cases.colour: not imported, and not excused",
    ]
    twice = dict(FIELDS) | {"case": (*FIELDS["case"], FIELDS["case"][7])}
    assert list(forgotten(TABLES, twice)) == ["cases.subject: described 2 times in domain/records, not once"]


@pytest.mark.parametrize("kind", RECORDS)
def test_columns_of_files_have_the_type_of_their_field(kind: str) -> None:
    columns = {column.name: column for column in COLUMNS_BY_KIND[kind]}
    same = {"key": "id", "scale": "choice", "day": "birthday"}
    for field in FIELDS[kind]:
        if not field.excused:
            column = columns[field.file or field.name]
            if field.name != "phone":
                assert column.type == same.get(field.type, field.type), field.name
            assert column.of == (kind if field.type == "key" else field.words if field.type == "ref" else "")
            has_list = field.words in LISTS and field.type != "yes_no"
            assert column.choices == (field.words if has_list else "")


@pytest.mark.parametrize("kind", RECORDS)
def test_several_lines_stay_several_lines_in_every_text_field(kind: str) -> None:
    lines = "第一行\nline two [b]\n'; DROP"
    written = [field for field in FIELDS[kind] if field.type in {"line", "text"}]
    for field in written:
        assert cleaned_value(field, lines).count("\n") == (2 if field.type == "text" else 0), field.name


@pytest.mark.parametrize(
    "field", [field for fields in FIELDS.values() for field in fields if field.type in {"choice", "scale"}]
)
def test_every_choice_is_of_a_list_with_labels(field: Field) -> None:
    labels = list_labels(field.words)
    assert labels or field.words == "phone_kind"
    if field.default is not None and labels:
        assert field.default in labels


@pytest.mark.parametrize("kind", RECORDS)
def test_each_layer_has_its_file_of_a_kind_and_its_tables_are_made_from_these(kind: str) -> None:
    table = RECORDS[kind].table
    record, columns, rows = (
        import_module(f"servicedesk.{name}")
        for name in (f"domain.records.{kind}", f"exchange.{kind}_columns", f"storage.{table}")
    )
    assert FIELDS[kind] == record.FIELDS
    assert tuple(FIELDS_BY_KIND[kind].values()) == record.QUERY_FIELDS
    assert BUILT_IN_VIEWS[kind] == record.VIEWS
    assert tuple(one for one in COLUMNS_BY_KIND[kind] if one in columns.COLUMNS) == columns.COLUMNS
    assert FINISH_BY_KIND[kind] is columns.finish
    assert TELLING_BY_KIND[kind] == columns.TELLING
    assert import_module(f"servicedesk.storage.tables.{table}")
    assert callable(rows.rows)
    sql = sql_of(kind)
    assert sql is rows.SQL
    assert tuple(sql.orders) == RECORDS[kind].orders
    assert sql.words.keys() == FIELDS_BY_KIND[kind].keys()
    assert sql.searched
    assert "{where}" in sql.search
    assert set(export_columns.COLUMNS[kind]) == {one.name for one in COLUMNS_BY_KIND[kind]}
    assert PLANS[kind].kind == kind
    assert kind in SHOWN
    assert kind in SHOWN_TABLES


@pytest.mark.parametrize("kind", RECORDS)
def test_a_row_of_a_file_is_known_by_columns_that_there_are(kind: str) -> None:
    assert {column.name for column in COLUMNS_BY_KIND[kind]} >= set(RECORDS[kind].keys)


HAVE = {
    ("customer", "edit"): """
        name kind tier company industry company_size website region address wechat banner source
        owner birthday customer_since note
    """,
    ("customer", "import"): """
        name kind tier company industry company_size website region address wechat banner source
        owner birthday customer_since note
    """,
    ("customer", "needed"): """
        name kind
    """,
    ("case", "edit"): """
        subject description kind category channel priority customer_id on_behalf_of source source_ref
        source_at product
        received_at due_at owner department remedy_wanted severity safety complexity impact
        immediate_action facts cause outcome result told_words options_offered competitor lesson
        satisfaction handling_satisfaction limit_at limit_reason limit_told_at
    """,
    ("case", "assess"): """
        severity safety complexity impact
    """,
    ("case", "merge"): """
        subject description kind category channel priority customer_id on_behalf_of source source_ref
        source_at product
        received_at due_at owner department remedy_wanted severity safety complexity impact
        immediate_action facts cause outcome result options_offered competitor lesson satisfaction
        handling_satisfaction
    """,
    ("case", "macro"): """
        category priority source product owner department remedy_wanted severity safety complexity impact
        immediate_action facts cause outcome result options_offered competitor lesson
    """,
    ("case", "import"): """
        subject description kind category channel priority on_behalf_of source source_ref source_at
        product received_at due_at
        owner department remedy_wanted acknowledged_at acknowledged_by acknowledged_how severity
        safety complexity impact immediate_action assessed_at assessed_by facts cause outcome result
        solved_at told_at told_by told_how told_words accepted accepted_at options_offered
        competitor lesson satisfaction
        handling_satisfaction thanked_at followup_waived closed_at close_override
        close_missing state first_reply_at snoozed_until waiting_reason waiting_since waiting_until
        limit_at limit_reason limit_told_at handoff_due_at nudges nudged_at
    """,
    ("case", "needed"): """
        subject kind priority received_at state
    """,
    ("case", "sheet"): """
        on_behalf_of source source_ref source_at product remedy_wanted acknowledged_at acknowledged_by
        acknowledged_how
        severity safety complexity impact immediate_action assessed_at assessed_by facts outcome told_how
        accepted accepted_at options_offered competitor lesson handling_satisfaction thanked_at
        followup_waived
        close_override close_missing limit_at limit_reason limit_told_at handoff_due_at nudges
    """,
    ("call", "edit"): """
        direction channel customer_id case_id handler category summary outcome
    """,
    ("call", "import"): """
        direction channel phone rang_at answered_at ended_at handler category summary outcome
        voided_at void_reason
    """,
    ("call", "needed"): """
        direction channel rang_at
    """,
    ("followup", "edit"): """
        due_at all_day method owner purpose result reason_skipped repeat
    """,
    ("followup", "import"): """
        due_at all_day method owner purpose state result reason_skipped repeat done_at
        planned_for anchor series on_day
    """,
    ("followup", "needed"): """
        due_at all_day method state
    """,
    ("promise", "import"): """
        text owner made_at estimate_at due_at state ended_at reason told_how told_words
    """,
    ("promise", "needed"): """
        text made_at due_at state
    """,
}
"""Names in full, so that a trait that is lost or given too much is noticed."""


@pytest.mark.parametrize("trait", ["edit", "assess", "merge", "macro", "import", "needed", "sheet"])
@pytest.mark.parametrize("kind", RECORDS)
def test_each_form_merge_macro_import_and_sheet_has_these_fields(kind: str, trait: str) -> None:
    assert list(names(FIELDS[kind], trait)) == HAVE.get((kind, trait), "").split()


NOT_BLANK = {
    "customer": {"kind": "person"},
    "case": {"kind": "complaint", "priority": 2, "nudges": 0, "state": "new"},
    "call": {"direction": "in", "channel": "phone"},
    "followup": {"all_day": 0, "method": "call", "state": "planned"},
    "promise": {"state": "open"},
}
"""What a new record has."""


@pytest.mark.parametrize("kind", RECORDS)
def test_a_new_record_has_these_values(kind: str) -> None:
    held = {field.name: blank(field) for field in FIELDS[kind]}
    assert {name: value for name, value in held.items() if value not in {None, ""}} == NOT_BLANK[kind]


def test_a_trait_is_a_whole_word() -> None:
    assert has(Field("colour", "line", traits="imported edit"), "edit")
    assert not has(Field("colour", "line", traits="imported edit"), "import")


def test_every_trait_is_had_by_some_field() -> None:
    assert {trait for fields in FIELDS.values() for one in fields for trait in one.traits.split()} == TRAITS
