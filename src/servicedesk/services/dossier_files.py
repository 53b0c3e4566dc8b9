"""The layouts of a dossier: which there are, and a case laid out in one of them, as text or into a file."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.domain.staged_dossier import StagedDossier
    from servicedesk.settings.lasting import Written

SUFFIXES_BY_LAYOUT = {"text": (".txt",), "markdown": (".md", ".markdown"), "html": (".html", ".htm")}
"""The layouts, and the endings of file names that ask for each; any other ending is plain text."""
LAYOUTS = tuple(SUFFIXES_BY_LAYOUT)


def layout_called(word: str) -> str | None:
    """The layout that goes by this name or ends a file's name so (`html`, `md`); None if there is none."""
    folded = word.lower()
    for layout, suffixes in SUFFIXES_BY_LAYOUT.items():
        if folded == layout or f".{folded}" in suffixes:
            return layout
    return None


def laid_out(staged: "StagedDossier", layout: str) -> str:
    """The dossier in one of LAYOUTS."""
    from servicedesk.reports import markdown, page, plain
    from servicedesk.reports.dossier import document

    render = {"text": plain.as_text, "markdown": markdown.as_markdown, "html": page.as_html}
    return render[layout](document(staged))


def laid_out_for(staged: "StagedDossier", name: str | Path) -> str:
    """The dossier in the layout that the name of a file asks for."""
    return laid_out(staged, layout_called(Path(name).suffix.removeprefix(".")) or "text")


def write_dossier(staged: "StagedDossier", name: str) -> "Written":
    """Write the file whole or not at all, readable by its owner alone, and return where it stands.

    `~` is the home folder. Raises what AtomicFile raises: RefusedError for a file that exists already,
    UsageError for a folder that does not.
    """
    path = Path(name).expanduser()
    return write_words(path, laid_out_for(staged, path))


def write_words(path: Path | str, words: str, *, force: bool = False) -> "Written":
    """Write a dossier that is laid out; raises as write_dossier() does. `force` replaces a file."""
    from servicedesk.exchange.atomic_file import AtomicFile
    from servicedesk.settings.lasting import Written

    with AtomicFile(path, force=force) as file:
        file.write((words.rstrip("\n") + "\n").encode())
    return Written(file.path, file.is_sure)
