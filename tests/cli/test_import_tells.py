"""What an import says of the file that it takes in: to people, and as one object to programs."""

import re
from pathlib import Path

import pytest

from servicedesk.domain.wording import counted_records
from tests.cli.conftest import Program


def write(folder: Path, text: str) -> str:
    path = folder / "tickets.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_words_in_no_list_are_named_by_the_import_the_preview_and_to_programs(
    program: Program, tmp_path: Path
) -> None:
    rows = "1,漏水,brennt,2026-01-02\n2,漏水,brennt,2026-01-02\n3,漏水,搁着,2026-01-02\n"
    path = write(tmp_path, f"Ticket ID,Subject,Priority,Created\n{rows}")
    note = (
        "Column Priority: 3 words are in no list; they are kept as they stand there: brennt (2 times), 搁着."
    )
    shown = program.ok("import", "preview", path).out
    assert note in shown.replace("\n", " ")
    words = [{"word": "brennt", "count": 2}, {"word": "搁着", "count": 1}]
    told = [{"column": "Priority", "count": 3, "words": words, "more": False}]
    assert program.ok("import", "preview", path, "--json").json["unlisted"] == told
    result = program.ok("import", "auto", path, "--json")
    assert note in result.err
    assert result.json["unlisted"] == told
    assert "brennt（2 次）、搁着" in program.ok("--lang", "zh_CN", "import", "auto", path).err


def test_of_many_words_in_no_list_all_are_named_to_programs_and_in_the_preview(
    program: Program, tmp_path: Path
) -> None:
    words = [f"prio{letter}" for letter in "abcdefghijk"]
    rows = "".join(f"{place},leak,{word},2026-01-02\n" for place, word in enumerate(words))
    path = write(tmp_path, f"Ticket ID,Subject,Priority,Created\n{rows}")
    shown = program.ok("import", "preview", path)
    assert all(word in shown.out for word in words)
    (column,) = program.ok("import", "preview", path, "--json").json["unlisted"]
    assert [one["word"] for one in column["words"]] == words
    assert column["more"] is False
    told = program.ok("import", "auto", path).err
    assert "prioe and 6 more." in told
    assert "priof" not in told
    assert "另有 6 个" in program.ok("--lang", "zh_CN", "import", "auto", path, "--dry-run").err


DATED = (
    "Ticket ID,Subject,Created,Closed\n1,a,03/04/2025,\n2,b,05/06/2025,05/06/2025\n3,c,26/3/2025,27/03/2025\n"
)
PROVEN = "Dates are read day first: 26/3/2025 in line 4."


def test_an_import_and_its_preview_say_which_date_shows_the_order(program: Program, tmp_path: Path) -> None:
    path = write(tmp_path, DATED)
    assert program.ok("import", "preview", path).out.count(PROVEN) == 1
    assert program.ok("import", "auto", path).err.count(PROVEN) == 1
    chinese = program.ok("--lang", "zh_CN", "import", "preview", path).out
    assert "日期按日在前读取：第 4 行的 26/3/2025。" in chinese


def test_an_order_other_than_the_one_set_is_told_with_both(program: Program, tmp_path: Path) -> None:
    path = write(tmp_path, DATED)
    told = "Dates are read day first, not month first as it is set: 26/3/2025 in line 4."
    program.ok("config", "set", "date_order", "mdy")
    assert told in program.ok("import", "auto", path, "--dry-run").err
    program.ok("config", "set", "date_order", "dmy")
    assert "day first" not in program.ok("import", "auto", path).err


def test_nothing_is_said_of_an_order_that_the_user_said_or_no_date_needs(
    program: Program, tmp_path: Path
) -> None:
    path = write(tmp_path, DATED)
    assert "Dates are read" not in program.ok("import", "auto", path, "--date-order", "dmy").err
    path = write(tmp_path, DATED.replace("03/04/2025", "2025-04-03").replace("/03/", "-03-").split("2,b")[0])
    assert "Dates are read" not in program.ok("import", "auto", path).err


def test_a_proof_far_below_and_in_a_further_record_of_the_row_is_found(
    program: Program, tmp_path: Path
) -> None:
    rows = "".join(f"{n},漏水,2025-03-04,03/04/2025\n" for n in range(1500))
    path = write(tmp_path, f"Ticket ID,Subject,Created,Call time\n{rows}1500,x,2025-03-04,03/26/2025\n")
    told = program.ok("import", "case", path, "--map", "Call time=call.started_at").err
    assert "Dates are read month first: 03/26/2025 in line 1502." in told


def test_an_encoding_that_looks_wrong_is_told_once_and_in_the_error_when_no_column_is_known(
    program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Phone\nJörg Müller,13800000001\n", encoding="utf-8")
    told = "as was said; it looks like utf-8: Jörg Müller,13800000001, not JÃ¶rg MÃ¼ller,13800000001"
    result = program.ok("import", "customer", str(path), "--encoding", "cp1252", "--dry-run")
    assert result.err.count(told) == 1
    assert "looks like" not in program.ok("import", "customer", str(path), "--dry-run").err
    path.write_text("客户名称,联系电话\n王芳,13800000001\n", encoding="gbk")
    refused = program("import", "customer", str(path), "--encoding", "latin-1")
    assert refused.code == 2
    assert "it looks like gb18030: 客户名称,联系电话, not ¿Í»§Ãû³Æ" in refused.err


LONG = "Höhe 高 [/] " + "h" * 40_000
TABLE = f"Subject,{LONG}\na,b\n"
MANY = ",".join(f"Spalte {number}" for number in range(5000))
QUOTED = {
    "a column left out": (f"Ticket ID,Subject,{LONG}\n1,a,b\n", []),
    "columns that nobody knows": (f"Foo,{LONG}\n1,a\n", []),
    "many columns": (f"Subject,{MANY}\na\n", []),
    "day and month in doubt": (f"Subject,{LONG}\na,03/04/2025\n", ["--map", f"{LONG}=received_at"]),
    "a word of no list": (f"Subject,{LONG}\na,{LONG}\n", ["--map", f"{LONG}=priority"]),
    "a row rejected": (f"Subject,{LONG}\na,99/99/2025\nb,2025-01-02\n", ["--map", f"{LONG}=received_at"]),
    "a time to come": (f"Subject,{LONG}\na,2099-01-02\n", ["--map", f"{LONG}=received_at"]),
    "two of one field": (f"{LONG},x{LONG}\na,b\n", ["--map", f"{LONG}=subject", "--map", f"x{LONG}=subject"]),
    "no such column": ("Subject\na\n", ["--map", f"{LONG}=subject"]),
    "no such field": (TABLE, ["--map", f"{LONG}={LONG}"]),
    "no field at all": (TABLE, ["--map", LONG]),
    "no such encoding": (TABLE, ["--encoding", LONG]),
    "no such format": (TABLE, ["--format", LONG]),
    "no such profile": (TABLE, ["--profile", LONG]),
}


@pytest.mark.parametrize(("text", "options"), QUOTED.values(), ids=QUOTED)
def test_what_is_quoted_of_a_file_or_an_option_is_cut(
    program: Program, tmp_path: Path, text: str, options: list[str]
) -> None:
    path = write(tmp_path, text)
    for command in (["import", "case", path], ["import", "auto", path], ["import", "preview", path]):
        result = program(*command, *options)
        said = [*result.out.splitlines(), *result.err.splitlines()]
        assert said
        assert max(map(len, said)) < 1500


def test_who_takes_an_import_back_is_told_what_it_brought(program: Program, tmp_path: Path) -> None:
    rows = "1,a,Ann,2026-01-02\n2,b,Bo,2026-01-02\n3,c,Bo,2026-01-02\n"
    run = program.number("import", "auto", write(tmp_path, f"Ticket ID,Subject,Customer,Created\n{rows}"))
    assert program.ok("undo").err == (
        "Undone: imported 3 cases and 2 customers. `servicedesk redo` brings it back.\n"
    )
    assert program.ok("redo").err == (
        "Done again: imported 3 cases and 2 customers. `servicedesk undo` takes it back.\n"
    )
    assert "已撤销：导入了 3 个工单和 2 位客户。" in program.ok("--lang", "zh_CN", "undo").err
    assert program.ok("redo", "--json").json["counts"] == {"customer": 2, "case": 3}
    assert program.ok("import", "undo", run).err == f"Took back {run}: 3 cases and 2 customers.\n"


def test_records_of_many_kinds_are_counted_in_one_sentence() -> None:
    assert counted_records({"customer": 1, "promise": 2, "call": 1, "case": 3}.items()) == (
        "3 cases, 1 call, 2 promises and 1 customer"
    )
    assert counted_records({"case": 1, "view": 2, "policy": 1}.items()) == "1 case and 3 other records"
    assert counted_records({"view": 2}.items()) == "2 records"
    assert counted_records(()) == "0 records"


IN_CHINESE = {
    "a time that another column tells": "标题,创建时间,受理时间\n漏水,2026-01-02,2026-01-03\n",
    "an id that another column tells": "Ticket ID,Case ID,标题\n1,2,漏水\n",
    "two of one field": "标题,主题,标题：\n漏水,漏,漏水了\n",
    "nothing it is about": "客户,乙\n王芳,b\n",
    "a time before it came": "标题,受理时间,解决时间\n漏水,2026-03-02,2026-01-01\n",
}


@pytest.mark.parametrize("text", IN_CHINESE.values(), ids=IN_CHINESE)
def test_chinese_messages_call_fields_by_their_chinese_words(
    program: Program, tmp_path: Path, text: str
) -> None:
    result = program("--lang", "zh_CN", "import", "case", write(tmp_path, text))
    # What --map takes is named beside it, in brackets or with an equals sign.
    typed = r"（\w+）|=[a-z_]+|--map|Ticket ID|Case ID|servicedesk(?: import(?: undo)?)?|COLUMN|csv|/\S+"
    said = re.sub(typed, "", result.err)
    assert not re.findall(r"[A-Za-z]{3,}", said), result.err
