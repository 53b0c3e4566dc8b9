"""The documents say what is true: commands exist, keys are those of the table, pictures are there."""

import json
import os
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile as copy_file
from shutil import rmtree
from zoneinfo import ZoneInfo

import pytest
import time_machine

from servicedesk.domain.queries import parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.search_terms import is_cjk
from servicedesk.services.demo import fill
from tests import documents_desk
from tests.builders import FixedTime, open_desk
from tests.cli.conftest import Program, Result, program
from tests.documents_desk import Example

__all__ = ["program"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
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


NOT_RUN = ("demo", "tutor", "policy edit")
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


Desks = dict[date, Path]


@pytest.fixture(scope="session")
def demo_desks(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """The desk that `servicedesk demo` makes on each day of a week, to be copied."""
    found = {}
    for moment in documents_desk.week_of(0):
        day = moment.astimezone(SHANGHAI).date()
        found[day] = tmp_path_factory.mktemp("demo") / "desk.db"
        with open_desk(found[day], FixedTime(moment)) as desk:
            fill(desk)
    return found


@pytest.fixture
def demo_desk(demo_desks: Desks) -> Path:
    """The one of its first day."""
    return next(iter(demo_desks.values()))


class Reader:
    """Somebody who types an example at a moment, on a fresh demo desk, among the files that it names."""

    def __init__(self, folder: Path, desks: Desks, program: Program) -> None:
        self._folder, self._desks, self._program = folder, desks, program

    def begin(self, moment: datetime) -> None:
        """Take the demo desk of that day."""
        rmtree(self._folder / "here", ignore_errors=True)
        rmtree(self._folder / "config", ignore_errors=True)
        (self._folder / "here").mkdir()
        (self._folder / "here" / "stick").mkdir()
        (self._folder / "here" / "srv" / "desk").mkdir(parents=True)
        os.chdir(self._folder / "here")
        for name, text in documents_desk.FILES.items():
            Path(name).write_text(text, encoding="utf-8")
        for name in (self._program.path, "desk.db", "desk-20261121-090000.db"):
            copy_file(self._desks[moment.astimezone(SHANGHAI).date()], name)

    def try_at(self, moment: datetime, example: Example) -> Result:
        """Type it, after what must have been done before."""
        self.begin(moment)
        with time_machine.travel(moment, tick=False):
            return self.type(example, self._prepare(example))

    def type(self, example: Example, own: dict[str, str] | None = None) -> Result:
        """Type it; `own` has numbers of the reader's own in place of those of the example."""
        words = [word.replace("/mnt/stick", "stick").replace("/srv/", "srv/") for word in example.words]
        for number, mine in (own or {}).items():
            words = [word.replace(number, mine) for word in words]
        typed = Path(example.typed).read_bytes() if example.typed else b""
        language = ("--lang", "zh") if any(map(is_cjk, example.line)) else ()
        return self._program(*language, *words, typed=typed)

    def _prepare(self, example: Example) -> dict[str, str]:
        command = " ".join(example.words)
        done = [
            self._program.ok(*step, "--json").out
            for begin, steps in documents_desk.BEFORE.items()
            for step in steps
            if command.startswith(begin)
        ]
        for begin, (field, numbers) in documents_desk.OWN_NUMBERS.items():
            if command.startswith(begin):
                told = [str(json.loads(out)[field]) for out in done]
                return dict(zip(numbers, told, strict=True))
        return {}


@pytest.fixture
def reader(demo_desks: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path, demo_desks, program)


@pytest.mark.parametrize("turn", range(len(runnable())), ids=[example.line for example in runnable()])
def test_every_example_works_on_the_demo_desk_of_every_day_of_the_week(reader: Reader, turn: int) -> None:
    example = runnable()[turn]
    for moment in documents_desk.moments(example, turn):
        done = reader.try_at(moment, example)
        assert done.code == 0, (example.place, f"{moment:%a %H:%M}", done.err)
        assert "Traceback" not in done.err
        if example.words[-1] == "-q":
            assert done.err == ""


@pytest.mark.parametrize("turn", range(7))
def test_the_block_of_the_readme_can_be_typed_from_its_first_line_to_its_last(
    reader: Reader, turn: int
) -> None:
    moment = documents_desk.week_of(turn)[turn]
    reader.begin(moment)
    with time_machine.travel(moment, tick=False):
        for example in documents_desk.readme_lines():
            done = reader.type(example)
            assert done.code == 0, (example.line, done.err)
    assert done.err.startswith("Undone: snoozed")


def test_undo_says_what_the_reader_did(reader: Reader, program: Program) -> None:
    call = next(line for line in documents_desk.readme_lines() if line.words[:2] == ("call", "add"))
    moment = documents_desk.week_of(0)[0]
    reader.begin(moment)
    with time_machine.travel(moment, tick=False):
        number = program.number(*call.words)
        for _turn in range(2):
            undone = program.ok("undo").err
            assert undone.startswith(f"Undone: logged a call, {number} ")
            assert undone.endswith("4 records in all. `servicedesk redo` brings it back.\n")
            again = program.ok("redo", "--lang", "zh").err
            assert again.startswith(f"重做：记录了通话 {number} ")
            assert again.endswith("共 4 条记录。用 `servicedesk undo` 可再撤销。\n")


def test_the_query_of_the_readme_is_read_in_both_languages() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 20, tzinfo=UTC)
    line = next(line for line in README.splitlines() if line.startswith("kind:complaint"))
    english, chinese = re.split(r" {2,}", line)
    assert len(parse_query(english, FIELDS_BY_KIND["case"], now, ReadingTimes(UTC), "me").groups) == 6
    assert len(parse_query(chinese, FIELDS_BY_KIND["case"], now, ReadingTimes(UTC), "me").groups) == 2


@pytest.fixture
def usual_hours(program: Program) -> None:
    """A desk with the shipped calendar: the demo desk is open on Saturdays, too."""
    open_desk(program.path).close()


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
@pytest.mark.usefixtures("usual_hours")
def test_two_times_of_one_span_mean_the_same_on_every_day(
    program: Program, start: str, end: str, worked: str
) -> None:
    for hours in range(0, 7 * 24, 5):
        with time_machine.travel(documents_desk.MONDAY + timedelta(hours=hours), tick=False):
            assert program.ok("calendar", "time", start, end).out == f"{worked}\n", hours


@pytest.mark.usefixtures("usual_hours")
def test_what_has_begun_is_counted_up_to_now(program: Program) -> None:
    for day, worked in enumerate(["5 h", "13 h", "21 h", "29 h", "37 h", "2 h", "2 h"]):
        # From Friday 16:00 to noon of each day of the week.
        with time_machine.travel(documents_desk.MONDAY + timedelta(days=day, hours=12), tick=False):
            assert program.ok("calendar", "time", "fri 16:00", "now").out == f"{worked}\n", day
            assert program.ok("calendar", "time", "now", "tomorrow 00:00").out == (
                "5 h\n" if day < 5 else "0 min\n"
            )


def test_the_line_for_cron_is_silent_as_long_as_all_is_well(
    demo_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = re.findall(r"^0 2 \* \* \*\s+(.+)$", README, re.MULTILINE)
    copy_file(demo_desk, tmp_path / "desk.db")
    monkeypatch.setenv("SERVICEDESK_DB", str(tmp_path / "desk.db"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    kept = tmp_path / "kept"
    tonight = line.replace("/srv/desk", str(kept))
    assert tonight.endswith(str(kept))
    refused = subprocess.run(["/bin/sh", "-c", tonight], capture_output=True, check=False)
    assert refused.returncode == 2
    assert refused.stderr
    kept.mkdir()
    for night in (1, 2):
        done = subprocess.run(["/bin/sh", "-c", tonight], capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), night
        assert len(list(kept.glob("20*/manifest.json"))) == night
