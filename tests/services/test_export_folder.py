"""A night's export into a folder: repeated without being asked, and never over what is not ours."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.export_folder import NAME
from servicedesk.services.exporting import ExportReport, ExportRequest
from tests.builders import given_case


def export(desk: Desk, folder: Path, cursor: str = "", *, force: bool = False) -> ExportReport:
    return desk.exporting.run(ExportRequest("all", folder, cursor=cursor, force=force))


def numbers(folder: Path) -> list[str]:
    with (folder / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["Number"] for row in csv.DictReader(file)]


@pytest.fixture
def out(desk: Desk, tmp_path: Path) -> Path:
    """An export of a desk with one case."""
    given_case(desk, "漏水 [/]")
    export(desk, tmp_path / "out")
    return tmp_path / "out"


def test_the_folder_says_what_it_holds_with_a_checksum_of_each_file(out: Path) -> None:
    told = json.loads((out / NAME).read_text())
    assert told["rows"]["cases.csv"] == 1
    assert {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in told["sha256"]} == told[
        "sha256"
    ]
    assert {*told["sha256"], NAME} == {path.name for path in out.iterdir()}


def test_the_same_run_again_replaces_the_folder(desk: Desk, out: Path) -> None:
    given_case(desk, "second")
    report = export(desk, out)
    assert numbers(out) == ["C-1", "C-2"]
    assert report.files[0].path is not None
    assert report.files[0].path.parent == out
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("name", "text"), [("cases.csv", "changed"), ("mine.txt", "mine"), ("cases.jsonl", "{}"), (NAME, "[]")]
)
def test_what_somebody_put_there_or_changed_is_not_replaced(
    desk: Desk, out: Path, name: str, text: str
) -> None:
    (out / name).write_text(text)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(RefusedError):
        export(desk, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    if name == "mine.txt":
        with pytest.raises(RefusedError, match="no export"):
            export(desk, out, force=True)
        assert (out / name).read_text() == text
    else:
        export(desk, out, force=True)
        assert numbers(out) == ["C-1"]


def test_another_run_does_not_replace_it_unasked(desk: Desk, out: Path) -> None:
    for other in (
        ExportRequest("all", out, "jsonl"),
        ExportRequest("all", out, since=desk.clock.now()),
        ExportRequest("all", out, cursor="nightly"),
    ):
        with pytest.raises(RefusedError, match="another export"):
            desk.exporting.run(other)
    with pytest.raises(UsageError, match="do not go into one CSV file"):
        export(desk, out / "cases.csv")
    assert desk.exporting.cursors() == []


def test_a_night_that_is_repeated_holds_the_whole_night(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    given_case(desk, "before")
    export(desk, first, "nightly")
    given_case(desk, "tonight")
    export(desk, second, "nightly")
    assert numbers(second) == ["C-2"]
    given_case(desk, "later tonight")
    export(desk, second, "nightly")
    assert numbers(second) == ["C-2", "C-3"]
    # By force it goes on from the last run, as a fixed name that is read every morning needs it.
    export(desk, second, "nightly", force=True)
    assert numbers(second) == []
    desk.exporting.reset_cursor("nightly")
    export(desk, second, "nightly")
    assert numbers(second) == ["C-1", "C-2", "C-3"]


def test_a_manifest_from_elsewhere_harms_nothing(desk: Desk, out: Path) -> None:
    told = json.loads((out / NAME).read_text())
    victim = out.parent / "victim"
    victim.write_text("precious")
    for change in (
        {"sha256": {"../victim": "x"}},
        {"begins": {"case": "0; --"}},
        {"format": None},
        {"more": 1},
    ):
        (out / NAME).write_text(json.dumps(told | change))
        with pytest.raises(RefusedError):
            export(desk, out)
    (out / NAME).write_text("[" * 100_000)
    with pytest.raises(RefusedError):
        export(desk, out)
    assert victim.read_text() == "precious"
