"""What a value must be (checks raise ValueError), and what it is where nobody said (the machine is asked)."""

from collections.abc import Callable, Mapping
from pathlib import Path

from servicedesk.i18n import match

APP_NAME = "servicedesk"

# -- checks: text or number in, the value in its final form out


def path(text: str) -> Path:
    """A path, with `~` spelled out."""
    if not text or "\0" in text:
        raise ValueError
    return Path(text).expanduser()


def line(text: str) -> str:
    """One line of clean text, perhaps empty."""
    from servicedesk.domain.text import clean_line

    return clean_line(text)


def name(text: str) -> str:
    """A short name that is not empty."""
    cleaned = line(text)
    if not 0 < len(cleaned) <= 64:
        raise ValueError
    return cleaned


def language(text: str) -> str:
    """One of the languages that the program speaks."""
    supported = match(text)
    if supported is None:
        raise ValueError
    return supported


def zone_name(text: str) -> str:
    """The name of a zone that this machine knows."""
    from zoneinfo import ZoneInfo

    if text.lower() == "utc":
        return "UTC"
    try:
        ZoneInfo(text)
    except (KeyError, OSError):
        raise ValueError from None
    return text


def region(text: str) -> str:
    """A country code of two letters."""
    if not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise ValueError
    return text.upper()


def holidays(text: str) -> str:
    """The code of a country or a part of one, `auto` or `none`; who takes them over knows which there are."""
    country, _dash, part = text.partition("-")
    if text.lower() in {"auto", "none"}:
        return text.lower()
    if part and not (len(part) <= 4 and part.isascii() and part.isalnum()):
        raise ValueError
    return "-".join(filter(None, (region(country), part.upper())))


def clock_time(text: str) -> str:
    """A time of day as HH:MM."""
    hour, _, minute = text.partition(":")
    digits = hour + minute
    if not (digits.isascii() and digits.isdigit() and 1 <= len(hour) <= 2 and len(minute) == 2):
        raise ValueError
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError
    return f"{int(hour):02}:{minute}"


def one_of(*words: str) -> Callable[[str], str]:
    """A check that lets only `words` pass."""

    def check(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return check


def date_order(text: str) -> str | None:
    """The order of day, month and year; None for `auto`."""
    return None if text == "auto" else one_of("ymd", "dmy", "mdy")(text)


def milliseconds(count: int) -> int:
    """A pause that neither burns the processor nor lets the screen go stale."""
    if not 100 <= count <= 60_000:
        raise ValueError
    return count


# -- defaults: what the machine says


def default_db(environ: Mapping[str, str]) -> Path:  # noqa: ARG001 - platformdirs reads the real one
    """The database in the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME) / "desk.db"


def default_config(environ: Mapping[str, str]) -> Path:  # noqa: ARG001 - platformdirs reads the real one
    """The file in the platform's configuration folder."""
    from platformdirs import user_config_path

    return user_config_path(APP_NAME) / "config.toml"


def locale_language(environ: Mapping[str, str]) -> str:
    """The language of the locale, English where we do not speak it."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable):
            return match(value) or "en"
    return "en"


def login_name(environ: Mapping[str, str]) -> str:  # noqa: ARG001 - getpass reads the real one
    """The name under which the user logged in."""
    import getpass

    try:
        return name(getpass.getuser())
    except (OSError, KeyError, ImportError, ValueError):
        # A container may run under a user number that has no name.
        return "desk"


def local_zone_name(environ: Mapping[str, str], etc: Path = Path("/etc")) -> str:
    """The IANA name of this machine's zone: TZ, the localtime link, the timezone file, else UTC."""
    for candidate in _zone_candidates(environ, etc):
        try:
            return zone_name(candidate.removeprefix("posix/").removeprefix("right/"))
        except ValueError:
            continue
    return "UTC"


def _zone_candidates(environ: Mapping[str, str], etc: Path) -> list[str]:
    candidates = [environ.get("TZ", "").removeprefix(":")]
    localtime, timezone = etc / "localtime", etc / "timezone"
    if localtime.is_symlink():
        candidates.append(str(localtime.readlink()))
    if timezone.is_file():
        candidates.append(timezone.read_text(encoding="utf-8", errors="replace"))
    return [candidate.strip().rpartition("zoneinfo/")[2] for candidate in candidates if candidate.strip()]
