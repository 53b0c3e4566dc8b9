"""The table of settings: each exists once; file, environment, flags, `config show` and help read its line."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _
from servicedesk.settings import values

FLAG, ENVIRONMENT, FILE, DEFAULT = N_("flag"), N_("environment"), N_("file"), N_("default")
"""Where a value came from: the word in JSON as it stands, on the screen translated."""

_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})

GLYPHS = ("blocks", "ascii")
SCREENS = ("today", "calls", "queue", "customers", "calendar")

_NAME = N_("a name of 1 to 64 characters")
_PATH = N_("a path")


class Setting(NamedTuple):
    """One thing that may be set: what it is for and what it must be."""

    name: str
    help: str
    expects: str
    check: Callable[[Any], Any]
    """Returns the value in its final form; raises ValueError for a value of the right type that is wrong."""
    default: Callable[[Mapping[str, str]], Any]
    variable: str = ""
    """The environment variable that sets it, or empty."""
    kind: type[str] | type[int] | type[bool] = str
    in_file: bool = True


def _always(value: object) -> Callable[[Mapping[str, str]], object]:
    return lambda _environ: value


def _clock_time(name: str, words: str, usual: str) -> Setting:
    return Setting(name, words, N_("a time of day such as 09:00"), values.clock_time, _always(usual))


SETTINGS = (
    Setting("db", N_("The database file."), _PATH, values.path, values.default_db, "SERVICEDESK_DB"),
    Setting(
        "config",
        N_("This configuration file; your own keys stand beside it in keymap.toml."),
        _PATH,
        values.path,
        values.default_config,
        "SERVICEDESK_CONFIG",
        in_file=False,
    ),
    Setting(
        "lang",
        N_("The language of screens, help and messages."),
        N_("en or zh_CN"),
        values.language,
        values.locale_language,
        "SERVICEDESK_LANG",
    ),
    Setting(
        "timezone",
        N_("The zone in which times are shown and read."),
        N_("a time zone such as Asia/Shanghai"),
        values.zone_name,
        values.local_zone_name,
        "SERVICEDESK_TZ",
    ),
    Setting(
        "actor",
        N_("Who is working: the name written into the history."),
        _NAME,
        values.name,
        values.login_name,
        "SERVICEDESK_ACTOR",
    ),
    Setting(
        "theme",
        N_("The colours of the screens."),
        _NAME,
        values.name,
        _always("desk-dark"),
        "SERVICEDESK_THEME",
    ),
    Setting(
        "glyphs",
        N_("The signs of lines, bars and borders; ascii where a terminal draws blocks too wide."),
        N_("blocks or ascii"),
        values.one_of(*GLYPHS),
        _always("blocks"),
        "SERVICEDESK_GLYPHS",
    ),
    Setting(
        "region",
        N_("The country whose phone numbers need no country code."),
        N_("a country code of two letters such as CN"),
        values.region,
        _always("CN"),
    ),
    Setting(
        "holidays",
        N_("Whose public holidays a new desk takes over; auto: those of the region or of the time zone."),
        N_("auto, none, or a country code such as CN or DE-BY"),
        values.holidays,
        _always("auto"),
        "SERVICEDESK_HOLIDAYS",
    ),
    Setting(
        "date_order",
        N_("How to read a date such as 03/04/2026; auto takes only what is clear."),
        N_("ymd, dmy, mdy or auto"),
        values.date_order,
        _always(None),
    ),
    Setting(
        "desk_name",
        N_("The name of the desk, shown on the screens."),
        N_("one line of text"),
        values.line,
        _always(""),
    ),
    _clock_time("snooze_morning", N_("When a case that is snoozed to a day comes back."), "09:00"),
    _clock_time("snooze_evening", N_("When a case that is snoozed to the evening comes back."), "18:00"),
    _clock_time("followup_hour", N_("The time of a follow-up that is booked for a day alone."), "09:00"),
    Setting(
        "first_screen",
        N_("The screen that opens first."),
        N_("today, calls, queue, customers or calendar"),
        values.one_of(*SCREENS),
        _always("today"),
    ),
    Setting(
        "refresh_ms",
        N_("Milliseconds between two looks for changes made elsewhere."),
        N_("a whole number from 100 to 60000"),
        values.milliseconds,
        _always(250),
        kind=int,
    ),
    Setting(
        "mask_phones",
        N_("Hide the middle of phone numbers on the screens until asked."),
        N_("true or false"),
        bool,
        _always(False),
        kind=bool,
    ),
)


def find(name: str) -> Setting:
    """The setting called `name`; raises UsageError that names the nearest one."""
    for setting in SETTINGS:
        if setting.name == name:
            return setting
    raise unknown(name, [setting.name for setting in SETTINGS])


def unknown(name: str, known: list[str]) -> UsageError:
    """The error for a setting that does not exist."""
    from difflib import get_close_matches

    message = _("There is no setting called {key}.").format(key=ascii(name)[1:-1])
    if nearest := get_close_matches(name, known, 1, 0.4):
        return UsageError(message, _("Did you mean {key}?").format(key=nearest[0]))
    return UsageError(message, _("Settings are: {keys}").format(keys=", ".join(known)))


def from_text(setting: Setting, text: str, origin: str = FLAG) -> Any:
    """The value that `text` stands for; raises UsageError when it does not fit."""
    if setting.kind is str:
        return checked(setting, text, origin)
    folded = text.strip().lower()
    if setting.kind is bool and folded in _YES | _NO:
        return folded in _YES
    if setting.kind is int and folded.isascii() and folded.isdigit():
        return checked(setting, int(folded), origin)
    raise _unfit(setting, origin)


def checked(setting: Setting, value: object, origin: str) -> Any:
    """The value in its final form; raises UsageError when it has another type or does not fit."""
    # The exact type: Python takes True for a number, the user does not.
    if type(value) is not setting.kind:
        raise _unfit(setting, origin)
    try:
        return setting.check(value)
    except ValueError:
        raise _unfit(setting, origin) from None


def _unfit(setting: Setting, origin: str) -> UsageError:
    message = _("{key} must be {expectation}.").format(key=setting.name, expectation=_(setting.expects))
    if origin == ENVIRONMENT:
        return UsageError(
            message, _("Correct the environment variable {name}.").format(name=setting.variable)
        )
    if origin == FILE:
        return UsageError(
            message, _("Correct it with: servicedesk config set {key}").format(key=setting.name)
        )
    return UsageError(message, _(setting.help))
