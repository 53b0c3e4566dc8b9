"""The command line: what comes in hostile is stored clean, and nothing but harmless text is printed."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.text import clean, clean_line
from servicedesk.storage import driver
from tests.cli.conftest import Program, Result, program
from tests.hostile import desks
from tests.hostile.hostile import FORBIDDEN, MEGABYTE, TERMINAL, TEXTS, HostileText
from tests.hostile.terminal import Terminal, bare_environment

__all__ = ["program"]

FEW = [text for text in TEXTS if text in TERMINAL[::5] or text not in TERMINAL][::3]
READS = (
    ["call", "list"],
    ["case", "list"],
    ["customer", "list"],
    ["followup", "list"],
    ["followup", "agenda"],
    ["call", "show", "7"],
    ["case", "show", "5"],
    ["customer", "show", "9"],
    ["followup", "show", "3"],
    ["customer", "history", "9"],
    ["history", "--limit", "400"],
    ["today"],
    ["search", "漏水"],
    ["view", "list"],
    ["import", "runs"],
)


def require_harmless(done: Result) -> Result:
    """No control on either stream, and no fault that nobody foresaw."""
    for stream in (done.out, done.err):
        found = FORBIDDEN.search(stream)
        assert not found, stream[max(0, found.start() - 40) : found.end() + 40]
    assert "Unexpected" not in done.err
    return done


def texts_in(value: Any) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts_in(part)]


@pytest.mark.parametrize("text", FEW, ids=str)
def test_an_argument_is_stored_as_the_gate_lets_it_through(program: Program, text: HostileText) -> None:
    raw = text.text
    require_harmless(program.ok("customer", "add", f"--note={raw}", f"--banner={raw}", "--", raw))
    card = program.ok("customer", "show", "1", "--json").json
    assert (card["name"], card["note"]) == (clean_line(raw), clean(raw).strip("\n").rstrip())
    require_harmless(program.ok("customer", "edit", "1", f"--company={raw}", f"--tag={raw}"))
    assert program.ok("customer", "show", "1", "--json").json["company"] == clean_line(raw)
    require_harmless(program("case", "open", f"--description={raw}", "--", f"x {raw}"))
    require_harmless(program.ok("case", "note", "1", f"--text={raw}"))
    shown = program.ok("case", "show", "1", "--json").json
    assert shown["description"] == clean(raw).strip("\n").rstrip()
    assert [note["text"] for note in shown["notes"]] == [clean(raw).strip("\n").rstrip()]
    require_harmless(program("call", "add", f"--who={raw}", "--", raw))
    for words in (["search", "--", raw], ["case", "list", "--", raw], ["customer", "list", raw], [raw]):
        require_harmless(program(*words))
    for words in (["case", "list", f"--columns={raw}"], ["case", "show", "--", raw], ["config", "get", raw]):
        assert require_harmless(program(*words)).code in {2, 4}


def test_what_comes_on_standard_input_is_cleaned_too(program: Program) -> None:
    for text in TEXTS:
        typed = text.text.encode("utf-8", "replace")
        require_harmless(program.ok("call", "add", "--who=李伟", "-", typed=typed))
    calls = program.ok("call", "list", "--json").json
    assert len(calls) == len(TEXTS)
    for call in calls:
        assert not FORBIDDEN.search(call["summary"])
    require_harmless(program("call", "add", "--who=李伟", "-", typed=b"\xff\xfe\x9b31m \xcd\xcb\xbf\xee"))


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_every_list_and_sheet_prints_harmless_text_from_any_file(
    spoilt: Path, program: Program, words: list[str]
) -> None:
    assert spoilt == program.path
    people = require_harmless(program.ok(*words))
    assert people.out or people.err
    for text in texts_in(require_harmless(program.ok(*words, "--json")).json):
        assert not FORBIDDEN.search(text)
    for line in require_harmless(program.ok(*words, "--jsonl")).lines:
        json.loads(line)
    rows = list(csv.reader(io.StringIO(require_harmless(program.ok(*words, "--csv")).out, newline="")))
    assert len({len(row) for row in rows}) <= 1


@pytest.mark.parametrize("kind", ["customer", "case", "call", "followup"])
def test_an_export_to_standard_output_is_harmless_from_any_file(
    spoilt: Path, tmp_path: Path, kind: str
) -> None:
    for file_format in ("csv", "tsv", "json", "jsonl"):
        command = ["export", kind, "-o", "-", "--format", file_format]
        done = subprocess.run(
            [sys.executable, "-m", "servicedesk", "--db", str(spoilt), *command],
            capture_output=True,
            env=bare_environment(tmp_path),
            timeout=60,
            check=True,
        )
        printed = done.stdout.decode("utf-8")
        assert not FORBIDDEN.search(printed.replace("\r\n", "\n"))
        assert "M03Q" in printed
        if file_format == "json":
            for text in texts_in(json.loads(printed)):
                assert "\x9b" not in text


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_what_was_entered_is_printed_for_programs_as_it_is_stored(
    entered: Path, program: Program, words: list[str]
) -> None:
    del entered
    require_harmless(program.ok(*words))
    texts = texts_in(require_harmless(program.ok(*words, "--json")).json)
    assert texts == [clean(text) for text in texts]


def test_arguments_that_are_no_text_at_all_are_taken_or_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"

    def run(*arguments: bytes) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable.encode(), b"-m", b"servicedesk", b"--db", bytes(path), *arguments]
        return subprocess.run(
            command, capture_output=True, env=bare_environment(tmp_path), timeout=60, check=False
        )

    odd = b"\xff\xfe \x9b31m \xe6\xbc\x8f \x1b]2;x\x07"
    done = [
        run(b"case", b"open", odd),
        run(b"case", b"note", b"1", b"--text", odd),
        run(b"case", b"list", b"--", odd),
        run(b"search", odd),
        run(odd),
        run(b"--lang", odd, b"case", b"list"),
        run(b"case", b"list", b"--db", b"/nowhere/" + odd),
        run(b"import", b"customer", odd),
        run(b"case", b"list", b"--actor", odd, b"--json"),
    ]
    for one in done:
        assert not FORBIDDEN.search((one.stdout + one.stderr).decode("utf-8"))
        assert b"Traceback" not in one.stderr
        assert b"Unexpected" not in one.stderr
    assert [one.returncode for one in done][:4] == [0, 0, 0, 0]
    with desks.open_desk(path) as desk:
        assert not FORBIDDEN.search(desk.cases.get(1).row.subject)


def test_a_million_characters_pass_and_one_more_is_refused(program: Program) -> None:
    assert require_harmless(program("case", "open", "漏水", f"--description={MEGABYTE}")).code == 0
    shown = require_harmless(program.ok("case", "show", "1", "--json")).json
    assert shown["description"] == clean(MEGABYTE).rstrip()
    require_harmless(program.ok("case", "list"))
    require_harmless(program.ok("search", "漏水"))
    refused = require_harmless(program("case", "note", "1", "--text", "x" * 1_000_001))
    assert refused.code == 2
    assert len(refused.err) < 300
    assert require_harmless(program("customer", "add", MEGABYTE)).code == 2


def test_settings_and_names_of_files_do_no_harm(program: Program, tmp_path: Path) -> None:
    evil = "\x1b]2;PWNED\x07\u202e漏水"
    config = tmp_path / "evil.toml"
    config.write_text(f"desk_name = {json.dumps(evil)}\nactor = {json.dumps(evil)}\n", encoding="utf-8")
    require_harmless(program.ok("case", "open", "x", "--config", str(config)))
    require_harmless(program.ok("history"))
    require_harmless(program("config", "show", "--config", str(config)))
    require_harmless(program("today", "--config", str(config)))
    require_harmless(program("case", "list", "--db", str(tmp_path / evil)))
    file = tmp_path / f"{evil}.csv"
    file.write_text(f"Name,{evil},Phone\nx,y,138 0000 1111\n", encoding="utf-8")
    require_harmless(program("import", "customer", str(file)))
    require_harmless(program("import", "preview", str(file)))
    require_harmless(program("import", "runs"))
    require_harmless(program("export", "case", "-o", str(tmp_path / f"{evil}out.csv")))
    require_harmless(program("export", "case", "-o", str(tmp_path / evil / "x.csv")))
    keymap = tmp_path / "config" / "servicedesk" / "keymap.toml"
    keymap.parent.mkdir(parents=True)
    keymap.write_text(f'{json.dumps(evil)} = "x"\n"case.solve" = {json.dumps(evil)}\n', encoding="utf-8")
    require_harmless(program("keys", "--check"))


def test_a_byte_gone_bad_hides_nothing_else(entered: Path, program: Program) -> None:
    database = driver.connect(str(entered), isolation_level=None)
    database.execute("UPDATE customers SET name = CAST(x'e69d8eff1b5d323b78' AS TEXT) WHERE id = 9")
    database.execute("UPDATE cases SET subject = CAST(x'ff41c3' AS TEXT) WHERE id = 5")
    bodies = ("[1, 2]", "漏水 no JSON", '{"who": 5, "customer_id": 7, "summary": null, "ended_at": "x"}')
    for draft_id, body in enumerate(bodies, 1):
        database.execute("UPDATE drafts SET body = ? WHERE id = ?", (body, draft_id))
    database.close()
    for words in READS:
        require_harmless(program.ok(*words))
    assert program.ok("customer", "show", "9", "--json").json["name"] == "(damaged) 李\ufffd]2;x"
    with desks.open_desk(entered) as desk:
        drafts = {draft.id: draft.body for draft in desk.drafts.all()}
    assert drafts[2] == {"summary": "(damaged) 漏水 no JSON"}
    assert drafts[3] == {"who": "5", "customer_id": "7", "ended_at": "x"}
    with Terminal(entered) as terminal:
        terminal.until("Last calls")
        for key in "2345":
            terminal.press(key)
            terminal.until(f"[{key} ")
            terminal.until(lambda: {"▌", "▏"} & set(terminal.text))
        for _draft in drafts:
            terminal.press("f3")
            terminal.until("will save")
        assert terminal.leave() == 0
        assert "Something went wrong" not in terminal.stream().shown
