"""The catalogues are whole: every marked text has a usable translation, and none has outlived its text."""

import importlib.util
import os
import re
import sys
from gettext import NullTranslations
from pathlib import Path
from types import ModuleType

import pytest

from servicedesk import i18n
from servicedesk.storage.health import examine_machine

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "catalogue.py"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
MARKUP = re.compile(r"\[/?[a-z$#. -]*\]")


def load_script() -> ModuleType:
    """scripts/catalogue.py, which stands outside of the package."""
    spec = importlib.util.spec_from_file_location("catalogue", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()
TEMPLATE = script.extract()
PO_FILES = script.po_files()


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture(params=PO_FILES, ids=lambda path: str(path.parts[-3]))
def po_path(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.parts[-3] for path in PO_FILES} == set(i18n.LANGUAGES) - {"en"}


def test_every_text_is_translated(po_path: Path) -> None:
    assert script.missing(script.read(po_path), TEMPLATE) == []


def test_no_translation_outlives_its_text(po_path: Path) -> None:
    assert script.stale(script.read(po_path), TEMPLATE) == []


def test_a_translation_has_the_same_blanks_and_the_same_markup_as_its_text(po_path: Path) -> None:
    wrong = []
    for message in script.read(po_path):
        # The last form of the English names the number; the first may leave it out.
        source = forms(message.id)[-1] if message.id else ""
        for pattern in (PLACEHOLDER, MARKUP):
            expected = sorted(pattern.findall(source))
            wrong += [
                text for text in forms(message.string) if source and sorted(pattern.findall(text)) != expected
            ]
    assert wrong == []


def test_the_catalogue_is_written_as_the_script_writes_it(
    po_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / po_path.parts[-3] / "LC_MESSAGES" / po_path.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(po_path.read_bytes())
    monkeypatch.setattr(script, "po_files", lambda: [copy])
    script.update()
    assert copy.read_text(encoding="utf-8") == po_path.read_text(encoding="utf-8")


def test_the_program_reads_the_catalogue(po_path: Path) -> None:
    i18n.activate(po_path.parts[-3])
    message = next(message for message in TEMPLATE if isinstance(message.id, str) and message.id)
    assert i18n._(message.id) == script.read(po_path)[message.id].string != message.id


def test_one_english_text_with_two_meanings_has_two_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    key, state = i18n.N_("open"), i18n.NP_("promise", "open")
    chinese = {key: "打开", state: "待兑现"}

    class Chinese(NullTranslations):
        def gettext(self, message: str) -> str:
            return chinese.get(message, message)

    assert (i18n._(key), i18n._(state), i18n.pgettext("promise", "open")) == ("open", "open", "open")
    monkeypatch.setattr(i18n, "_active", Chinese())
    assert (i18n._(key), i18n._(state), i18n.pgettext("promise", "open")) == ("打开", "待兑现", "待兑现")
    assert i18n.pgettext("no such context", "open") == "open"


def test_a_context_goes_from_the_source_into_the_compiled_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").mkdir()
    source = 'LABELS = {"open": NP_("promise", "open")}\nKEY = N_("open")\nprint(pgettext("order", "open"))\n'
    (tmp_path / "source" / "labels.py").write_text(source)
    monkeypatch.setattr(script, "SOURCE", tmp_path / "source")
    found = {(message.context, message.id) for message in script.extract() if message.id}
    assert found == {("promise", "open"), (None, "open"), ("order", "open")}

    po_path = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES" / "messages.po"
    po_path.parent.mkdir(parents=True)
    po_path.write_text('msgctxt "promise"\nmsgid "open"\nmsgstr "待兑现"\n\nmsgid "open"\nmsgstr "打开"\n')
    monkeypatch.setattr(script, "LOCALES", tmp_path / "locale")
    script.compile_all()
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path / "locale")
    chinese = i18n._catalogue("zh_CN")
    assert i18n._translated(chinese, i18n.NP_("promise", "open")) == "待兑现"
    assert i18n._translated(chinese, "open") == "打开"


def test_texts_that_were_pulled_are_compiled_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    monkeypatch.setattr(i18n, "_language", "zh_CN")
    i18n._bring_up_to_date.cache_clear()
    source, compiled = folder / "messages.po", folder / "messages.mo"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "甲"\n'
    )
    compiled.write_bytes(b"older")
    os.utime(compiled, (1, 1))
    assert i18n.is_outdated("zh_CN")
    assert "texts" in [finding.topic for finding in examine_machine()]
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "babel.messages.mofile", None)
        i18n._bring_up_to_date("zh_CN")
    assert compiled.read_bytes() == b"older"
    i18n._bring_up_to_date.cache_clear()
    assert i18n.in_language("a", "zh_CN") == "甲"
    assert not i18n.is_outdated("zh_CN")
    assert "texts" not in [finding.topic for finding in examine_machine()]
    assert sorted(path.name for path in folder.iterdir()) == ["messages.mo", "messages.po"]
    # A checkout whose texts were never compiled.
    compiled.unlink()
    i18n._bring_up_to_date.cache_clear()
    assert i18n.is_outdated("zh_CN")
    assert i18n.in_language("a", "zh_CN") == "甲"
    source.unlink()
    assert not i18n.is_outdated("zh_CN")
    i18n._bring_up_to_date.cache_clear()
