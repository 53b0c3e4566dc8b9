"""The rules of the house that no linter knows: who opens databases, what is markup, what is translated."""

import ast
import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

from servicedesk.cli.case.verbs import SUBJECTS
from servicedesk.cli.frame.commands import ENTRIES
from servicedesk.exchange.formats import FORMATS
from servicedesk.services.desk import Desk
from servicedesk.tui.app import SCREENS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "servicedesk"
MODULES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}

MAX_LINES = 500
OPENERS = {"connect", "create_engine"}
MAY_OPEN = {"storage/driver.py", "storage/engine.py", "storage/opening.py", "storage/session.py"}
TRANSLATORS = {"_", "N_", "NP_", "ngettext", "pgettext"}
# What shows its first argument, and reads it as markup unless told otherwise.
SHOWN_AS_MARKUP = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "RadioButton",
    "TabPane",
    "Tab",
    "Option",
    "notify",
}
SHOWN = SHOWN_AS_MARKUP | {"line", "warn", "hint", "fail", "note", "confirm", "prompt", "echo", "secho"}
SHOWN_KEYWORDS = {"help", "short_help", "epilog", "placeholder", "tooltip", "prompt", "hint", "prog_help"}
SHOWN_ATTRIBUTES = {"border_title", "border_subtitle", "title", "sub_title", "tooltip", "placeholder"}
ERRORS = {
    node.name for node in ast.walk(TREES[SOURCE / "domain" / "errors.py"]) if isinstance(node, ast.ClassDef)
}


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of one kind in the source, with where it stands."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}", node


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in the source: where, the last part of the name of what is called, the call."""
    for where, node in nodes(ast.Call):
        assert isinstance(node, ast.Call)
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        yield where, name, node


def is_words(node: ast.AST | None) -> bool:
    """Whether this is a bare text that a person would read: it has a word, and a space or a capital."""
    if isinstance(node, ast.JoinedStr):
        return any(is_words(part) for part in node.values)
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    text = re.sub(r"\[/?[a-z$#. -]*\]", "", node.value)
    return bool(re.search(r"[^\W\d_]{2}", text) and re.search(r"[A-Z ]|[^\x00-\x7f]", text.strip()))


def is_built(node: ast.AST | None) -> bool:
    """Whether this text is put together from parts, of which one may be a customer's."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add)
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"format", "join"}


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of one keyword argument."""
    return next((given.value for given in call.keywords if given.arg == name), None)


def is_false(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_the_import_contracts_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    failed = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)
    assert not failed, capsys.readouterr().out


def test_a_circle_is_caught_also_deep_down_and_for_types_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "planted"
    deep = package / "folder" / "deep"
    deep.mkdir(parents=True)
    for folder in (package, deep.parent, deep):
        (folder / "__init__.py").touch()
    held = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = (one for one in held["contracts"] if one["type"] == "acyclic_siblings")
    assert contract["ancestors"] == ["servicedesk"]
    config = tmp_path / "contracts.toml"
    config.write_text(
        "[tool.importlinter]\n"
        'root_package = "planted"\n'
        f"exclude_type_checking_imports = {str(held['exclude_type_checking_imports']).lower()}\n"
        "[[tool.importlinter.contracts]]\n"
        f'name = "circles"\ntype = "{contract["type"]}"\nancestors = ["planted"]\n'
    )
    monkeypatch.chdir(tmp_path)
    (deep / "one.py").write_text("def use() -> None:\n    from planted.folder.deep import two\n    two\n")
    (deep / "two.py").touch()
    assert not lint_imports(config_filename=str(config), no_cache=True, no_logo=True)
    (deep / "two.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from planted.folder.deep.one import use\n"
    )
    assert lint_imports(config_filename=str(config), no_cache=True, no_logo=True)
    assert "planted.folder.deep" in capsys.readouterr().out


def test_no_circle_hides_behind_the_modules_that_are_named_in_tables() -> None:
    graph = grimp.build_graph("servicedesk")
    named = {
        "servicedesk.cli.lazy": {entry.module for entry in ENTRIES.values()},
        "servicedesk.cli.case.verbs": {f"cli.case.{name}" for name in SUBJECTS.split()},
        "servicedesk.tui.app": {
            path.removeprefix("servicedesk.").partition(":")[0] for path in SCREENS.values()
        },
        "servicedesk.services.desk": {f"services.{name}" for name in Desk.__annotations__},
        "servicedesk.exchange.formats": {
            f"exchange.{path.partition('.')[0]}"
            for one in FORMATS.values()
            for path in filter(None, (one.reader, one.writer))
        },
    }
    for importer, modules in named.items():
        for module in modules:
            assert f"servicedesk.{module}" in graph.modules
            graph.add_import(importer=importer, imported=f"servicedesk.{module}")
    rooms = {importer.rpartition(".")[0] for importer in named} | {"servicedesk"}
    assert {room: graph.nominate_cycle_breakers(room) for room in rooms} == {room: set() for room in rooms}


def test_only_the_engine_and_the_driver_open_databases() -> None:
    found = [
        where for where, name, _call in calls() if name in OPENERS and where.partition(":")[0] not in MAY_OPEN
    ]
    # What opens a file elsewhere forgets the checks and the PRAGMAs.
    assert [where for where in found if where.startswith(("storage", "services", "exchange"))] == []


def test_only_the_driver_names_a_database_library() -> None:
    found = []
    for where, node in [*nodes(ast.Import), *nodes(ast.ImportFrom)]:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        if {name.partition(".")[0] for name in names} & {"sqlite3", "sqlcipher3", "apsw"}:
            found.append(where)
    assert [where for where in found if not where.startswith("storage/driver.py:")] == []


def test_no_text_that_was_put_together_is_read_as_markup() -> None:
    found = []
    for where, name, call in calls():
        markup = keyword(call, "markup")
        if isinstance(markup, ast.Constant) and markup.value is True:
            found.append(where)
        first = call.args[0] if call.args else None
        if name == "from_markup" and (is_built(first) or isinstance(first, ast.Name)):
            found.append(where)
        if name in SHOWN_AS_MARKUP and is_built(first) and not is_false(markup):
            found.append(where)
    for where, node in nodes(ast.Assign):
        assert isinstance(node, ast.Assign)
        names = {getattr(target, "attr", "") for target in node.targets}
        if names & {"border_title", "border_subtitle", "tooltip"} and is_built(node.value):
            found.append(where)
    assert found == []


def test_every_text_that_is_shown_can_be_translated() -> None:
    found = []
    for where, name, call in calls():
        shown = list(call.args[:1]) if name in SHOWN else []
        if name in ERRORS:
            shown = list(call.args[:2])
        shown += [given.value for given in call.keywords if given.arg in SHOWN_KEYWORDS]
        found += [where for node in shown if is_words(node)]
    for where, node in nodes(ast.Assign):
        assert isinstance(node, ast.Assign)
        if {getattr(target, "attr", "") for target in node.targets} & SHOWN_ATTRIBUTES and is_words(
            node.value
        ):
            found.append(where)
    assert found == []


def test_what_is_marked_for_translation_is_a_plain_text_that_the_catalogue_can_hold() -> None:
    found = [
        where
        for where, name, call in calls()
        if name in TRANSLATORS
        and any(is_built(node) or isinstance(node, ast.JoinedStr) for node in call.args)
    ]
    assert found == []


def test_nothing_prints_but_the_output_of_the_command_line() -> None:
    assert [where for where, name, _call in calls() if name == "print"] == []


@pytest.mark.parametrize("folder", ["src", "tests", "scripts", "bench"])
def test_no_file_is_longer_than_a_reader_can_hold(folder: str) -> None:
    lines_by_path = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: count for path, count in lines_by_path.items() if count > MAX_LINES} == {}


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every text that a clone carries; of an unpacked archive, all that is in it."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [os.fsdecode(name) for name in listing.stdout.split(b"\0") if name]
    for path in [ROOT / name for name in names] or [*ROOT.glob("*.*"), *ROOT.glob("[a-z]*/**/*.*")]:
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                yield str(path.relative_to(ROOT)), content.decode("utf-8", "replace")


def test_no_machine_path_and_no_registry_is_named() -> None:
    # Each with a class or a group in it, so that this file does not name them either.
    machine = r"(?<![\w.~-])/(?:home|root|work|Users)/\w"
    registry = (
        r"pypi[.]org|files[.]pythonhosted|--(?:extra-)?index[-]url|uv[.]lock|https?://[^\s\"']*/simpl[e]"
    )
    forbidden = re.compile(f'{machine}|{registry}|registry *= *"')
    here = str(ROOT.parent) + "/"
    found = [
        name for name, text in tracked_texts() if forbidden.search(text) or (len(here) > 2 and here in text)
    ]
    assert found == []


def test_the_exact_versions_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []


@pytest.mark.parametrize(
    ("message", "is_taken"),
    [
        ("Read every closed list from one table\n\nEach stood in three places.\n", True),
        ("x" * 72, True),
        ("x" * 73, False),
        ("Read every closed list from one table\nEach stood in three places.\n", False),
    ],
)
def test_the_hook_for_commits_refuses_a_long_subject_and_a_body_glued_to_it(
    tmp_path: Path, message: str, is_taken: bool
) -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (entry,) = re.findall(r'entry: "(awk .*)"$', hooks, re.MULTILINE)
    (tmp_path / "message").write_text(message, encoding="utf-8")
    assert (
        subprocess.run([*shlex.split(entry), tmp_path / "message"], check=False).returncode == 0
    ) == is_taken
