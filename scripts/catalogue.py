"""The catalogue of translations: `update` it from the source, `compile` it, `report` what is still missing.

    python scripts/catalogue.py update

Entries are sorted and name files without line numbers, so that a change shows only the texts it touched.
"""

import argparse
import ast
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "servicedesk"
LOCALES = SOURCE / "locale"
# Babel's own header carries dates and empty addresses, which would change with every run.
HEADER = """\
# Translations of servicedesk. The terms are those of the glossary in CONTRIBUTING.md.
msgid ""
msgstr ""
"Project-Id-Version: servicedesk\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TEXTS_BY_CALL = {"_": 1, "N_": 1, "ngettext": 2}
WITH_CONTEXT = {"pgettext", "NP_"}
"""Calls that name the context first, then the text."""


def extract() -> Catalog:
    """Every text of the source that is marked for translation.

    Read from the syntax tree: Babel's own extractor sees calls inside f-strings on newer Pythons only.
    """
    catalogue = Catalog(project="servicedesk", charset="utf-8")
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            message, context = marked_text(node), None
            if marked := text_with_context(node):
                context, message = marked
            if message:
                place = (path.relative_to(SOURCE).as_posix(), 0)
                catalogue.add(message, locations=[place], context=context)
    return catalogue


def marked_text(node: ast.AST) -> str | tuple[str, ...] | None:
    """The text, or the two forms of it, that a call marks for translation; None for anything else."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    texts = [
        argument.value
        for argument in node.args[: TEXTS_BY_CALL.get(node.func.id, 0)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value
    ]
    if not texts or len(texts) != TEXTS_BY_CALL[node.func.id]:
        return None
    return texts[0] if len(texts) == 1 else tuple(texts)


def text_with_context(node: ast.AST) -> tuple[str, str] | None:
    """The context and the text that a call marks; None for anything else."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    texts = [
        argument.value
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value
    ]
    return (texts[0], texts[1]) if node.func.id in WITH_CONTEXT and len(texts) == 2 else None


def po_files() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALES.rglob("*.po"))


def read(po_path: Path) -> Catalog:
    """The catalogue that stands at `po_path`."""
    with po_path.open("rb") as po_file:
        return read_po(po_file, locale=po_path.parts[-3])


def update() -> None:
    """Bring each catalogue to the texts of the source: new ones empty, vanished ones gone, others kept."""
    template = extract()
    for po_path in po_files():
        catalogue = read(po_path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        written = io.BytesIO()
        write_po(written, catalogue, sort_output=True, include_lineno=False, omit_header=True, width=110)
        header = HEADER.format(language=po_path.parts[-3], plurals=catalogue.plural_forms)
        po_path.write_bytes(header.encode() + written.getvalue())


def compile_all() -> None:
    """Write the form that the program reads; the build hook does the same when the package is installed."""
    for po_path in po_files():
        with po_path.with_suffix(".mo").open("wb") as mo_file:
            write_mo(mo_file, read(po_path))


def missing(catalogue: Catalog, template: Catalog) -> list[str]:
    """The texts of the source without a translation that may be used."""
    texts = []
    for message in template:
        translated = catalogue.get(message.id, message.context) if message.id else message
        if message.id and (
            translated is None or translated.fuzzy or not all(_forms(translated.string) or [""])
        ):
            texts.append(_forms(message.id)[0])
    return texts


def stale(catalogue: Catalog, template: Catalog) -> list[str]:
    """The entries that no text of the source asks for any more."""
    gone = [
        message for message in catalogue if message.id and template.get(message.id, message.context) is None
    ]
    return [_forms(message.id)[0] for message in [*gone, *catalogue.obsolete.values()]]


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def report() -> int:
    """Print what is missing or has outlived its text; return how many entries that is."""
    count = 0
    template = extract()
    for po_path in po_files():
        language, catalogue = po_path.parts[-3], read(po_path)
        untranslated, outlived = missing(catalogue, template), stale(catalogue, template)
        for text in untranslated:
            print(f"{language}: not translated: {text!r}")
        for text in outlived:
            print(f"{language}: no longer in the source: {text!r}")
        print(f"{language}: {len(template)} texts, {len(untranslated)} not translated, {len(outlived)} stale")
        count += len(untranslated) + len(outlived)
    return count


def main() -> int:
    """Do what was asked; exit 1 when `report` finds something missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("step", choices=["update", "compile", "report"])
    step = parser.parse_args().step
    if step == "update":
        update()
    if step in {"update", "compile"}:
        compile_all()
    return 1 if report() and step == "report" else 0


if __name__ == "__main__":
    sys.exit(main())
