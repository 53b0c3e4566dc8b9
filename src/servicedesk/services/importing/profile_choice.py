"""Which profile a file is read by, and what the profile says where the user does not."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from dataclasses import replace
from pathlib import Path

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.exchange.profile import ANY_KIND, Profile
from servicedesk.exchange.profile_files import find_profile, own_folder, profile_named
from servicedesk.exchange.readers import Table, open_source
from servicedesk.exchange.rows import ReadOptions
from servicedesk.i18n import _
from servicedesk.services.importing.request import AUTO, ImportRequest

NONE = "none"
"""The name that says: no profile, whatever the headers look like."""
_BLOCK = 1 << 20


def named_profile(request: ImportRequest, config: Path) -> Profile | None:
    """The profile that the user has named, None where it is to be found by the headers."""
    if request.profile in {"", NONE}:
        return None
    profile = profile_named(request.profile, own_folder(config))
    if AUTO not in {request.kind, profile.kind} and profile.kind != request.kind:
        raise UsageError(
            _("The profile {name} reads files of another kind: {kind}.").format(
                name=profile.name, kind=profile.kind
            ),
            _("Name that kind, or auto."),
        )
    return profile


def profile_of(
    request: ImportRequest,
    table: Table,
    named: Profile | None,
    config: Path,
    passed_over: list[str] | None = None,
) -> Profile | None:
    """The profile by which `table` is read, None for none; `passed_over` hears of those not right."""
    if named is not None or request.profile == NONE:
        return None if named is None or named.kind == ANY_KIND else named
    return find_profile(table.headers, request.kind, own_folder(config), passed_over)


def with_defaults(options: ReadOptions, request: ImportRequest, profile: Profile | None) -> ReadOptions:
    """`options`, completed by what a named profile says of the files of its program."""
    if profile is None:
        return options
    options = replace(options, delimiter=options.delimiter or profile.delimiter or None)
    if options.encoding or not profile.encoding or str(request.path) == "-":
        return options
    if not Path(request.path).is_file():
        # What comes through a pipe can be read once only.
        return options
    # The profile knows how its program usually writes; a file that is UTF-8 says so itself.
    if _tells_itself(Path(request.path), request.identity):
        return options
    return replace(options, encoding=profile.encoding)


def _tells_itself(path: Path, identity: str) -> bool:
    """Whether the file is UTF-8, or UTF-16 with its mark. Faults of the disk are told when it is opened."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        with open_source(path, identity)[0] as file:
            block = file.read(_BLOCK)
            if block.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
                return True
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except (ServiceDeskError, OSError, ValueError):
        return True
    return True
