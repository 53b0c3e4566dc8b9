"""The user's configuration file: read strictly, written whole, its comments kept."""

import os
from pathlib import Path

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.i18n import _
from servicedesk.settings import standing
from servicedesk.settings.places import require_readable
from servicedesk.settings.private import create_private, make_private_folder
from servicedesk.settings.table import SETTINGS, find, from_text, unknown


def read_file(path: Path, *, must_exist: bool) -> dict[str, object]:
    """The keys of the file at `path`, all known by name; their values are checked when they are chosen."""
    try:
        if path.exists() and not path.is_dir() and str(path) != os.devnull:
            require_readable(path)
        content = path.read_bytes()
    except FileNotFoundError:
        if not must_exist:
            return {}
        raise UsageError(
            _("There is no configuration file at {path}.").format(path=path),
            _("Correct --config or SERVICEDESK_CONFIG."),
        ) from None
    except OSError as error:
        raise _unreadable(path, error.strerror or "") from None
    stored = _parse(path, content)
    known = [setting.name for setting in SETTINGS if setting.in_file]
    for name in stored:
        if name not in known:
            raise unknown(name, known)
    return stored


def set_value(path: Path, name: str, text: str) -> object:
    """Write one setting into the file at `path`, keeping its comments; return the checked value.

    Raises UsageError when the name is unknown, may not stand in the file, or the text does not fit.
    """
    setting = find(name)
    if not setting.in_file:
        raise UsageError(
            _("{key} cannot stand in the configuration file.").format(key=name),
            _("Give it as --{key} or as {variable}.").format(key=name, variable=setting.variable),
        )
    value = from_text(setting, text)
    # A file that the program would refuse is not written to.
    read_file(path, must_exist=False)

    import tomlkit

    document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.exists() else tomlkit.document()
    document[name] = value if isinstance(value, bool | int) else as_text(value)
    try:
        _write_private(path, tomlkit.dumps(document))
    except OSError as error:
        from servicedesk.settings import room

        if room.is_full(error):
            raise room.none_left(path) from None
        raise ServiceDeskError(
            _("The configuration file {path} cannot be written: {reason}.").format(
                path=path, reason=error.strerror
            )
        ) from None
    return value


def as_text(value: object) -> str:
    """A value as the user would write it."""
    if value is None:
        return "auto"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parse(path: Path, content: bytes) -> dict[str, object]:
    # Most desks have an empty or no file, and tomllib costs more than the rest of this package.
    if not content.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _unreadable(path, _("it is not UTF-8 text")) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            _("The configuration file {path} is not valid TOML: {reason}.").format(path=path, reason=error),
            _('Write each setting on a line of its own, like: lang = "zh_CN"'),
        ) from None


def _unreadable(path: Path, reason: str) -> UsageError:
    return UsageError(
        _("The configuration file {path} cannot be read: {reason}.").format(path=path, reason=reason)
    )


def _write_private(path: Path, text: str) -> None:
    """Replace the file as a whole, mode 0600: a crash leaves the old one or the new one."""
    make_private_folder(path.parent)
    # A link, as people keep who share their configuration between machines, stays a link.
    path = path.resolve()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(create_private(temporary), "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with standing.naming(path):
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
