"""Exports of other programs through the command line: known by their headers, each value in its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from servicedesk.exchange.profile_files import SHIPPED
from tests.cli.conftest import Program
from tests.cli.program_exports import ALL, Made
from tests.conftest import CORPUS

INPUTS = CORPUS.parent / "inputs"
"""Small files that were once taken wrongly, each with its right value."""


def records(program: Program, kind: str) -> list[dict[str, Any]]:
    return json.loads(program.ok("export", kind, "-o", "-", "--format", "json").out)


def require(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    assert len(found) == len(wanted)
    for record, one in zip(found, wanted, strict=True):
        assert {name: record.get(name) or None for name in one} == one


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.profile)
def test_the_export_of_a_program_is_known_and_every_value_is_in_its_place(
    program: Program, tmp_path: Path, made: Made
) -> None:
    path = tmp_path / "made.csv"
    path.write_bytes(made.text.encode(made.encoding))
    report = program.ok("import", "auto", str(path), *made.options, "--json").json
    assert report["profile"] == made.profile
    assert report["rejected"] == 0
    for kind, wanted in made.becomes.items():
        require(records(program, kind), wanted)
    again = program.ok("import", "auto", str(path), *made.options, "--json").json
    assert again["unchanged"] == again["read"]


def test_every_profile_that_comes_with_the_program_has_an_export_here() -> None:
    shipped = {path.stem for path in SHIPPED.glob("*.toml")} - {"servicedesk"}
    assert shipped == {made.profile for made in ALL}


RIGHT: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "jira_repeated_columns.csv": (
        "case",
        [
            {
                "external_id": "SUP-1",
                "labels": ["backend", "urgent", "security"],
                "received_at": "2025-07-14T07:42:00Z",
                "customer": "Ann Example",
                "notes": [
                    {"at": "2025-07-15T01:00:00Z", "actor": "bo", "text": "Deploy at 9;30; then check logs"},
                    {"at": "2025-07-16T01:00:00Z", "actor": "ann", "text": "Works again"},
                ],
            },
            {"external_id": "SUP-2", "labels": None, "notes": None},
        ],
    ),
    "servicenow_incidents.csv": (
        "case",
        [
            {
                "external_id": "INC0010023",
                "subject": "Mail does not open",
                "customer": "Ann Example",
                "priority": 4,
                "state": "working",
            },
            {"external_id": "INC0010024", "priority": 1, "state": "solved", "result": "Replaced"},
        ],
    ),
    "register_12345.csv": ("case", [{"customer": "王先生"}, {"customer": "李女士", "kind": "enquiry"}]),
    "register_12315.csv": ("case", [{"external_id": "1350102002026030200002", "customer": "李女士"}]),
    "outlook_de_cp1252.csv": (
        "customer",
        [
            {
                "name": "Jürgen Müßig",
                "phone": ["+49 30 5550101"],
                "mobile": ["0151 5550101"],
                "email": ["j@example.de"],
                "company": "Beispiel GmbH",
            }
        ],
    ),
    "google_contacts_old.csv": ("customer", [{"company": "Example Ltd"}, {"name": "+44 7700 900199"}]),
    "twilio_calls.csv": (
        "call",
        [
            {
                "external_id": "CA00000000000000000000000000000001",
                "direction": "in",
                "phone": "+12125550142",
                "result": "answered",
            },
            {
                "external_id": "CA00000000000000000000000000000002",
                "direction": "out",
                "phone": "+12125550143",
                "result": "no_answer",
            },
        ],
    ),
    "freepbx_cdr.csv": (
        "call",
        [
            {"customer": "Ann Example", "phone": "12125550142", "duration_s": 65},
            {"customer": "12125550143", "phone": "12125550143", "duration_s": None},
        ],
    ),
    "redmine_issues.csv": (
        "case",
        [{"external_id": "123", "customer": "Ann Example"}, {"external_id": "124", "customer": "Cai Sample"}],
    ),
    "osticket_export.csv": (
        "case",
        [
            {"external_id": "004521", "due_at": "2026-03-04T10:00:00Z"},
            {"external_id": "004522", "due_at": "2026-03-05T10:00:00Z"},
        ],
    ),
    "zendesk_tickets.csv": (
        "case",
        [{"labels": ["leak", "warranty"]}, {"labels": ["refund"]}, {"labels": None, "state": "waiting"}],
    ),
    "hubspot_contacts.csv": (
        "customer",
        [
            {"email": ["ann@example.com", "ann.second@example.com", "ann.third@example.com"]},
            {"email": ["zoe@example.com"]},
        ],
    ),
    "salesforce_accounts.csv": (
        "customer",
        [{"address": "1 High St, Springfield, IL, 62701, US", "region": "IL/Springfield"}],
    ),
}


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the shared inputs are not here")
@pytest.mark.parametrize("name", RIGHT)
def test_an_input_that_was_once_taken_wrongly_has_its_right_value(
    program: Program, tmp_path: Path, name: str
) -> None:
    kind, wanted = RIGHT[name]
    options = ("--encoding", "cp1252") if "cp1252" in name else ()
    rejects = ("--rejects", str(tmp_path / "rejects.csv"))
    result = program("import", "auto", str(INPUTS / name), *options, *rejects, "--json")
    # One phone of the register is 1.38E+10: its row is refused, as its digits are lost.
    assert (result.code, result.json["rejected"]) == ((3, 1) if "12315" in name else (0, 0))
    require(records(program, kind), wanted)
    if name.startswith("zendesk"):
        cards = records(program, "customer")
        assert [card.get("company") or "" for card in cards] == ["Example Ltd", "", ""]
