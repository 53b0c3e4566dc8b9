"""The documents say what is true: commands exist, keys are those of the table, pictures are there."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile as copy_file

import pytest
import time_machine

from servicedesk.domain.queries import parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.search_terms import is_cjk
from tests import documents_desk
from tests.cli.conftest import Program, Result, program
from tests.documents_desk import Example

__all__ = ["program"]

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_gives_the_two_commands_that_are_promised() -> None:
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/servicedesk demo\n" in README
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest\n" in README


def test_the_key_tables_are_those_of_the_program() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from screenshots import keys_page
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    written = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert written == keys_page(), "run scripts/screenshots.py --keys"


def test_every_picture_and_page_that_a_document_names_is_there() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"


def test_every_file_and_room_that_the_architecture_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page[page.index("src/servicedesk/\n") : page.index("## The life of a keystroke")]
    source, described = ROOT / "src" / "servicedesk", set()
    folder = source
    for line in tree.splitlines()[1:]:
        name = line.split(maxsplit=1)[0] if line.strip() else ""
        indent = len(line) - len(line.lstrip())
        if indent <= 2 and name:
            folder = (source if indent else ROOT) / (name if name.endswith("/") else "")
            described.add(name.rstrip("/"))
        elif name.endswith("/"):
            assert (folder / name).is_dir(), line
        for pattern in re.findall(r"[\w*]+\.(?:py|sql|tcss)\b", line):
            named = [*folder.rglob(pattern), *ROOT.glob(pattern), *ROOT.glob(f"scripts/{pattern}")]
            assert named, f"{pattern}: {line}"
    rooms = {place.name for place in source.iterdir() if place.is_dir() and any(place.glob("*.[pm]*"))}
    assert rooms - {"__pycache__"} <= described


NOT_RUN = ("demo", "policy edit")
"""What opens the screens or an editor; both have tests of their own."""
NOUNS = (("calendar",), ("policy",))
"""Named in a sentence, not typed alone."""


def runnable() -> list[Example]:
    """The examples that end by themselves and name no placeholder."""
    return [
        example
        for example in documents_desk.examples()
        if not " ".join(example.words).startswith(NOT_RUN)
        and "FILE" not in example.words
        and example.words not in NOUNS
    ]


@pytest.fixture(scope="session")
def filled_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk of the examples, to be copied."""
    path = tmp_path_factory.mktemp("documents") / "desk.db"
    documents_desk.fill(path)
    return path


@pytest.fixture
def reader(
    filled_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program
) -> Callable[[Example, datetime], Result]:
    """Somebody who types an example at a moment, on a desk of their own, among the files that it names."""
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "stick").mkdir()
    monkeypatch.chdir(here)
    for name, text in documents_desk.FILES.items():
        Path(name).write_text(text, encoding="utf-8")

    def type_at(example: Example, moment: datetime) -> Result:
        copy_file(filled_desk, tmp_path / "desk.db")
        for name in ("desk.db", "desk-20261121-090000.db"):
            copy_file(filled_desk, name)
        words = [word.replace("/mnt/stick", str(tmp_path / "stick")) for word in example.words]
        typed = Path(example.typed).read_bytes() if example.typed else b""
        with time_machine.travel(moment, tick=False):
            for begin, steps in documents_desk.BEFORE.items():
                if " ".join(words).startswith(begin):
                    for step in steps:
                        program.ok(*step)
            language = ("--lang", "zh") if any(map(is_cjk, example.line)) else ()
            return program(*language, *words, typed=typed)

    return type_at


@pytest.mark.parametrize("turn", range(len(runnable())), ids=[example.line for example in runnable()])
def test_every_example_works_on_every_day_of_the_week(
    reader: Callable[[Example, datetime], Result], turn: int
) -> None:
    example = runnable()[turn]
    for moment in documents_desk.moments(example, turn):
        done = reader(example, moment)
        assert done.code == 0, (example.place, f"{moment:%a %H:%M}", done.err)
        assert "Traceback" not in done.err
        if example.words[-1] == "-q":
            assert done.err == ""


def test_the_query_of_the_readme_is_read_in_both_languages() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 20, tzinfo=UTC)
    line = next(line for line in README.splitlines() if line.startswith("kind:complaint"))
    english, chinese = re.split(r" {2,}", line)
    assert len(parse_query(english, FIELDS_BY_KIND["case"], now, UTC, "me").groups) == 6
    assert len(parse_query(chinese, FIELDS_BY_KIND["case"], now, UTC, "me").groups) == 2


SPANS = [
    ("fri 16:00", "mon 10:00", "3 h"),
    ("周五16:00", "周一10:00", "3 h"),
    ("mon 09:00", "mon 18:00", "8 h"),
    ("mon", "fri 18:00", "40 h"),
    ("sat", "sun", "0 min"),
    ("2026-11-20 16:00", "2026-11-23 10:00", "3 h"),
    ("2026-11-23 10:00", "2026-11-20 16:00", "−3 h"),
]


@pytest.mark.parametrize(("start", "end", "worked"), SPANS)
def test_two_times_of_one_span_mean_the_same_on_every_day(
    program: Program, filled_desk: Path, start: str, end: str, worked: str
) -> None:
    copy_file(filled_desk, program.path)
    for hours in range(0, 7 * 24, 5):
        with time_machine.travel(documents_desk.MONDAY + timedelta(hours=hours), tick=False):
            assert program.ok("calendar", "time", start, end).out == f"{worked}\n", hours


def test_what_has_begun_is_counted_up_to_now(program: Program, filled_desk: Path) -> None:
    copy_file(filled_desk, program.path)
    for day, worked in enumerate(["5 h", "13 h", "21 h", "29 h", "37 h", "2 h", "2 h"]):
        # From Friday 16:00 to noon of each day of the week.
        with time_machine.travel(documents_desk.MONDAY + timedelta(days=day, hours=12), tick=False):
            assert program.ok("calendar", "time", "fri 16:00", "now").out == f"{worked}\n", day
            assert program.ok("calendar", "time", "now", "tomorrow 00:00").out == (
                "5 h\n" if day < 5 else "0 min\n"
            )


def test_the_line_for_cron_is_silent_as_long_as_all_is_well(
    filled_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = re.findall(r"^0 2 \* \* \*\s+(.+)$", README, re.MULTILINE)
    copy_file(filled_desk, tmp_path / "desk.db")
    monkeypatch.setenv("SERVICEDESK_DB", str(tmp_path / "desk.db"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    for night in ("2026-11-21", "2026-11-22"):
        tonight = line.replace(r"$(date +\%F)", night).replace("/srv/desk", str(tmp_path / "kept"))
        assert night in tonight
        (tmp_path / "kept").mkdir(exist_ok=True)
        done = subprocess.run(["/bin/sh", "-c", tonight], capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), night
        assert list((tmp_path / "kept" / night).iterdir())
        (backup,) = (tmp_path / "backups").iterdir()
        # A backup is named by the second, and the second night may begin in the same one.
        backup.unlink()
    refused = subprocess.run(["/bin/sh", "-c", tonight], capture_output=True, check=False)
    assert refused.returncode == 5
    assert refused.stderr
