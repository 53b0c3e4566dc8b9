"""Which format the name of a file stands for."""

from pathlib import Path

import pytest

from servicedesk.exchange.formats import format_of_file


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("客户.csv", "csv"),
        ("客户.tsv", "tsv"),
        ("客户.tab", "tsv"),
        ("客户.json", "json"),
        ("客户.jsonl", "jsonl"),
        ("客户.ndjson", "jsonl"),
        ("KUNDEN.CSV", "csv"),
        ("a.csv.NdJson", "jsonl"),
        ("a.csv.bak", None),
        ("csv", None),
        (".csv", None),
        ("", None),
    ],
)
def test_the_suffix_names_the_format_in_any_case(name: str, found: str | None) -> None:
    for path in (name, Path(name)):
        told = format_of_file(path)
        assert (told and told.name) == found
