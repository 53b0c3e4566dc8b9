"""Causes: why complaints happen, in two levels, area and cause: "delivery / damaged on the way"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.reading import MOST, Section, fold, nearest, read, shown
from servicedesk.domain.policies.writing import comment, document, quoted, quoted_list
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _, in_every_language

SEPARATOR = " / "
_MOST_PATHS = 2 * MOST
"""Each cause is found by two: its path and its name."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area and its causes, in the order of the document."""

    name: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CauseList:
    """The causes of the desk. Without any area, every text is a cause."""

    areas: tuple[Area, ...] = ()
    retired: tuple[str, ...] = ()
    """Paths that old cases keep and that are no longer offered."""
    _paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Paths by what folds to them: the whole path, and the cause alone."""

    def paths(self) -> tuple[str, ...]:
        """The causes to offer, as "area / cause"."""
        return tuple(_path(area.name, cause) for area in self.areas for cause in area.causes)

    def find(self, text: str) -> str:
        """The path that `text` means: a path, or the name of a cause that no other area has.

        Raises UsageError that names the nearest one, or the areas to choose from.
        """
        line = clean_line(text)
        if not self.areas:
            return line
        found = self._paths.get(_key(line), ()) or self._in_another_language(line)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                _("Several areas have that cause."), _("Write one of: {names}.").format(names=_listed(found))
            )
        for area in self.areas:
            if fold(area.name) == fold(line):
                paths = tuple(_path(area.name, cause) for cause in area.causes)
                raise UsageError(
                    _("That is an area, not a cause."),
                    _("Write one of: {names}.").format(names=_listed(paths)),
                )
        raise UsageError(_("There is no such cause in the list."), self._hint(line))

    def _in_another_language(self, line: str) -> tuple[str, ...]:
        """The path that shipped names written in the other language mean: two handlers share one list."""
        options = [_shipped_names().get(part, frozenset({part})) for part in _key(line).split("/")]
        found = {path for words in product(*options) for path in self._paths.get("/".join(words), ())}
        return tuple(sorted(found))

    def _hint(self, line: str) -> str:
        if close := nearest(line, self.paths()):
            return _("Did you mean {name}?").format(name=close)
        by_cause = {cause: _path(area.name, cause) for area in self.areas for cause in area.causes}
        if close := nearest(line, by_cause):
            return _("Did you mean {name}?").format(name=by_cause[close])
        return _("The areas are: {names}.").format(names=_listed(area.name for area in self.areas))


def parse(text: str) -> CauseList:
    """The causes that `text` writes. Raises PolicyError."""
    top = read("causes", text)
    top.only("area", "retired")
    areas: dict[str, Area] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for section in top.sections("area"):
        area = _area(section)
        if fold(area.name) in areas:
            raise section.fault("name", _("this area stands here already; put its causes together."))
        areas[fold(area.name)] = area
        for cause in area.causes:
            path = _path(area.name, cause)
            paths[_key(path)] = (path,)
            paths[fold(cause)] = (*paths.get(fold(cause), ()), path)
        if len(paths) > _MOST_PATHS:
            raise section.fault("", _("the list is too long; keep {limit} entries.").format(limit=MOST))
    # Known by the whole path only: the name alone must mean one that is offered.
    retired = _retired(top, paths)
    return CauseList(tuple(areas.values()), retired, paths | {_key(path): (path,) for path in retired})


def _area(section: Section) -> Area:
    section.only("name", "causes")
    name = section.name("name")
    causes = section.texts("causes", 100)
    if not causes:
        raise section.fault("causes", _('it is missing; write causes = ["...", "..."].'))
    if "/" in fold(name):
        raise section.fault("name", _("the sign / parts area and cause; write another."))
    seen = set()
    for cause in causes:
        if "/" in fold(cause):
            raise section.fault("causes", _("the sign / parts area and cause; write another."))
        if fold(cause) in seen:
            raise section.fault(
                "causes", _("“{word}” stands here twice; remove one of the two.").format(word=shown(cause))
            )
        seen.add(fold(cause))
    return Area(name, causes)


def _retired(top: Section, paths: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    retired: dict[str, str] = {}
    for text in top.texts("retired", 250):
        parts = [part.strip() for part in text.replace("／", "/").split("/")]
        if len(parts) != 2 or not all(parts):
            raise top.fault("retired", _('write each as "area / cause".'))
        if _key(text) in paths:
            raise top.fault(
                "retired", _("“{word}” is offered above; remove one of the two.").format(word=shown(text))
            )
        retired[_key(text)] = _path(*parts)
    return tuple(retired.values())


def _path(area: str, cause: str) -> str:
    return f"{area}{SEPARATOR}{cause}"


def _key(text: str) -> str:
    return "/".join(part.strip() for part in fold(text).split("/"))


@cache
def _shipped_names() -> Mapping[str, frozenset[str]]:
    """By each shipped name, folded, its forms in every language."""
    found: dict[str, frozenset[str]] = {}
    for names in _SHIPPED:
        for name in names:
            forms = frozenset(fold(form) for form in in_every_language(name))
            for form in forms:
                found[form] = found.get(form, frozenset()) | forms
    return found


def _listed(names: Iterable[str]) -> str:
    """A few of the names, for a hint of one line."""
    listed = list(names)
    return _(", ").join(listed[:8]) + (" …" if len(listed) > 8 else "")


_SHIPPED = (
    (N_("product"), N_("faulty on arrival"), N_("failed in use"), N_("not as described"), N_("part missing")),
    (
        N_("delivery"),
        N_("delivered late"),
        N_("damaged on the way"),
        N_("lost on the way"),
        N_("wrong address"),
        N_("wrong goods"),
    ),
    (N_("installation"), N_("done badly"), N_("appointment missed"), N_("damage caused")),
    (
        N_("service"),
        N_("rude or careless"),
        N_("slow answer"),
        N_("promise not kept"),
        N_("wrong information"),
    ),
    (N_("price and invoice"), N_("charged wrongly"), N_("invoice wrong or missing"), N_("refund late")),
    (N_("not our doing"), N_("used wrongly"), N_("outside of the warranty"), N_("misunderstanding")),
)
"""Areas, each with its causes."""


def default() -> str:
    """The shipped causes."""
    return document(
        comment(
            _("Why complaints happen: areas, and the causes in each. A case keeps the two as area / cause."),
            _("Old cases keep a cause that is retired; it is no longer offered."),
        ),
        "retired = []",
        *(
            f"[[area]]\nname = {quoted(_(area))}\ncauses = {quoted_list(_(cause) for cause in causes)}"
            for area, *causes in _SHIPPED
        ),
    )
