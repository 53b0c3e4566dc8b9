"""Sources: who sends complaints besides the customer (12315, a court, the press), and by when it is answered.

Their limits differ by source and place and change with the years: they are the desk's to write, never ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.reading import Section, fold, nearest, read, shown
from servicedesk.domain.policies.writing import comment, document, quoted
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _, in_every_language

SHIPPED = (
    "12315",
    "12345",
    N_("consumer association"),
    N_("regulator"),
    N_("court"),
    N_("press"),
    N_("social media"),
    N_("shop"),
)
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Source:
    """Who sends complaints. Without `days` nothing is owed to it by a time."""

    name: str
    days: int = 0
    """Within how many days of its receipt there, the day itself not counted."""
    is_working: bool = False
    """Whether they are working days of the desk's calendar."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that the desk knows. Without any, every text is one."""

    sources: tuple[Source, ...] = ()
    _by_word: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)
    """By folded name, and by every other word for it."""

    def judging(self) -> frozenset[tuple[str, int, bool]]:
        """What of them judges a past: every word for a source that sets a limit, with the limit."""
        return frozenset(
            (word, source.days, source.is_working)
            for known, source in self._by_word.items()
            if source.days
            for word in _shipped_names().get(known, (known,))
        )

    def names(self) -> tuple[str, ...]:
        """The names to offer, in the order of the document."""
        return tuple(source.name for source in self.sources)

    def of(self, name: str) -> Source:
        """The source called `name`, in either language; one without a limit where there is none."""
        return self._known(name) or Source(name)

    def find(self, text: str) -> str:
        """The name of the source that `text` means; UsageError that names those there are."""
        line = clean_line(text)
        if not line or not self.sources:
            return line
        known = self._known(line)
        if known is not None:
            return known.name
        if close := nearest(line, self.names()):
            hint = _("Did you mean {name}?").format(name=close)
        else:
            hint = _("Write one of: {names}.").format(names=_(", ").join(self.names()[:8]))
        raise UsageError(_("There is no such source in the list."), hint)

    def _known(self, name: str) -> Source | None:
        words = (fold(name), *_shipped_names().get(fold(name), ()))
        return next((self._by_word[word] for word in words if word in self._by_word), None)


def parse(text: str) -> Sources:
    """The sources that `text` writes. Raises PolicyError."""
    top = read("sources", text)
    top.only("source")
    sources: list[Source] = []
    by_word: dict[str, Source] = {}
    for section in top.sections("source"):
        source = _source(section)
        sources.append(source)
        for key, word in (("name", source.name), *(("also", word) for word in section.texts("also", 100))):
            if by_word.setdefault(fold(word), source) is not source:
                raise section.fault(
                    key, _("“{word}” stands here twice; remove one of the two.").format(word=shown(word))
                )
    return Sources(tuple(sources), by_word)


def _source(section: Section) -> Source:
    section.only("name", "also", "working_days", "calendar_days")
    if section.has("working_days") and section.has("calendar_days"):
        raise section.fault("calendar_days", _("write working days or calendar days, not both."))
    working = section.whole("working_days", 0, least=1, most=MOST_DAYS) if section.has("working_days") else 0
    plain = section.whole("calendar_days", 0, least=1, most=MOST_DAYS) if section.has("calendar_days") else 0
    return Source(section.name("name"), working or plain, bool(working))


@cache
def _shipped_names() -> Mapping[str, tuple[str, ...]]:
    """By the folded name of a shipped source its names in all languages: two handlers share one list."""
    found: dict[str, tuple[str, ...]] = {}
    for message in SHIPPED:
        names = tuple(fold(name) for name in in_every_language(message))
        found |= dict.fromkeys(names, names)
    return found


def default() -> str:
    """The shipped sources, without limits."""
    return document(
        comment(
            _("Who sends complaints besides the customer, and within how many days of its receipt there"),
            _("they must be answered: that becomes a deadline of its own, until the customer was told."),
            _("Limits differ by place and change: none is shipped. Write one of these under a source:"),
            "working_days = 7",
            "calendar_days = 15",
            _("The day of the receipt does not count. also = [...] lists other words for the source."),
        ),
        *(f"[[source]]\nname = {quoted(_(name))}" for name in SHIPPED),
    )
