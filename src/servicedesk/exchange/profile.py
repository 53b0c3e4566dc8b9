"""What a profile is: how the export of one program is read, as a file that a user can copy and edit.

docs/profiles.md explains every key. A profile that says something else than these keys, or names a field or
a word that there is not, is refused with its file, line and key: a slip must not leave out a column in
silence.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.waiting import WHOM
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import brief, clean_line
from servicedesk.domain.wording import before_value
from servicedesk.domain.words.lists import LISTS
from servicedesk.domain.words.word import WordList
from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import READ_BY_KIND, column_named
from servicedesk.exchange.date_orders import ORDERS
from servicedesk.exchange.joins import JOINS
from servicedesk.exchange.part_names import part_field
from servicedesk.i18n import _

FORMAT = 1
"""The number of these rules, which every profile names first."""
ANY_KIND = "auto"
"""The kind of a profile of our own files: each says its own."""
READS = ("date;author;text", "journal", "caller id", "number", "hours:minutes", "day")
"""Forms of a cell that hold more than the value; cell_forms.py takes them apart."""
LARGEST = 200_000
"""Bytes: what is longer is no profile."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a field is filled in another way than by one column."""

    sources: tuple[str, ...] = ()
    join: str = ""
    by: str = ""
    """The field whose value says which of `when` fills this one."""
    when: Mapping[str, str] = field(default_factory=dict)
    """Value of `by` → header."""
    reads: str = ""
    separator: str = ""
    """What stands between the values of one cell."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns that the rule reads, in order."""
        return self.sources or tuple(self.when.values())


@dataclass(frozen=True, slots=True)
class Profile:
    """How the files of one program are read. Headers are as written; they are compared by header_key()."""

    name: str
    program: str
    kind: str
    rests_on: str = ""
    """On what the headers rest: seen in a file, documented, or known from memory."""
    all_of: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()
    at_least: int = 1
    """How many of `some_of` a file must have."""
    source: str = ""
    """The name under which the ids of the program are kept."""
    encoding: str = ""
    delimiter: str = ""
    date_order: str = ""
    zone: str = ""
    leave_out: tuple[str, ...] = ()
    has_questions: bool = False
    """Beside the program's columns stand those of a form of the desk's own: they are read as a register's."""
    columns: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field → word of the program → our word; "" for none. `*` is every word that is not named."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """What a field is in every row that does not say otherwise."""

    @property
    def without_parts(self) -> "Profile":
        """The profile with the fields of the row's own record alone."""
        return self._only(lambda name: "" if part_field(name) else name)

    def of_part(self, part: tuple[str, int]) -> "Profile":
        """The profile with the fields of one part of a row, under their plain names."""

        def plain(name: str) -> str:
            found = part_field(name)
            return found.field if found and found.part == part else ""

        return self._only(plain)

    @property
    def parts(self) -> frozenset[tuple[str, int]]:
        """The parts of a row of which the profile names columns."""
        found = map(part_field, (*self.columns.values(), *self.fields))
        return frozenset(one.part for one in found if one)

    def _only(self, plain: Callable[[str], str]) -> "Profile":
        """The profile with the fields to which `plain` gives a name."""
        return replace(
            self,
            columns={header: name for header, full in self.columns.items() if (name := plain(full))},
            fields={
                name: replace(rule, by=plain(rule.by)) if rule.by else rule
                for full, rule in self.fields.items()
                if (name := plain(full))
            },
            words={name: words for full, words in self.words.items() if (name := plain(full))},
            fixed={name: value for full, value in self.fixed.items() if (name := plain(full))},
        )

    def evidence(self, keys: frozenset[str]) -> int:
        """How many of the headers by which the program is known stand among `keys`; 0 if it is not known."""
        if not all(header_key(header) in keys for header in self.all_of):
            return 0
        some = sum(header_key(header) in keys for header in self.some_of)
        return 0 if some < (self.at_least if self.some_of else 0) else len(self.all_of) + some


def read_profile(text: str, name: str, file_name: str) -> Profile:
    """The profile that a file holds; UsageError with the file, the line and the key where it is no such."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not TOML, a number of thousands of digits, lists within lists without end.
        reason = _("It is no TOML: {reason}.").format(reason=clean_line(str(error))[:200].rstrip("."))
        raise UsageError(f"{before_value(file_name)}{reason}", _hint()) from None
    return _Reader(text, name, file_name, found).profile()


def _hint() -> str:
    return _(
        "`servicedesk import profiles show zendesk` prints one that is right; docs/profiles.md explains."
    )


class _Reader:
    def __init__(self, text: str, name: str, file_name: str, found: dict[str, Any]) -> None:
        self.text, self.name, self.file_name, self.found = text, name, file_name, found

    def profile(self) -> Profile:
        self._only(
            self.found,
            ("format", "program", "kind", "rests_on", "leave_out", "has_questions", *_TABLES),
            "",
        )
        if self.found.get("format") != FORMAT:
            raise self._wrong("format", _("it must be {value}.").format(value=FORMAT))
        kind = self._line(self.found, "kind")
        if kind not in {*RECORDS, ANY_KIND}:
            raise self._wrong("kind", _one_of((*RECORDS, ANY_KIND)))
        known, file = self._table("recognise"), self._table("file")
        self._only(known, ("all", "some", "at_least"), "recognise")
        self._only(file, ("source", "encoding", "delimiter", "date_order", "zone"), "file")
        at_least = known.get("at_least", 1)
        some = self._lines(known, "some", "recognise")
        if type(at_least) is not int or not 0 < at_least <= max(1, len(some)):
            raise self._wrong("at_least", _("it is no number from 1 to that of the headers."), "recognise")
        profile = Profile(
            name=self.name,
            program=self._line(self.found, "program") or self.name,
            kind=kind,
            rests_on=self._line(self.found, "rests_on"),
            all_of=self._lines(known, "all", "recognise"),
            some_of=some,
            at_least=at_least,
            source=self._line(file, "source", "file") or self.name,
            encoding=self._encoding(file),
            delimiter=self._delimiter(file),
            date_order=self._date_order(file),
            zone=self._zone(file),
            leave_out=self._lines(self.found, "leave_out"),
            has_questions=self._flag("has_questions"),
            columns=self._fields_named("columns", kind),
            fields=self._rules(kind),
            words=self._words(kind),
            fixed=self._fixed(kind),
        )
        if not (profile.columns or profile.fields) and kind != ANY_KIND:
            raise self._wrong("columns", _("it names no column."))
        return profile

    # Values

    def _table(self, key: str, within: Mapping[str, Any] | None = None) -> dict[str, Any]:
        table = (self.found if within is None else within).get(key, {})
        if not isinstance(table, dict):
            raise self._wrong(key, _("it is no table."))
        return table

    def _line(self, table: Mapping[str, Any], key: str, place: str = "") -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or clean_line(value) != value.strip():
            raise self._wrong(key, _("it is no text of one line."), place)
        return value.strip()

    def _flag(self, key: str) -> bool:
        value = self.found.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, _one_of(("true", "false")))
        return value

    def _lines(self, table: Mapping[str, Any], key: str, place: str = "") -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self._wrong(key, _("it is no list of headers."), place)
        return tuple(value)

    def _encoding(self, file: Mapping[str, Any]) -> str:
        import codecs

        name = self._line(file, "encoding", "file")
        try:
            if name:
                codecs.lookup(name)
        except (LookupError, ValueError):
            raise self._wrong("encoding", _("there is no such encoding."), "file") from None
        return name

    def _delimiter(self, file: Mapping[str, Any]) -> str:
        value = file.get("delimiter", "")
        if not isinstance(value, str) or value not in {"", ",", ";", "\t", "|", "tab"}:
            raise self._wrong("delimiter", _one_of((",", ";", "|", "tab")), "file")
        return "\t" if value == "tab" else value

    def _date_order(self, file: Mapping[str, Any]) -> str:
        value = self._line(file, "date_order", "file")
        if value and value not in ORDERS:
            raise self._wrong("date_order", _one_of(ORDERS), "file")
        return value

    def _zone(self, file: Mapping[str, Any]) -> str:
        from zoneinfo import ZoneInfo

        name = self._line(file, "zone", "file")
        try:
            if name:
                ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise self._wrong("zone", _("there is no such time zone."), "file") from None
        return name

    # Fields

    def _require_field(self, name: str, kind: str, key: str, place: str) -> None:
        of, plain = _of(kind, name)
        if kind == ANY_KIND or column_named(of, plain) is None:
            names = ", ".join(column.name for column in READ_BY_KIND.get(of, ()))
            reason = _("there is no field {name}.").format(name=brief(name, 40))
            raise self._wrong(key, reason, place, _("Fields: {names}.").format(names=names))

    def _fields_named(self, place: str, kind: str) -> Mapping[str, str]:
        table = self._table(place)
        for header in table:
            self._require_field(self._line(table, header, place), kind, header, place)
        return MappingProxyType({header: table[header].strip() for header in table})

    def _rules(self, kind: str) -> Mapping[str, FieldRule]:
        rules = {}
        for name, rule in self._table("fields").items():
            place = f"fields.{name}"
            self._require_field(name, kind, name, "fields")
            if not isinstance(rule, dict):
                raise self._wrong(name, _("it is no table."), "fields")
            self._only(rule, ("from", "join", "by", "when", "reads", "separator"), place)
            rules[name] = self._rule(rule, kind, place)
        return MappingProxyType(rules)

    def _rule(self, rule: dict[str, Any], kind: str, place: str) -> FieldRule:
        sources, by = self._lines(rule, "from", place), self._line(rule, "by", place)
        when = self._table("when", rule)
        for value in when:
            self._line(when, value, f"{place}.when")
        if by:
            self._require_field(by, kind, "by", place)
        if bool(sources) == bool(when) or bool(by) != bool(when):
            raise self._wrong("from", _("it needs either from, or by and when."), place)
        join = self._chosen(rule, "join", JOINS, place)
        if len(sources) > 1 and not join:
            raise self._wrong("join", _one_of(JOINS), place)
        separator = rule.get("separator", "")
        if not isinstance(separator, str) or len(separator) > 10:
            raise self._wrong("separator", _("it is no text of one line."), place)
        return FieldRule(sources, join, by, when, self._chosen(rule, "reads", READS, place), separator)

    def _chosen(self, table: Mapping[str, Any], key: str, choices: Collection[str], place: str) -> str:
        value = self._line(table, key, place)
        if value and value not in choices:
            raise self._wrong(key, _one_of(choices), place)
        return value

    def _words(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        found = {}
        for name in self._table("words"):
            self._require_field(name, kind, name, "words")
            place, table = f"words.{name}", self._table(name, self._table("words"))
            for word in table:
                self._require_value(kind, name, self._line(table, word, place), (word, place))
            found[name] = MappingProxyType(table)
        return MappingProxyType(found)

    def _fixed(self, kind: str) -> Mapping[str, str]:
        table = self._table("fixed")
        for name in table:
            self._require_field(name, kind, name, "fixed")
            self._require_value(kind, name, self._line(table, name, "fixed"), (name, "fixed"))
        return MappingProxyType(table)

    def _require_value(self, kind: str, name: str, value: str, at: tuple[str, str]) -> None:
        column = column_named(*_of(kind, name))
        choices = (column.choices or {"yes_no": "yes_no"}.get(column.type, "")) if column else ""
        words = LISTS.get(choices)
        if value and words is not None and not self._is_value(words, value):
            raise self._wrong(at[0], _one_of(tuple(words.by_code)), at[1])

    def _is_value(self, words: WordList[Any], value: str) -> bool:
        """Whether it is a word of the list, or for states `waiting:` and whom for."""
        state, mark, whom = value.partition(":")
        if words.name == "case_state" and mark:
            return state == WAITING and whom in WHOM
        return words.read(value) is not None

    # Faults

    def _only(self, table: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in keys:
                raise self._wrong(key, _one_of_keys(keys), place)

    def _wrong(self, key: str, reason: str, place: str = "", hint: str = "") -> UsageError:
        line = line_of(self.text, key, place)
        where = _("{file}, line {line}").format(file=self.file_name, line=line) if line else self.file_name
        named = ".".join(part for part in (place, brief(key, 60)) if part)
        return UsageError(f"{before_value(where)}{before_value(named)}{reason}", hint or _hint())


def _of(kind: str, name: str) -> tuple[str, str]:
    """The kind and the plain name of a field of the row's own record, or of a part of it."""
    found = part_field(name)
    return (found.kind, found.field) if found and kind != ANY_KIND else (kind, name)


_TABLES = ("recognise", "file", "columns", "fields", "words", "fixed")
_HEADING = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")


def line_of(text: str, key: str, place: str) -> int:
    """The line of `key` in the table `place` of a TOML text, else that of the table; 0 where neither is."""
    current, of_table = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.fullmatch(line):
            current = heading[1].replace('"', "").replace(" ", "")
            if current == (f"{place}.{key}" if place else key):
                return number
            of_table = number if current == place else of_table
        elif current == place and _is_key(line, key):
            return number
    return of_table


def _is_key(line: str, key: str) -> bool:
    found = line.partition("=")[0].strip() if not line.lstrip().startswith(("'", '"')) else line.strip()[1:]
    return found == key or (line.lstrip().startswith(("'", '"')) and found.startswith((f'{key}"', f"{key}'")))


def _one_of(choices: Collection[str]) -> str:
    return _("it must be one of: {choices}.").format(choices=", ".join(choices))


def _one_of_keys(keys: tuple[str, ...]) -> str:
    return _("there is no such key; keys: {names}.").format(names=", ".join(keys))
