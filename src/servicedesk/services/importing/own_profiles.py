"""The profiles of a user: which there are, copies of them, and new ones made of the mapping of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import profile_files
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.profile import read_profile
from servicedesk.exchange.profile_writing import profile_text
from servicedesk.i18n import _
from servicedesk.services.importing.request import ImportRequest, Preview
from servicedesk.settings.private import make_private_folder

_SAID = frozenset({"utf-8", "utf-8-sig"})
"""Encodings that a file tells by itself."""


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile in the list; `fault` says in one line why one of the user's own is not right."""

    name: str
    program: str
    kind: str
    rests_on: str
    is_own: bool
    path: Path
    fault: str = ""


def listed(config: Path) -> Iterator[ProfileLine]:
    """Every profile there is, the user's own first."""
    for name, path in profile_files.profile_paths(profile_files.own_folder(config)).items():
        is_own = path.parent != profile_files.SHIPPED
        try:
            profile = profile_files.load(path)
        except UsageError as error:
            yield ProfileLine(name, "", "", "", is_own, path, error.message)
        else:
            yield ProfileLine(name, profile.program, profile.kind, profile.rests_on, is_own, path)


def text_of(name: str, config: Path) -> str:
    """The text of the profile that `name` means."""
    return profile_files.text_of(profile_files.path_named(name, profile_files.own_folder(config)))


def copy(name: str, config: Path, target: Path | None, *, force: bool) -> AtomicFile:
    """Copy a profile to `target`, or among the user's own under its name; returns the written file."""
    text = text_of(name, config)
    if target is None:
        target = _place(Path(name).stem if name.endswith(profile_files.SUFFIX) else name, config)
    return _write(target, text, force=force)


def save(name: str, config: Path, request: ImportRequest, preview: Preview, *, force: bool) -> AtomicFile:
    """Save the mapping of a preview as a profile of the user's own; returns the written file."""
    target = _place(name, config)
    mapping, report = preview.column_mapping, preview.report
    if mapping.is_own:
        raise UsageError(_("That is a file of servicedesk: it needs no profile."))
    file = {
        "encoding": "" if report.encoding in _SAID else report.encoding,
        "delimiter": report.delimiter if report.delimiter in {";", "\t", "|"} else "",
        "date_order": request.date_order or "",
    }
    if request.source:
        file["source"] = request.source
    text = profile_text(name, mapping, file)
    # What is written must be read again: a header that could not be said would be lost in silence.
    read_profile(text, name, target.name)
    return _write(target, text, force=force)


def _place(name: str, config: Path) -> Path:
    folder = profile_files.own_folder(config)
    return folder / f"{profile_files.require_name(name)}{profile_files.SUFFIX}"


def _write(target: Path, text: str, *, force: bool) -> AtomicFile:
    if target.parent.name == profile_files.FOLDER:
        make_private_folder(target.parent)
    with AtomicFile(target, force=force) as file:
        file.write(text.encode())
    return file
