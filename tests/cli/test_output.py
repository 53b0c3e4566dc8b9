"""What is printed: tables by cells, JSON, JSON Lines, CSV; nothing that a terminal would obey."""

import csv
import io
import json
import re
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.cli.frame.cells import cut, pad, width, wrap
from servicedesk.domain.line_breaks import pieces_of
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from tests.builders import HOSTILE
from tests.cli.conftest import Program

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
BREAKS_THE_TERMINAL = "evil\x1b[2J\x1b]0;x\x07\x9b31m\r\n\x00=cmd|' /C calc'!A0 \u202emoc \ufeff漏水"


def test_a_table_is_aligned_in_cells(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "13800001111", "--company", "水泵")
    program.ok("customer", "add", "Ann Lee", "--phone", "020 7946 0123", "--company", "Pumps")
    header, *rows = program.ok("customer", "list", "--columns", "name,phone,company").lines
    place = header.index("Company")
    for row in rows:
        before = next(row[:end] for end in range(len(row) + 1) if width(row[:end]) == place)
        assert row[len(before) :] in {"水泵", "Pumps"}


@pytest.mark.parametrize("room", [50, 60, 80, 120])
def test_on_a_terminal_no_line_is_wider_than_it(
    program: Program, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    program.ok("customer", "add", "北京水泵厂" * 6, "--phone", "13800001111")
    program.ok(
        "case", "open", "空调漏水" * 30 + " +leak", "--customer", "CU-1", "--owner", "anna", "--due", "mon"
    )
    monkeypatch.setattr("servicedesk.cli.frame.output.terminal_width", lambda: room)
    for noun in ("case", "customer"):
        lines = program.ok(noun, "list").lines
        assert max(width(line) for line in lines) <= room
    assert "C-1" in program.ok("case", "list").out


def test_a_list_is_one_array_of_objects_with_canonical_names(program: Program) -> None:
    program.ok("case", "open", "空调漏水 +leak")
    (row,) = program.ok("case", "list", "--json").json
    assert row["number"] == "C-1"
    assert row["received_at"] == "2026-11-20T01:12:00Z"
    assert row["labels"] == ["leak"]
    assert program.ok("case", "list", "+nothing", "--json").out == "[]\n"


@pytest.mark.parametrize("kind", ["case", "customer", "call", "followup"])
def test_a_list_for_programs_holds_every_canonical_column(program: Program, kind: str) -> None:
    program.ok("call", "add", "13800001111 空调漏水 !high @mon +leak")
    program.ok("call", "add", "again", "--customer", "CU-1")
    program.ok("case", "edit", "C-1", "--description", "第一行\n第二行")
    names = [column.name for column in COLUMNS_BY_KIND[kind]]
    row = program.ok(kind, "list", "--json").json[-1]
    assert list(row)[: len(names)] == names
    shown = program.ok(kind, "show", "1", "--json").json
    assert {name: shown[name] for name in row} == row
    if kind == "case":
        assert (row["phone"], row["description"]) == (["13800001111"], "第一行\n第二行")


def test_json_lines_and_csv_have_one_record_a_line(program: Program) -> None:
    for subject in ("a", 'b,"c"', "=1+1"):
        program.ok("case", "open", subject)
    lines = program.ok("case", "list", "--jsonl", "--columns", "number,subject").lines
    assert [json.loads(line)["number"] for line in lines] == ["C-3", "C-2", "C-1"]
    rows = list(
        csv.reader(io.StringIO(program.ok("case", "list", "--csv", "--columns", "number,subject").out))
    )
    assert rows == [["number", "subject"], ["C-3", "'=1+1"], ["C-2", 'b,"c"'], ["C-1", "a"]]


def test_columns_limit_sort_and_reverse(program: Program) -> None:
    for priority in ("low", "urgent", "high"):
        program.ok("case", "open", priority, "--priority", priority)
    listed = program.ok("case", "list", "--sort", "urgency", "--columns", "subject", "--json").json
    assert listed == [{"subject": "urgent"}, {"subject": "high"}, {"subject": "low"}]
    lowest = program.ok("case", "list", "--sort", "urgency", "--reverse", "--limit", "1", "--jsonl").lines
    assert [json.loads(line)["subject"] for line in lowest] == ["low"]
    assert program.ok("case", "list", "--columns", "subject", "--limit", "2").lines == [
        "Subject",
        "high",
        "urgent",
    ]


def test_cases_are_listed_by_whose_turn_it_is(program: Program) -> None:
    program.ok("case", "open", "a", "--owner", "me")
    program.ok("case", "open", "漏水", "--owner", "小林")
    program.ok("case", "open", "c", "--owner", "小林")
    program.ok("case", "open", "d")
    program.ok("case", "wait", "C-2", "customer")
    asked = ("case", "list", "--sort", "turn", "--columns", "subject")
    assert program.ok(*asked).lines == [
        "Subject", "On me 1", "a", "On nobody 1", "d", "On others 1", "c", "Waiting 1", "漏水",
    ]  # fmt: skip
    assert program.ok(*asked, "--limit", "3").lines[-2:] == ["On others 1", "c"]
    assert [row["subject"] for row in program.ok(*asked, "--json").json] == ["a", "d", "c", "漏水"]
    assert program("call", "list", "--sort", "turn").code == 2


def test_people_are_told_when_a_list_is_longer(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servicedesk.cli.record.listing.PEOPLE_LIMIT", 2)
    for number in range(3):
        program.ok("case", "open", f"case {number}")
    done = program.ok("case", "list")
    assert len(done.lines) == 3
    assert "--limit" in done.err
    assert len(program.ok("case", "list", "--json").json) == 3


def test_an_empty_list_is_no_error_unless_asked(program: Program) -> None:
    program.ok("case", "open", "x")
    assert program.ok("case", "list", "+nothing").out == ""
    assert program("case", "list", "+nothing", "--fail-empty").code == 4


def test_global_options_work_before_and_after_the_command(program: Program) -> None:
    program.ok("--actor", "wang", "case", "open", "x")
    before = program.ok("--json", "--tz", "UTC", "case", "list").out
    assert before == program.ok("case", "--json", "list", "--tz=UTC").out
    assert program.ok("history", "--json").json[0]["actor"] == "wang"
    elsewhere = str(program.path.with_name("other.db"))
    assert program.number("case", "open", "y", "--db", elsewhere) == "C-1"
    program.ok("case", "note", "1", "--", "-q")
    assert program.ok("case", "show", "1", "--json").json["notes"][0]["text"] == "-q"


@pytest.mark.parametrize(
    "text", [HOSTILE, BREAKS_THE_TERMINAL, "a\udcffb\ud800", "[red]x[/red]\t|", "A" * 50_000]
)
def test_hostile_text_leaves_no_control_byte_on_either_stream(program: Program, text: str) -> None:
    streams = [
        program("call", "add", "--who", text, text, "--kind", "complaint", "--category", text[:100]),
        program("customer", "add", text[:500], "--phone", text[:50], "--tag", text[:50], "--banner", text),
        program("case", "open", text, "--label", text[:50], "--description", text),
        program("case", "note", "1", "--text", text),
        program("case", "solve", "1", "--result", text),
        program("followup", "add", "mon", text[:500]),
        program("followup", "held", "1", text),
    ]
    noun_lists = [[noun, "list", *shape] for noun in ("case", "call", "customer", "followup")
                  for shape in ([], ["--json"], ["--csv"])]  # fmt: skip
    streams += [program(*words) for words in noun_lists]
    shown = [
        ["case", "show", "1"],
        ["customer", "show", "CU-1"],
        ["call", "show", "1"],
        ["followup", "show", "1"],
    ]
    streams += [program(*words) for words in [*shown, ["today"], ["history"], ["search", text[:300]]]]
    streams += [
        program(*words) for words in ([text], ["case", text], ["case", "show", text], ["case", "list", text])
    ]
    streams += [
        program("case", "list", f"--{text}"),
        program("case", "list", "--columns", text, "--lang", text),
    ]
    for done in streams:
        assert not CONTROLS.search(done.out + done.err), done
        assert "Traceback" not in done.err
        assert "Unexpected" not in done.err, done


TEXTS = st.text(st.sampled_from("ab 漏水，。(x) é́…\u3000"), max_size=40)


@given(TEXTS, st.integers(1, 20))
def test_cut_text_fits_its_cells(text: str, cells: int) -> None:
    assert width(cut(text, cells)) <= cells
    if width(text) <= cells:
        assert cut(text, cells) == text


@given(TEXTS, st.integers(0, 60), st.booleans())
def test_padded_text_takes_its_cells(text: str, cells: int, right: bool) -> None:
    assert width(pad(text, cells, right=right)) == max(cells, width(text))


@given(TEXTS, st.integers(8, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert width(line) <= cells or len(pieces_of(line)) == 1


@given(st.characters(codec="utf-8"))
def test_wide_characters_take_two_cells(character: str) -> None:
    assert width(character) == 2 if east_asian_width(character) in "WF" else width(character) <= 1
