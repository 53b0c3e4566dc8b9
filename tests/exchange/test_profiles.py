# ruff: noqa: E501 - the rows of a table stand as they are
"""Profiles: read strictly, found by headers, and what they say of columns, words and values."""

from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.exchange import profile_files
from servicedesk.exchange.cell_forms import caller_name, caller_number, separated
from servicedesk.exchange.column import header_key
from servicedesk.exchange.converter import converter_for
from servicedesk.exchange.mapping import build_mapping
from servicedesk.exchange.profile import Profile, read_profile
from servicedesk.exchange.profile_files import SHIPPED, find_profile, load, profile_named, profile_paths
from servicedesk.exchange.profile_writing import profile_text
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import CanonicalRow
from tests.exchange.steps import CONTEXT, given

HEAD = 'format = 1\nprogram = "P"\nkind = "case"\n'
GOOD = (
    HEAD + '[recognise]\nall = ["Ticket No"]\n[columns]\n"Ticket No" = "external_id"\n"Betreff" = "subject"\n'
)


def profile(text: str) -> Profile:
    return read_profile(text, "mine", "mine.toml")


def rows(folder: Path, text: str, how: Profile, **explicit: str) -> list[dict[str, Any]]:
    with open_rows(given(folder, text)) as table:
        mapping = build_mapping(table.headers, how.kind, explicit, table.sample(), how)
        converter = converter_for(table, mapping, CONTEXT)
        read = [converter.row(raw) for raw in table.rows()]
    assert all(isinstance(row, CanonicalRow) for row in read), read
    return [row.values for row in read if isinstance(row, CanonicalRow)]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_profile_is_right_and_says_on_what_it_rests(path: Path) -> None:
    read = load(path)
    assert read.rests_on
    assert read.program
    assert path.read_text(encoding="utf-8").startswith("#"), "a profile teaches by its comments"
    assert read.all_of or read.some_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format = 1\nkind = case\n", "mine.toml: It is no TOML"),
        ('format = 2\nkind = "case"\n', "mine.toml, line 1: format: it must be 1."),
        ('format = 1\nkind = "kase"\n', "mine.toml, line 2: kind: it must be one of: customer"),
        (HEAD + 'zone = "UTC"\n', "mine.toml, line 4: zone: there is no such key"),
        (HEAD + "[columns]\n", "mine.toml, line 4: columns: it names no column."),
        (HEAD + '[columns]\n"A" = "subject"\n"B b" = "subjekt"\n', "line 6: columns.B b: there is no field subj"),
        (HEAD + '[columns]\n"A" = 3\n', "line 5: columns.A: it is no text of one line."),
        (GOOD + '[words.state]\n"Neu" = "neu!"\n', "line 10: words.state.Neu: it must be one of: new, working"),
        (GOOD + '[words.subjekt]\n"Neu" = "new"\n', "line 9: words.subjekt: there is no field"),
        (GOOD + '[fixed]\nkind = "koplaint"\n', "line 10: fixed.kind: it must be one of: complaint"),
        (GOOD + '[file]\nzone = "Mars/Olympus"\n', "line 10: file.zone: there is no such time zone."),
        (GOOD + '[file]\nencoding = "klingon"\n', "line 10: file.encoding: there is no such encoding."),
        (GOOD + '[file]\ndate_order = "dym"\n', "line 10: file.date_order: it must be one of: ymd, dmy, mdy."),
        (GOOD + '[file]\ndelimiter = "::"\n', "line 10: file.delimiter: it must be one of"),
        (GOOD + '[fields.labels]\nfrom = "Tags"\n', "line 10: fields.labels.from: it is no list of headers."),
        (GOOD + '[fields.labels]\nfrom = ["A", "B"]\n', "line 9: fields.labels.join: it must be one of: first"),
        (GOOD + '[fields.labels]\njoin = "list"\n', "fields.labels.from: it needs either from, or by and when."),
        (GOOD + '[fields.labels]\nfrom = ["A"]\nsplit = ","\n', "line 11: fields.labels.split: there is no such key"),
        (GOOD.replace('all = ["Ticket No"]', "at_least = 4"), "line 5: recognise.at_least"),
    ],
)  # fmt: skip
def test_a_profile_that_is_not_right_gets_one_line_with_file_line_and_key(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        profile(text)
    assert told in error.value.message
    assert "\n" not in error.value.message
    assert error.value.hint


def test_the_user_goes_before_the_profile_and_the_profile_before_our_names(tmp_path: Path) -> None:
    how = profile(GOOD + '"Subject" = "description"\n"Titel" = "category"\n')
    text = "Ticket No,Betreff,Subject,Titel,Phone\n7,a,b,c,13800000001\n"
    (row,) = rows(tmp_path, text, how)
    said = {"external_id": "7", "subject": "a", "description": "b", "category": "c", "phone": ["13800000001"]}
    assert row == said
    (row,) = rows(tmp_path, text, how, Titel="owner", Subject="-")
    assert (row["owner"], "category" in row, "description" in row) == ("c", False, False)


def test_a_column_left_out_on_purpose_is_not_taken_by_its_name(tmp_path: Path) -> None:
    how = profile('leave_out = ["Status"]\n' + GOOD)
    (row,) = rows(tmp_path, "Ticket No,Betreff,Status\n7,a,closed\n", how)
    assert "state" not in row


def test_words_are_turned_into_ours_and_a_star_stands_for_all_others(tmp_path: Path) -> None:
    how = profile(
        GOOD + '"Lage" = "state"\n[words.state]\n"in Arbeit" = "working"\n"?" = ""\n"*" = "closed"\n'
    )
    read = rows(tmp_path, "Ticket No,Betreff,Lage\n1,a,IN ARBEIT\n2,b,?\n3,c,weg\n4,d,\n", how)
    assert [row["state"] for row in read] == ["working", None, "closed", None]


def test_a_fixed_value_stands_where_the_row_does_not_say_otherwise(tmp_path: Path) -> None:
    how = profile(GOOD + '"Art" = "kind"\n[fixed]\nkind = "complaint"\nlabels = "alt; 旧"\n')
    read = rows(tmp_path, "Ticket No,Betreff,Art\n1,a,enquiry\n2,b,\n", how)
    assert [row["kind"] for row in read] == ["enquiry", "complaint"]
    assert read[0]["labels"] == ["alt", "旧"]


def test_of_several_columns_the_first_that_says_anything_or_all_of_them(tmp_path: Path) -> None:
    rules = '[fields.due_at]\nfrom = ["D1", "D2"]\njoin = "first"\n[fields.labels]\nfrom = ["T", "U"]\njoin = "list"\n'
    how = profile(GOOD + rules)
    read = rows(
        tmp_path,
        "Ticket No,Betreff,D1,D2,T,U\n1,a,,2026-03-04 18:00,x,y\n2,b,2026-03-05 18:00,2026-03-04 18:00,,y\n3,c,-,,,\n",
        how,
    )
    assert [row["due_at"] and row["due_at"].isoformat() for row in read] == [
        "2026-03-04T10:00:00+00:00",
        "2026-03-05T10:00:00+00:00",
        None,
    ]
    assert [row["labels"] for row in read] == [["x", "y"], ["y"], None]


def test_the_order_of_a_date_is_proved_by_any_column_of_a_rule(tmp_path: Path) -> None:
    how = profile(GOOD + '[fields.due_at]\nfrom = ["D1", "D2"]\njoin = "first"\n')
    (row,) = rows(tmp_path, "Ticket No,Betreff,D1,D2\n1,a,,31/03/2026\n", how)
    assert row["due_at"].isoformat() == "2026-03-31T15:59:59+00:00"


def test_a_header_that_is_repeated_is_a_list_where_the_field_is_one(tmp_path: Path) -> None:
    with open_rows(given(tmp_path, "Subject,Labels,Labels,Comment,Comment\na,x,y,first,second\n")) as table:
        mapping = build_mapping(table.headers, "case", {}, table.sample())
        row = converter_for(table, mapping, CONTEXT).row(next(iter(table.rows())))
    assert isinstance(row, CanonicalRow)
    assert row.values["labels"] == ["x", "y"]
    assert [note["text"] for note in row.values["notes"]] == ["first", "second"]
    named = build_mapping(["Subject", "Tag x", "Tag x"], "case", {"Tag x": "labels"}, [])
    assert named.mapped[-1].sources == (1, 2)


def test_two_columns_on_a_field_that_is_no_list_stay_an_error_that_names_both() -> None:
    with pytest.raises(UsageError, match=r"Status .column 2. and Status .column 3."):
        build_mapping(["Subject", "Status", "Status"], "case", {}, [["a", "new", "closed"]])
    with pytest.raises(UsageError, match="both Labels: Tags"):
        build_mapping(["Subject", "Tags", "Tag"], "case", {}, [])


def test_a_caller_id_is_taken_apart() -> None:
    assert caller_name('"王芳" <13800000005>') == "王芳"
    assert caller_name('"13800000005" <13800000005>') == ""
    assert caller_name("Ann (101)") == caller_name("Ann") == "Ann"
    assert caller_name("+44 20 7946 0101") == caller_name("") == ""
    assert caller_number("Ann (+442079460101)") == "+442079460101"
    assert caller_number("+442079460101") == "+442079460101"
    assert caller_number("(212) 555-0142") == "(212) 555-0142"
    assert separated("a  b\tc", " ") == "a; b; c"
    assert separated("a b//c//", "//") == "a b; c"


# Where profiles are, and how they are found


def own(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_profile_with_the_most_evidence_is_found_and_the_users_own_first(tmp_path: Path) -> None:
    headers = ["Call Sid", "From", "To", "Direction", "Status"]
    assert find_profile(headers, "auto", tmp_path).name == "twilio"  # type: ignore[union-attr]
    assert find_profile(headers, "case", tmp_path) is None
    assert find_profile(["Subject", "Status"], "auto", tmp_path) is None
    assert find_profile([*headers, "Record UID"], "auto", tmp_path) is None
    text = (SHIPPED / "twilio.toml").read_text(encoding="utf-8")
    own(tmp_path, "a-twilio", text)
    assert find_profile(headers, "call", tmp_path).name == "a-twilio"  # type: ignore[union-attr]


def test_a_profile_is_named_by_its_name_or_its_file(tmp_path: Path) -> None:
    path = own(tmp_path / "x", "zendesk", GOOD)
    assert profile_named("zendesk", tmp_path / "none").program == "Zendesk"
    assert profile_named("zendesk", tmp_path / "x").program == "P"
    assert profile_named(str(path), tmp_path / "none").program == "P"
    assert "zendesk" in profile_paths(tmp_path / "none")
    with pytest.raises(UsageError, match="There is no profile zendisk"):
        profile_named("zendisk", tmp_path)
    with pytest.raises(NotFoundError):
        profile_named("../nowhere/x.toml", tmp_path)


def test_a_file_that_is_no_profile_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("format = 1 # é".encode("latin-1"))
    with pytest.raises(UsageError, match="it is not UTF-8"):
        load(path)
    monkeypatch.setattr(profile_files, "LARGEST", 10)
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(UsageError, match="it is too large"):
        load(path)
    with pytest.raises(UsageError, match="That is a folder, not a file"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000, "\x00", "a = '\u202e'\nb"])
def test_a_hostile_profile_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as error:
        profile(text)
    assert "\n" not in error.value.message
    assert len(error.value.message) < 300


def test_what_is_no_file_in_the_folder_of_profiles_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "nowhere.toml").symlink_to(tmp_path / "gone")
    assert set(profile_paths(tmp_path)) == {path.stem for path in SHIPPED.glob("*.toml")}


def test_the_number_of_a_question_in_a_form_is_no_part_of_its_header() -> None:
    assert header_key("1、您的姓名") == header_key("12. 您的姓名（必填）") == "您的姓名"
    assert header_key("1.5寸屏") != header_key("5寸屏")
    assert (header_key("1"), header_key("回复1"), header_key("3.")) == ("1", "回复1", "3.")


def test_a_profile_of_ones_own_that_is_not_right_is_passed_over_and_told(tmp_path: Path) -> None:
    own(tmp_path, "bad", "format = 1\nkind = 'case'\n[columns]\nx = 'y'\n")
    told: list[str] = []
    headers = ["Call Sid", "From", "To", "Direction", "Status"]
    assert find_profile(headers, "auto", tmp_path, told).name == "twilio"  # type: ignore[union-attr]
    (line,) = told
    assert line.startswith("A profile is passed over: bad.toml, line 4: columns.x: there is no field y.")
    with pytest.raises(UsageError, match=r"bad\.toml, line 4: columns\.x"):
        profile_named("bad", tmp_path)


def test_a_saved_profile_keeps_what_the_preview_has_kept_and_left_out() -> None:
    headers = [
        "Case No",
        "Name",
        "Complaint",
        "Resolution",
        "Action taken",
        "Remarks",
        "Urgent?",
        "Shoe size",
    ]
    rows = [["7", "Ann", "leak", "paid", "called", "angry", "Yes", "44"]]
    mapping = build_mapping(headers, "case", {}, rows)
    text = profile_text("book", mapping, {})
    assert 'leave_out = ["Shoe size"]' in text
    saved = read_profile(text, "book", "book.toml")
    again = build_mapping(headers, "case", {}, rows, saved)
    assert again.used == mapping.used | {"notes": "Remarks + Action taken"}
    assert again.ignored == mapping.ignored == ("Shoe size",)
    assert again.words["priority"]["yes"] == "urgent"
