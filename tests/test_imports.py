"""What is loaded when: a fresh interpreter tells what no static graph can."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "textual",
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "pypinyin",
    "opencc",
    "phonenumbers",
    "dateutil",
    "charset_normalizer",
    "jinja2",
    "holidays",
    "tomlkit",
    "babel",
)
"""What costs more at import than a whole command may take; used where it is needed, never at start."""

RUN = """
import json, sys
from pathlib import Path
sys.argv = ["servicedesk", *json.loads(sys.argv[2])]
loaded = Path({loaded!r})
try:
    from servicedesk.launcher import main
    main()
except SystemExit as stopped:
    code = stopped.code
else:
    code = 0
loaded.write_text(json.dumps([code or 0, sorted(sys.modules)]))
"""


def fresh(code: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in an interpreter that has loaded nothing yet."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def roots(modules: list[str]) -> set[str]:
    """The packages that `modules` belong to."""
    return {name.partition(".")[0] for name in modules}


def run(tmp_path: Path, *arguments: str) -> set[str]:
    """Run one command that must succeed; return the packages that it loaded."""
    loaded = tmp_path / "loaded.json"
    done = fresh(
        RUN.format(loaded=str(loaded)), "--", json.dumps(arguments), SERVICEDESK_DB=str(tmp_path / "desk.db")
    )
    assert loaded.exists(), done.stderr
    code, modules = json.loads(loaded.read_text())
    assert code == 0, done.stderr
    return roots(modules)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("case", "--help"), ("--lang", "zh", "--help")]
)
def test_help_loads_nothing_heavy(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    loaded = run(tmp_path, *arguments)
    assert loaded & set(HEAVY) == set()
    assert not loaded & {"sqlite3", "sqlcipher3"}


def test_completion_loads_nothing_heavy() -> None:
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('\\n'.join(sorted(sys.modules))))\n"
        "sys.argv = ['servicedesk']\n"
        "from servicedesk.launcher import main\n"
        "main()\n"
    )
    done = fresh(code, _SERVICEDESK_COMPLETE="complete_bash", COMP_WORDS="servicedesk ca", COMP_CWORD="1")
    assert "case" in done.stdout.split()
    assert roots(done.stderr.splitlines()) & set(HEAVY) == set()


def test_the_command_line_never_loads_the_screens_nor_the_object_mapper(tmp_path: Path) -> None:
    never = {"textual", "sqlmodel", "sqlalchemy", "pydantic"}
    for arguments in [
        ("call", "add", "138 0000 1234 空调漏水 !high @fri"),
        ("customer", "add", "李伟", "--phone", "138 0000 1111"),
        ("case", "list", "漏水"),
        ("today",),
        ("search", "漏水", "--json"),
        ("undo",),
        ("history",),
        ("config", "show"),
        ("keys", "--check"),
    ]:
        assert run(tmp_path, *arguments) & never == set(), arguments


def test_importing_a_room_loads_nothing_heavy() -> None:
    code = """
import importlib, json, pkgutil, sys
import servicedesk
heavy = set(sys.argv[2:])
found = []
for module in pkgutil.walk_packages(servicedesk.__path__, "servicedesk."):
    room = module.name.split(".")[1]
    if room in {"tui", "cli", "launcher", "__main__", "scripting"}:
        continue
    if module.name.startswith(("servicedesk.storage.tables", "servicedesk.storage.session")):
        continue
    before = set(sys.modules)
    importlib.import_module(module.name)
    new = {name.partition(".")[0] for name in set(sys.modules) - before} & heavy
    found += [f"{module.name} loads {name}" for name in sorted(new)]
print(json.dumps(found))
"""
    done = fresh(code, "--", *HEAVY, "typer", "click", "rich")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_the_first_screen_needs_no_library_of_the_storage() -> None:
    code = "import json, sys, servicedesk.tui.app; print(json.dumps(sorted(sys.modules)))"
    done = fresh(code)
    assert done.returncode == 0, done.stderr
    loaded = roots(json.loads(done.stdout))
    assert "textual" in loaded
    assert (
        loaded & {"sqlmodel", "sqlalchemy", "pydantic", "pypinyin", "opencc", "phonenumbers", "typer"}
        == set()
    )


def test_the_first_picture_of_the_queue_needs_nothing_that_only_a_key_asks_for() -> None:
    code = (
        "import json, sys, servicedesk.tui.app, servicedesk.tui.cases.queue_screen;"
        "import servicedesk.services.lists; print(json.dumps(sorted(sys.modules)))"
    )
    done = fresh(code)
    assert done.returncode == 0, done.stderr
    later = {
        "textual.widgets._text_area",
        *(f"servicedesk.tui.forms.{name}" for name in ("picker", "prompt", "fields_form")),
        "servicedesk.tui.lists.filter_bar",
        "servicedesk.tui.cases.case_preview",
        "servicedesk.domain.dates",
        "servicedesk.domain.phones",
        "servicedesk.domain.search_terms",
        "servicedesk.storage.transaction",
        "servicedesk.services.tutor.lessons",
        "servicedesk.settings.best_time",
        "servicedesk.tui.tutor.tutor_app",
    }
    assert later & set(json.loads(done.stdout)) == set()
