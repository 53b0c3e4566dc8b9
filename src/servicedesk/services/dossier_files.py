"""The dossier of a case into a file, in the layout that the name of the file says."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.domain.staged_dossier import StagedDossier

LAYOUT_BY_SUFFIX = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
"""What the ending of a file's name means; any other is plain text."""


def write_dossier(staged: "StagedDossier", name: str) -> Path:
    """Write the file whole or not at all, readable by its owner alone, and return where it stands.

    `~` is the home folder. Raises what AtomicFile raises: RefusedError for a file that exists already,
    UsageError for a folder that does not.
    """
    from servicedesk.exchange.atomic_file import AtomicFile
    from servicedesk.reports import dossier

    path = Path(name).expanduser()
    render = {"markdown": dossier.as_markdown, "html": dossier.as_html}.get(
        LAYOUT_BY_SUFFIX.get(path.suffix.lower(), ""), dossier.as_text
    )
    words = render(staged)
    with AtomicFile(path) as file:
        file.write((words.rstrip("\n") + "\n").encode())
    return path
