"""Settings: what this run was told, by precedence of flag, environment, the user's file and default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.i18n import _
from servicedesk.settings.file import as_text, read_file
from servicedesk.settings.table import (
    DEFAULT,
    ENVIRONMENT,
    FILE,
    FLAG,
    SETTINGS,
    Setting,
    checked,
    find,
    from_text,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class SettingLine(NamedTuple):
    """One line of `config show`."""

    name: str
    value: str
    origin: str
    help: str
    variable: str
    """The environment variable that sets it, or empty."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program was told, checked."""

    db: Path
    config: Path
    lang: str
    timezone: str
    """IANA name; `zone` is the zone itself."""
    actor: str
    theme: str
    glyphs: str
    """`blocks` or `ascii`."""
    region: str
    holidays: str
    """A country code, `auto` or `none`."""
    date_order: str | None
    """`ymd`, `dmy` or `mdy`; None where only what is clear is taken."""
    desk_name: str
    snooze_morning: str
    """This and the next two: HH:MM in the desk's zone."""
    snooze_evening: str
    followup_hour: str
    first_screen: str
    refresh_ms: int
    mask_phones: bool
    origins: Mapping[str, str]

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **flags: object) -> "Settings":
        """The settings of this run; a flag that is None was not given: `Settings.load(db=path, lang=None)`.

        Raises UsageError for an unknown key or a value that does not fit. The platform's folders are
        always those of the real environment, for platformdirs reads no other.
        """
        environ = os.environ if environ is None else environ
        for name in flags:
            find(name)
        chosen = {"config": _choose(find("config"), flags, environ, {})}
        config, config_origin = chosen["config"]
        stored = read_file(config, must_exist=config_origin != DEFAULT)
        for setting in SETTINGS:
            if setting.name != "config":
                chosen[setting.name] = _choose(setting, flags, environ, stored, config.parent)
        values = {name: value for name, (value, _origin) in chosen.items()}
        return cls(**values, origins={name: origin for name, (_value, origin) in chosen.items()})

    @property
    def keymap(self) -> Path:
        """The user's own keys, beside the configuration file."""
        return self.config.with_name("keymap.toml")

    @property
    def zone(self) -> "ZoneInfo":
        """The desk's time zone: times are stored in UTC and shown in this one."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.timezone)

    def get(self, name: str) -> object:
        """The value of one setting; raises UsageError for an unknown name."""
        value: object = getattr(self, find(name).name)
        return value

    def describe(self) -> list[SettingLine]:
        """Every setting with its value as text, its origin and its help."""
        return [
            SettingLine(
                name=setting.name,
                value=as_text(getattr(self, setting.name)),
                origin=self.origins[setting.name],
                help=_(setting.help),
                variable=setting.variable,
            )
            for setting in SETTINGS
        ]


def config_path(environ: Mapping[str, str] | None = None, config: object = None) -> Path:
    """The file that holds the user's settings, whether or not it is there and can be read."""
    path: Path = _choose(find("config"), {"config": config}, os.environ if environ is None else environ, {})[
        0
    ]
    return path


def _choose(
    setting: Setting,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    stored: Mapping[str, object],
    config_folder: Path | None = None,
) -> tuple[Any, str]:
    """The value of one setting, and where it came from; a relative path starts where it was written."""
    folder: Path | None = None
    if (flag := flags.get(setting.name)) is not None:
        value, origin = from_text(setting, str(flag)), FLAG
    elif setting.variable and (text := environ.get(setting.variable)):
        value, origin = from_text(setting, text, ENVIRONMENT), ENVIRONMENT
    elif setting.name in stored:
        value, origin, folder = checked(setting, stored[setting.name], FILE), FILE, config_folder
    else:
        return setting.default(environ), DEFAULT
    if isinstance(value, Path):
        value = (folder or Path.cwd()) / value
    return value, origin
