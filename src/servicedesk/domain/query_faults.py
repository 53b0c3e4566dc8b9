"""What is said of a query that cannot be understood; each names a word that can."""

from collections.abc import Iterable, Mapping

from servicedesk.domain.errors import UsageError
from servicedesk.domain.query_tokens import Token
from servicedesk.domain.records.query_field import QueryField
from servicedesk.domain.words.reading import fold_word
from servicedesk.i18n import _


def too_long() -> UsageError:
    """The error for a text that was pasted here by mistake."""
    return UsageError(_("The query is too long."), _("Search for fewer words at a time."))


def unknown(problem: str, typed: str, near: Mapping[str, str], known: Iterable[str]) -> UsageError:
    """The error for a word that nobody knows.

    `near` leads from folded words to how they are written, `known` are the words to name.
    """
    from difflib import get_close_matches

    close = get_close_matches(fold_word(typed), near, n=1, cutoff=0.5)
    if close:
        # A blank would end the word; signs between its parts are read alike.
        problem = did_you_mean(problem, near[close[0]].replace(" ", "-"))
    error = UsageError(problem, _("Known here: {words}.").format(words=_(", ").join(known)))
    error.code = "query"
    return error


def did_you_mean(problem: str, word: str) -> str:
    """What is wrong, and the word that is near."""
    return _("{problem} Did you mean {word}?").format(problem=problem, word=word)


def needs_value(query_field: QueryField) -> UsageError:
    """The error for a word with nothing behind its colon."""
    return UsageError(_("{word}: needs a value.").format(word=query_field.shown()))


def only_equal(query_field: QueryField, token: Token) -> None:
    """Raise where a word is compared that has no order."""
    if token.operator != "=":
        raise UsageError(
            _("{word}: cannot be compared with {sign}").format(word=query_field.shown(), sign=token.operator),
            _("Only dates and numbers take {signs}.").format(signs="< <= > >="),
        )
