"""The two languages: gettext over the catalogues in `locale/`, standard library only.

`_` translates at the moment of the call, so modules may be imported before the language is known.
Texts that stand in tables at import time are marked with `N_` and translated where they are shown.
Where one English text has two meanings (the state `open`, the key that opens), each is marked with
its context: `NP_` in tables, `pgettext` where it is shown. `_` shows a text marked either way.
"""

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh_CN")
LOCALE_DIR = Path(__file__).parent / "locale"
CONTEXT_END = "\x04"
"""Stands between context and text, as in gettext's own compiled catalogues."""

_active: "NullTranslations | None" = None
_language = "en"


def N_(message: str) -> str:  # noqa: N802 - the customary gettext name, which Babel extracts
    """Mark `message` for the catalogue without translating it now."""
    return message


def NP_(context: str, message: str) -> str:  # noqa: N802 - as N_
    """Mark `message`, as it is meant in `context`, for the catalogue without translating it now."""
    return f"{context}{CONTEXT_END}{message}"


def _(message: str) -> str:
    """`message`, marked with N_ or NP_, in the active language."""
    return _translated(_active, message)


def pgettext(context: str, message: str) -> str:
    """`message`, as it is meant in `context`, in the active language."""
    return _(NP_(context, message))


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message that fits `count`, in the active language."""
    if _active is None:
        return singular if count == 1 else plural
    return _active.ngettext(singular, plural, count)


def language() -> str:
    """The active language: `en` or `zh_CN`."""
    return _language


def activate(name: str | None) -> str:
    """Switch to the language that `name` (`zh`, `zh_CN.UTF-8`, `en-GB` ...) asks for; the one chosen."""
    global _active, _language  # noqa: PLW0603 - one process speaks one language
    _language = match(name) or "en"
    _active = None if _language == "en" else _catalogue(_language)
    return _language


@cache
def in_every_language(message: str) -> frozenset[str]:
    """`message` in all LANGUAGES, for what one person wrote in theirs and another reads in another."""
    return frozenset(in_language(message, name) for name in LANGUAGES)


def in_language(message: str, name: str) -> str:
    """`message`, marked with N_ or NP_, in the language `name` of LANGUAGES."""
    return _translated(None if name == "en" else _catalogue(name), message)


def _translated(catalogue: "NullTranslations | None", message: str) -> str:
    text = catalogue.gettext(message) if catalogue is not None and message else message
    # Without a translation the text stands as it is, but not its context.
    return text.rpartition(CONTEXT_END)[2]


def _catalogue(name: str) -> "NullTranslations":
    from gettext import translation

    _bring_up_to_date(name)
    return translation("messages", LOCALE_DIR, languages=[name], fallback=True)


@cache
def _bring_up_to_date(name: str) -> None:
    """Compile the texts of a checkout anew that were pulled since; without Babel they stay as they are."""
    if not is_outdated(name):
        return
    with suppress(ImportError, OSError):
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        source = _source(name)
        pulled = source.stat().st_mtime_ns
        # Another process may be reading the file, or doing the same.
        written = source.with_suffix(f".{os.getpid()}.tmp")
        with source.open("rb") as po_file, written.open("wb") as mo_file:
            write_mo(mo_file, read_po(po_file, locale=name))
        os.utime(written, ns=(pulled, pulled))
        written.replace(source.with_suffix(".mo"))


def is_outdated(name: str) -> bool:
    """Whether the texts of this checkout are newer than their compiled form; a wheel has that form alone."""
    source = _source(name)
    try:
        return source.stat().st_mtime_ns > source.with_suffix(".mo").stat().st_mtime_ns
    except FileNotFoundError:
        return source.exists()


def _source(name: str) -> Path:
    return LOCALE_DIR / name / "LC_MESSAGES" / "messages.po"


def match(name: str | None) -> str | None:
    """The supported language that `name` stands for, or None."""
    folded = (name or "").replace("-", "_").lower()
    if folded.startswith("zh"):
        return "zh_CN"
    if folded.startswith("en") or folded.split(".")[0] in {"c", "posix"}:
        return "en"
    return None


def from_environment() -> str | None:
    """The language that SERVICEDESK_LANG, else the locale, asks for."""
    for variable in ("SERVICEDESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return match(value)
    return None
