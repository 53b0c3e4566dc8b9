"""The signs that stand between words that are put together, in the language that is spoken."""

from servicedesk.i18n import _


def percent_words(whole: int) -> str:
    """A share of a hundred: `86 %`, in Chinese `86%`."""
    return _("{percent} %").format(percent=whole)


def in_brackets(words: str, more: str) -> str:
    """`words`, and behind them `more` in brackets: `make-up day (Mon)`, in Chinese `调休上班（周一）`."""
    return _("{words} ({more})").format(words=words, more=more)
