"""The two languages: gettext over the catalogues in `locale/`, standard library only.

`_` translates at the moment of the call, so modules may be imported before the language is known.
Texts that stand in tables at import time are marked with `N_` and translated where they are shown.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh_CN")
LOCALE_DIR = Path(__file__).parent / "locale"

_active: "NullTranslations | None" = None
_language = "en"


def N_(message: str) -> str:  # noqa: N802 - the customary gettext name, which Babel extracts
    """Mark `message` for the catalogue without translating it now."""
    return message


def _(message: str) -> str:
    """`message` in the active language."""
    return _active.gettext(message) if _active is not None and message else message


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
    others = (name for name in LANGUAGES if name != "en")
    return frozenset({message, *(_catalogue(name).gettext(message) for name in others)})


def _catalogue(name: str) -> "NullTranslations":
    from gettext import translation

    return translation("messages", LOCALE_DIR, languages=[name], fallback=True)


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
