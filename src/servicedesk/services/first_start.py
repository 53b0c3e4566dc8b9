"""The first start: what a new desk is proposed to be, whether that can be, and the making of it.

begun = proposed(settings, today.year)     # from the settings of this run
faults(begun)                              # field -> what is wrong with it
words = make(settings, begun)              # settings kept, file made, holidays and hours in it
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.worktime_rules import NO_COUNTRY
from servicedesk.i18n import _
from servicedesk.settings.table import FLAG

if TYPE_CHECKING:
    from servicedesk.domain.worktime_rules import Intervals
    from servicedesk.settings import Settings

WORKING_DAYS = range(5)
"""Monday to Friday: those that the hours are for."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a desk begins with: all as it is typed.

    `country` is whose holidays, empty for none; `hours` are those of a working day; `file` is a list to
    look at first, empty for none.
    """

    language: str
    country: str
    hours: str
    file: str = ""


DESK, DEMO, TUTOR = "desk", "demo", "tutor"


class Chosen(NamedTuple):
    """What to do: make the desk, or look round in a throw-away one first."""

    what: str
    beginning: Beginning


class Begun(NamedTuple):
    """What the screens do first: say so much, look at a file."""

    say: str = ""
    import_file: str = ""


def proposed(settings: "Settings") -> Beginning:
    """What the language, the region and the time zone of this machine say."""
    from servicedesk.services.new_desk import country_of

    country = "" if settings.holidays == NO_COUNTRY else country_of(settings)
    return Beginning(settings.lang, country, _text_of(_office_hours()))


def faults(asked: Beginning) -> dict[str, str]:
    """What cannot be, by field, in the words of who typed it."""
    checks: dict[str, Callable[[], object]] = {
        "country": lambda: _known_country(asked.country),
        "hours": lambda: _hours(asked.hours),
        "file": lambda: file_of(asked),
    }
    found = {}
    for name, check in checks.items():
        try:
            check()
        except ServiceDeskError as error:
            found[name] = error.message
        except ValueError:
            found[name] = _("Write the code of a country, such as CN or DE-BY; nothing for none.")
    return found


def make(settings: "Settings", asked: Beginning) -> str:
    """Keep the settings and make the desk, with its holidays and its hours; what is to be said of it.

    Raises ServiceDeskError where the file cannot be made; a desk that is there already stays as it is.
    """
    from servicedesk.services.desk import Desk
    from servicedesk.services.new_desk import begin
    from servicedesk.settings import Settings, set_value

    before = proposed(settings)
    if asked.language != before.language:
        set_value(settings.config, "lang", asked.language)
    if asked.country != before.country:
        set_value(settings.config, "holidays", asked.country or NO_COUNTRY)
    with Desk.open(Settings.load(None, **_said_again(settings, asked, before))) as desk:
        words = begin(desk)
        if (hours := _hours(asked.hours)) != _office_hours():
            desk.policies.set_week(WORKING_DAYS, hours)
    return words


def _said_again(settings: "Settings", asked: Beginning, before: Beginning) -> dict[str, str]:
    """What the command line said of the settings, but for what was chosen otherwise on the screen."""
    named = [name for name, origin in settings.origins.items() if origin == FLAG]
    flags = {name: str(getattr(settings, name)) for name in named}
    if asked.language != before.language:
        flags.pop("lang", None)
    if asked.country != before.country:
        flags.pop("holidays", None)
    return flags | {"db": str(settings.db)}


def _office_hours() -> "Intervals":
    from servicedesk.domain.policies.calendar_policy import DEFAULT_WEEK

    return DEFAULT_WEEK[0]


def _text_of(hours: "Intervals") -> str:
    return ", ".join(map(str, hours))


def _hours(text: str) -> "Intervals":
    from servicedesk.domain.policies.calendar import parse_hours

    return parse_hours(text) if text.strip() else _office_hours()


def _known_country(text: str) -> None:
    """ValueError for what is no code, UsageError for a country that nobody knows the holidays of."""
    from servicedesk.domain.policies.calendar_policy import CalendarPolicy
    from servicedesk.domain.policies.holiday_seed import seed
    from servicedesk.settings import values

    if text.strip():
        seed(CalendarPolicy(), values.holidays(text.strip()), 2026, "en")


def file_of(asked: Beginning) -> str:
    """The place of the list to look at first, `~` written out; empty for none.

    Raises UsageError for what is no file that can be read.
    """
    typed = asked.file.strip()
    if not typed:
        return ""
    try:
        place = Path(typed).expanduser().absolute()
        if place.is_dir():
            raise UsageError(_("That is a folder: write the name of a file."))
        if not place.is_file():
            raise UsageError(_("There is no such file."))
        with place.open("rb"):
            return str(place)
    except RuntimeError:
        # ~name of somebody who has no home here.
        raise UsageError(_("There is no such file.")) from None
    except OSError as error:
        reason = error.strerror or ""
        raise UsageError(_("The file cannot be read: {reason}.").format(reason=reason)) from None
