"""What the tab key offers: numbers with what they are of, views, owners, columns, the words of a query.

Nothing here may fail or be told: where the desk cannot be read there is simply nothing to offer. Shells that
can show more than the word (zsh, fish) say beside a number what it is of.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import PREFIXES
from servicedesk.domain.query_fields import FIELDS_BY_KIND, field_named
from servicedesk.domain.records import RECORDS
from servicedesk.domain.records.query_field import LABEL, QueryField
from servicedesk.domain.text import brief
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.services.offers import Offers

Offer = tuple[str, str]
"""A word, and what it means or is of."""

BY_METAVAR = {
    "CASE": "case", "CASES": "case", "OTHER": "case", "CALL": "call", "CALLS": "call", "CUSTOMER": "customer",
    "FOLLOWUP": "followup", "FOLLOWUPS": "followup", "PROMISE": "promise", "PROMISES": "promise",
}  # fmt: skip
"""The kind of record whose numbers an argument or option takes, by what help calls that."""
PEOPLE = frozenset({"--owner", "--handler", "--by"})
# A shell evaluates what it is handed, and reads signs in it: what customers said must have none.
_HARMLESS = re.compile(r"[\w:+.,@-]+").fullmatch
_NO_WORDS = re.compile(r"[^\w .,+-]+").sub
_NUMBER = re.compile(r"(?i)#?(?:([A-Z]{1,2})-?)?([0-9]*)").fullmatch


class _Offered(str):
    """A word that was chosen already: Typer would take only what begins as the last piece of the line.

    That piece is a lone colon where bash has parted a query word from its value, and capitals are no matter.
    """

    __slots__ = ()

    def startswith(self, *_typed: object) -> bool:
        """Yes."""
        return True


def offers(ctx: Any, name: str, metavar: str, incomplete: str) -> list[Offer]:
    """The words that may stand where `incomplete` does: for the option `name`, or by what help calls it."""
    try:
        found = list(_offers(ctx, name, metavar, incomplete))
    except ServiceDeskError:
        return []
    return [(_Offered(word), brief(_NO_WORDS(" ", words))) for word, words in found if _HARMLESS(word)]


def _offers(ctx: Any, name: str, metavar: str, incomplete: str) -> Iterator[Offer]:
    noun, kind = _noun(ctx), BY_METAVAR.get(metavar, "")
    if metavar == "NAMES":
        yield from _columns(noun, incomplete)
    elif metavar == "ORDER":
        record = RECORDS.get(noun)
        orders = (*record.orders, *record.groupings) if record is not None else ()
        yield from _begun(incomplete, ((order, "") for order in orders))
    elif name == "--view":
        yield from _begun(incomplete, _views(noun))
    elif name in PEOPLE:
        yield from _begun(incomplete, [("me", ""), *_read(lambda offers: _plain(offers.owners()))])
    elif metavar == "QUERY" and noun in RECORDS:
        yield from _words_of_query(noun, incomplete)
    elif name in {"KIND", "KIND|all", "KIND|auto|all", "NAME"}:
        yield from _begun(incomplete, _plain(_names(_word(ctx), metavar)))
    elif kind:
        yield from _numbers(kind, incomplete)
        if metavar.endswith("S") and kind in FIELDS_BY_KIND and metavar != "CALLS":
            yield from _words_of_query(kind, incomplete)


def _names(word: str, metavar: str) -> list[str]:
    """The kinds, rules or settings that the command `word` takes."""
    if metavar != "NAME":
        kinds = RECORDS if word in {"export", "import", "view"} else ()
        return [*metavar.split("|")[1:], *kinds]
    if word == "policy":
        from servicedesk.domain.policies import POLICIES

        return list(POLICIES)
    if word == "config":
        from servicedesk.settings.table import SETTINGS

        return [setting.name for setting in SETTINGS]
    return []


def _word(ctx: Any) -> str:
    """The word after `servicedesk`."""
    return str(ctx.parent.info_name if ctx.parent is not None else "")


def _noun(ctx: Any) -> str:
    """The kind of record that the command is about."""
    name = ctx.parent.info_name if ctx.parent is not None else ""
    if name in {"export", "view"}:
        given = ctx.params.get("kind") or next(iter(_typed()[2:3]), "")
        name = given.removesuffix("s")
    return "case" if name == "complaint" else str(name)


def _typed() -> list[str]:
    """The line as the shell hands it over."""
    return (os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or "").split()


def _read(ask: "Callable[[Offers], Iterable[Offer]]") -> list[Offer]:
    """What the desk of the line that is typed answers."""
    from servicedesk.cli.frame.arguments import split
    from servicedesk.services.offers import offers_of
    from servicedesk.settings import Settings

    given, _rest, _fault = split([word for word in _typed() if word != "--"])
    found: list[Offer] = []
    with offers_of(Settings.load(None, **given.flags).db.expanduser()) as offers:
        found += ask(offers)
    return found


def _plain(words: Iterable[str]) -> list[Offer]:
    return [(word, "") for word in words]


def _begun(incomplete: str, found: Iterable[Offer]) -> Iterator[Offer]:
    return (offer for offer in found if offer[0].casefold().startswith(incomplete.casefold()))


def _numbers(kind: str, incomplete: str) -> Iterator[Offer]:
    found = _NUMBER(incomplete)
    if found is None and kind == "customer":
        yield from _read(
            lambda offers: [(f"CU-{number}", name) for number, name in offers.callers(incomplete)]
        )
    if found is None or not PREFIXES[kind].startswith((found[1] or "").upper()):
        return
    # Shells keep what begins as it was typed: a bare number is answered with bare ones.
    letters = "" if found[2] and not found[1] else f"{PREFIXES[kind]}-"
    yield from _read(
        lambda offers: [(f"{letters}{number}", words) for number, words in offers.numbers(kind, found[2])]
    )


def _columns(noun: str, incomplete: str) -> Iterator[Offer]:
    from servicedesk.cli.record.fields import FIELDS

    before, comma, begun = incomplete.rpartition(",")
    known = [(field.name, _(field.title)) for field in FIELDS.get(noun, ())]
    for name, words in _begun(begun, known):
        if name not in before.split(","):
            yield f"{before}{comma}{name}", words


def _views(noun: str) -> list[Offer]:
    if noun not in RECORDS:
        return []
    from servicedesk.services.lists import BUILT_IN_VIEWS

    built_in = [(_(name), query) for name, query in BUILT_IN_VIEWS[noun]]
    return built_in + _read(lambda offers: _plain(offers.view_names(noun)))


def _words_of_query(kind: str, incomplete: str) -> Iterator[Offer]:
    """The query words that begin so, and behind a colon their values."""
    fields = FIELDS_BY_KIND[kind]
    minus = "-" if incomplete.startswith("-") else ""
    begun = incomplete.removeprefix("-")
    if begun.startswith("+"):
        for label, words in _begun(begun[1:], _values(kind, "", LABEL)):
            yield f"{minus}+{label}", words
        return
    key, colon, value = begun.partition(":")
    before = _word_before_colon(incomplete)
    if before:
        # bash takes a colon for the end of a word, and puts what is offered behind it.
        key, colon, value, minus = before.removeprefix("-"), ":", "" if begun == ":" else begun, ""
    if not colon:
        names = {name: _(field.help) for field in fields.values() for name in (field.name, field.shown())}
        for name, words in _begun(begun, names.items()):
            yield f"{minus}{name}:", words.partition("{")[0]
    elif (field := field_named(fields, key)) is not None:
        prefix = "" if before else f"{minus}{key}:"
        for word, words in _begun(value, _values(kind, field, field.type)):
            yield f"{prefix}{word}", words


def _word_before_colon(incomplete: str) -> str:
    line = _typed()
    if "COMP_WORDS" not in os.environ or ":" not in line:
        return ""
    place = min(int(os.environ.get("COMP_CWORD") or 0), len(line))
    end = place if incomplete == ":" else place - 1
    return line[end - 1] if 0 < end < len(line) and line[end] == ":" else ""


def _values(kind: str, field: QueryField | str, sort: str) -> list[Offer]:
    """What may stand behind the colon."""
    if sort == LABEL:
        return _read(lambda offers: _plain(offers.labels(kind)))
    assert isinstance(field, QueryField)  # noqa: S101 - only a label has none
    if field.closed_list == "me":
        return [("me", ""), ("none", ""), *_read(lambda offers: _plain(offers.owners()))]
    if field.words is None:
        return []
    names = dict.fromkeys([*field.words.codes.values(), *field.words.shown()])
    return [("-".join(str(name).split()), "") for name in names]
