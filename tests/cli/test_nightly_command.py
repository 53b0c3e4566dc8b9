"""`servicedesk nightly`: silent as long as all is well, one line and the right exit code when it is not."""

import configparser
import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from servicedesk.cli.night_hint import cron_command, systemd_command
from servicedesk.services import night_sets
from servicedesk.storage import driver
from tests.cli.conftest import Program

HARD = '/srv/a b/50%/$HOME/漏水/"quoted"/it\'s/back\\slash'


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the sets stand."""
    (tmp_path / "sets").mkdir()
    return tmp_path / "sets"


@pytest.fixture
def used(program: Program) -> Program:
    """A desk with a case."""
    program.ok("case", "open", "漏水 [/]")
    return program


def test_a_night_that_went_well_prints_nothing(used: Program, out: Path) -> None:
    for _night in range(2):
        done = used.ok("nightly", str(out))
        assert (done.out, done.err) == ("", "")
    assert len(night_sets.all_sets(out)) == 2


def test_with_json_it_tells_what_it_wrote(used: Program, out: Path) -> None:
    told = used.ok("nightly", str(out), "--json").json
    assert told["set"] == "2026-11-20-000001"
    assert told["counts"]["case"] == 1
    assert (told["kind"], told["rows"], told["forgotten"]) == ("full", 1, [])
    assert Path(told["path"], "manifest.json").is_file()
    told = used.ok("nightly", str(out), "--keep", "1", "--json").json
    assert told["forgotten"] == ["2026-11-20-000001"]


def test_the_check_says_what_was_compared(used: Program, out: Path) -> None:
    used.ok("nightly", str(out))
    words = used.ok("nightly", str(out), "--verify").out
    assert words == (
        "The set 2026-11-20-000001 is whole: the checksums of 9 files are right. 1 row is the same in the"
        " backup, which was brought back aside. The desk is at the same change, and each of its rows is as"
        " that left it.\n"
    )
    told = used.ok("nightly", str(out), "2026-11-20-000001", "--verify", "--json").json
    assert (told["rows"], told["desk"], len(told["compared"])) == (1, "same", 6)
    used.ok("case", "open", "second")
    assert (
        "gone on by 1 change since. Its rows were not looked at."
        in used.ok("nightly", str(out), "--verify").out
    )
    chinese = used.ok("nightly", str(out), "--verify", "--lang", "zh").out
    assert "夜间" in chinese


def test_each_failure_is_one_line_with_its_exit_code(used: Program, out: Path, tmp_path: Path) -> None:
    used.ok("nightly", str(out))
    place = out / "2026-11-20-000001"
    (place / "today.json").write_text("{}")
    (tmp_path / "empty").mkdir()
    busy = tmp_path / "busy"
    busy.mkdir()
    with night_sets.locked(busy):
        failures = [
            (2, ["nightly", str(tmp_path / "none")]),
            (2, ["nightly", str(out), "2026-11-20-000001"]),
            (2, ["nightly", str(out), "--format", "docx"]),
            (10, ["nightly", str(out), "--db", str(tmp_path / "none.db")]),
            (11, ["nightly", str(busy)]),
            (13, ["nightly", str(out), "--verify"]),
            (4, ["nightly", str(out), "2026-11-20-000077", "--verify"]),
            (4, ["nightly", str(tmp_path / "empty"), "--verify"]),
        ]
        for code, words in failures:
            done = used(*words)
            assert (done.code, done.out) == (code, ""), (words, done.err)
            assert done.err.count("\n") == 1
            assert json.loads(used(*words, "--json").err)["message"]
    assert not (tmp_path / "none").exists()


def test_what_is_written_and_not_quite_right_ends_with_3_and_one_line(used: Program, out: Path) -> None:
    (out / "latest").mkdir()
    done = used("nightly", str(out))
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "The set 2026-11-20-000001 is written and whole. Not moved on to it, because something else has the"
        " name: latest.\n"
    )
    with driver.connect(str(used.path)) as db:
        db.execute("UPDATE cases SET subject = 'flipped'")
    db.close()
    (out / "latest").rmdir()
    done = used("nightly", str(out), "-q")
    assert done.code == 3
    assert done.err.startswith("The set 2026-11-20-000002 is written and whole. 1 row of the desk is not as")
    assert "flipped" not in done.err


def damage(out: Path, name: str) -> None:
    place = out / name / "manifest.json"
    place.write_text(place.read_text().replace('"is_sound": true', '"is_sound": trve'))


def test_each_night_names_an_older_set_that_is_damaged_until_it_is_put_aside(
    used: Program, out: Path
) -> None:
    for _night in range(3):
        used.ok("nightly", str(out))
    damage(out, "2026-11-20-000001")
    (out / "2026-11-20-000002" / "today.json").write_text("{}")
    done = used("nightly", str(out), "--keep", "2")
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "The set 2026-11-20-000004 is written and whole. 2026-11-20-000001 is not as it was written:"
        " manifest.json. 2026-11-20-000002 is not as it was written: today.json. Keep aside what is damaged;"
        " it is not counted among the 2 that stay.\n"
    )
    assert [one.name[-1] for one in sorted(out.glob("2026*"))] == ["1", "2", "3", "4"]
    told = used("nightly", str(out), "--keep", "2", "--json").json
    assert told["damaged_sets"] == {
        "2026-11-20-000001": ["manifest.json"],
        "2026-11-20-000002": ["today.json"],
    }
    assert told["forgotten"] == ["2026-11-20-000003"]
    for name in ("2026-11-20-000001", "2026-11-20-000002"):
        shutil.rmtree(out / name)
    assert used.ok("nightly", str(out), "--keep", "2").err == ""


def test_a_night_after_an_older_backup_was_brought_back_names_the_set_that_is_ahead(
    used: Program, out: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    used.ok("backup", str(old))
    used.ok("customer", "add", "今天")
    used.ok("nightly", str(out), "--keep", "1")
    used.ok("restore", str(old), "--yes")
    done = used("nightly", str(out), "--keep", "1")
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "The set 2026-11-20-000002 is written and whole. With changes that this desk does not have, and"
        " so neither counted nor deleted: 2026-11-20-000001.\n"
    )
    assert used("nightly", str(out), "--json").json["ahead"] == ["2026-11-20-000001"]
    shutil.rmtree(out / "2026-11-20-000001")
    assert used.ok("nightly", str(out), "--keep", "1").err == ""


def test_the_check_of_a_folder_names_whatever_is_damaged_in_it(used: Program, out: Path) -> None:
    for _night in range(2):
        used.ok("nightly", str(out))
    damage(out, "2026-11-20-000001")
    done = used("nightly", str(out), "--verify")
    assert (done.code, done.out) == (13, "")
    assert "The newest set 2026-11-20-000002 is whole. 2026-11-20-000001 is not as it was" in done.err
    assert used("nightly", str(out), "2026-11-20-000001", "--verify").code == 13
    used.ok("nightly", str(out), "2026-11-20-000002", "--verify")
    damage(out, "2026-11-20-000002")
    done = used("nightly", str(out), "--verify")
    assert (done.code, "000002 is not as it was written: manifest.json" in done.err) == (13, True)


def test_the_check_of_a_folder_whose_newest_set_is_gone_says_so(used: Program, out: Path) -> None:
    for _night in range(2):
        used.ok("nightly", str(out))
    shutil.rmtree(out / "2026-11-20-000002")
    done = used("nightly", str(out), "--verify")
    assert done.code == 13
    assert "latest.json leads to the set 2026-11-20-000002, which is not there" in done.err
    assert done.err.count("\n") == 1
    done = used("nightly", str(out))
    assert done.code == 3
    assert (
        "The set 2026-11-20-000003 is written and whole. Led to until now, and not there any more" in done.err
    )
    assert used.ok("nightly", str(out)).err == ""
    (out / "latest.json").write_text("[")
    done = used("nightly", str(out), "--verify")
    assert (done.code, "latest.json is not as it was written" in done.err) == (13, True)


def test_someone_at_a_terminal_is_told_what_was_written(
    used: Program, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used.ok("nightly", str(out))
    monkeypatch.setattr("servicedesk.cli.nightly.is_watched", lambda: True)
    done = used.ok("nightly", str(out), "--keep", "1")
    assert done.err == f"The set is whole: {out}/2026-11-20-000002, 1 row. 1 older set was deleted.\n"
    assert used.ok("nightly", str(out)).err.endswith("000003, 1 row.\n")


def test_the_check_says_how_the_desk_in_use_stands_to_the_set(
    used: Program, out: Path, tmp_path: Path
) -> None:
    used.ok("nightly", str(out))
    other = str(tmp_path / "other.db")
    for db, words in ((other, "There is no desk in use"), (other, "The desk in use is another one")):
        assert words in used.ok("nightly", str(out), "--verify", "--db", db).out
        used.ok("case", "open", "漏水 [/]", "--db", db)


def test_a_path_that_no_crontab_can_hold_is_refused(used: Program, tmp_path: Path) -> None:
    assert used("nightly", str(tmp_path / "a\nb"), "--install-hint").code == 2
    hint = used.ok("nightly", str(tmp_path), "--install-hint", "--format", "csv").out
    assert "--format csv" in hint


def test_the_hint_gives_a_line_for_cron_and_units_for_systemd(used: Program, out: Path) -> None:
    told = used.ok("nightly", str(out), "--incremental", "--keep", "30", "--install-hint", "--json").json
    line = told["crontab"]
    assert line.startswith("0 2 * * *  ")
    words = shlex.split(line.removeprefix("0 2 * * *  "))
    assert Path(words[0]).is_file()
    assert words[1:] == ["--db", str(used.path), "nightly", str(out), "--incremental", "--keep", "30"]
    assert used.ok(*words[1:]).out == ""
    for unit, sections in (("service", {"Unit", "Service"}), ("timer", {"Unit", "Timer", "Install"})):
        parsed = configparser.ConfigParser(interpolation=None)
        parsed.optionxform = str  # type: ignore[assignment,method-assign]
        parsed.read_string(told[unit])
        assert set(parsed.sections()) == sections
    text = used.ok("nightly", str(out), "--install-hint").out
    assert told["timer"] in text
    assert f"{used.path} nightly {out}\n" in text


def test_a_command_for_cron_is_read_back_by_the_shell(tmp_path: Path) -> None:
    script = tmp_path / "show.sh"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    script.chmod(0o700)
    line = cron_command([str(script), HARD, "--keep", "3"])
    # cron makes a % of \% and a new line of a % that stands alone.
    assert "%" not in line.replace(r"\%", "")
    told = subprocess.run(["/bin/sh", "-c", line.replace(r"\%", "%")], capture_output=True, check=True)
    assert told.stdout.decode().splitlines() == [HARD, "--keep", "3"]


def test_a_command_for_systemd_has_nothing_that_it_would_replace(tmp_path: Path) -> None:
    assert systemd_command(["/bin/x", "a b", "50%", "$HOME", '"', "\\"]) == (
        '/bin/x "a b" 50%% $$HOME "\\"" "\\\\"'
    )
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return
    unit = tmp_path / "servicedesk-nightly.service"
    unit.write_text(f"[Service]\nType=oneshot\nExecStart={systemd_command(['/bin/true', HARD])}\n")
    done = subprocess.run([analyze, "verify", "--man=no", str(unit)], capture_output=True, check=False)
    assert b"Invalid" not in done.stderr
    assert b"Failed" not in done.stderr


def test_the_lines_for_cron_name_the_folder_of_the_examples_where_none_was_named(used: Program) -> None:
    assert " nightly /srv/desk" in used.ok("nightly", "--install-hint").out
    done = used("nightly")
    assert (done.code, "Which folder?" in done.err) == (2, True)
