"""Where profiles are: those that come with the program, and the user's own, which go before them."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.text import brief, clean_line
from servicedesk.exchange.column import header_key
from servicedesk.exchange.header_places import is_own_file
from servicedesk.exchange.profile import ANY_KIND, LARGEST, Profile, read_profile
from servicedesk.i18n import _
from servicedesk.settings.places import open_plain

SHIPPED = Path(__file__).with_name("profiles")
SUFFIX = ".toml"
FOLDER = "profiles"
"""The user's own profiles, in the folder of the configuration file."""
MOST = 200
"""So many profiles of a user are looked at."""

_NAME = re.compile(r"[\w-]{1,60}")


def own_folder(config: Path) -> Path:
    """The folder of the user's own profiles, beside the configuration file `config`."""
    return config.parent / FOLDER


def profile_paths(folder: Path) -> dict[str, Path]:
    """Every profile by its name: the user's own in `folder`, then those that come with the program."""
    own = [path for path in sorted(folder.glob(f"*{SUFFIX}"))[:MOST] if path.is_file()]
    found: dict[str, Path] = {}
    for path in [*own, *sorted(SHIPPED.glob(f"*{SUFFIX}"))]:
        found.setdefault(path.stem, path)
    return found


def text_of(path: Path) -> str:
    """What a profile file holds, as text; UsageError where it cannot be read or is none."""
    try:
        with open_plain(path) as file:
            content = file.read(LARGEST + 1)
        if len(content) <= LARGEST:
            return content.decode("utf-8-sig")
        reason = _("it is too large")
    except UnicodeDecodeError:
        reason = _("it is not UTF-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
    raise UsageError(
        _("The profile {name} cannot be read: {reason}.").format(name=clean_line(path.name), reason=reason)
    )


def load(path: Path) -> Profile:
    """The profile in the file at `path`; UsageError with line and key where it is not right."""
    return read_profile(text_of(path), path.stem, clean_line(path.name))


@cache
def _shipped(path: Path) -> Profile:
    return load(path)


def path_named(name: str, folder: Path) -> Path:
    """The file of the profile that `name` means: a name from the list, or a file."""
    found = profile_paths(folder)
    if name in found:
        return found[name]
    file = Path(name)
    if file.suffix == SUFFIX or file.name != name:
        if file.is_file():
            return file
        raise NotFoundError(
            _("There is no file {name}.").format(name=clean_line(file.name)),
            _("Check the name and the folder."),
        )
    raise UsageError(
        _("There is no profile {name}.").format(name=brief(name, 60)),
        _("Profiles: {names}.").format(names=", ".join(found)),
    )


def profile_named(name: str, folder: Path) -> Profile:
    """The profile that `name` means."""
    return load(path_named(name, folder))


def require_name(name: str) -> str:
    """`name`, if a profile of the user's own can be called so."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("{name} is no name for a profile.").format(name=brief(name, 60)),
            _("Letters, digits, - and _ are; the file is NAME.toml."),
        )
    return name


def find_profile(
    headers: Sequence[str], kind: str, folder: Path, passed_over: list[str] | None = None
) -> Profile | None:
    """The profile whose program wrote a file with these headers, None for none.

    The one with the most evidence wins, of equal ones the user's own. Only those of `kind` are looked at,
    unless that is `auto`. A file of ours needs none. A profile of the user's own that is not right is passed
    over: one slip must not stop every import; `passed_over` is told of it, with file, line and reason.
    """
    if is_own_file(headers):
        return None
    keys = frozenset(header_key(header) for header in headers)
    best, most = None, 0
    for path in profile_paths(folder).values():
        try:
            profile = _shipped(path) if path.parent == SHIPPED else load(path)
        except UsageError as error:
            if passed_over is not None:
                passed_over.append(_("A profile is passed over: {reason}").format(reason=error.message))
            continue
        if profile.kind == ANY_KIND or kind not in {ANY_KIND, profile.kind}:
            continue
        if (evidence := profile.evidence(keys)) > most:
            best, most = profile, evidence
    return best
