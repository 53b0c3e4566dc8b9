"""The documents say what is true: commands exist, keys are those of the table, pictures are there."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from servicedesk.cli.app import run
from servicedesk.domain.queries import parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND

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


def shell_lines() -> list[str]:
    """The lines of the README's shell examples that call the program."""
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("servicedesk ")]


@pytest.mark.parametrize("line", shell_lines())
def test_every_command_of_the_readme_is_known_with_its_options(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(line)[1:]
    assert run([*words, "--help"]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out


def test_the_query_of_the_readme_is_read_in_both_languages() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 20, tzinfo=UTC)
    line = next(line for line in README.splitlines() if line.startswith("kind:complaint"))
    english, chinese = re.split(r" {2,}", line)
    assert len(parse_query(english, FIELDS_BY_KIND["case"], now, UTC, "me").groups) == 6
    assert len(parse_query(chinese, FIELDS_BY_KIND["case"], now, UTC, "me").groups) == 2
