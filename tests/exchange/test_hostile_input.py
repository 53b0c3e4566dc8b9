"""Whatever stands in a file: a value, a reason or a refusal in words; never a crash."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.exchange.column import Column
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.rows import ReadOptions, RowError
from servicedesk.exchange.value_context import ValueContext
from servicedesk.exchange.values import convert
from tests.exchange.steps import CONTEXT, NOW, SHANGHAI, read
from tests.exchange.steps import given as given_file

ALPHABET = "0123456789.,;:/-+年月日时分秒:'\"=@[]{}()eE \t\n\r\0\x1b\ud800\u202e漏水王的无是pmAMTZ１２：，"
COLUMNS = [column for columns in COLUMNS_BY_KIND.values() for column in columns]
TYPES = {(column.type, column.choices): column for column in COLUMNS}

cell = st.one_of(
    st.text(ALPHABET, max_size=30),
    st.text(max_size=20),
    st.from_regex(
        r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( [AP]M)?)?",
        fullmatch=True,
    ),
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(), lambda inner: st.lists(inner, max_size=3)
    ).map(json.dumps),
)


def require_reason(error: RowError) -> None:
    assert error.code
    assert error.reason


def require_words(error: ServiceDeskError) -> None:
    assert error.message
    # What is encrypted needs a key.
    assert error.exit_code in {2, 12}


@pytest.mark.parametrize("column", TYPES.values(), ids=lambda column: f"{column.type}-{column.choices}")
@settings(max_examples=200)
@given(text=cell)
@example("0001-01-01")
@example("0001-01-01 00:00:00")
@example("9999-12-31")
@example("9999-12-31 23:59:59")
@example("1/1/0001 0:00")
@example("0000-00-00")
@example("9" * 5000)
@example("1e999999999")
@example("[" * 50_000)
@example('[{"at": "0001-01-01", "text": 1}]')
@example("²³½Ⅻ")
@example("٣")
def test_every_cell_gives_a_value_or_a_reason(column: Column, text: str) -> None:
    western = ValueContext("US", SHANGHAI, "mdy", NOW)
    for context in (CONTEXT, western):
        try:
            value = convert(column, text, context)
        except RowError as error:
            require_reason(error)
        else:
            if isinstance(value, str):
                assert not set(value) & set("\0\x1b\ud800\u202e")


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.jsonl", "x", "x.tsv"])
@settings(max_examples=150)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(ALPHABET + ',"\n', max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(max_size=200).map(lambda text: b"Name,Phone,Subject,Due\n" + text.encode("utf-8", "replace")),
        st.text(max_size=200).map(lambda text: b'[{"Name": "' + text.encode("utf-16", "replace")),
        st.text('[]{}":,a1 \n', max_size=80).map(lambda text: b'{"Name": ' + text.encode()),
    )
)
@example(b"\x1b.\x00\x00\x00\x00\x00\x00\x80")
@example(b"age-encryption.org/")
@example(b"-----BEGIN AGE ENCRYPTED FILE-----")
def test_every_file_is_read_or_refused_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    path = given_file(tmp_path, content, name)
    for kind in ("auto", "customer", "followup"):
        try:
            read(path, kind)
        except ServiceDeskError as error:
            require_words(error)


@settings(max_examples=150)
@given(
    rows=st.lists(
        st.lists(st.text(ALPHABET.replace("\ud800", ""), max_size=10), min_size=1, max_size=5), max_size=6
    )
)
@example([["", "/", "", "/"]])
@example([["", ":", "", "", "-"], ["王"]])
def test_every_row_of_any_table_is_counted_once(tmp_path: Path, rows: list[list[str]]) -> None:
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["Name", "Phone", "Note"])
    writer.writerows(rows)
    reading = read(given_file(tmp_path, buffer.getvalue()), "customer", options=ReadOptions(delimiter=","))
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(reading.rows) + len(reading.rejected) == len(filled)
