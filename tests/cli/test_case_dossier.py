"""`case show`: the sheet with what complaints leave behind, and `--dossier`."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import FixedTime, open_desk
from tests.cli.conftest import Program
from tests.reports.complaint_desk import given_whole_complaint
from tests.test_imports import run as packages_of


@pytest.fixture
def worked(program: Program) -> Iterator[Program]:
    """C-2 is a complaint worked to the end, by the clock of the tests."""
    time = FixedTime()
    with open_desk(program.path, time) as desk:
        given_whole_complaint(desk, time)
    with time_machine.travel(time.moment, tick=False):
        yield program


def test_the_sheet_shows_what_was_done_with_a_complaint(worked: Program) -> None:
    page = worked.ok("case", "show", "C-2").out
    for words in (
        "Acknowledged      today 09:22  anna  phone",
        "severity serious, safety touched yes, complexity involved, impact one customer",
        "Told              today 11:42  anna  phone  You get ¥1,200 back. Sorry.",
        "Accepted          yes  today 11:42",
        "first response  target 30 min  met in time",
        "P-1  today 10:52  slipped, with notice  anna  call back with the price  the van is still out",
        "refund  ¥1,200.00  approved by wei  carried out today 11:42  the whole price",
        "logistics  today 09:52  back today 11:22  who drove the van?  a box fell",
        "[x] photo of the pump  anna  today 11:22",
        "follows  C-1  new  old pump",
        "C-3  today 11:42  anna  pump again  the same pump",
    ):
        assert words in page, words


def test_the_deadline_says_of_which_kind_it_is_and_how_much_is_used(program: Program) -> None:
    program.ok("case", "open", "空调漏水", "--received", "today 08:00")
    page = program.ok("case", "show", "C-1").out
    assert re.search(r"Next deadline +today \d\d:\d\d  first response", page)


def test_programs_get_the_same_by_canonical_names(worked: Program) -> None:
    case = worked.ok("case", "show", "C-2", "--json").json
    assert case["acknowledged_at"] == "2026-11-20T01:22:00Z"
    assert (case["told_how"], case["facts"]) == ("phone", "the box fell off the van")
    assert [promise["outcome"] for promise in case["promises"]] == ["slipped", "kept"]
    assert case["promises"][1]["follows"] == "P-1"
    (remedy,) = case["remedies"]
    assert (remedy["kind"], remedy["cost"], remedy["approver"]) == ("refund", "1200.00", "wei")
    assert case["handoffs"][0]["department"] == "logistics"
    assert case["links"][0]["case"] == "C-1"
    assert case["merged"][0]["case"] == "C-3"
    assert {clock["clock"] for clock in case["clocks"]} == {"first_response", "next_contact", "resolve"}


def test_a_dossier_is_text_unless_it_is_asked_otherwise(worked: Program) -> None:
    text = worked.ok("case", "show", "C-2", "--dossier").out
    assert text.startswith("Complaint file C-2: ")
    assert worked.ok("case", "show", "C-2", "--dossier", "text").out == text
    assert worked.ok("case", "show", "C-2", "--dossier", "markdown").out.startswith("# Complaint file C-2")
    assert worked.ok("complaint", "show", "C-2", "--dossier", "html").out.startswith("<!DOCTYPE html>")
    # In whatever order it is typed.
    assert worked.ok("case", "show", "--dossier", "C-2").out == text
    assert worked.ok("case", "show", "--dossier", "md", "C-2").out.startswith("# ")


def test_a_file_is_written_whole_for_its_owner_alone_in_the_layout_of_its_name(
    worked: Program, tmp_path: Path
) -> None:
    page = tmp_path / "C-2.html"
    done = worked.ok("case", "show", "C-2", "--dossier", "-o", str(page))
    assert done.out == ""
    assert page.read_text(encoding="utf-8") == worked.ok("case", "show", "C-2", "--dossier", "html").out
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    refused = worked("case", "show", "C-2", "--dossier", "text", "-o", str(page))
    assert refused.code == 5
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    worked.ok("case", "show", "C-2", "--dossier", "text", "-o", str(page), "--force")
    assert page.read_text(encoding="utf-8").startswith("Complaint file")
    assert [file.name for file in tmp_path.glob("*.part")] == []


def test_programs_get_what_is_recorded_and_missing_of_each_stage(worked: Program) -> None:
    found = worked.ok("case", "show", "C-2", "--dossier", "--json").json
    assert [stage["code"] for stage in found["stages"]] == [f"7.{number}" for number in range(1, 10)]
    assert [stage["missing"] for stage in found["stages"]] == [[]] * 9
    recorded = {line["name"]: line["value"] for stage in found["stages"] for line in stage["recorded"]}
    assert (recorded["severity"], recorded["acknowledged_at"]) == (3, "2026-11-20T01:22:00Z")
    bare = worked.ok("case", "show", "C-1", "--dossier", "--json").json
    assert bare["stages"][3]["missing"] == ["acknowledged_at", "acknowledged_by", "acknowledged_how"]


def test_masked_hides_the_phone_in_every_form(worked: Program) -> None:
    for layout in ("text", "markdown", "html"):
        assert "138" in worked.ok("case", "show", "C-2", "--dossier", layout).out
        masked = worked.ok("case", "show", "C-2", "--dossier", layout, "--masked").out
        assert not re.search(r"138\D{0,3}0000", masked)
    masked = worked.ok("case", "show", "C-2", "--dossier", "--json", "--masked").out
    assert not re.search(r"138\D{0,3}0000", masked)


@pytest.mark.parametrize("layout", ["text", "markdown", "html", "--json"])
def test_a_mask_is_named_by_a_word_of_either_language(worked: Program, layout: str) -> None:
    def page(*mask: str) -> str:
        return worked.ok("case", "show", "C-2", "--dossier", layout, *mask).out

    assert "李伟" in page("--mask", "contact")
    assert "li@example.com" not in page("--mask", "contact").replace("\\", "")
    assert page("--masked") == page("--mask", "contact") == page("--mask", "联系方式")
    assert page("--mask", "none") == page()
    assert "李伟" not in page("--mask", "names")
    assert page("--mask", "姓名") == page("--mask", "names")
    # What the desk decided stays.
    assert "1,200" in page("--mask", "all") or "1200.00" in page("--mask", "all")


def test_a_mask_that_is_none_is_refused_in_one_line(worked: Program) -> None:
    refused = worked("case", "show", "C-2", "--dossier", "--mask", "half")
    assert (refused.code, refused.out) == (2, "")
    assert "none, phones, contact, names, all" in refused.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("C-1", "pdf", "--dossier"),
        ("C-1", "html"),
        ("C-1", "-o", "x.html"),
        ("C-1", "--masked"),
        ("C-1", "--mask", "names"),
        ("text", "--dossier"),
        ("C-1", "text", "html", "--dossier"),
        ("C-1", "--dossier", "--csv"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(worked: Program, arguments: tuple[str, ...]) -> None:
    result = worked("case", "show", *arguments)
    assert result.code == 2
    assert result.out == ""
    assert len(result.err.strip().splitlines()) == 1


def test_a_dossier_of_no_case_is_not_found(program: Program) -> None:
    program.ok("case", "open", "x")
    assert program("case", "show", "C-9", "--dossier").code == 4
    assert program("case", "show", "C-9").code == 4


def test_only_html_loads_a_template_language(program: Program, tmp_path: Path) -> None:
    program.ok("case", "open", "空调漏水")
    for layout in ([], ["--dossier", "text"], ["--dossier", "markdown"]):
        assert not packages_of(tmp_path, "case", "show", "C-1", *layout) & {"jinja2", "holidays", "tomlkit"}
    assert "jinja2" in packages_of(tmp_path, "case", "show", "C-1", "--dossier", "html")
